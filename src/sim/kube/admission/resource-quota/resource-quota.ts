/**
 * Refuses what would exceed a quota of its namespace, and charges the quota for what it lets in.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/{admission,controller}.go
 * SIMPLIFIED: no resource is limited by default; several quotas are looked at in the order of their names.
 */
import type { KubeObject } from "../../api/objects.ts";
import { forbidden, StatusError } from "../../api/status.ts";
import type { Store } from "../../api/store.ts";
import type { ResourceQuota } from "../../schema/types.ts";
import type { AdmissionAttributes, AdmissionPlugin, Charge } from "../plugin.ts";
import { added, amountsOf, growth, listed, masked, type ResourceList, resourceList } from "../resource-list.ts";
import { type Evaluator, isCovered } from "./evaluator.ts";
import { evaluatorOf } from "./evaluators.ts";

interface Interest {
  readonly quota: ResourceQuota;
  readonly hard: ResourceList;
  readonly used: ResourceList;
}

/** `save` writes a quota's new status. */
export function resourceQuotaAdmission(store: Store, save: (quota: ResourceQuota) => void): AdmissionPlugin {
  return {
    name: "ResourceQuota",
    validate(object, attributes) {
      const { namespace } = object.metadata;
      if (namespace === undefined) return undefined;
      const quotas = store.collection("resourcequotas").list(namespace) as readonly KubeObject[];
      if (quotas.length === 0) return undefined;
      const evaluator = evaluatorOf(attributes.kind);
      if (evaluator === undefined || !evaluator.handles(attributes)) return undefined;
      const charged = check(evaluator, quotas as readonly ResourceQuota[], object, attributes);
      return charged.length === 0 ? undefined : chargeOf(store, charged, save);
    },
  };
}

function check(
  evaluator: Evaluator,
  quotas: readonly ResourceQuota[],
  object: KubeObject,
  attributes: AdmissionAttributes,
): { readonly quota: ResourceQuota; readonly more: ResourceList }[] {
  const { kind, old, nowMs } = attributes;
  const refuse = (why: string): never => {
    throw new StatusError(forbidden(kind, object.metadata.name, why));
  };
  const interests = quotas.flatMap((quota) => interestOf(evaluator, quota, object, refuse));
  if (interests.length === 0) return [];
  const usage = evaluator.usage(object, nowMs);
  const negative = [...usage].filter(([, { nano }]) => nano < 0n).map(([name]) => name);
  if (negative.length > 0) refuse(`quota usage is negative for resource(s): ${negative.sort().join(",")}`);
  return interests.flatMap(({ quota, hard, used }) => {
    const wasCovered = old !== undefined && isCovered(evaluator, quota, old);
    const delta = wasCovered ? growth(usage, evaluator.usage(old, nowMs)) : usage;
    const more = masked(new Map([...delta].filter(([, { nano }]) => nano !== 0n)), hard.keys());
    if (more.size === 0) return [];
    const wanted = added(used, more);
    const exceeded = [...more.keys()].filter((name) => (wanted.get(name)?.nano ?? 0n) > (hard.get(name)?.nano ?? 0n));
    if (exceeded.length > 0) {
      const [requested, has, limit] = [more, used, hard].map((list) => listed(masked(list, exceeded)));
      refuse(`exceeded quota: ${quota.metadata.name}, requested: ${requested}, used: ${has}, limited: ${limit}`);
    }
    return [{ quota, more }];
  });
}

function interestOf(
  evaluator: Evaluator,
  quota: ResourceQuota,
  object: KubeObject,
  refuse: (why: string) => never,
): Interest[] {
  const hard = resourceList(quota.status?.hard);
  const used = resourceList(quota.status?.used);
  const restricted = [...hard.keys()].filter((name) => evaluator.counts(name));
  if (restricted.length === 0 || !isCovered(evaluator, quota, object)) return [];
  const { name } = quota.metadata;
  const missing = evaluator.missing?.(restricted, object);
  if (missing !== undefined) refuse(`failed quota: ${name}: ${missing}`);
  if (restricted.some((resource) => !used.has(resource)))
    refuse(`status unknown for quota: ${name}, resources: ${restricted.sort().join(",")}`);
  return [{ quota, hard, used }];
}

function chargeOf(
  store: Store,
  charged: readonly { readonly quota: ResourceQuota; readonly more: ResourceList }[],
  save: (quota: ResourceQuota) => void,
): Charge {
  return () => {
    for (const { quota, more } of charged) {
      const { namespace, name } = quota.metadata;
      const now = store.collection("resourcequotas").get(namespace, name) as ResourceQuota | undefined;
      if (now === undefined) continue;
      const used = amountsOf(added(resourceList(now.status?.used), more));
      save({ ...now, status: { ...now.status, used } });
    }
  };
}
