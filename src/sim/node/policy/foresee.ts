/**
 * What would become of a connection, worked out and not sent: where the proxy would lead it, what the policies say about
 * it there, and whether anybody listens. Quick enough for every Pod against every Pod; that it agrees with packets that
 * are really sent is what `foresee.test.ts` is for.
 *
 * Models: policy-assistant/cyclonus "analyze" (a connectivity model beside the real network)
 * SIMPLIFIED: routes and links are taken to be in order; policies of a CNI's own kinds are not foreseen.
 */
import { formatIp, type Ip, parseIp } from "../../core/ip.ts";
import type { Pod } from "../../kube/schema/types.ts";
import type { World } from "../world.ts";
import type { PolicyEnd } from "./compiled-policy.ts";
import { decide, type PolicyReason } from "./decide.ts";
import { type Leg, legsThrough, type NodePort, type Source } from "./legs.ts";
import type { PolicyProtocol } from "./policy-pod.ts";
import { type Backend, type ReachTarget, TargetResolver } from "./reach-target.ts";

export type ReachSource = { readonly pod: Pod } | { readonly ip: Ip } | { readonly node: string };

export interface ReachProbe {
  readonly from: ReachSource;
  readonly to: ReachTarget;
  readonly protocol: PolicyProtocol;
  readonly port: number | string;
  /** Something listens wherever the probe ends, whether or not it does. */
  readonly serve: boolean;
}

export type ReachOutcome = "delivered" | "refused" | "dropped" | "unreachable";

export interface Foreseen {
  readonly outcome: ReachOutcome;
  readonly egress: readonly PolicyReason[];
  readonly ingress: readonly PolicyReason[];
  /** Behind a Service: the endpoint that this is about, `ip:port`. */
  readonly endpoint: string | null;
}

interface Way {
  readonly source: Source;
  readonly backend: Backend;
  readonly through: NodePort | null;
}

const NOT_THERE: Foreseen = { outcome: "unreachable", egress: [], ingress: [], endpoint: null };

export class Foresight {
  readonly #world: World;
  readonly #targets: TargetResolver;
  readonly #isEnforced: boolean;

  constructor(world: World) {
    this.#world = world;
    this.#targets = new TargetResolver(world);
    this.#isEnforced = [...world.nodes.values()].some(({ policyAgent }) => policyAgent?.isRunning === true);
  }

  /** Behind a Service with several endpoints: delivered when each of them can be reached, else the first that cannot. */
  foresee(probe: ReachProbe): Foreseen {
    const source = this.#source(probe.from);
    const { kind, backends, through } = this.#targets.resolve({ ...probe, node: source.node });
    if (kind === "no-endpoints") return { ...NOT_THERE, outcome: "refused" };
    if (kind === "no-such-port" || kind === "no-local-endpoints") return { ...NOT_THERE, outcome: "dropped" };
    let first: Foreseen | null = null;
    for (const backend of backends) {
      const seen = this.#judge({ source, backend, through }, probe);
      const endpoint = kind === "service" ? `${textOf(backend.ip)}:${backend.port}` : null;
      if (seen.outcome !== "delivered") return { ...seen, endpoint };
      first ??= { ...seen, endpoint };
    }
    return first ?? NOT_THERE;
  }

  #judge({ source, backend, through }: Way, { from, to, protocol, serve }: ReachProbe): Foreseen {
    const { policies, nodes } = this.#world;
    const { ip, port } = backend;
    const target = policies.endAt(ip);
    const isSelf = "pod" in from && "pod" in to && from.pod === to.pod;
    const legs =
      through === null ? [{ from: source, to: target, port }] : legsThrough({ source, target, port, through, nodes });
    const judged = this.#isEnforced && !isSelf ? legs.filter((leg) => !isOwnNode(leg)) : [];
    const decisions = judged.map((leg) => decide(policies, { ...leg, protocol }));
    const denied = decisions.some(({ allowed }) => !allowed);
    return {
      outcome: denied ? "dropped" : serve ? "delivered" : this.#arrival(target, protocol, port),
      egress: decisions.flatMap(({ egress }) => egress),
      ingress: decisions.flatMap(({ ingress }) => ingress),
      endpoint: null,
    };
  }

  #source(from: ReachSource): Source {
    const { policies, nodes } = this.#world;
    if ("node" in from) return { ip: ipOf(nodes.get(from.node)?.ip), pod: null, node: from.node, isNode: true };
    if ("pod" in from) {
      const pod = policies.podOf(from.pod);
      const ip = pod.ips[0] ?? null;
      return pod.isHostNetwork
        ? { ip, pod: null, node: pod.node, isNode: true }
        : { ip, pod, node: pod.node, isNode: false };
    }
    const node = [...nodes.values()].find(({ ip }) => ip === formatIp(from.ip));
    if (node !== undefined) return { ip: from.ip, pod: null, node: node.name, isNode: true };
    const end = policies.endAt(from.ip);
    return { ...end, node: end.pod?.node ?? "", isNode: false };
  }

  /** Does anybody listen? Only the Pods' own sockets know. */
  #arrival({ ip, pod }: PolicyEnd, protocol: PolicyProtocol, port: number): ReachOutcome {
    const nodes = [...this.#world.nodes.values()];
    const workers = pod === null ? [] : (this.#world.nodes.get(pod.node)?.kubelet.workers ?? []);
    const own = workers.find((worker) => `${worker.pod.metadata.namespace}/${worker.pod.metadata.name}` === pod?.key);
    const network =
      own?.sandbox?.namespace ?? nodes.find((node) => ip !== null && node.ip === formatIp(ip))?.machine.network;
    if (network === undefined) return "unreachable";
    const { sockets } = network;
    const listeners = protocol === "TCP" ? sockets.tcpListeners() : protocol === "UDP" ? sockets.udpSockets() : [];
    return listeners.some(({ local }) => local.port === port) ? "delivered" : "refused";
  }
}

/** What a node's own programs send to its Pods is not asked about. */
function isOwnNode({ from, to }: Leg): boolean {
  return from.isNode && to.pod !== null && to.pod.node === from.node;
}

function ipOf(text: string | undefined): Ip | null {
  return text === undefined ? null : parseIp(text);
}

function textOf(ip: Ip): string {
  return typeof ip === "number" ? formatIp(ip) : `[${formatIp(ip)}]`;
}
