/**
 * The program on a node that a network plugin asks about connections: their first packets wait in a queue until it says
 * yes or no, those of connections that it has allowed pass. It looks after translation to a backend and before
 * masquerading. What the node's own programs send to its Pods is never asked about (kubelet's probes), and when anything
 * about policies, Pods or namespaces changes, known connections are judged anew.
 *
 * Models: sigs.k8s.io/kube-network-policies pkg/dataplane/controller.go syncNFTablesRules, firewallEnforcer
 * SIMPLIFIED: the verdict takes no time, and a connection is always judged by its opening direction.
 */
import { formatIp } from "../../core/ip.ts";
import type { Flow } from "../../net/flow.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import { PRIORITY, type RegisteredHook, type Verdict } from "../../net/netfilter/hooks.ts";
import { ICMP, type Packet, SCTP, TCP, UDP } from "../../net/packet.ts";
import { Plug } from "../../os/machine.ts";
import type { PolicyEnforcer } from "../cni/cni-plugin.ts";
import type { PolicyEnd } from "./compiled-policy.ts";
import { decide, type PolicyDecision } from "./decide.ts";
import type { PolicyBook } from "./policy-book.ts";

export interface PolicyAgentOptions {
  readonly namespace: NetNamespace;
  /** It judges for the Pods of this node only. */
  readonly node: string;
  readonly book: PolicyBook;
}

/** The agent of a node, as the Pod of its CNI finds it. */
export const POLICY_AGENT = new Plug<PolicyEnforcer>("policy-agent");

const PROTOCOL_NAMES: ReadonlyMap<number, string> = new Map([
  [TCP, "TCP"],
  [UDP, "UDP"],
  [SCTP, "SCTP"],
  [ICMP, "ICMP"],
]);

export class PolicyAgent implements PolicyEnforcer {
  readonly #options: PolicyAgentOptions;
  /** Which version of the policies a connection was allowed by: the kernel keeps a label on it. */
  #allowed = new WeakMap<Flow, number>();
  #unregister: (() => void)[] = [];

  constructor(options: PolicyAgentOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#unregister.length > 0;
  }

  start(): void {
    if (this.isRunning) return;
    const { netfilter } = this.#options.namespace;
    netfilter.startTracking();
    this.#options.book.follow();
    const run: RegisteredHook["run"] = (packet, { hook, inDevice }) =>
      this.#look(packet, hook === "INPUT", inDevice?.isLoopback === true);
    const name = "network policies";
    this.#unregister = [
      netfilter.register({ hook: "POSTROUTING", priority: PRIORITY.srcnat - 5, name, run }),
      netfilter.register({ hook: "INPUT", priority: PRIORITY.srcnat + 1, name, run }),
    ];
  }

  /** Nobody answers for the queue any more, and packets pass it by. */
  stop(): void {
    for (const unregister of this.#unregister) unregister();
    this.#unregister = [];
    this.#allowed = new WeakMap();
  }

  #look(packet: Packet, isInput: boolean, isLoopback: boolean): Verdict {
    const { book, namespace } = this.#options;
    const { flow } = packet;
    if (book.isEmpty || flow === null || packet.flowState === "RELATED") return "accept";
    if (this.#allowed.get(flow) === book.version) return "accept";
    if (isInput && (isLoopback || packet.flowState !== "NEW")) return "accept";
    const { original, reply } = flow;
    if (namespace.isLocal(original.src)) return "accept";
    const from = book.endAt(original.src);
    const to = book.endAt(reply.src);
    if (!this.#isAsked(from) && !this.#isAsked(to)) return "accept";
    const protocol = PROTOCOL_NAMES.get(original.protocol) ?? "other";
    const decision = decide(book, { from, to, protocol, port: reply.srcPort });
    if (decision.allowed) {
      this.#allowed.set(flow, book.version);
      return "accept";
    }
    this.#drop(packet, decision, { from, to, protocol, port: reply.srcPort });
    return "drop";
  }

  /** Only addresses of this node's Pods that some policy selects are in the queue's set. */
  #isAsked({ pod }: PolicyEnd): boolean {
    const { book, node } = this.#options;
    if (pod === null || pod.node !== node) return false;
    return book.isolating(pod, "egress").length > 0 || book.isolating(pod, "ingress").length > 0;
  }

  #drop(
    packet: Packet,
    { deniedBy, egress, ingress }: PolicyDecision,
    { from, to, protocol, port }: { from: PolicyEnd; to: PolicyEnd; protocol: string; port: number },
  ): void {
    const direction = deniedBy ?? "ingress";
    const reasons = direction === "egress" ? egress : ingress;
    const names = reasons.map(({ policy }) => policy.key).join(", ");
    this.#options.namespace.drop(packet, "filter-agent", {
      origin: `NetworkPolicy ${names}`,
      lookup: `${direction} of ${placeOf(direction === "egress" ? from : to)}: ${placeOf(from)} to ${placeOf(to)}, ${protocol} port ${port}`,
    });
  }
}

function placeOf({ ip, pod }: PolicyEnd): string {
  const address = ip === null ? "" : formatIp(ip);
  return pod === null ? address : `${pod.key} (${address})`;
}
