/**
 * The agent's own objects in the API: policies that it reads, and what it tells of endpoints, identities and its node.
 * They are there as soon as somebody has installed their definitions, and without those it does without.
 *
 * Models: cilium pkg/k8s/apis/cilium.io/v2 (CiliumEndpoint, CiliumIdentity, CiliumNode), daemon/cmd/endpointsynchronizer.go
 */
import { formatCidr, formatIp } from "../../../core/ip.ts";
import { formatRfc3339 } from "../../../core/time.ts";
import type { KubeObject } from "../../../kube/api/objects.ts";
import { hasReason } from "../../../kube/api/status.ts";
import type { CniNode } from "../cni-plugin.ts";
import { type CompiledCiliumPolicy, compileCiliumPolicy } from "./cilium-policy.ts";
import type { CiliumEndpoint } from "./endpoint.ts";
import type { Identity, IdentityAllocator } from "./identity.ts";

const POLICIES = ["ciliumnetworkpolicies", "ciliumclusterwidenetworkpolicies"];
const API = "cilium.io/v2";

export class CiliumObjects {
  readonly #node: CniNode;
  readonly #identities: IdentityAllocator;
  readonly #compiled = new WeakMap<KubeObject, readonly CompiledCiliumPolicy[]>();
  readonly #open = new Set<string>();
  readonly #published = new Map<number, string>();

  constructor(node: CniNode, identities: IdentityAllocator) {
    this.#node = node;
    this.#identities = identities;
  }

  /** Calls whenever one of Cilium's own policies changes. */
  follow(changed: () => void): () => void {
    const { client } = this.#node;
    const ends: (() => void)[] = [];
    const definitions = client.informer("customresourcedefinitions");
    ends.push(
      definitions.onChange(({ type, object }) => {
        const [plural = "", group] = object.metadata.name.split(/\.(.*)/s);
        if (group !== "cilium.io" || type === "DELETED" || this.#open.has(plural)) return;
        this.#open.add(plural);
        if (POLICIES.includes(plural)) ends.push(client.informer(plural).onChange(changed));
        if (plural === "ciliumidentities") this.#identities.whenNew((identity) => this.#publishIdentity(identity));
        if (plural === "ciliumnodes") this.#publishNode();
        changed();
      }),
    );
    return () => {
      for (const end of ends) end();
      this.#open.clear();
    };
  }

  policies(): readonly CompiledCiliumPolicy[] {
    return POLICIES.filter((plural) => this.#open.has(plural)).flatMap((plural) =>
      this.#node.client
        .informer(plural)
        .list()
        .flatMap((object) => this.#compile(object, plural)),
    );
  }

  /** The valid ones as objects. */
  policyObjects(): readonly KubeObject[] {
    return POLICIES.filter((plural) => this.#open.has(plural)).flatMap((plural) =>
      this.#node.client
        .informer(plural)
        .list()
        .filter((object) => this.#compile(object, plural).length > 0),
    );
  }

  publishEndpoint(endpoint: CiliumEndpoint): void {
    const { identity } = endpoint;
    if (!this.#open.has("ciliumendpoints") || identity === null) return;
    const status = this.#statusOf(endpoint, identity);
    const text = JSON.stringify(status);
    if (this.#published.get(endpoint.id) === text) return;
    this.#published.set(endpoint.id, text);
    const [namespace, name = ""] = endpoint.key.split("/");
    this.#write("ciliumendpoints", {
      apiVersion: API,
      kind: "CiliumEndpoint",
      metadata: { name, namespace: namespace ?? "default", labels: { ...endpoint.pod?.labels } },
      status,
    } as KubeObject);
  }

  removeEndpoint({ key, id }: CiliumEndpoint): void {
    if (!this.#published.delete(id)) return;
    const [namespace, name = ""] = key.split("/");
    this.#attempt(() => this.#node.client.delete("ciliumendpoints", { namespace: namespace ?? "default", name }));
  }

  #statusOf({ id, ip, policy }: CiliumEndpoint, identity: Identity): Readonly<Record<string, unknown>> {
    const enforcing = (direction: "ingress" | "egress"): object => ({
      enforcing: policy[direction].isEnforced,
      state: policy[direction].isEnforced ? "OK" : "<status disabled>",
    });
    return {
      "external-identifiers": { "cni-attachment-id": String(id) },
      id,
      identity: { id: identity.id, labels: identity.labels },
      networking: { addressing: [{ ipv4: formatIp(ip) }], node: this.#node.ip },
      policy: { egress: enforcing("egress"), ingress: enforcing("ingress") },
      state: "ready",
    };
  }

  #publishIdentity({ id, labels, namespace }: Identity): void {
    const pairs = labels.map((label) => label.replace(/^k8s:/, "").split(/=(.*)/s) as [string, string]);
    this.#write("ciliumidentities", {
      apiVersion: API,
      kind: "CiliumIdentity",
      metadata: { name: String(id), labels: { "io.kubernetes.pod.namespace": namespace } },
      "security-labels": Object.fromEntries(pairs.map(([key, value]) => [`k8s:${key}`, value ?? ""])),
    } as unknown as KubeObject);
  }

  #publishNode(): void {
    const { name, ip, podCIDR, namespace } = this.#node;
    const internal = namespace.devices.get("cilium_host")?.addresses[0]?.ip;
    this.#write("ciliumnodes", {
      apiVersion: API,
      kind: "CiliumNode",
      metadata: { name },
      spec: {
        addresses: [
          { ip, type: "InternalIP" },
          ...(internal === undefined ? [] : [{ ip: formatIp(internal), type: "CiliumInternalIP" }]),
        ],
        ipam: { podCIDRs: [formatCidr(podCIDR)] },
      },
    } as unknown as KubeObject);
  }

  #compile(object: KubeObject, plural: string): readonly CompiledCiliumPolicy[] {
    let known = this.#compiled.get(object);
    if (known === undefined) {
      const result = compileCiliumPolicy(object);
      known = "rules" in result ? result.rules : [];
      this.#compiled.set(object, known);
      this.#tellValid(object, plural, "error" in result ? result.error : null);
    }
    return known;
  }

  #tellValid(object: KubeObject, plural: string, error: string | null): void {
    const { conditions = [] } = (object.status ?? {}) as {
      conditions?: readonly { status: string; message: string }[];
    };
    const message = error ?? "Policy validation succeeded";
    if (conditions[0]?.message === message) return;
    const condition = {
      lastTransitionTime: formatRfc3339(this.#node.namespace.clock.nowMs),
      message,
      status: error === null ? "True" : "False",
      type: "Valid",
    };
    const { client } = this.#node;
    this.#node.namespace.clock.after(0, () =>
      this.#attempt(() => {
        const { namespace, name } = object.metadata;
        const now = client.get(plural, namespace, name);
        if (now !== undefined)
          client.updateStatus(plural, { ...now, status: { conditions: [condition] } } as KubeObject);
      }),
    );
  }

  #write(resource: string, object: KubeObject): void {
    const { client } = this.#node;
    const { namespace, name } = object.metadata;
    this.#attempt(() => {
      const had = client.get(resource, namespace, name);
      if (had === undefined) client.create(resource, object);
      else client.update(resource, { ...had, ...object, metadata: { ...had.metadata, ...object.metadata } });
    });
  }

  /** Somebody else may write too, or have deleted the definition. */
  #attempt(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!["Conflict", "NotFound", "AlreadyExists"].some((reason) => hasReason(error, reason as "Conflict")))
        throw error;
    }
  }
}
