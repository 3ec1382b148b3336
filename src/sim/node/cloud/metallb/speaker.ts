/**
 * MetalLB's speaker on one node, in L2 mode: all speakers know the same Services and the same speakers, so each knows
 * which one of them answers ARP for an address, without asking. When a node goes, the next in order takes over.
 *
 * Models: metallb speaker/{main,layer2_controller}.go, internal/layer2/{announcer,arp}.go
 * SIMPLIFIED: speakers know each other by their Pods' readiness and their nodes', where memberlist gossips; no BGP; eth0 alone.
 */

import { formatIp } from "../../../core/ip.ts";
import { sha256Hex } from "../../../core/sha256.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import type { ApiClient } from "../../../kube/api/client.ts";
import type { KubeObject } from "../../../kube/api/objects.ts";
import { selectorOfMap } from "../../../kube/api/selectors.ts";
import { hasReason } from "../../../kube/api/status.ts";
import type { EndpointSlice, Node, Pod, Service } from "../../../kube/schema/types.ts";
import { announceAddress } from "../../../net/arp.ts";
import type { Process } from "../../../os/process.ts";
import { idle } from "../../images/server.ts";
import { IN_CLUSTER_CLIENT } from "../../in-cluster-client.ts";
import {
  ADVERTISEMENTS,
  addressesOf,
  isAdvertised,
  isOurs,
  NAMESPACE,
  POOLS,
  type Pool,
  poolHolds,
} from "./configuration.ts";
import { logLine } from "./log-line.ts";

const EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers";
const STATUSES = "servicel2statuses";
const SERVICE_NAME = "kubernetes.io/service-name";
/** Gratuitous announcements of a new address go on for a while, for those who missed the first. */
const REPEATS_US = [0, 1_100_000, 2_200_000, 3_300_000, 4_400_000];

export function* speaker(process: Process): Run<number> {
  const door = process.machine.plugged(IN_CLUSTER_CLIENT);
  const node = process.env.get("METALLB_NODE_NAME");
  if (door === undefined || node === undefined) {
    yield* process.printError(
      '{"level":"error","msg":"must specify --node-name or METALLB_NODE_NAME","op":"startup"}\n',
    );
    return 1;
  }
  yield* logLine(process, { caller: "main.go:107", event: "start", msg: "MetalLB speaker starting version 0.15.3" });
  const work = new Announcer(process, door.as("metallb-speaker"), node);
  work.start();
  try {
    return yield* idle(process);
  } finally {
    work.stop();
  }
}

interface Announced {
  readonly end: () => void;
  readonly address: number;
}

class Announcer {
  readonly #process: Process;
  readonly #client: ApiClient;
  readonly #node: string;
  /** By Service. */
  readonly #announced = new Map<string, Announced>();
  #ends: (() => void)[] = [];
  #isDue = false;

  constructor(process: Process, client: ApiClient, node: string) {
    this.#process = process;
    this.#client = client;
    this.#node = node;
  }

  start(): void {
    const soon = (): void => this.#soon();
    this.#ends = ["services", "endpointslices", "nodes", "pods", POOLS, ADVERTISEMENTS].map((resource) =>
      this.#client.informer(resource).onChange(soon),
    );
    this.#soon();
  }

  stop(): void {
    for (const end of this.#ends) end();
    this.#ends = [];
    for (const { end } of this.#announced.values()) end();
    this.#announced.clear();
  }

  #soon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#process.machine.clock.after(2000, () => {
      this.#isDue = false;
      if (this.#ends.length > 0) this.#sync();
    });
  }

  #sync(): void {
    const wanted = new Map<string, { service: Service; address: number }>();
    for (const service of this.#client.informer<Service>("services").list()) {
      const [address] = isOurs(service) ? addressesOf(service) : [];
      if (address !== undefined && this.#owns(service, address))
        wanted.set(`${service.metadata.namespace}/${service.metadata.name}`, { service, address });
    }
    for (const [key, { end, address }] of this.#announced)
      if (wanted.get(key)?.address !== address) {
        end();
        this.#announced.delete(key);
        this.#forget(key);
      }
    for (const [key, { service, address }] of wanted)
      if (!this.#announced.has(key)) this.#announce(key, service, address);
  }

  #announce(key: string, service: Service, address: number): void {
    const { network, clock } = this.#process.machine;
    const device = network.devices.get("eth0");
    if (device === undefined) return;
    const end = network.neighbours.answerFor(device, address);
    const announced: Announced = { end, address };
    this.#announced.set(key, announced);
    for (const delayUs of REPEATS_US)
      clock.after(
        delayUs,
        () => {
          if (this.#announced.get(key) === announced) announceAddress(device, address);
        },
        { background: true },
      );
    const message = `announcing from node ${JSON.stringify(this.#node)} with protocol "layer2"`;
    this.#client.event(service, { type: "Normal", reason: "nodeAssigned", message, host: this.#node });
    this.#tell(service);
  }

  /** A ServiceL2Status for each Service that is announced here; one that is announced elsewhere now is that one's. */
  #tell({ metadata }: Service): void {
    const { name: serviceName, namespace: serviceNamespace } = metadata;
    const status = { node: this.#node, serviceName, serviceNamespace };
    const labels = {
      "metallb.io/node": this.#node,
      "metallb.io/service-name": serviceName,
      "metallb.io/service-namespace": serviceNamespace ?? "",
    };
    try {
      for (const old of this.#statuses(metadata)) this.#client.delete(STATUSES, old.metadata);
      const made = this.#client.create(STATUSES, {
        apiVersion: "metallb.io/v1beta1",
        kind: "ServiceL2Status",
        metadata: { generateName: "l2-", namespace: NAMESPACE, labels },
        spec: {},
      } as unknown as KubeObject);
      this.#client.updateStatus(STATUSES, { ...made, status } as KubeObject);
    } catch (error) {
      if (!hasReason(error, "NotFound") && !hasReason(error, "Conflict")) throw error;
    }
  }

  #forget(key: string): void {
    const [namespace = "", name = ""] = key.split("/");
    for (const { metadata } of this.#statuses({ name, namespace }))
      if (metadata.labels?.["metallb.io/node"] === this.#node) this.#client.delete(STATUSES, metadata);
  }

  #statuses({
    name,
    namespace = "",
  }: {
    readonly name: string;
    readonly namespace?: string | undefined;
  }): readonly KubeObject[] {
    const labels = { "metallb.io/service-name": name, "metallb.io/service-namespace": namespace };
    return this.#client
      .list<KubeObject>(STATUSES, { namespace: NAMESPACE })
      .filter(({ metadata }) => selectorOfMap(labels).matches(metadata.labels ?? {}));
  }

  /** The first of all who could, in an order that depends on the address. */
  #owns(service: Service, address: number): boolean {
    const pool = this.#client
      .informer<Pool>(POOLS)
      .list(NAMESPACE)
      .find((one) => poolHolds(one, address));
    const endpoints = this.#endpointNodes(service);
    if (pool === undefined || endpoints.length === 0) return false;
    const isLocal = service.spec?.externalTrafficPolicy === "Local";
    const able = this.#speakers().filter((node) => {
      const { name } = node.metadata;
      return (!isLocal || endpoints.includes(name)) && isAdvertised(this.#client, pool, node);
    });
    const ranked = able
      .map(({ metadata: { name } }) => ({ name, rank: sha256Hex(encodeUtf8(`${name}#${formatIp(address)}`)) }))
      .sort((a, b) => (a.rank < b.rank ? -1 : 1));
    return ranked[0]?.name === this.#node;
  }

  /** Nodes with a speaker that works. */
  #speakers(): Node[] {
    const names = new Set(
      this.#client
        .informer<Pod>("pods")
        .list(NAMESPACE)
        .filter((pod) => pod.metadata.labels?.component === "speaker" && isReady(pod))
        .map(({ spec }) => spec.nodeName),
    );
    return this.#client
      .informer<Node>("nodes")
      .list()
      .filter(({ metadata, status }) => {
        const isWell = status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") === true;
        return isWell && names.has(metadata.name) && metadata.labels?.[EXCLUDED] === undefined;
      });
  }

  #endpointNodes({ metadata }: Service): string[] {
    return this.#client
      .informer<EndpointSlice>("endpointslices")
      .list(metadata.namespace)
      .filter((slice) => slice.metadata?.labels?.[SERVICE_NAME] === metadata.name)
      .flatMap(({ endpoints }) => endpoints ?? [])
      .flatMap(({ nodeName, conditions }) => (conditions?.ready === false || nodeName === undefined ? [] : [nodeName]));
  }
}

function isReady({ status, metadata }: Pod): boolean {
  return (
    metadata.deletionTimestamp === undefined &&
    status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") === true
  );
}
