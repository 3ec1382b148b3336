/**
 * The network policy agent of Amazon's CNI: programs at the node's end of each Pod's cable, one for what the Pod sends and
 * one for what it gets. What it sends to a Service is judged before kube-proxy has translated it, so a Service's address
 * is allowed where a Pod behind it is.
 *
 * Models: aws/aws-network-policy-agent pkg/ebpf/bpf_client.go, c/tc.v4ingress.bpf.c, tc.v4egress.bpf.c;
 * aws/amazon-network-policy-controller-k8s pkg/resolvers
 * SIMPLIFIED: the controller's PolicyEndpoints objects are not made; its answer is there at once.
 */
import { formatIp, type Ip } from "../../../core/ip.ts";
import type { ApiClient } from "../../../kube/api/client.ts";
import type { ConfigMap, EndpointSlice, Service } from "../../../kube/schema/types.ts";
import type { Device } from "../../../net/device.ts";
import { PASS, type PacketProgram, type PacketVerdict } from "../../../net/ebpf/packet-program.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import { ICMP, type Packet, SCTP, TCP, UDP } from "../../../net/packet.ts";
import { emptyTuple, isIcmpError, readTuple } from "../../../net/tuple.ts";
import type { PolicyDirection } from "../../policy/compiled-policy.ts";
import { decide, type PolicyReason } from "../../policy/decide.ts";
import type { PolicyBook } from "../../policy/policy-book.ts";
import { serviceNameOf } from "../../proxy/endpoints.ts";
import type { PolicyEnforcer } from "../cni-plugin.ts";
import { ConnectionMap, reopens, touch } from "../connection-map.ts";

export interface PolicyEndpoint {
  readonly key: string;
  readonly ip: Ip;
  readonly device: Device;
}

export interface AwsPolicyOptions {
  readonly node: string;
  readonly namespace: NetNamespace;
  readonly client: ApiClient;
  readonly book: PolicyBook;
  readonly endpoints: ReadonlyMap<string, PolicyEndpoint>;
}

const PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [TCP, "TCP"],
  [UDP, "UDP"],
  [SCTP, "SCTP"],
  [ICMP, "ICMP"],
]);

/** Until somebody turns it on, policies are accepted by the API and ignored here. */
export class AwsPolicyAgent implements PolicyEnforcer {
  readonly #options: AwsPolicyOptions;
  readonly #connections = new ConnectionMap<null>();
  readonly #tuple = emptyTuple();
  isRunning = false;
  /** The switch is the container's own argument, so the node's start does not turn it. */
  #isEnabled = false;

  constructor(options: AwsPolicyOptions) {
    this.#options = options;
  }

  /** The node starts: nothing yet, as the agent's Pod says whether it enforces. */
  start(): void {}

  stop(): void {}

  /** `--enable-network-policy=true`. */
  enable(): void {
    this.#isEnabled = true;
    this.isRunning = true;
    for (const endpoint of this.#options.endpoints.values()) this.attach(endpoint);
  }

  /** The programs stay where they are. */
  pause(): void {
    this.isRunning = false;
  }

  /** `--enable-network-policy=false`: the programs go. */
  disable(): void {
    this.#isEnabled = false;
    this.isRunning = false;
    for (const { device } of this.#options.endpoints.values()) {
      device.tcIngress = null;
      device.tcEgress = null;
    }
  }

  attach(endpoint: PolicyEndpoint): void {
    if (!this.#isEnabled) return;
    const { device } = endpoint;
    device.tcIngress = this.#program("handle_egress", endpoint, "egress");
    device.tcEgress = this.#program("handle_ingress", endpoint, "ingress");
  }

  #program(name: string, endpoint: PolicyEndpoint, direction: PolicyDirection): PacketProgram {
    return { name, run: ({ packet }) => this.#judge(packet, endpoint, direction) };
  }

  /** The controller in the control plane resolves policies only when the ConfigMap says so too. */
  get #isResolved(): boolean {
    const settings = this.#options.client.informer<ConfigMap>("configmaps").get("kube-system", "amazon-vpc-cni");
    return settings?.data?.["enable-network-policy-controller"] !== "false";
  }

  #judge(packet: Packet, endpoint: PolicyEndpoint, direction: PolicyDirection): PacketVerdict {
    const { book, namespace } = this.#options;
    if (!this.#isResolved) return this.#remember(packet);
    const own = book.endAt(endpoint.ip);
    if (own.pod === null || isIcmpError(packet.transport) || book.isolating(own.pod, direction).length === 0)
      return this.#remember(packet);
    readTuple(packet, this.#tuple);
    const { nowUs } = namespace.clock;
    const answered = this.#connections.findAnswered(this.#tuple, nowUs);
    if (answered !== null) {
      touch(answered, packet, { nowUs, isReply: true });
      return PASS;
    }
    const known = this.#connections.find(this.#tuple, nowUs);
    if (direction === "ingress" && namespace.isLocal(packet.src)) return this.#remember(packet);
    const reasons = this.#reasons(packet, endpoint, direction);
    if (reasons === null) return known === null ? this.#remember(packet) : PASS;
    return {
      action: "drop",
      reason: "NetworkPolicy",
      detail: `${direction} of ${endpoint.key}: ${formatIp(packet.src)} to ${formatIp(packet.dst)}`,
      origin: `NetworkPolicy ${reasons.map(({ policy }) => policy.key).join(", ")}`,
    };
  }

  /** Null when it is allowed, else who says no. */
  #reasons(packet: Packet, endpoint: PolicyEndpoint, direction: PolicyDirection): readonly PolicyReason[] | null {
    const { book } = this.#options;
    const protocol = PROTOCOLS.get(packet.protocol) ?? "other";
    const targets = direction === "egress" ? this.#behind(packet.dst, this.#tuple.dstPort, protocol) : null;
    const ends = targets ?? [{ ip: packet.dst, port: this.#tuple.dstPort }];
    let denied: readonly PolicyReason[] = [];
    for (const { ip, port } of ends) {
      const from = book.endAt(direction === "egress" ? endpoint.ip : packet.src);
      const decision = decide(book, { from, to: book.endAt(ip), protocol, port });
      if (decision.deniedBy !== direction && decision[direction].every(({ rule }) => rule !== null)) return null;
      denied = decision[direction];
    }
    return denied;
  }

  /** The endpoints of a Service's address; null when it is none. */
  #behind(address: Ip, port: number, protocol: string): readonly { readonly ip: Ip; readonly port: number }[] | null {
    const { client, book } = this.#options;
    const text = formatIp(address);
    const service = client
      .informer<Service>("services")
      .list()
      .find(({ spec }) => spec?.clusterIP === text);
    const wanted = service?.spec?.ports?.find((one) => one.port === port && (one.protocol ?? "TCP") === protocol);
    if (service === undefined || wanted === undefined) return null;
    const slices = client
      .informer<EndpointSlice>("endpointslices")
      .list(service.metadata.namespace)
      .filter((slice) => serviceNameOf(slice) === service.metadata.name);
    return slices.flatMap(({ endpoints, ports = [] }) => {
      const number = ports.find((one) => (one.name ?? "") === (wanted.name ?? ""))?.port;
      const addresses = (endpoints ?? []).flatMap((endpoint) => endpoint.addresses);
      return number === undefined
        ? []
        : addresses
            .flatMap((one) => book.pods().filter(({ ips }) => ips.some((ip) => formatIp(ip) === one)))
            .map(({ ips }) => ({ ip: ips[0] as Ip, port: number }));
    });
  }

  #remember(packet: Packet): PacketVerdict {
    readTuple(packet, this.#tuple);
    const { nowUs } = this.#options.namespace.clock;
    const answered = this.#connections.findAnswered(this.#tuple, nowUs);
    if (answered !== null) {
      touch(answered, packet, { nowUs, isReply: true });
      return PASS;
    }
    const known = this.#connections.find(this.#tuple, nowUs);
    if (known === null || reopens(known, packet)) this.#connections.create(this.#tuple, null, nowUs);
    else touch(known, packet, { nowUs, isReply: false });
    return PASS;
  }
}
