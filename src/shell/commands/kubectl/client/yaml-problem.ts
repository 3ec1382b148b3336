/**
 * A mistake in YAML, in the words and with the line number that go-yaml gives it: it counts the lines of what its
 * scanner finds from 1 and of what its parser finds from 0.
 *
 * Models: sigs.k8s.io/yaml/goyaml.v2/{scannerc,parserc,decode}.go
 * SIMPLIFIED: the mistakes are found by another parser, and the rarer ones may be told of another line.
 */
import type { YAMLParseError } from "yaml";

export function yamlProblem(text: string, errors: readonly YAMLParseError[]): string | null {
  const error = errors[0];
  if (error === undefined) return null;
  const line = lineAt(text, error.pos[0]);
  const lines = text.split("\n");
  const end = endLine(text);
  switch (error.code) {
    case "TAB_AS_INDENT":
      return `line ${line}: found character that cannot start any token`;
    case "MULTILINE_IMPLICIT_KEY":
    case "MISSING_CHAR":
      return missing(error, { lines, line, end });
    case "BLOCK_AS_IMPLICIT_KEY":
    case "BLOCK_IN_FLOW":
      return `line ${line}: mapping values are not allowed in this context`;
    case "BAD_ALIAS":
      return `unknown anchor '${/^\*(\S+)/.exec(text.slice(error.pos[0]))?.[1] ?? ""}' referenced`;
    case "BAD_INDENT":
      return badIndent({ text, lines, line, at: error.pos[0] });
    case "BAD_SCALAR_START":
      return `line ${line}: found character that cannot start any token`;
    case "UNEXPECTED_TOKEN":
      return unexpected(error, { lines, line });
    case "BAD_DQ_ESCAPE":
      return `line ${line}: found unknown escape character`;
    default:
      return `line ${Math.max(1, line - 1)}: did not find expected key`;
  }
}

interface Place {
  readonly lines: readonly string[];
  readonly line: number;
  readonly end?: number;
}

function missing(error: YAMLParseError, { lines, line, end = line }: Place): string {
  if (/closing ["']quote|Missing closing/.test(error.message)) return `line ${end}: found unexpected end of stream`;
  if (/flow map/i.test(error.message) || error.message.includes("}"))
    return `line ${end - 1}: did not find expected ',' or '}'`;
  if (/flow seq/i.test(error.message) || error.message.includes("]")) return flowEnd(lines, end);
  const here = lines[line - 1] ?? "";
  if (/^[^:#]*\S:\S*$/.test(here) || /:\s/.test(here)) {
    const colonLine = lines.findIndex((content, i) => i >= line - 1 && /:(\s|$)/.test(content)) + 1;
    if (colonLine > line) return mappingOrColon({ lines, line }, colonLine);
    return `line ${line}: mapping values are not allowed in this context`;
  }
  const next = lines.findIndex((content, i) => i >= line && content.trim() !== "") + 1;
  return `line ${next === 0 ? line + 1 : next}: could not find expected ':'`;
}

function mappingOrColon({ lines, line }: Place, colonLine: number): string {
  if (line === 1 || /^\s*\S+:\S/.test(lines[line - 1] ?? ""))
    return `line ${colonLine}: mapping values are not allowed in this context`;
  return `line ${colonLine}: could not find expected ':'`;
}

function flowEnd(lines: readonly string[], end: number): string {
  const last = lines.filter((content) => content.trim() !== "").at(-1) ?? "";
  if (/\[\s*$/.test(last) || /,\s*$/.test(last)) return `line ${end - 1}: did not find expected node content`;
  return `line ${end - 1}: did not find expected ',' or ']'`;
}

function badIndent(place: Place & { readonly text: string; readonly at: number }): string {
  const here = place.lines[place.line - 1] ?? "";
  if (/^\s*- /.test(here)) return `line ${Math.max(1, place.line - 1)}: did not find expected '-' indicator`;
  return `line ${Math.max(1, place.line - 1)}: did not find expected key`;
}

function unexpected(error: YAMLParseError, { lines, line }: Place): string {
  const here = lines[line - 1] ?? "";
  if (/^\s*-(\s|$)/.test(here) && /mapping and a sequence|block-seq|seq-item/.test(error.message))
    return `line ${Math.max(1, line - 1)}: did not find expected key`;
  if (/^\s*[@`%]|:\s+[@`%]/.test(here)) return `line ${line}: found character that cannot start any token`;
  return `line ${Math.max(1, line - 1)}: did not find expected key`;
}

function lineAt(text: string, at: number): number {
  let line = 1;
  for (let i = 0; i < at && i < text.length; i++) if (text[i] === "\n") line++;
  return line;
}

/** The line after the last line feed, counted from 1. */
function endLine(text: string): number {
  return text.split("\n").length;
}
