/**
 * What the scheduler keeps of a node: the Pods that are on it and what they ask for, added up as they come and go.
 *
 * Models: pkg/scheduler/framework/types.go NodeInfo, pkg/api/v1/resource PodRequests
 * SIMPLIFIED: CPU, memory and the number of Pods only; no extended resources, no ephemeral storage.
 */
import { milliValue, parseQuantity, wholeValue } from "../api/quantity.ts";
import type { Container, Node, Pod } from "../schema/types.ts";

export interface Amounts {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
}

const NOTHING: Amounts = { cpuMilli: 0, memoryBytes: 0 };
/** What a container that names no request is taken to want when nodes are compared. */
const ASSUMED: Amounts = { cpuMilli: 100, memoryBytes: 200 * 1024 * 1024 };

export class NodeInfo {
  node: Node;
  readonly pods = new Map<string, Pod>();
  readonly hostPorts = new Map<string, number>();
  /** Those of its Pods with required anti-affinity, by uid. */
  readonly avoiding = new Map<string, Pod>();
  /** Those with any wish for, or against, company. */
  readonly choosy = new Map<string, Pod>();
  /** How many of its Pods belong to an owner and are to stay, by the owner's uid. */
  readonly siblings = new Map<string, number>();
  cpuMilli = 0;
  memoryBytes = 0;
  /** What they ask for in the eyes of the scores. */
  scored: Amounts = NOTHING;
  allocatable: Amounts;
  maxPods: number;

  constructor(node: Node) {
    this.node = node;
    this.allocatable = NOTHING;
    this.maxPods = 0;
    this.update(node);
  }

  update(node: Node): void {
    this.node = node;
    const amounts = node.status?.allocatable ?? node.status?.capacity ?? {};
    this.allocatable = amountsOf(amounts);
    this.maxPods = amounts.pods === undefined ? 0 : Number(wholeValue(parseQuantity(String(amounts.pods))));
  }

  add(pod: Pod): void {
    this.remove(pod);
    this.pods.set(pod.metadata.uid ?? "", pod);
    if (pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution !== undefined)
      this.avoiding.set(pod.metadata.uid ?? "", pod);
    const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
    if (podAffinity !== undefined || podAntiAffinity !== undefined) this.choosy.set(pod.metadata.uid ?? "", pod);
    this.#count(pod, 1);
  }

  remove(pod: Pod): void {
    const had = this.pods.get(pod.metadata.uid ?? "");
    if (had === undefined) return;
    this.pods.delete(pod.metadata.uid ?? "");
    this.avoiding.delete(pod.metadata.uid ?? "");
    this.choosy.delete(pod.metadata.uid ?? "");
    this.#count(had, -1);
  }

  #count(pod: Pod, sign: 1 | -1): void {
    const { cpuMilli, memoryBytes } = requestsOf(pod);
    this.cpuMilli += sign * cpuMilli;
    this.memoryBytes += sign * memoryBytes;
    const scored = scoredRequestsOf(pod);
    this.scored = {
      cpuMilli: this.scored.cpuMilli + sign * scored.cpuMilli,
      memoryBytes: this.scored.memoryBytes + sign * scored.memoryBytes,
    };
    for (const port of hostPortsOf(pod)) countUp(this.hostPorts, port, sign);
    if (pod.metadata.deletionTimestamp !== undefined) return;
    for (const { uid } of pod.metadata.ownerReferences ?? []) countUp(this.siblings, uid, sign);
  }
}

function countUp(counts: Map<string, number>, key: string, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

const requests = new WeakMap<object, Amounts>();
const scoredRequests = new WeakMap<object, Amounts>();

/** The containers together, or the largest init container if that asks for more. */
export function requestsOf({ spec }: Pod): Amounts {
  return remembered(requests, spec, NOTHING);
}

/** The same, with a little assumed for every container that names no request. */
export function scoredRequestsOf({ spec }: Pod): Amounts {
  return remembered(scoredRequests, spec, ASSUMED);
}

function remembered(cache: WeakMap<object, Amounts>, spec: Pod["spec"], assumed: Amounts): Amounts {
  const known = cache.get(spec);
  if (known !== undefined) return known;
  const { containers, initContainers = [] } = spec;
  const requestOf = ({ resources }: Container): Amounts => amountsOf(resources?.requests ?? {}, assumed);
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === "Always");
  const running = sum([...containers, ...sidecars].map(requestOf));
  const first = initContainers.filter((container) => !sidecars.includes(container)).map(requestOf);
  const amounts = {
    cpuMilli: Math.max(running.cpuMilli, ...first.map(({ cpuMilli }) => cpuMilli)),
    memoryBytes: Math.max(running.memoryBytes, ...first.map(({ memoryBytes }) => memoryBytes)),
  };
  cache.set(spec, amounts);
  return amounts;
}

function amountsOf({ cpu, memory }: Readonly<Record<string, unknown>>, otherwise = NOTHING): Amounts {
  return {
    cpuMilli: cpu === undefined ? otherwise.cpuMilli : Number(milliValue(parseQuantity(String(cpu)))),
    memoryBytes: memory === undefined ? otherwise.memoryBytes : Number(wholeValue(parseQuantity(String(memory)))),
  };
}

function sum(all: readonly Amounts[]): Amounts {
  return all.reduce(
    (a, b) => ({ cpuMilli: a.cpuMilli + b.cpuMilli, memoryBytes: a.memoryBytes + b.memoryBytes }),
    NOTHING,
  );
}

/** `TCP/0.0.0.0/80` of every port that the Pod takes on its node. */
export function hostPortsOf({ spec }: Pod): readonly string[] {
  const found: string[] = [];
  for (const { ports } of spec.containers)
    for (const { hostPort, hostIP = "0.0.0.0", protocol = "TCP" } of ports ?? [])
      if (hostPort) found.push(`${protocol}/${hostIP}/${hostPort}`);
  return found.length === 0 ? NO_PORTS : found;
}

const NO_PORTS: readonly string[] = [];
