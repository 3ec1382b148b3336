/**
 * `--prune`: objects that were applied once, match the selector, and are not among those applied now.
 *
 * Models: k8s.io/kubectl/pkg/cmd/apply/prune.go, pkg/cmd/diff/prune.go, pkg/util/prune/prune.go
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { type Mapping, pathOf } from "../client/rest-mapper.ts";
import { CommandError, expected, goQuote } from "../errors.ts";
import { type Invocation, klogHeader } from "../invocation.ts";
import { LAST_APPLIED } from "./last-applied.ts";

const DEFAULTS = [
  "core/v1/ConfigMap",
  "core/v1/Endpoints",
  "core/v1/PersistentVolumeClaim",
  "core/v1/Pod",
  "core/v1/ReplicationController",
  "core/v1/Secret",
  "core/v1/Service",
  "batch/v1/Job",
  "batch/v1/CronJob",
  "networking.k8s.io/v1/Ingress",
  "apps/v1/DaemonSet",
  "apps/v1/Deployment",
  "apps/v1/ReplicaSet",
  "apps/v1/StatefulSet",
  "core/v1/Namespace",
  "core/v1/PersistentVolume",
];

const DEPRECATED =
  "Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.";

export interface Pruned {
  readonly mapping: Mapping;
  readonly object: Mutable;
}

/** What is named in `--prune-allowlist`, `group/version/kind` each. */
export function* allowedMappings(call: Invocation): Run<Mapping[]> {
  const mapper = yield* call.mapper();
  return call.flags.list("prune-allowlist").map((entry) => {
    const parts = entry.split("/");
    if (parts.length !== 3)
      throw new CommandError(`invalid GroupVersionKind format: ${entry}, please follow <group/version/kind>`);
    const [group, version, kind] = parts as [string, string, string];
    const mapping = mapper.ofKind(group === "core" ? "" : group, kind, version);
    if (mapping !== undefined) return mapping;
    const place = group === "core" || group === "" ? version : `${group}/${version}`;
    throw new CommandError(`no matches for kind ${goQuote(kind)} in version ${goQuote(place)}`);
  });
}

function* mappingsToPrune(call: Invocation, allowed: readonly Mapping[], warns: boolean): Run<readonly Mapping[]> {
  if (allowed.length > 0) return allowed;
  const mapper = yield* call.mapper();
  if (warns) yield* call.printError(`${klogHeader(call.process, "W")} prune.go:71] ${DEPRECATED}\n`);
  return DEFAULTS.map((entry) => {
    const [group, version, kind] = entry.split("/") as [string, string, string];
    return mapper.ofKind(group === "core" ? "" : group, kind, version) as Mapping;
  });
}

/** `applied` are the objects as the server has them now. */
export function* objectsToPrune(
  call: Invocation,
  options: {
    readonly applied: readonly Mutable[];
    readonly namespaces: readonly string[];
    readonly allowed: readonly Mapping[];
    readonly warnsOfDefaults: boolean;
  },
): Run<Pruned[]> {
  const { applied, allowed } = options;
  const mappings = yield* mappingsToPrune(call, allowed, options.warnsOfDefaults);
  const namespaces = [...new Set(options.namespaces)].filter((one) => one !== "");
  const kept = new Set(applied.map(({ metadata }) => metadata.uid));
  const found: Pruned[] = [];
  const look = function* (mapping: Mapping, namespace: string): Run<void> {
    const selector = call.flags.text("selector");
    const query = selector === "" ? [] : ([["labelSelector", selector]] as const);
    let list: Mutable;
    try {
      list = yield* call.client.get(pathOf(mapping, namespace), { query });
    } catch (error) {
      const scope = mapping.isNamespaced ? "namespaced" : "nonNamespaced";
      const kind = `${mapping.group}/${mapping.version}, Kind=${mapping.kind}`;
      throw new CommandError(`error pruning ${scope} object ${kind}: ${expected(error).message}`);
    }
    const apiVersion = mapping.group === "" ? mapping.version : `${mapping.group}/${mapping.version}`;
    for (const item of list.items ?? [])
      if (item.metadata.annotations?.[LAST_APPLIED] !== undefined && !kept.has(item.metadata.uid))
        found.push({ mapping, object: { apiVersion, kind: mapping.kind, ...item } });
  };
  for (const namespace of namespaces)
    for (const mapping of mappings.filter(({ isNamespaced }) => isNamespaced)) yield* look(mapping, namespace);
  for (const mapping of mappings.filter(({ isNamespaced }) => !isNamespaced)) yield* look(mapping, "");
  return found;
}
