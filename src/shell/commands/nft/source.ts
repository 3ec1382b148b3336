/** The text that nft was given, and mistakes shown at their place in it. Models: nftables 1.0.6 src/erec.c */

export interface Span {
  /** From 1. */
  readonly line: number;
  /** From 1, and to the last character. */
  readonly from: number;
  readonly to: number;
}

export class SourceError extends Error {
  override readonly name = "SourceError";
  readonly span: Span;
  /** Another place that has to do with it. */
  readonly beside: Span | null;

  constructor(message: string, span: Span, beside: Span | null = null) {
    super(message);
    this.span = span;
    this.beside = beside;
  }
}

export interface Source {
  /** Null: the command line. */
  readonly name: string | null;
  readonly text: string;
}

export function spanFrom(first: Span, last: Span): Span {
  return first.line === last.line ? { line: first.line, from: first.from, to: last.to } : first;
}

export function errorText({ name, text }: Source, { message, span, beside }: SourceError): string {
  const line = text.split("\n")[span.line - 1] ?? "";
  const where = name === null ? "" : `${name}:${span.line}:${span.from}-${span.to}: `;
  const marks = [...line.replace(/[^\t]/g, " ").padEnd(Math.max(span.to, beside?.to ?? 0))];
  const mark = ({ from, to }: Span, sign: string): void => {
    for (let i = from; i <= to; i++) marks[i - 1] = sign;
  };
  if (beside !== null && beside.line === span.line) mark(beside, "~");
  mark(span, "^");
  return `${where}Error: ${message}\n${line}\n${marks.join("").trimEnd()}\n`;
}
