/**
 * The limit ranges of a namespace: what containers get that ask for nothing, and what nobody may ask for.
 *
 * Models: plugin/pkg/admission/limitranger/admission.go
 * SIMPLIFIED: where several amounts are wrong they are named in the order of the alphabet; upstream's order is chance.
 */
import type { KubeObject, Mutable } from "../../api/objects.ts";
import { forbidden, StatusError } from "../../api/status.ts";
import type { Store } from "../../api/store.ts";
import type { LimitRange, PersistentVolumeClaim, Pod } from "../../schema/types.ts";
import type { AdmissionAttributes, AdmissionPlugin } from "../plugin.ts";
import { podResources } from "../pod-resources.ts";
import { type ResourceList, resourceList } from "../resource-list.ts";
import { brokenLimits, type LimitItem, type Uses } from "./constraints.ts";

const ANNOTATION = "kubernetes.io/limit-ranger";
const NOTHING: ResourceList = new Map();

export function limitRanger(store: Store): AdmissionPlugin {
  const rangesFor = ({ metadata }: Mutable): readonly LimitRange[] =>
    store.collection("limitranges").list(metadata.namespace) as readonly KubeObject[] as readonly LimitRange[];
  return {
    name: "LimitRanger",
    mutate(draft, { kind, operation, subresource }) {
      if (kind.group !== "" || kind.resource !== "pods" || operation !== "CREATE" || subresource !== undefined) return;
      for (const range of rangesFor(draft)) addDefaults(draft, range);
    },
    validate(object, attributes) {
      if (!concerns(object, attributes)) return undefined;
      for (const range of rangesFor(object)) {
        const broken = (range.spec?.limits ?? []).flatMap((limit) => brokenBy(limit, object, attributes));
        if (broken.length === 0) continue;
        const unique = [...new Set(broken)];
        const why = unique.length === 1 ? (unique[0] as string) : `[${unique.join(", ")}]`;
        throw new StatusError(forbidden(attributes.kind, object.metadata.name, why));
      }
      return undefined;
    },
  };
}

function concerns({ metadata }: KubeObject, { kind, operation, subresource }: AdmissionAttributes): boolean {
  if (kind.group !== "" || metadata.deletionTimestamp !== undefined) return false;
  if (kind.resource === "pods") return operation === "CREATE" ? subresource === undefined : subresource === "resize";
  return kind.resource === "persistentvolumeclaims" && subresource === undefined;
}

function brokenBy(limit: LimitItem, object: KubeObject, { kind, old }: AdmissionAttributes): string[] {
  if (kind.resource === "persistentvolumeclaims") {
    if (limit.type !== "PersistentVolumeClaim") return [];
    const usesOf = (claim: KubeObject): Uses => ({
      requests: resourceList((claim as PersistentVolumeClaim).spec?.resources?.requests),
      limits: NOTHING,
    });
    return brokenLimits(limit, usesOf(object), old && usesOf(old));
  }
  const before = (old as Pod | undefined)?.spec;
  const { spec } = object as Pod;
  if (limit.type === "Container")
    return [...spec.containers, ...(spec.initContainers ?? [])].flatMap((container) => {
      const was = [...(before?.containers ?? []), ...(before?.initContainers ?? [])].find(
        ({ name }) => name === container.name,
      );
      return brokenLimits(limit, containerUses(container), was && containerUses(was));
    });
  if (limit.type !== "Pod") return [];
  const usesOf = (of: Pod["spec"]): Uses => ({
    requests: podResources(of, "requests"),
    limits: podResources(of, "limits"),
  });
  return brokenLimits(limit, usesOf(spec), before && usesOf(before));
}

function containerUses({ resources }: Pod["spec"]["containers"][number]): Uses {
  return { requests: resourceList(resources?.requests), limits: resourceList(resources?.limits) };
}

function addDefaults(draft: Mutable, { spec }: LimitRange): void {
  const limits = (spec?.limits ?? []).filter(({ type }) => type === "Container");
  const defaults = {
    requests: Object.assign({}, ...limits.map(({ defaultRequest }) => defaultRequest)),
    limits: Object.assign({}, ...limits.map((limit) => limit.default)),
  };
  const set = [...(draft.spec?.containers ?? []), ...(draft.spec?.initContainers ?? [])].flatMap((container) => {
    const isInit = (draft.spec?.initContainers ?? []).includes(container);
    const what = `${isInit ? "init container" : "container"} ${container.name}`;
    const requests = fill(container, "requests", defaults.requests);
    const own = fill(container, "limits", defaults.limits);
    return [
      ...(requests.length === 0 ? [] : [`${requests.join(", ")} request for ${what}`]),
      ...(own.length === 0 ? [] : [`${own.join(", ")} limit for ${what}`]),
    ];
  });
  if (set.length === 0) return;
  draft.metadata.annotations = {
    ...draft.metadata.annotations,
    [ANNOTATION]: `LimitRanger plugin set: ${set.join("; ")}`,
  };
}

/** The names of what was missing. */
function fill(container: Mutable, what: "requests" | "limits", defaults: Readonly<Record<string, string>>): string[] {
  const has = container.resources?.[what] ?? {};
  const missing = Object.keys(defaults)
    .filter((name) => has[name] === undefined)
    .sort();
  if (missing.length === 0) return missing;
  const added = Object.fromEntries(missing.map((name) => [name, defaults[name]]));
  container.resources = { ...container.resources, [what]: { ...has, ...added } };
  return missing;
}
