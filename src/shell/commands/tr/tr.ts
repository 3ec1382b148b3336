/** Characters into others, or away. Models: coreutils src/tr.c, busybox coreutils/tr.c. SIMPLIFIED: characters, not bytes, are translated. */
import { decodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { C_ESCAPES } from "../c-escapes.ts";
import { fail } from "../failure.ts";
import { type Flavour, localeQuoted, wrongUsage } from "../flavour.ts";
import { parseOptions } from "../options.ts";

export function* tr(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "+cCdst",
    long: { complement: "c", delete: "d", "squeeze-repeats": "s", "truncate-set1": "t" },
    stopsAtOperand: true,
    hint: flavour.hint(process),
  });
  const change = changer(process, flavour, {
    operands: options.operands,
    complement: options.has("c", "C"),
    remove: options.has("d"),
    squeeze: options.has("s"),
    truncate: options.has("t"),
  });
  for (let part = yield* process.read(0); part !== null; part = yield* process.read(0))
    yield* process.print(change(decodeUtf8(part)));
  return 0;
}

interface Job {
  readonly operands: readonly string[];
  readonly complement: boolean;
  readonly remove: boolean;
  readonly squeeze: boolean;
  readonly truncate: boolean;
}

function changer(process: Process, flavour: Flavour, job: Job): (text: string) => string {
  checkOperands(process, flavour, job);
  const [first = "", second] = job.operands;
  const from = expandSet(process, first);
  const isFrom = (char: string): boolean => from.includes(char) !== job.complement;
  const to = second === undefined ? [] : expandSet(process, second, from.length);
  if (second === "" && !job.remove && !job.truncate)
    fail(process, "when not truncating set1, string2 must be non-empty");
  const squeezed = job.squeeze ? (second === undefined ? isFrom : (char: string) => to.includes(char)) : null;
  const map = new Map<string, string>();
  if (!job.remove && second !== undefined && !job.complement)
    for (const [i, char] of from.entries()) {
      const target = to[i] ?? (job.truncate ? char : to.at(-1));
      if (target !== undefined) map.set(char, target);
    }
  const translate = (char: string): string => {
    if (job.remove || second === undefined) return char;
    return job.complement ? (isFrom(char) ? (to.at(-1) ?? char) : char) : (map.get(char) ?? char);
  };
  let last = "";
  return (text) => {
    let out = "";
    for (const char of text) {
      if (job.remove && isFrom(char)) continue;
      const changed = translate(char);
      if (squeezed !== null && changed === last && squeezed(changed)) continue;
      out += changed;
      last = changed;
    }
    return out;
  };
}

function checkOperands(process: Process, flavour: Flavour, { operands, remove, squeeze }: Job): void {
  const [first, second, third] = operands;
  const needsTwo = remove === squeeze;
  if (first === undefined) wrongUsage(process, flavour, "missing operand");
  if (second === undefined && needsTwo) {
    const why = remove
      ? "Two strings must be given when both deleting and squeezing repeats."
      : "Two strings must be given when translating.";
    wrongUsage(process, flavour, `missing operand after ${localeQuoted(process, first)}\n${why}`);
  }
  const extra = remove && !squeeze ? second : third;
  if (extra === undefined) return;
  const why = remove && !squeeze ? "\nOnly one string may be given when deleting without squeezing repeats." : "";
  wrongUsage(process, flavour, `extra operand ${localeQuoted(process, extra)}${why}`);
}

const CLASSES: Readonly<Record<string, (code: number) => boolean>> = {
  alpha: (c) => (c >= 65 && c <= 90) || (c >= 97 && c <= 122),
  digit: (c) => c >= 48 && c <= 57,
  alnum: (c) => (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122),
  upper: (c) => c >= 65 && c <= 90,
  lower: (c) => c >= 97 && c <= 122,
  space: (c) => c === 32 || (c >= 9 && c <= 13),
  blank: (c) => c === 32 || c === 9,
  punct: (c) => c > 32 && c < 127 && !/[0-9A-Za-z]/.test(String.fromCharCode(c)),
  print: (c) => c >= 32 && c < 127,
  graph: (c) => c > 32 && c < 127,
  cntrl: (c) => c < 32 || c === 127,
  xdigit: (c) => /[0-9A-Fa-f]/.test(String.fromCharCode(c)),
};

/** `a-z`, `[:digit:]`, `\n`, `\101`, `[x*]` (as many as make the set `length` long), `[x*5]`. */
function expandSet(process: Process, text: string, length = 0): string[] {
  const chars = [...text];
  const out: string[] = [];
  let fill: { at: number; char: string } | null = null;
  for (let at = 0; at < chars.length; ) {
    const rest = chars.slice(at).join("");
    const named = /^\[:(\w+):\]/.exec(rest);
    if (named !== null) {
      const test = CLASSES[named[1] as string];
      if (test === undefined) fail(process, `invalid character class ${localeQuoted(process, named[1] as string)}`);
      for (let code = 0; code < 128; code++) if (test(code)) out.push(String.fromCharCode(code));
      at += named[0].length;
      continue;
    }
    const repeated = /^\[(\\.|.)\*(\d*)\]/su.exec(rest);
    if (repeated !== null) {
      const char = readCharacter([...(repeated[1] as string)], 0).char;
      if (repeated[2] === "" || Number(repeated[2]) === 0) fill = { at: out.length, char };
      else out.push(...new Array<string>(Number(repeated[2])).fill(char));
      at += [...repeated[0]].length;
      continue;
    }
    const low = readCharacter(chars, at);
    at = low.end;
    if (chars[at] !== "-" || at + 1 >= chars.length) {
      out.push(low.char);
      continue;
    }
    const high = readCharacter(chars, at + 1);
    const [from, to] = [low.char.codePointAt(0) as number, high.char.codePointAt(0) as number];
    if (to < from)
      fail(process, `range-endpoints of '${low.char}-${high.char}' are in reverse collating sequence order`);
    for (let code = from; code <= to; code++) out.push(String.fromCodePoint(code));
    at = high.end;
  }
  if (fill !== null) out.splice(fill.at, 0, ...new Array<string>(Math.max(0, length - out.length)).fill(fill.char));
  return out;
}

function readCharacter(chars: readonly string[], at: number): { char: string; end: number } {
  const char = chars[at] as string;
  const next = chars[at + 1];
  if (char !== "\\" || next === undefined) return { char, end: at + 1 };
  const octal = /^[0-7]{1,3}/.exec(chars.slice(at + 1, at + 4).join(""));
  if (octal !== null) return { char: String.fromCharCode(Number.parseInt(octal[0], 8)), end: at + 1 + octal[0].length };
  return { char: C_ESCAPES[next] ?? next, end: at + 2 };
}
