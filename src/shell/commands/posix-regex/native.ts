/**
 * The same expression for the host's own engine, where that one is fast and cannot go astray: no alternatives and no
 * repeated groups, so that the first match is also the longest, and few open-ended repeats. Back references, which
 * need an engine that can go back, come here too, within the same bound.
 */
import { type Assertion, RegexError, type RegexNode } from "./syntax.ts";

const MAX_OPEN_REPEATS = 2;
const MAX_OPEN_REPEATS_BACK = 4;

interface Survey {
  either: boolean;
  repeatedGroup: boolean;
  back: boolean;
  openRepeats: number;
  largest: number;
}

/** A pattern for RegExp, or null when the machine must run it. */
export function nativeSource(node: RegexNode, ignoreCase: boolean): string | null {
  const survey: Survey = { either: false, repeatedGroup: false, back: false, openRepeats: 0, largest: 0 };
  look(node, survey);
  if (survey.back) {
    if (survey.openRepeats > MAX_OPEN_REPEATS_BACK) throw new RegexError("Regular expression too big");
  } else if (survey.either || survey.repeatedGroup || survey.openRepeats > MAX_OPEN_REPEATS || survey.largest > 1000)
    return null;
  else if (ignoreCase && hasNegatedSet(node)) return null;
  return source(node);
}

function look(node: RegexNode, survey: Survey): void {
  if (node.kind === "either") survey.either = true;
  if (node.kind === "back") survey.back = true;
  if (node.kind === "repeat") {
    if (node.max === Number.POSITIVE_INFINITY) survey.openRepeats++;
    else survey.largest = Math.max(survey.largest, node.max);
    if (node.body.kind === "group" || node.body.kind === "repeat") survey.repeatedGroup = true;
  }
  if (node.kind === "group" || node.kind === "repeat") look(node.body, survey);
  if (node.kind === "all" || node.kind === "either") for (const part of node.parts) look(part, survey);
}

function hasNegatedSet(node: RegexNode): boolean {
  if (node.kind === "set") return node.negated;
  if (node.kind === "group" || node.kind === "repeat") return hasNegatedSet(node.body);
  return (node.kind === "all" || node.kind === "either") && node.parts.some(hasNegatedSet);
}

const ASSERTIONS: Readonly<Record<Assertion, string>> = {
  "line-start": "^",
  "line-end": "$",
  "word-edge": "\\b",
  "not-word-edge": "\\B",
  "word-start": "\\b(?=\\w)",
  "word-end": "\\b(?<=\\w)",
};

function source(node: RegexNode): string {
  switch (node.kind) {
    case "char":
      return unit(node.code);
    case "any":
      return "[^]";
    case "set":
      if (node.ranges.length === 0) return node.negated ? "[^]" : "[]";
      return `[${node.negated ? "^" : ""}${node.ranges.map(([low, high]) => (low === high ? unit(low) : `${unit(low)}-${unit(high)}`)).join("")}]`;
    case "assert":
      return ASSERTIONS[node.what];
    case "group":
      return `(${source(node.body)})`;
    case "all":
      return node.parts.map(source).join("");
    case "either":
      return `(?:${node.parts.map(source).join("|")})`;
    case "repeat": {
      const body =
        node.body.kind === "repeat" || node.body.kind === "all" ? `(?:${source(node.body)})` : source(node.body);
      return `${body}{${node.min},${node.max === Number.POSITIVE_INFINITY ? "" : node.max}}`;
    }
    case "back":
      return `(?:\\${node.index})`;
  }
}

function unit(code: number): string {
  return `\\u{${code.toString(16)}}`;
}
