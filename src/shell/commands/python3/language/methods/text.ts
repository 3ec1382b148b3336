/** Methods of `str`. Models: CPython 3.11 Objects/unicodeobject.c */
import { encodeUtf8 } from "../../../../../sim/core/utf8.ts";
import type { Run } from "../../../../../sim/core/wait.ts";
import { raised } from "../errors.ts";
import type { Interpreter } from "../interpreter.ts";
import { type Given, native, text, whole } from "../native.ts";
import { item, itemsOf } from "../operators.ts";
import { format, repr, str } from "../text.ts";
import { type Keywords, PyBytes, PyDict, PyFunction, PyList, PyTuple, typeName, type Value } from "../values.ts";

function self({ self: own }: Given): string {
  return String(own);
}

function word(value: Value | undefined): string {
  return text(value, (type) => `must be str, not ${type}`);
}

/** Where `start` and `end` leave off, counted as slices count. */
function part({ start, end }: Given, chars: readonly string[]): { from: number; chars: string } {
  const at = (value: number): number => Math.min(Math.max(value < 0 ? value + chars.length : value, 0), chars.length);
  const from = at(whole(start, 0));
  return { from, chars: chars.slice(from, at(whole(end, chars.length))).join("") };
}

function find(given: Given, how: "indexOf" | "lastIndexOf"): bigint {
  const { from, chars } = part(given, [...self(given)]);
  const at = chars[how](word(given.sub));
  return BigInt(at < 0 ? -1 : [...chars.slice(0, at)].length + from);
}

function index(given: Given, how: "indexOf" | "lastIndexOf"): bigint {
  const at = find(given, how);
  if (at < 0n) throw raised("ValueError", "substring not found");
  return at;
}

const WHITE = /\s/;

function strip(given: Given, sides: "both" | "left" | "right"): string {
  const chars = [...self(given)];
  const set = given.chars == null ? null : new Set(word(given.chars));
  const goes = (char: string | undefined): boolean =>
    char !== undefined && (set === null ? WHITE.test(char) : set.has(char));
  let [from, to] = [0, chars.length];
  if (sides !== "right") while (from < to && goes(chars[from])) from++;
  if (sides !== "left") while (to > from && goes(chars[to - 1])) to--;
  return chars.slice(from, to).join("");
}

function split(given: Given): PyList {
  const own = self(given);
  const most = whole(given.maxsplit, -1);
  if (given.sep == null) {
    const words = own.trim() === "" ? [] : own.trim().split(/\s+/);
    if (most < 0 || words.length <= most + 1) return new PyList(words);
    const found = new RegExp(`^\\s*((?:\\S+\\s+){${most}})(.*)$`, "s").exec(own);
    return new PyList([...words.slice(0, most), (found?.[2] ?? "").trimEnd()]);
  }
  const by = word(given.sep);
  if (by === "") throw raised("ValueError", "empty separator");
  const parts = own.split(by);
  if (most < 0 || parts.length <= most + 1) return new PyList(parts);
  return new PyList([...parts.slice(0, most), parts.slice(most).join(by)]);
}

function rsplit(given: Given): PyList {
  const most = whole(given.maxsplit, -1);
  const parts = split({ ...given, maxsplit: -1n }).items as string[];
  if (most < 0 || parts.length <= most + 1) return new PyList(parts);
  const by = given.sep == null ? " " : word(given.sep);
  const kept = parts.length - most;
  return new PyList([parts.slice(0, kept).join(by), ...parts.slice(kept)]);
}

function partition(given: Given, how: "indexOf" | "lastIndexOf"): PyTuple {
  const [own, by] = [self(given), word(given.sep)];
  const at = own[how](by);
  if (at < 0) return new PyTuple(how === "indexOf" ? [own, "", ""] : ["", "", own]);
  return new PyTuple([own.slice(0, at), by, own.slice(at + by.length)]);
}

function pad(given: Given, side: "<" | ">" | "^"): string {
  const own = self(given);
  const room = Math.max(0, whole(given.width, 0) - [...own].length);
  const fill = given.fillchar === undefined ? " " : word(given.fillchar);
  if (side === "<") return own + fill.repeat(room);
  if (side === ">") return fill.repeat(room) + own;
  const left = (room >> 1) + (room & whole(given.width, 0) & 1);
  return fill.repeat(left) + own + fill.repeat(room - left);
}

function starts(given: Given, how: "startsWith" | "endsWith"): boolean {
  const { chars } = part(given, [...self(given)]);
  const wanted = given.prefix ?? null;
  const name = how === "startsWith" ? "startswith" : "endswith";
  const list = wanted instanceof PyTuple ? wanted.items : [wanted];
  return list.some((one) =>
    chars[how](text(one, (type) => `${name} first arg must be str or a tuple of str, not ${type}`)),
  );
}

function title(own: string): string {
  return own
    .toLowerCase()
    .replace(/(^|[^\p{L}])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}

function join(given: Given): string {
  return itemsOf(given.iterable ?? null, "can only join an iterable")
    .map((one, i) => text(one, (type) => `sequence item ${i}: expected str instance, ${type} found`))
    .join(self(given));
}

function every(shape: RegExp): (given: Given) => boolean {
  return (given) => shape.test(self(given));
}

/** `"{} {name[0]:>5}".format(…)` */
function* formatMethod(run: Interpreter, [own, ...args]: readonly Value[], keywords: Keywords): Run<Value> {
  let next = 0;
  const field = (name: string): Value => {
    const [, head = "", rest = ""] = /^([^.[]*)(.*)$/s.exec(name) ?? [];
    const at = head === "" ? next++ : /^\d+$/.test(head) ? Number(head) : null;
    let value = at === null ? keywords.get(head) : args[at];
    if (value === undefined && at === null) throw raised("KeyError", head);
    if (value === undefined)
      throw raised("IndexError", `Replacement index ${at} out of range for positional args tuple`);
    for (const step of rest.matchAll(/\.([^.[]+)|\[([^\]]+)\]/g)) {
      const key = step[2];
      value =
        key === undefined
          ? run.attribute(value, step[1] as string)
          : item(value, /^\d+$/.test(key) ? BigInt(key) : key);
    }
    return value;
  };
  return String(own).replace(
    /\{\{|\}\}|\{([^{}!:]*)(?:!([rsa]))?(?::((?:[^{}]|\{[^{}]*\})*))?\}|[{}]/g,
    (whole, name?: string, conversion?: string, spec = "") => {
      if (whole === "{{" || whole === "}}") return whole[0] as string;
      if (name === undefined) throw raised("ValueError", `Single '${whole}' encountered in format string`);
      const value = field(name);
      const inner = (spec as string).replace(/\{([^{}]*)\}/g, (_, own: string) => str(field(own)));
      return format(conversion === undefined ? value : conversion === "s" ? str(value) : repr(value), inner);
    },
  );
}

export const TEXT_METHODS: readonly PyFunction[] = [
  native("upper", "self", (given) => self(given).toUpperCase()),
  native("lower", "self", (given) => self(given).toLowerCase()),
  native("casefold", "self", (given) => self(given).toLowerCase()),
  native("title", "self", (given) => title(self(given))),
  native("capitalize", "self", (given) => self(given).slice(0, 1).toUpperCase() + self(given).slice(1).toLowerCase()),
  native("swapcase", "self", (given) =>
    [...self(given)].map((char) => (char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase())).join(""),
  ),
  native("strip", "self chars?", (given) => strip(given, "both")),
  native("lstrip", "self chars?", (given) => strip(given, "left")),
  native("rstrip", "self chars?", (given) => strip(given, "right")),
  native("split", "self sep? maxsplit?", split),
  native("rsplit", "self sep? maxsplit?", rsplit),
  native("splitlines", "self keepends?", (given) => {
    const lines = self(given).match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
    return new PyList(given.keepends === true ? [...lines] : lines.map((line) => line.replace(/[\r\n]+$/, "")));
  }),
  native("join", "self iterable", join),
  native("replace", "self old new count?", (given) => {
    const [own, old, by, count] = [self(given), word(given.old), word(given.new), whole(given.count, -1)];
    const parts = own.split(old);
    if (count < 0 || parts.length - 1 <= count) return parts.join(by);
    return [...parts.slice(0, count), parts.slice(count).join(old)].join(by);
  }),
  native("find", "self sub start? end?", (given) => find(given, "indexOf")),
  native("rfind", "self sub start? end?", (given) => find(given, "lastIndexOf")),
  native("index", "self sub start? end?", (given) => index(given, "indexOf")),
  native("rindex", "self sub start? end?", (given) => index(given, "lastIndexOf")),
  native("count", "self sub start? end?", (given) => {
    const { chars } = part(given, [...self(given)]);
    const sub = word(given.sub);
    return BigInt(sub === "" ? [...chars].length + 1 : chars.split(sub).length - 1);
  }),
  native("startswith", "self prefix start? end?", (given) => starts(given, "startsWith")),
  native("endswith", "self prefix start? end?", (given) => starts(given, "endsWith")),
  native("removeprefix", "self prefix", (given) =>
    self(given).startsWith(word(given.prefix)) ? self(given).slice(word(given.prefix).length) : self(given),
  ),
  native("removesuffix", "self suffix", (given) => {
    const suffix = word(given.suffix);
    return suffix !== "" && self(given).endsWith(suffix) ? self(given).slice(0, -suffix.length) : self(given);
  }),
  native("partition", "self sep", (given) => partition(given, "indexOf")),
  native("rpartition", "self sep", (given) => partition(given, "lastIndexOf")),
  native("ljust", "self width fillchar?", (given) => pad(given, "<")),
  native("rjust", "self width fillchar?", (given) => pad(given, ">")),
  native("center", "self width fillchar?", (given) => pad(given, "^")),
  native("zfill", "self width", (given) =>
    format(self(given), "").replace(
      /^([-+]?)(.*)$/s,
      (_, sign: string, rest: string) => sign + rest.padStart(whole(given.width, 0) - sign.length, "0"),
    ),
  ),
  native("isdigit", "self", every(/^\d+$/)),
  native("isnumeric", "self", every(/^\p{N}+$/u)),
  native("isdecimal", "self", every(/^\p{Nd}+$/u)),
  native("isalpha", "self", every(/^\p{L}+$/u)),
  native("isalnum", "self", every(/^[\p{L}\p{N}]+$/u)),
  native("isspace", "self", every(/^\s+$/)),
  native("isupper", "self", (given) => /\p{L}/u.test(self(given)) && self(given) === self(given).toUpperCase()),
  native("islower", "self", (given) => /\p{L}/u.test(self(given)) && self(given) === self(given).toLowerCase()),
  native("isidentifier", "self", every(/^[\p{L}_][\p{L}\p{N}_]*$/u)),
  native("expandtabs", "self tabsize?", (given) => {
    const size = whole(given.tabsize, 8);
    return self(given).replace(/[^\n]*/g, (line) =>
      line.replace(/([^\t]*)\t/g, (_, before: string) => before + " ".repeat(size - (before.length % size))),
    );
  }),
  native("encode", "self encoding? errors?", (given) => new PyBytes(encodeUtf8(self(given)))),
  new PyFunction("format", formatMethod),
  native("format_map", "self mapping", ({ self: own, mapping = null }) => {
    if (!(mapping instanceof PyDict)) throw raised("TypeError", `'${typeName(mapping)}' object is not a mapping`);
    return String(own).replace(/\{(\w+)\}/g, (_, name: string) => str(item(mapping, name)));
  }),
];
