/**
 * Who a packet is from or for, as Cilium counts: a number that all Pods with the same labels share, or one of the
 * reserved ones. Policies are about numbers, never about addresses of Pods.
 *
 * Models: cilium pkg/identity/numericidentity.go, pkg/identity/cache/allocator.go, pkg/k8s/utils SanitizePodLabels
 * SIMPLIFIED: a number is made from the labels themselves; the real one is drawn by whoever meets them first.
 * SIMPLIFIED: addresses outside the cluster are all `world`; none gets a number of its own for a CIDR rule.
 */
import { sha256Hex } from "../../../core/sha256.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { PolicyPod } from "../../policy/policy-pod.ts";

export const HOST_ID = 1;
export const WORLD_ID = 2;
export const REMOTE_NODE_ID = 6;
export const KUBE_APISERVER_ID = 7;

export const RESERVED_IDENTITIES: ReadonlyMap<number, string> = new Map([
  [HOST_ID, "host"],
  [WORLD_ID, "world"],
  [3, "unmanaged"],
  [4, "health"],
  [5, "init"],
  [REMOTE_NODE_ID, "remote-node"],
  [KUBE_APISERVER_ID, "kube-apiserver"],
  [8, "ingress"],
  [9, "world-ipv4"],
  [10, "world-ipv6"],
]);

const FIRST = 256;
const LAST = 65_535;
/** Labels that come and go with a workload's versions say nothing about who it is. */
const IGNORED = [
  /^(.*\.)?kubernetes\.io\//,
  /^pod-template-(generation|hash)$/,
  /^controller-revision-hash$/,
  /^(statefulset|batch)\./,
  /^job-name$/,
  /^controller-uid$/,
  /^annotation\./,
  /^etcd_node$/,
];
const KEPT = /^app\.kubernetes\.io\/|^k8s\.io\//;

export interface Identity {
  readonly id: number;
  /** `k8s:app=web`, sorted; `reserved:host` */
  readonly labels: readonly string[];
  readonly namespace: string;
}

/** The labels by which Cilium knows a Pod. */
export function identityLabels(pod: PolicyPod, serviceAccount: string): readonly string[] {
  const own = Object.entries(pod.labels)
    .filter(([key]) => KEPT.test(key) || !IGNORED.some((ignored) => ignored.test(key)))
    .map(([key, value]) => `k8s:${key}=${value}`);
  const ofNamespace = Object.entries(pod.namespaceLabels).map(
    ([key, value]) => `k8s:io.cilium.k8s.namespace.labels.${key}=${value}`,
  );
  return [
    ...own,
    ...ofNamespace,
    "k8s:io.cilium.k8s.policy.cluster=kubernetes",
    `k8s:io.cilium.k8s.policy.serviceaccount=${serviceAccount}`,
    `k8s:io.kubernetes.pod.namespace=${pod.namespace}`,
  ].sort();
}

export class IdentityAllocator {
  readonly #byLabels = new Map<string, Identity>();
  readonly #byId = new Map<number, Identity>();
  #onNew: ((identity: Identity) => void) | null = null;

  /** In order of number. */
  list(): readonly Identity[] {
    return [...this.#byId.values()].sort((a, b) => a.id - b.id);
  }

  get(id: number): Identity | undefined {
    return this.#byId.get(id);
  }

  whenNew(told: (identity: Identity) => void): void {
    this.#onNew = told;
    for (const identity of this.#byId.values()) told(identity);
  }

  allocate(labels: readonly string[], namespace: string): Identity {
    const key = labels.join(";");
    const known = this.#byLabels.get(key);
    if (known !== undefined) return known;
    const size = LAST - FIRST + 1;
    let id = FIRST + (Number.parseInt(sha256Hex(encodeUtf8(key)).slice(0, 8), 16) % size);
    while (this.#byId.has(id)) id = id === LAST ? FIRST : id + 1;
    const identity = { id, labels, namespace };
    this.#byLabels.set(key, identity);
    this.#byId.set(id, identity);
    this.#onNew?.(identity);
    return identity;
  }
}

export function identityName(id: number): string {
  return RESERVED_IDENTITIES.get(id) ?? String(id);
}
