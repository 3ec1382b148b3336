/**
 * What a learner has left behind, as one text: the objects that somebody wrote, the files at home and what was answered.
 * Two scripts with the same footprint come to the same, however they were typed.
 */
import type { Session } from "../../shell/session.ts";
import { sha256Hex } from "../../sim/core/sha256.ts";
import type { JsonValue, KubeObject } from "../../sim/kube/api/objects.ts";
import { isObject } from "../../sim/kube/api/objects.ts";
import { type Kind, resourceKey } from "../../sim/kube/kinds/kind.ts";
import type { VfsNode } from "../../sim/os/vfs/node.ts";

/** Written by controllers, all of them, or all the time. */
const NOT_WRITTEN = ["events", "leases", "endpoints", "endpointslices", "nodes", "componentstatuses"];
/** The server's and the controllers' own fields, and what it hands out by chance. */
const NOT_SAID = ["uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "annotations"];
const HANDED_OUT = ["clusterIP", "clusterIPs", "nodePort", "healthCheckNodePort"];
const LOOKED_AT = ["/home/learner", "/etc/hosts"];

export function footprintOf({ cluster }: Session): string {
  const api = cluster.api.client("grader");
  const resources = cluster.api.kinds.all.filter(isKept).map(resourceKey);
  const objects = [...new Set(resources)].flatMap((resource) =>
    api
      .list<KubeObject>(resource)
      .filter(isWritten)
      .map((object) => `${resource} ${JSON.stringify(said(object))}`),
  );
  const files = LOOKED_AT.flatMap((path) => filesUnder(path, cluster.host.fs.tryNode(path, "/")));
  return [...objects.sort(), ...files].join("\n");
}

function isKept(kind: Kind): boolean {
  return kind.verbs?.includes("list") !== false && kind.view === undefined && !NOT_WRITTEN.includes(kind.resource);
}

function isWritten({ metadata }: KubeObject): boolean {
  return metadata.ownerReferences === undefined;
}

function said(value: unknown, key = ""): JsonValue {
  if (Array.isArray(value)) return value.map((item) => said(item));
  if (!isObject(value)) return value as JsonValue;
  const fields = Object.entries(value).filter(
    ([name]) => name !== "status" && !HANDED_OUT.includes(name) && !(key === "metadata" && NOT_SAID.includes(name)),
  );
  return Object.fromEntries(fields.sort().map(([name, inner]) => [name, said(inner, name)]));
}

function filesUnder(path: string, node: VfsNode | undefined): string[] {
  if (node?.kind === "file") return path.endsWith("history") ? [] : [`${path} ${sha256Hex(node.bytes)}`];
  if (node?.kind !== "directory") return [];
  return [...node.entries].sort().flatMap(([name, inner]) => filesUnder(`${path}/${name}`, inner));
}
