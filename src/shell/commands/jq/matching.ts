/**
 * Regular expressions: test, match, sub, split by one. Models: jq 1.6 src/builtin.c f_match over Oniguruma
 * SIMPLIFIED: the engine's own expressions stand for Oniguruma's, without its rarer syntax; a repeated group that
 * itself repeats is refused, since it could keep the page busy for ever.
 */
import { Failure } from "../failure.ts";
import type { Closure } from "./environment.ts";
import { closureValues } from "./evaluate.ts";
import { made, type Native } from "./native.ts";
import { described, isArray, jqFail, type Value } from "./value.ts";

interface Found {
  readonly at: number;
  readonly text: string;
  readonly captures: readonly { readonly name: string | null; readonly text: string | null; readonly at: number }[];
}

function expression(pattern: string, flags: string): RegExp {
  if (/\([^()]*[+*][^()]*\)[+*{]/.test(pattern))
    throw new Failure("jq: error: a repeated group that repeats inside is not simulated here\n", 5);
  const letters = new Set("gu");
  letters.add("d");
  for (const flag of flags) {
    if (flag === "i") letters.add("i");
    else if (flag === "s") letters.add("s");
    else if (!"gnxlp".includes(flag)) jqFail(`${flags} is not a valid modifier string`);
  }
  const source = flags.includes("x")
    ? pattern.replace(/\\#|#.*$|\s+/gm, (part) => (part.startsWith("\\") ? part : ""))
    : pattern;
  try {
    return new RegExp(
      source
        .replace(/\[\[:(\w+):\]\]/g, (whole, name: string) => CLASSES[name] ?? whole)
        .replace(/\\h/g, "[0-9a-fA-F]"),
      [...letters].join(""),
    );
  } catch {
    return jqFail(`${pattern} (at offset 0) is not a valid regex: invalid pattern`);
  }
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: "[A-Za-z]",
  digit: "\\d",
  alnum: "[A-Za-z0-9]",
  space: "\\s",
  upper: "[A-Z]",
  lower: "[a-z]",
  punct: "[!-\\/:-@\\[-`{-~]",
};

function* search(text: string, pattern: string, flags: string): Generator<Found, void, void> {
  const points = (end: number): number => [...text.slice(0, end)].length;
  for (const found of text.matchAll(expression(pattern, flags))) {
    const names = captureNames(pattern);
    const captures = found.slice(1).map((capture: string | undefined, i) => {
      const place = found.indices?.[i + 1];
      return { name: names[i] ?? null, text: capture ?? null, at: place === undefined ? -1 : points(place[0]) };
    });
    yield { at: points(found.index), text: found[0], captures };
    if (!flags.includes("g")) return;
  }
}

function captureNames(pattern: string): (string | null)[] {
  const names: (string | null)[] = [];
  for (const found of pattern.matchAll(/\\.|\[(?:\\.|[^\]])*\]|\((?!\?)|\(\?<([A-Za-z_]\w*)>/g))
    if (found[0].startsWith("(")) names.push(found[1] ?? null);
  return names;
}

function subject(value: Value): string {
  return typeof value === "string" ? value : jqFail(`${described(value)} cannot be matched, as it is not a string`);
}

/** `test("re"; "flags")`, or `test(["re", "flags"])`. */
function read(pattern: Value, flags: Value): [string, string] {
  if (isArray(pattern)) return [String(pattern[0]), String(pattern[1] ?? "")];
  if (typeof pattern !== "string") return jqFail(`${described(pattern)} cannot be matched, as it is not a string`);
  return [pattern, flags === null ? "" : String(flags)];
}

function matching(use: (text: string, pattern: string, flags: string) => Iterable<Value>): Native {
  return function* (args, _scope, input) {
    const text = subject(input.value);
    for (const flags of closureValues(args[1] as Closure, input.value))
      for (const pattern of closureValues(args[0] as Closure, input.value))
        for (const value of use(text, ...read(pattern, flags))) yield made(input, value);
  };
}

function record(found: Found): Value {
  return new Map<string, Value>([
    ["offset", found.at],
    ["length", [...found.text].length],
    ["string", found.text],
    [
      "captures",
      found.captures.map(
        ({ name, text, at }) =>
          new Map<string, Value>([
            ["offset", at],
            ["length", text === null ? 0 : [...text].length],
            ["string", text],
            ["name", name],
          ]),
      ),
    ],
  ]);
}

function* split(text: string, pattern: string, flags: string): Generator<Value, void, void> {
  const parts: Value[] = [];
  const points = [...text];
  let from = 0;
  for (const { at, text: found } of search(text, pattern, `${flags}g`)) {
    parts.push(points.slice(from, at).join(""));
    from = at + [...found].length;
  }
  yield [...parts, points.slice(from).join("")];
}

/** The replacement sees what the groups caught, by their names. */
const substitute: Native = function* (args, _scope, input) {
  const [pattern, replacement, flags] = args as readonly [Closure, Closure, Closure];
  const text = subject(input.value);
  for (const flag of closureValues(flags, input.value))
    for (const re of closureValues(pattern, input.value)) {
      const points = [...text];
      let result = "";
      let from = 0;
      for (const found of search(text, String(re), String(flag ?? ""))) {
        const caught = new Map(
          found.captures.filter(({ name }) => name !== null).map((one) => [one.name as string, one.text as Value]),
        );
        const [value] = [...closureValues(replacement, caught)];
        if (typeof value !== "string") return jqFail(`${described(caught)} cannot be added to a string`);
        result += points.slice(from, found.at).join("") + value;
        from = found.at + [...found.text].length;
      }
      yield made(input, result + points.slice(from).join(""));
    }
};

export const MATCHING: readonly (readonly [string, Native])[] = [
  ["test/2", matching((text, pattern, flags) => [search(text, pattern, flags).next().done !== true])],
  [
    "match/2",
    matching(function* (text, pattern, flags) {
      for (const found of search(text, pattern, flags)) yield record(found);
    }),
  ],
  ["split/2", matching(split)],
  ["sub/3", substitute],
];
