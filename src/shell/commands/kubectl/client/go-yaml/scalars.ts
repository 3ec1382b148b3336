/**
 * The parts of a YAML text that have a form of their own: scalars, names, tags, directives. Each moves the cursor to
 * behind itself, or throws.
 *
 * Models: sigs.k8s.io/yaml/goyaml.v2/scannerc.go yaml_parser_scan_*
 */
import type { Cursor } from "./cursor.ts";
import type { Scanner } from "./scanner.ts";
import { type Mark, scannerError } from "./token.ts";

export function scanDirective({ cursor }: Scanner): void {
  while (!cursor.isBreakOrEnd()) cursor.skip();
  if (cursor.isBreak()) cursor.skipLine();
}

export function scanName({ cursor }: Scanner): string {
  const start = cursor.mark;
  cursor.skip();
  let name = "";
  while (/^[0-9A-Za-z_-]$/.test(cursor.peek())) {
    name += cursor.peek();
    cursor.skip();
  }
  if (name === "" || !(cursor.isBlankOrEnd() || "?:,]}%@`".includes(cursor.peek())))
    throw scannerError("did not find expected alphabetic or numeric character", cursor.mark, start);
  return name;
}

const URI = /^[0-9A-Za-z_\-;/?:@&=+$.,!~*'()[\]%]$/;

export function scanTag({ cursor }: Scanner): void {
  const start = cursor.mark;
  const isVerbatim = cursor.peek(1) === "<";
  cursor.skip(isVerbatim ? 2 : 1);
  while (URI.test(cursor.peek())) cursor.skip();
  if (isVerbatim && cursor.peek() !== ">") throw scannerError("did not find the expected '>'", cursor.mark, start);
  if (isVerbatim) cursor.skip();
  if (!cursor.isBlankOrEnd()) throw scannerError("did not find expected whitespace or line break", cursor.mark, start);
}

/** How far in its lines stand. */
export function scanBlockScalar(scanner: Scanner): number {
  const { cursor } = scanner;
  const start = cursor.mark;
  cursor.skip();
  const increment = scanBlockHeader(cursor, start);
  while (cursor.isBlank()) cursor.skip();
  if (cursor.peek() === "#") while (!cursor.isBreakOrEnd()) cursor.skip();
  if (!cursor.isBreakOrEnd()) throw scannerError("did not find expected comment or line break", cursor.mark, start);
  if (cursor.isBreak()) cursor.skipLine();
  let indent = increment === 0 ? 0 : Math.max(scanner.indent, 0) + increment;
  indent = scanBlockBreaks(scanner, indent, start);
  while (cursor.column === indent && !cursor.isAtEnd) {
    while (!cursor.isBreakOrEnd()) cursor.skip();
    if (cursor.isBreak()) cursor.skipLine();
    indent = scanBlockBreaks(scanner, indent, start);
  }
  return indent;
}

/** `+`, `-` and a digit, in either order; the digit. */
function scanBlockHeader(cursor: Cursor, start: Mark): number {
  let increment = 0;
  for (let i = 0; i < 2; i++) {
    const char = cursor.peek();
    if (char === "0") throw scannerError("found an indentation indicator equal to 0", cursor.mark, start);
    if (/^[1-9]$/.test(char) && increment === 0) increment = Number(char);
    else if (char !== "+" && char !== "-") break;
    cursor.skip();
  }
  return increment;
}

/** Empty lines and indentation; the indentation that the scalar has, found out where none was given. */
function scanBlockBreaks(scanner: Scanner, given: number, start: Mark): number {
  const { cursor } = scanner;
  let deepest = 0;
  for (;;) {
    while ((given === 0 || cursor.column < given) && cursor.peek() === " ") cursor.skip();
    deepest = Math.max(deepest, cursor.column);
    if ((given === 0 || cursor.column < given) && cursor.peek() === "\t")
      throw scannerError("found a tab character where an indentation space is expected", cursor.mark, start);
    if (!cursor.isBreak()) break;
    cursor.skipLine();
  }
  return given === 0 ? Math.max(deepest, scanner.indent + 1, 1) : given;
}

const ESCAPES = "0abt\tnvfre \"'/\\N_LP";
const HEX: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

export function scanQuotedScalar({ cursor }: Scanner): void {
  const start = cursor.mark;
  const quote = cursor.peek();
  cursor.skip();
  for (;;) {
    if (cursor.isDocumentIndicator()) throw scannerError("found unexpected document indicator", cursor.mark, start);
    if (cursor.isAtEnd) throw scannerError("found unexpected end of stream", cursor.mark, start);
    scanQuotedWord(cursor, quote, start);
    if (cursor.peek() === quote) break;
    while (cursor.isBlank() || cursor.isBreak()) {
      if (cursor.isBlank()) cursor.skip();
      else cursor.skipLine();
    }
  }
  cursor.skip();
}

function scanQuotedWord(cursor: Cursor, quote: string, start: Mark): void {
  while (!cursor.isBlankOrEnd()) {
    if (quote === "'" && cursor.peek() === "'" && cursor.peek(1) === "'") cursor.skip(2);
    else if (cursor.peek() === quote) return;
    else if (quote === '"' && cursor.peek() === "\\" && cursor.isBreak(1)) {
      cursor.skip();
      cursor.skipLine();
      return;
    } else if (quote === '"' && cursor.peek() === "\\") scanEscape(cursor, start);
    else cursor.skip();
  }
}

function scanEscape(cursor: Cursor, start: Mark): void {
  const code = cursor.peek(1);
  const digits = HEX[code] ?? 0;
  if (digits === 0 && (code === "" || !ESCAPES.includes(code)))
    throw scannerError("found unknown escape character", cursor.mark, start);
  cursor.skip(2);
  for (let i = 0; i < digits; i++)
    if (!/^[0-9a-fA-F]$/.test(cursor.peek(i)))
      throw scannerError("did not find expected hexdecimal number", cursor.mark, start);
  cursor.skip(digits);
}

export function scanPlainScalar(scanner: Scanner): void {
  const { cursor, flowLevel } = scanner;
  const start = cursor.mark;
  const indent = scanner.indent + 1;
  let hasBreak = false;
  while (!cursor.isDocumentIndicator() && cursor.peek() !== "#") {
    while (!cursor.isBlankOrEnd() && !endsPlain(cursor, flowLevel)) {
      hasBreak = false;
      cursor.skip();
    }
    if (!(cursor.isBlank() || cursor.isBreak())) break;
    while (cursor.isBlank() || cursor.isBreak()) {
      if (cursor.isBreak()) {
        hasBreak = true;
        cursor.skipLine();
      } else if (hasBreak && cursor.column < indent && cursor.peek() === "\t")
        throw scannerError("found a tab character that violates indentation", cursor.mark, start);
      else cursor.skip();
    }
    if (flowLevel === 0 && cursor.column < indent) break;
  }
  if (hasBreak) scanner.isSimpleKeyAllowed = true;
}

function endsPlain(cursor: Cursor, flowLevel: number): boolean {
  const char = cursor.peek();
  return (char === ":" && cursor.isBlankOrEnd(1)) || (flowLevel > 0 && ",?[]{}".includes(char));
}
