/** `!!`, `!$`, `!n`, `!text`, `^a^b^`. Models: GNU history library, history_expand. */
import type { History } from "../interpreter/history.ts";

export type Expanded =
  | { readonly kind: "same" }
  | { readonly kind: "changed"; readonly text: string; readonly onlyPrint: boolean }
  | { readonly kind: "error"; readonly message: string };

class Failed extends Error {}

export function expandHistory(line: string, history: History): Expanded {
  if (!line.includes("!") && !line.startsWith("^")) return { kind: "same" };
  try {
    const expander = new Expander(history);
    const text = expander.expand(line.replace(/^\^([^^]*)\^([^^]*)\^?$/, "!!:s^$1^$2^"));
    return text === line ? { kind: "same" } : { kind: "changed", text, onlyPrint: expander.onlyPrint };
  } catch (error) {
    if (error instanceof Failed) return { kind: "error", message: error.message };
    throw error;
  }
}

class Expander {
  onlyPrint = false;
  readonly #history: History;

  constructor(history: History) {
    this.#history = history;
  }

  expand(line: string): string {
    let out = "";
    let inSingle = false;
    let inDouble = false;
    for (let at = 0; at < line.length; ) {
      const char = line.charAt(at);
      if (char === "\\" && !inSingle) {
        out += line.slice(at, at + 2);
        at += 2;
        continue;
      }
      if (char === "'" && !inDouble) inSingle = !inSingle;
      if (char === '"' && !inSingle) inDouble = !inDouble;
      const next = line.charAt(at + 1);
      const isPlain =
        inSingle ||
        char !== "!" ||
        next === "" ||
        /[\s=(]/.test(next) ||
        (inDouble && next === '"') ||
        /[$]\{?$/.test(line.slice(0, at));
      if (isPlain) {
        out += char;
        at++;
        continue;
      }
      const found = this.#event(line, at);
      out += found.text;
      at = found.end;
    }
    return out;
  }

  #event(line: string, at: number): { text: string; end: number } {
    const rest = line.slice(at);
    const found = /^!(?:(!)|(-?\d+)|(\?[^?]*\??)|(#)|(?=[$^*:])|([^\s:;&|<>()$^*"']+))/.exec(rest);
    if (found === null) throw new Failed(`${rest.split(/\s/)[0]}: event not found`);
    const lines = this.#history.lines;
    const [all, bang, number, search, , start] = found;
    let event: string | undefined;
    if (number !== undefined) event = this.#history.at(Number(number));
    else if (search !== undefined) event = lines.findLast((one) => one.includes(search.replace(/^\?|\?$/g, "")));
    else if (start !== undefined && bang === undefined) event = lines.findLast((one) => one.startsWith(start));
    else event = lines.at(-1);
    if (event === undefined) throw new Failed(`${all}: event not found`);
    return this.#designate(line, at + all.length, event);
  }

  /** `:1`, `$`, `*`, and the modifiers behind. */
  #designate(line: string, from: number, event: string): { text: string; end: number } {
    let end = from;
    let text = event;
    const words = event.match(/(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])+/g) ?? [];
    const word = /^(?::?([$^*])|:(\d+)(?:-(\d+|\$))?|:(\d+)\*)/.exec(line.slice(end));
    if (word !== null) {
      end += word[0].length;
      const [, sign, low, high, star] = word;
      const last = words.length - 1;
      const [first, to] =
        sign === "$"
          ? [last, last]
          : sign === "^"
            ? [1, 1]
            : sign === "*"
              ? [1, last]
              : star !== undefined
                ? [Number(star), last]
                : [Number(low), high === undefined ? Number(low) : high === "$" ? last : Number(high)];
      if (first > last && sign !== "*") throw new Failed(`${word[0]}: bad word specifier`);
      text = words.slice(first, to + 1).join(" ");
    }
    for (let modifier = MODIFIER.exec(line.slice(end)); modifier !== null; modifier = MODIFIER.exec(line.slice(end))) {
      end += modifier[0].length;
      text = this.#modify(text, modifier);
    }
    return { text, end };
  }

  #modify(text: string, modifier: RegExpExecArray): string {
    const [, letter, global, , from = "", to = ""] = modifier;
    if (letter === "p") this.onlyPrint = true;
    if (letter === "h") return text.replace(/\/[^/]*$/, "");
    if (letter === "t") return text.replace(/^.*\//, "");
    if (letter === "r") return text.replace(/\.[^./]*$/, "");
    if (letter === "e") return /\.[^./]*$/.exec(text)?.[0] ?? "";
    if (letter !== undefined) return text;
    if (!text.includes(from)) throw new Failed("substitution failed");
    return global === "g" ? text.replaceAll(from, () => to) : text.replace(from, () => to);
  }
}

const MODIFIER = /^:(?:([htrep])|(g?)s([^\s\w])(.*?)\3(.*?)(?:\3|$))/;
