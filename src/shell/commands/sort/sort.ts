/**
 * Lines in order. Models: coreutils src/sort.c, busybox coreutils/sort.c
 * SIMPLIFIED: order is that of the C locale (code points); `-R` shuffles with the machine's chance.
 */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { fail } from "../failure.ts";
import { type Flavour, localeQuoted } from "../flavour.ts";
import { errorWords, Lines, openFile, openInput } from "../input.ts";
import { type Options, parseOptions } from "../options.ts";
import { Output } from "../output.ts";
import { compareAs, type KeyOrder, keyText, parseKey, type SortKey } from "./sort-key.ts";

const LONG = {
  "ignore-leading-blanks": "b",
  "dictionary-order": "d",
  "ignore-case": "f",
  "general-numeric-sort": "g",
  "human-numeric-sort": "h",
  "ignore-nonprinting": "i",
  "month-sort": "M",
  "numeric-sort": "n",
  "random-sort": "R",
  reverse: "r",
  "version-sort": "V",
  check: "c",
  "key=": "k",
  merge: "m",
  "output=": "o",
  stable: "s",
  "buffer-size=": "S",
  "field-separator=": "t",
  "parallel=": "parallel",
  "temporary-directory=": "T",
  unique: "u",
  "zero-terminated": "z",
};

export function* sort(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "bdfghiMnRrVcCk:mo:sS:t:T:uz",
    long: LONG,
    refused: { long: ["sort", "batch-size", "compress-program", "debug", "files0-from", "random-source"] },
    hint: flavour.hint(process),
    exitCode: 2,
  });
  const compare = comparison(process, options);
  const separator = options.has("z") ? 0 : 10;
  const lines: string[] = [];
  for (const name of options.operands.length === 0 ? ["-"] : options.operands) {
    try {
      for (const line of yield* new Lines(process, openInput(process, name), separator).all()) lines.push(line);
    } catch (error) {
      const words = errorWords(error);
      const verb = words === "Is a directory" ? "read failed" : "cannot read";
      fail(process, flavour.name === "gnu" ? `${verb}: ${name}: ${words}` : `can't open '${name}': ${words}`, 2);
    }
  }
  if (options.has("c", "C")) return yield* check(process, { lines, compare, options });
  yield* process.charge(Math.ceil(lines.length / 10));
  const sorted = unique(lines.sort(compare.full), options.has("u") ? compare.keys : null);
  const target = options.value("o");
  const out = new Output(process, target === undefined ? 1 : openFile(process, target, "write"));
  for (const line of sorted) {
    out.write(line + (separator === 0 ? "\0" : "\n"));
    yield* out.drain();
  }
  yield* out.flush();
  return 0;
}

type Compare = (a: string, b: string) => number;

/** `keys` looks at the keys alone; `full` falls back to the whole line, unless -s or -u. */
function comparison(process: Process, options: Options): { keys: Compare; full: Compare } {
  const global = orderOf(options.given.map(({ key }) => key).join(""));
  const separator = separatorOf(process, options);
  const keys: SortKey[] = options.values("k").map((text) => {
    const key = parseKey(text, global);
    if (typeof key === "string") fail(process, key.replace("TEXT", localeQuoted(process, text)), 2);
    return key as SortKey;
  });
  const random = options.has("R") ? process.machine.prng.split(`sort/${process.pid}`) : null;
  const ranks = new Map<string, number>();
  const rank = (text: string): number => {
    const known = ranks.get(text);
    if (known !== undefined) return known;
    const drawn = random?.uint32() ?? 0;
    ranks.set(text, drawn);
    return drawn;
  };
  const byKeys: Compare = (a, b) => {
    if (random !== null && keys.length === 0) return rank(a) - rank(b);
    if (keys.length === 0) return compareAs(global, a, b);
    for (const key of keys) {
      const order = compareAs(key.order, keyText(a, key, separator), keyText(b, key, separator));
      if (order !== 0) return order;
    }
    return 0;
  };
  const lastResort = !options.has("s", "u");
  const full: Compare = (a, b) =>
    byKeys(a, b) || (lastResort ? (a < b ? -1 : a > b ? 1 : 0) * (global.reverse ? -1 : 1) : 0);
  return { keys: byKeys, full };
}

function separatorOf(process: Process, options: Options): string | null {
  const text = options.value("t");
  if (text === undefined) return null;
  if (text === "") fail(process, "empty tab", 2);
  if (text === "\\0") return "\0";
  if ([...text].length > 1) fail(process, `multi-character tab ${localeQuoted(process, text)}`, 2);
  return text;
}

export function orderOf(letters: string): KeyOrder {
  const type = [...letters].findLast((letter) => "nghMV".includes(letter)) as KeyOrder["type"] | undefined;
  return {
    type: type ?? "text",
    reverse: letters.includes("r"),
    fold: letters.includes("f"),
    dictionary: letters.includes("d"),
    printing: letters.includes("i"),
    blanks: letters.includes("b"),
  };
}

function unique(sorted: string[], same: Compare | null): string[] {
  return same === null ? sorted : sorted.filter((line, i) => i === 0 || same(sorted[i - 1] as string, line) !== 0);
}

function* check(
  process: Process,
  {
    lines,
    compare,
    options,
  }: { lines: readonly string[]; compare: { keys: Compare; full: Compare }; options: Options },
): Run<number> {
  const strict = options.has("u");
  const order = strict ? compare.keys : compare.full;
  const at = lines.findIndex((line, i) => i > 0 && order(lines[i - 1] as string, line) > (strict ? -1 : 0));
  if (at < 0) return 0;
  if (!options.has("C"))
    yield* process.printError(`${process.name}: ${options.operands[0] ?? "-"}:${at + 1}: disorder: ${lines[at]}\n`);
  return 1;
}
