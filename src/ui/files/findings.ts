/** What is wrong with a manifest, and where: kubectl's complaints put to the fields they name, and keys that stand twice. */
import type { SyntaxNode, Tree } from "@lezer/common";
import type { Complaint } from "../worker/files/file-protocol.ts";
import { documentAt, duplicateKeys, type Place, placesAt, type Range, stepsOf, textOf, treeOf } from "./yaml-tree.ts";

export interface Finding extends Range {
  readonly severity: "error" | "warning";
  readonly message: string;
}

interface Sheet {
  readonly text: string;
  readonly tree: Tree;
  readonly lineStarts: readonly number[];
}

export function findingsIn(text: string, complaints: readonly Complaint[]): Finding[] {
  const sheet = { text, tree: treeOf(text), lineStarts: startsOf(text) };
  const twice = duplicateKeys(sheet.tree, text).map(({ from, to, key, first }) => ({
    from,
    to,
    severity: "warning" as const,
    message: `“${key}” is here a second time (first in line ${lineAt(sheet, first)}). kubectl says nothing: the last one wins, the other is gone.`,
  }));
  return [...complaints.flatMap((complaint) => findingsOf(sheet, complaint)), ...twice].sort((a, b) => a.from - b.from);
}

/** One finding for each thing that a complaint lists. */
function findingsOf(sheet: Sheet, { line, text }: Complaint): Finding[] {
  const start = sheet.lineStarts[line] ?? 0;
  const document = documentAt(sheet.tree, start);
  const severity = text.startsWith("Warning: ") ? ("warning" as const) : ("error" as const);
  const put = (range: Range | null, message: string): Finding => ({
    ...(range ?? firstLine(sheet, line)),
    severity,
    message,
  });
  const row = /: yaml: line (\d+): /.exec(text)?.[1];
  if (row !== undefined) return [put(wholeLine(sheet, line + Number(row) - 1), text)];
  if (document === null) return [put(null, text)];
  const strict = /strict decoding error: (.*)$/s.exec(text)?.[1];
  if (strict !== undefined)
    return strict.split(/, (?=unknown field|duplicate field)/).map((part) => {
      const path = /^(?:unknown|duplicate) field "(.*)"$/.exec(part.trim())?.[1] ?? "";
      return put(keyAt(sheet, document, path), `strict decoding error: ${part.trim()}`);
    });
  const invalid = /^The \S+ ".*?" is invalid: (.*)$/s.exec(text)?.[1];
  if (invalid !== undefined)
    return invalid
      .split(/^\* /m)
      .map((part) => part.trim())
      .filter((part) => part !== "")
      .map((part) => put(valueAt(sheet, document, pathIn(part)), part));
  return [put(otherPlace(sheet, document, text), text)];
}

/** `spec.ports[0].port: Invalid value: …` */
function pathIn(text: string): string {
  return /^[\w.[\]"/-]+(?=: )/.exec(text)?.[0] ?? "";
}

function otherPlace(sheet: Sheet, document: SyntaxNode, text: string): Range | null {
  const [, got, path] =
    /cannot unmarshal (\w+) into Go (?:struct field|value) [A-Z]\w*\.(\S+) of type/.exec(text) ?? [];
  if (got !== undefined && path !== undefined) return wrongTyped(sheet, document, got, path);
  if (/no matches for kind/.test(text)) return valueAt(sheet, document, "kind");
  if (/namespaces ".*" not found/.test(text)) return valueAt(sheet, document, "metadata.namespace");
  const warned = /^Warning: ([\w.[\]"/-]+): /.exec(text)?.[1];
  return warned === undefined ? null : valueAt(sheet, document, warned);
}

/** The error says no index: the first value that has the wrong type. */
function wrongTyped(sheet: Sheet, document: SyntaxNode, got: string, path: string): Range | null {
  const places = placesAt(document, sheet.text, stepsOf(path));
  return rangeOf(sheet, places.find((place) => typeOf(place, sheet.text) === got) ?? places[0]);
}

function typeOf({ value }: Place, text: string): string {
  if (value === null) return "null";
  if (value.name.endsWith("Mapping")) return "object";
  if (value.name.endsWith("Sequence")) return "array";
  const shown = text.slice(value.from, value.to);
  if (value.name !== "Literal") return "string";
  if (/^(true|false)$/i.test(shown)) return "bool";
  return /^[-+]?(\d|\.\d)[\d._eE+-]*$/.test(shown) ? "number" : "string";
}

function keyAt({ text }: Sheet, document: SyntaxNode, path: string): Range | null {
  const [place] = path === "" ? [] : placesAt(document, text, stepsOf(path));
  return place?.key ?? null;
}

function valueAt(sheet: Sheet, document: SyntaxNode, path: string): Range | null {
  return path === "" ? null : rangeOf(sheet, placesAt(document, sheet.text, stepsOf(path))[0]);
}

/** A short value itself, of anything longer the key. */
function rangeOf({ text }: Sheet, place: Place | undefined): Range | null {
  if (place === undefined) return null;
  const { key, value } = place;
  if (value === null || (key !== null && textOf(value, text).includes("\n"))) return key;
  const from = value.from + (/^\s*/.exec(text.slice(value.from))?.[0].length ?? 0);
  const end = text.indexOf("\n", from);
  return { from, to: end < 0 ? value.to : Math.min(end, value.to) };
}

function startsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function lineAt({ lineStarts }: Sheet, offset: number): number {
  return lineStarts.filter((start) => start <= offset).length;
}

function wholeLine({ text, lineStarts }: Sheet, line: number): Range {
  const from = lineStarts[Math.min(Math.max(0, line), lineStarts.length - 1)] as number;
  const end = text.indexOf("\n", from);
  const to = end < 0 ? text.length : end;
  return { from: from + (/^\s*/.exec(text.slice(from, to))?.[0].length ?? 0), to };
}

/** The first line of a document that says something. */
function firstLine(sheet: Sheet, line: number): Range {
  for (let at = line; at < sheet.lineStarts.length; at++) {
    const range = wholeLine(sheet, at);
    if (range.to > range.from && sheet.text[range.from] !== "#") return range;
  }
  return wholeLine(sheet, line);
}
