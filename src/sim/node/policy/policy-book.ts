/**
 * All NetworkPolicies of a cluster, and which of them isolate which Pod. It looks things up where the informers keep
 * them and remembers what it worked out by the identity of the objects, so a change costs only what it touches.
 *
 * Models: sigs.k8s.io/kube-network-policies pkg/networkpolicy/networkpolicy.go getNetworkPoliciesForPod
 */
import { formatIp, type Ip } from "../../core/ip.ts";
import type { ApiClient, Informer } from "../../kube/api/client.ts";
import type { Namespace, NetworkPolicy, Pod } from "../../kube/schema/types.ts";
import { type CompiledPolicy, compilePolicy, type PolicyDirection, type PolicyEnd } from "./compiled-policy.ts";
import { decide, type PolicyConnection, type PolicyDecision, type PolicyReason } from "./decide.ts";
import { type DeniedConnection, type NearMiss, nearMiss } from "./near-miss.ts";
import { PodSelections } from "./pod-selection.ts";
import { type PolicyPod, podIPsOf, policyPodOf } from "./policy-pod.ts";

const BY_IP = "policy-ip";

type Isolating = Readonly<Record<PolicyDirection, readonly CompiledPolicy[]>>;

export class PolicyBook {
  readonly #pods: Informer<Pod>;
  readonly #namespaces: Informer<Namespace>;
  readonly #policies: Informer<NetworkPolicy>;
  readonly #known = new WeakMap<Pod, { readonly namespace: Namespace | undefined; readonly pod: PolicyPod }>();
  readonly #compiled = new WeakMap<NetworkPolicy, CompiledPolicy>();
  #list: readonly NetworkPolicy[] | null = null;
  #byNamespace = new Map<string, readonly CompiledPolicy[]>();
  readonly #selections = new PodSelections();
  #isolating = new WeakMap<PolicyPod, Isolating>();
  #follows = false;
  #version = 0;
  /** Set by a CNI for which a range of addresses never means a Pod or a node. */
  isInCluster: ((end: PolicyEnd) => boolean) | null = null;

  constructor(client: ApiClient) {
    this.#pods = client.informer("pods");
    this.#namespaces = client.informer("namespaces");
    this.#policies = client.informer("networkpolicies");
    this.#pods.addIndex(BY_IP, podIPsOf);
  }

  /** From now on `version` tells whether an earlier decision may be out of date. */
  follow(): void {
    if (this.#follows) return;
    this.#follows = true;
    for (const informer of [this.#pods, this.#namespaces, this.#policies]) informer.onChange(() => this.#version++);
  }

  /** May a rule's range of addresses mean this one? */
  blocksMatch(end: PolicyEnd): boolean {
    return this.isInCluster === null || !this.isInCluster(end);
  }

  get version(): number {
    return this.#version;
  }

  get isEmpty(): boolean {
    return this.#policies.list().length === 0;
  }

  /** In order of namespace and name. */
  pods(): readonly PolicyPod[] {
    return this.#pods.list().map((pod) => this.podOf(pod));
  }

  podOf(pod: Pod): PolicyPod {
    const namespace = this.#namespaces.get(undefined, pod.metadata.namespace ?? "default");
    const known = this.#known.get(pod);
    if (known !== undefined && known.namespace === namespace) return known.pod;
    const made = policyPodOf(pod, namespace);
    this.#known.set(pod, { namespace, pod: made });
    return made;
  }

  /** The Pod whose own address this is; one that has ended has given it back. */
  endAt(ip: Ip): PolicyEnd {
    for (const pod of this.#pods.byIndex(BY_IP, formatIp(ip))) {
      if (pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed") continue;
      const found = this.podOf(pod);
      if (!found.isHostNetwork) return { ip, pod: found };
    }
    return { ip, pod: null };
  }

  /** The policies that isolate the Pod in this direction; none: it is not isolated, and everything is allowed. */
  isolating(pod: PolicyPod, direction: PolicyDirection): readonly CompiledPolicy[] {
    this.#refresh();
    let isolating = this.#isolating.get(pod);
    if (isolating === undefined) {
      const all = (this.#byNamespace.get(pod.namespace) ?? []).filter(({ selects }) => selects.matches(pod));
      isolating = {
        egress: all.filter(({ rules }) => rules.egress !== null),
        ingress: all.filter(({ rules }) => rules.ingress !== null),
      };
      this.#isolating.set(pod, isolating);
    }
    return isolating[direction];
  }

  /** May the connection be opened, and who says so? */
  judge(connection: PolicyConnection): PolicyDecision {
    return decide(this, connection);
  }

  /** Of those that deny a connection, the rule that comes nearest to admitting it. */
  nearMiss(reasons: readonly PolicyReason[], denied: DeniedConnection): NearMiss | null {
    return nearMiss(reasons, denied);
  }

  #refresh(): void {
    const list = this.#policies.list();
    if (list === this.#list) return;
    this.#list = list;
    const byNamespace = new Map<string, CompiledPolicy[]>();
    for (const policy of list) {
      const namespace = policy.metadata.namespace ?? "default";
      const there = byNamespace.get(namespace);
      if (there === undefined) byNamespace.set(namespace, [this.#compile(policy)]);
      else there.push(this.#compile(policy));
    }
    this.#byNamespace = byNamespace;
    this.#isolating = new WeakMap();
  }

  #compile(policy: NetworkPolicy): CompiledPolicy {
    let compiled = this.#compiled.get(policy);
    if (compiled === undefined) {
      compiled = compilePolicy(policy, this.#selections);
      this.#compiled.set(policy, compiled);
    }
    return compiled;
  }
}
