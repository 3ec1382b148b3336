/** What a POSIX regular expression is made of once it is parsed. Positions are UTF-16 units; characters are code points. */

export type CodeRange = readonly [low: number, high: number];
export type Assertion = "line-start" | "line-end" | "word-edge" | "not-word-edge" | "word-start" | "word-end";

export type RegexNode =
  | { readonly kind: "char"; readonly code: number }
  | { readonly kind: "any" }
  | { readonly kind: "set"; readonly ranges: readonly CodeRange[]; readonly negated: boolean }
  | { readonly kind: "assert"; readonly what: Assertion }
  | { readonly kind: "group"; readonly index: number; readonly body: RegexNode }
  | { readonly kind: "all"; readonly parts: readonly RegexNode[] }
  | { readonly kind: "either"; readonly parts: readonly RegexNode[] }
  | { readonly kind: "repeat"; readonly body: RegexNode; readonly min: number; readonly max: number }
  | { readonly kind: "back"; readonly index: number };

export interface ParsedRegex {
  readonly node: RegexNode;
  readonly groups: number;
}

/** The words are regcomp's (glibc posix/regcomp.c __re_error_msgid). */
export class RegexError extends Error {}

const CLASSES: Readonly<Record<string, readonly CodeRange[]>> = {
  alpha: [
    [65, 90],
    [97, 122],
    [0xc0, 0xd6],
    [0xd8, 0xf6],
    [0xf8, 0x24f],
    [0x370, 0x3ff],
    [0x400, 0x52f],
  ],
  digit: [[48, 57]],
  alnum: [
    [48, 57],
    [65, 90],
    [97, 122],
    [0xc0, 0xd6],
    [0xd8, 0xf6],
    [0xf8, 0x24f],
    [0x370, 0x3ff],
    [0x400, 0x52f],
  ],
  upper: [
    [65, 90],
    [0xc0, 0xd6],
    [0xd8, 0xde],
  ],
  lower: [
    [97, 122],
    [0xdf, 0xf6],
    [0xf8, 0xff],
  ],
  space: [
    [9, 13],
    [32, 32],
  ],
  blank: [
    [9, 9],
    [32, 32],
  ],
  punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
  print: [
    [32, 126],
    [0xa0, 0x10ffff],
  ],
  graph: [
    [33, 126],
    [0xa1, 0x10ffff],
  ],
  cntrl: [
    [0, 31],
    [127, 127],
  ],
  xdigit: [
    [48, 57],
    [65, 70],
    [97, 102],
  ],
};

export function classRanges(name: string): readonly CodeRange[] {
  const found = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
  if (found === undefined) throw new RegexError("Invalid character class name");
  return found;
}

export const WORD: readonly CodeRange[] = [[95, 95], ...(CLASSES.alnum as readonly CodeRange[])];
export const SPACE: readonly CodeRange[] = CLASSES.space as readonly CodeRange[];

export function isWord(code: number): boolean {
  return inRanges(WORD, code);
}

export function inRanges(ranges: readonly CodeRange[], code: number): boolean {
  for (const [low, high] of ranges) if (code >= low && code <= high) return true;
  return false;
}
