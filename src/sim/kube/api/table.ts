/**
 * Objects as a client asks to see them: whole, as rows of a table, or only their metadata.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/response.go, pkg/printers/tablegenerator.go
 */
import type { Kind } from "../kinds/kind.ts";
import type { JsonObject, JsonValue, KubeObject } from "./objects.ts";

export type View = "object" | "table" | "metadata";

/** The first of the accepted representations that we can give. */
export function viewOf(accept: string | undefined): View {
  for (const part of (accept ?? "").split(",")) {
    if (/as=Table/.test(part) && /v=v1(;|$|\s)/.test(`${part};`)) return "table";
    if (/as=PartialObjectMetadata/.test(part)) return "metadata";
    if (/application\/json|\*\/\*/.test(part)) return "object";
  }
  return "object";
}

export interface TableOptions {
  readonly nowMs: number;
  readonly includeObject: string;
  readonly metadata: JsonObject;
  /** Later events of a watch leave the definitions out. */
  readonly withoutDefinitions?: boolean;
}

export function tableOf(kind: Kind, objects: readonly KubeObject[], options: TableOptions): JsonObject {
  const { nowMs, includeObject, metadata } = options;
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata,
    columnDefinitions: options.withoutDefinitions === true ? null : columnDefinitions(kind),
    rows: objects.map((object) => ({
      cells: kind.columns.cells(object, nowMs),
      ...conditionsOf(object),
      object: includeObject === "Object" ? object : includeObject === "None" ? null : partialMetadata(object),
    })),
  } as unknown as JsonObject;
}

function columnDefinitions(kind: Kind): JsonValue {
  return kind.columns.definitions.map(({ name, type = "string", format = "", priority = 0 }) => ({
    name,
    type,
    format,
    description: "",
    priority,
  }));
}

/** kubectl hides rows of finished Pods in some places by this. */
function conditionsOf(object: KubeObject): JsonObject {
  const phase = object.kind === "Pod" ? (object.status as { phase?: string } | undefined)?.phase : undefined;
  if (phase !== "Succeeded" && phase !== "Failed") return {};
  const message = `The pod has ${phase === "Succeeded" ? "completed successfully" : "failed"}.`;
  return { conditions: [{ type: "Completed", status: "True", reason: phase, message }] };
}

export function partialMetadata(object: KubeObject): JsonObject {
  return { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: object.metadata };
}
