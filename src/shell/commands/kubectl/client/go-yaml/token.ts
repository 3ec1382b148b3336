/** What go-yaml's scanner makes of a text, and how it and its parser tell of a mistake. */

/** Lines and columns count from 0. */
export interface Mark {
  readonly index: number;
  readonly line: number;
  readonly column: number;
}

export type TokenKind =
  | "stream-start"
  | "stream-end"
  | "directive"
  | "document-start"
  | "document-end"
  | "block-sequence-start"
  | "block-mapping-start"
  | "block-end"
  | "flow-sequence-start"
  | "flow-sequence-end"
  | "flow-mapping-start"
  | "flow-mapping-end"
  | "flow-entry"
  | "block-entry"
  | "key"
  | "value"
  | "alias"
  | "anchor"
  | "tag"
  | "scalar";

export interface Token {
  readonly kind: TokenKind;
  readonly start: Mark;
  /** The name of an anchor or alias, the text of a tag, what a scalar says. */
  readonly name?: string;
  /** A scalar in quotes or a block is text whatever it looks like. */
  readonly isPlain?: boolean;
}

/** The text is what `yaml:` is followed by. */
export class YamlError extends Error {}

/** The scanner stands on the line of its mistake, and counts it from 1. */
export function scannerError(problem: string, at: Mark, context: Mark = at): YamlError {
  return new YamlError(where(at.line === 0 ? context.line : at.line + 1) + problem);
}

/** The parser names the line of the token, counted from 0: the line before it, for a reader. */
export function parserError(problem: string, at: Mark, context: Mark = at): YamlError {
  return new YamlError(where(at.line === 0 ? context.line : at.line) + problem);
}

function where(line: number): string {
  return line === 0 ? "" : `line ${line}: `;
}
