/**
 * The line of YAML that a rule comes from: of the file in the home folder if that is what was applied, else of what was
 * applied last, else of the object as it is, which then nobody wrote as a manifest.
 */
import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments, parseDocument, stringify } from "yaml";
import type { NetworkPolicy, Service } from "../../sim/kube/schema/types.ts";
import type { Hop } from "./hop.ts";

export type Manifested = Service | NetworkPolicy;

export interface HomeFile {
  readonly path: string;
  readonly text: string;
}

export interface ManifestLine {
  /** `k8s.yaml`, `as last applied`, `as the API has it`. */
  readonly source: string;
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
}

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

type Path = readonly (string | number)[];

export function manifestLine(
  object: Manifested,
  hop: Pick<Hop, "rule" | "type" | "sentence">,
  files: readonly HomeFile[],
): ManifestLine {
  const paths = pathsFor(object, hop);
  const { [LAST_APPLIED]: applied, ...others } = object.metadata.annotations ?? {};
  const wanted = applied === undefined ? null : (JSON.parse(applied) as Manifested);
  const isChanged = wanted !== null && !isAsApplied(wanted, object, paths);
  for (const { path, text } of wanted === null || isChanged ? [] : files) {
    const line = inFile(text, wanted as Manifested, paths);
    if (line !== null) return { source: path, ...line };
  }
  const { managedFields: _fields, ...metadata } = {
    ...object.metadata,
    annotations: others,
  } as Manifested["metadata"] & {
    managedFields?: unknown;
  };
  const shown = wanted === null || isChanged ? { ...object, metadata, status: undefined } : wanted;
  const text = stringify(shown);
  return {
    source: isChanged
      ? "changed since it was applied"
      : wanted === null
        ? "as the API server has it"
        : "as it was last applied",
    ...lineIn(text, paths),
  };
}

/** Nobody has patched or edited the field since: the first of them that the object has now. */
function isAsApplied(applied: Manifested, object: Manifested, paths: readonly Path[]): boolean {
  const path = paths.find((one) => valueAt(object, one) !== undefined);
  if (path === undefined) return true;
  const was = valueAt(applied, path);
  // What was never written is a default, and the line of another field tells more.
  return was === undefined ? !path.includes("selector") : JSON.stringify(was) === JSON.stringify(valueAt(object, path));
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => (at as Record<string | number, unknown> | undefined)?.[step], value);
}

/** In the document of the file that says what was applied; null where the file says something else by now. */
function inFile(text: string, applied: Manifested, paths: readonly Path[]): Omit<ManifestLine, "source"> | null {
  const counter = new LineCounter();
  for (const document of parseAllDocuments(text, { lineCounter: counter })) {
    if (!("contents" in document) || document.errors.length > 0) continue;
    if (!isSame(document.toJS(), applied)) continue;
    return { ...at(document, paths, { text, counter }) };
  }
  return null;
}

/** What apply notes down names the namespace, which a file may leave out, and an empty list of annotations. */
function isSame(own: unknown, applied: Manifested): boolean {
  if (typeof own !== "object" || own === null) return false;
  const given = own as Manifested;
  const bare = (one: Manifested): string => {
    const { namespace: _namespace, annotations, ...metadata } = one.metadata ?? {};
    return JSON.stringify(
      sorted({
        ...one,
        metadata: Object.keys(annotations ?? {}).length === 0 ? metadata : { ...metadata, annotations },
      }),
    );
  };
  const namespaceOf = (one: Manifested): string => one.metadata?.namespace ?? applied.metadata.namespace ?? "default";
  return namespaceOf(given) === namespaceOf(applied) && bare(given) === bare(applied);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, sorted(field)]),
  );
}

function lineIn(text: string, paths: readonly Path[]): Omit<ManifestLine, "source"> {
  const counter = new LineCounter();
  return at(parseDocument(text, { lineCounter: counter }), paths, { text, counter });
}

interface Source {
  readonly text: string;
  readonly counter: LineCounter;
}

/** Of the first path that is written there; else of the name. */
function at(
  { contents }: { contents: unknown },
  paths: readonly Path[],
  { text, counter }: Source,
): Omit<ManifestLine, "source"> {
  const lines = text.split("\n");
  for (const path of [...paths, ["metadata", "name"]]) {
    const offset = offsetOf(contents, path);
    if (offset === null) continue;
    const { line } = counter.linePos(offset);
    return { line, text: (lines[line - 1] ?? "").trim() };
  }
  return { line: 1, text: (lines[0] ?? "").trim() };
}

/** Where the last key of the path stands, or the last item. */
function offsetOf(node: unknown, [step, ...rest]: Path): number | null {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
    if (pair === undefined) return null;
    if (rest.length > 0) return offsetOf(pair.value, rest);
    return isScalar(pair.key) ? (pair.key.range?.[0] ?? null) : null;
  }
  if (!isSeq(node) || typeof step !== "number") return null;
  const item = node.items[step] as { range?: readonly number[] } | undefined;
  if (item === undefined) return null;
  return rest.length > 0 ? offsetOf(item, rest) : (item.range?.[0] ?? null);
}

/** The fields that the rule was written for, the most telling first. */
function pathsFor(object: Manifested, hop: Pick<Hop, "rule" | "type" | "sentence">): Path[] {
  const rule = hop.rule ?? hop.sentence;
  return object.kind === "NetworkPolicy"
    ? policyPaths(object as NetworkPolicy, rule, hop.type)
    : servicePaths(object as Service, rule);
}

function servicePaths({ spec }: Service, rule: string): Path[] {
  const selector: Path = ["spec", "selector", ...Object.keys(spec.selector ?? {}).slice(0, 1)];
  const ports = spec.ports ?? [];
  const portPath = (index: number, field: string): Path[] => (index < 0 ? [] : [["spec", "ports", index, field]]);
  const asked = Number(/(?:--dport |dport |:)(\d+)\b/.exec(rule)?.[1]);
  const toward = Number(/to(?:-destination)? \S*:(\d+)\b/.exec(rule)?.[1]);
  if (!Number.isNaN(toward)) {
    const index = ports.findIndex(
      ({ targetPort, port }) => (typeof targetPort === "number" ? targetPort : port) === toward,
    );
    const found = Math.max(
      index,
      ports.findIndex(({ targetPort }) => typeof targetPort === "string"),
    );
    return [...portPath(found, "targetPort"), ...portPath(found, "port"), selector];
  }
  if (/no endpoints|-j REJECT|\breject\b/.test(rule)) return [selector];
  if (/affinity|--rcheck|recent/.test(rule)) return [["spec", "sessionAffinity"], selector];
  if (/statistic|numgen|KUBE-SEP-/.test(rule)) return [selector];
  const byNode = ports.findIndex(({ nodePort }) => nodePort === asked);
  if (byNode >= 0) return [...portPath(byNode, "nodePort"), ["spec", "type"]];
  return [
    ...portPath(
      ports.findIndex(({ port }) => port === asked),
      "port",
    ),
    ["spec", "ports"],
  ];
}

/** A policy that lets nothing through does so by isolating; one that lets something through names it. */
function policyPaths({ spec }: NetworkPolicy, rule: string, type: string): Path[] {
  if (type === "dropped" || /DROP|REJECT|\bdrop\b/.test(rule))
    return [
      ["spec", "policyTypes"],
      ["spec", "podSelector"],
    ];
  const asked = Number(/(?:--dports? |dport )(\d+)\b/.exec(rule)?.[1]);
  for (const way of ["ingress", "egress"] as const)
    for (const [index, { ports = [] }] of (spec?.[way] ?? []).entries()) {
      const port = ports.findIndex((one) => one.port === asked);
      if (port >= 0) return [["spec", way, index, "ports", port, "port"]];
    }
  return [
    ["spec", "ingress"],
    ["spec", "egress"],
    ["spec", "podSelector"],
  ];
}
