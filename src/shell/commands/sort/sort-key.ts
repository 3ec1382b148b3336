/** A key of `sort -k`: which part of a line, and how parts compare. Models: coreutils src/sort.c begfield, limfield, keycompare */

export interface KeyOrder {
  readonly type: "text" | "n" | "g" | "h" | "M" | "V";
  readonly reverse: boolean;
  readonly fold: boolean;
  readonly dictionary: boolean;
  readonly printing: boolean;
  readonly blanks: boolean;
}

interface Position {
  /** Counted from 1. */
  readonly field: number;
  /** Counted from 1; 0 at the end of a key is the end of the field. */
  readonly char: number;
  readonly skipBlanks: boolean;
}

export interface SortKey {
  readonly start: Position;
  readonly end: Position | null;
  readonly order: KeyOrder;
}

const POSITION = /^(\d+)(?:\.(\d+))?([bdfgiMhnRrV]*)$/;

/** A message with TEXT for the quoted key when it is wrong. */
export function parseKey(text: string, global: KeyOrder): SortKey | string {
  const [first = "", second, extra] = text.split(",");
  const start = POSITION.exec(first);
  const end = second === undefined ? null : POSITION.exec(second);
  if (start === null)
    return /^\d/.test(first)
      ? "stray character in field spec: invalid field specification TEXT"
      : `invalid number at field start: invalid count at start of TEXT`;
  if (extra !== undefined || (second !== undefined && end === null))
    return "stray character in field spec: invalid field specification TEXT";
  if (start[1] === "0") return "field number is zero: invalid field specification TEXT";
  if (start[2] === "0") return "character offset is zero: invalid field specification TEXT";
  const letters = `${start[3]}${end?.[3] ?? ""}`;
  const own = letters.replaceAll("b", "") !== "" || letters !== "";
  const type = [...letters].findLast((letter) => "nghMV".includes(letter)) as KeyOrder["type"] | undefined;
  const order: KeyOrder = own
    ? {
        type: type ?? "text",
        reverse: letters.includes("r"),
        fold: letters.includes("f"),
        dictionary: letters.includes("d"),
        printing: letters.includes("i"),
        blanks: letters.includes("b"),
      }
    : global;
  return {
    start: {
      field: Number(start[1]),
      char: Number(start[2] ?? 1),
      skipBlanks: (start[3] as string).includes("b") || (!own && global.blanks),
    },
    end:
      end === null
        ? null
        : { field: Number(end[1]), char: Number(end[2] ?? 0), skipBlanks: (end[3] as string).includes("b") },
    order,
  };
}

/** Without a separator a field begins with the blanks before it. */
function fieldStart(line: string, field: number, separator: string | null): number {
  let at = 0;
  for (let i = 1; i < field && at < line.length; i++) at = nextField(line, at, separator);
  return at;
}

function nextField(line: string, from: number, separator: string | null): number {
  if (separator !== null) {
    const end = line.indexOf(separator, from);
    return end < 0 ? line.length : end + 1;
  }
  let at = from;
  while (at < line.length && isBlank(line[at])) at++;
  while (at < line.length && !isBlank(line[at])) at++;
  return at;
}

function isBlank(char: string | undefined): boolean {
  return char === " " || char === "\t";
}

export function keyText(line: string, key: SortKey, separator: string | null): string {
  let from = fieldStart(line, key.start.field, separator);
  if (key.start.skipBlanks) while (isBlank(line[from])) from++;
  from = Math.min(line.length, from + key.start.char - 1);
  if (key.end === null) return line.slice(from);
  let to: number;
  if (key.end.char === 0) {
    to = fieldStart(line, key.end.field, separator);
    to = nextField(line, to, separator);
    if (separator !== null && to > 0 && (to < line.length || line.endsWith(separator)) && line[to - 1] === separator)
      to--;
  } else {
    to = fieldStart(line, key.end.field, separator);
    if (key.end.skipBlanks) while (isBlank(line[to])) to++;
    to += key.end.char;
  }
  return line.slice(from, Math.max(from, to));
}

export function compareAs(order: KeyOrder, a: string, b: string): number {
  const result = compareForward(order, prepare(order, a), prepare(order, b));
  return order.reverse ? -result : result;
}

function prepare(order: KeyOrder, text: string): string {
  let out = order.blanks ? text.replace(/^[ \t]+/, "") : text;
  if (order.dictionary) out = out.replace(/[^A-Za-z0-9 \t\u00c0-\uffff]/g, "");
  if (order.printing) out = out.replace(/[^ -~\u00a0-\uffff]/g, "");
  return order.fold ? out.toUpperCase() : out;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

function compareForward({ type }: KeyOrder, a: string, b: string): number {
  switch (type) {
    case "n":
      return numberOf(a) - numberOf(b);
    case "g":
      return compareGeneral(generalOf(a), generalOf(b));
    case "h":
      return compareHuman(a, b);
    case "M":
      return monthOf(a) - monthOf(b);
    case "V":
      return compareVersions(a, b);
    case "text":
      return a < b ? -1 : a > b ? 1 : 0;
  }
}

function numberOf(text: string): number {
  const found = /^[ \t]*(-?\d*\.?\d*)/.exec(text)?.[1] ?? "";
  const value = Number(found);
  return Number.isNaN(value) ? 0 : value;
}

/** What is no number comes before all numbers. */
function generalOf(text: string): number | null {
  const found = /^\s*([-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|inf(?:inity)?))/i.exec(text);
  if (found === null) return null;
  return /inf/i.test(found[1] as string)
    ? found[1]?.startsWith("-")
      ? Number.NEGATIVE_INFINITY
      : Number.POSITIVE_INFINITY
    : Number(found[1]);
}

function compareGeneral(a: number | null, b: number | null): number {
  if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1);
  return a === b ? 0 : a < b ? -1 : 1;
}

/** The suffix decides before the number does: 2K is more than 1000. */
function compareHuman(a: string, b: string): number {
  const rank = (text: string): number => {
    const found = /^[ \t]*(-?)\d*\.?\d*([KkMGTPEZY]?)/.exec(text);
    const suffix = "KMGTPEZY".indexOf((found?.[2] ?? "").toUpperCase()) + (found?.[2] ? 1 : 0);
    return numberOf(text) === 0 ? 0 : found?.[1] === "-" ? -1 - suffix : 1 + suffix;
  };
  return rank(a) - rank(b) || numberOf(a) - numberOf(b);
}

function monthOf(text: string): number {
  return MONTHS.indexOf(
    text
      .replace(/^[ \t]+/, "")
      .slice(0, 3)
      .toUpperCase(),
  );
}

/** Runs of digits as numbers, the rest as text with `~` before everything. Models: gnulib filevercmp. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split(/(\d+)/)) as [string[], string[]];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [x = "", y = ""] = [left[i], right[i]];
    const order = i % 2 === 1 ? Number(x) - Number(y) : compareVersionText(x, y);
    if (order !== 0) return order;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareVersionText(a: string, b: string): number {
  const weight = (char: string | undefined): number =>
    char === undefined ? 0 : char === "~" ? -1 : /[A-Za-z]/.test(char) ? char.charCodeAt(0) : char.charCodeAt(0) + 256;
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const order = weight(a[i]) - weight(b[i]);
    if (order !== 0) return order;
  }
  return 0;
}
