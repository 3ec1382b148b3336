/** A sed script as data. Models: POSIX sed(1), GNU sed 4.9 sed/compile.c. */
import { C_ESCAPES } from "../c-escapes.ts";
import { compileRegex, type PosixRegex, RegexError } from "../posix-regex/posix-regex.ts";

export type SedAddress =
  | { readonly kind: "line"; readonly line: number }
  | { readonly kind: "step"; readonly first: number; readonly step: number }
  | { readonly kind: "last" }
  | { readonly kind: "regex"; readonly regex: PosixRegex | null }
  | { readonly kind: "plus"; readonly count: number }
  | { readonly kind: "multiple"; readonly of: number };

export interface Substitution {
  readonly regex: PosixRegex | null;
  readonly replacement: string;
  readonly global: boolean;
  readonly nth: number;
  readonly print: boolean;
  /** Whether the result is run as a command. */
  readonly runs: boolean;
  readonly file: string | null;
}

export interface SedCommand {
  readonly name: string;
  readonly first: SedAddress | null;
  readonly second: SedAddress | null;
  readonly negated: boolean;
  /** Text of a, i, c; label of b, t, T, `:`; file of r, R, w, W; command of e; exit code of q, Q; width of l. */
  readonly text: string;
  readonly substitution: Substitution | null;
  readonly map: ReadonlyMap<string, string> | null;
  /** For `{`: the index after its `}`. */
  end: number;
  /** For a range: whether it is open, and until which line. */
  active: boolean;
  untilLine: number;
}

const NUMBERED = /x[0-9a-fA-F]{1,2}|o[0-7]{1,3}|d\d{1,3}/y;

/** `x41`, `o101`, `d065`: a letter by its number. */
export function numbered(text: string): string {
  const base = { x: 16, o: 8, d: 10 }[text[0] as string];
  return String.fromCharCode(Number.parseInt(text.slice(1), base));
}

export class SedError extends Error {}

export function parseScript(script: string, extended: boolean): SedCommand[] {
  return new ScriptParser(script, extended).parse();
}

class ScriptParser {
  readonly #text: string;
  readonly #extended: boolean;
  readonly #commands: SedCommand[] = [];
  readonly #blocks: number[] = [];
  #at = 0;

  constructor(text: string, extended: boolean) {
    this.#text = text;
    this.#extended = extended;
  }

  parse(): SedCommand[] {
    for (;;) {
      this.#skip(/[\s;]*/y);
      if (this.#at >= this.#text.length) break;
      if (this.#text[this.#at] === "#") this.#skip(/[^\n]*/y);
      else this.#command();
    }
    if (this.#blocks.length > 0) throw new SedError(`-e expression #1, char 0: unmatched \`{'`);
    return this.#commands;
  }

  #fail(message: string): SedError {
    return new SedError(`-e expression #1, char ${this.#at}: ${message}`);
  }

  /** As above, where the real one has already read the letter that comes. */
  #failAfter(message: string): SedError {
    this.#at++;
    return this.#fail(message);
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  #command(): void {
    const first = this.#address();
    this.#skip(/\s*/y);
    let second: SedAddress | null = null;
    if (first !== null && this.#text[this.#at] === ",") {
      this.#at++;
      this.#skip(/\s*/y);
      second = this.#address(true);
      if (second === null) throw this.#fail("unexpected `,'");
    }
    if (first?.kind === "line" && first.line === 0 && second?.kind !== "regex")
      throw this.#failAfter("invalid usage of line address 0");
    const negated = this.#skip(/[\s!]*/y).includes("!");
    const name = this.#text[this.#at++];
    if (name === undefined) {
      this.#at--;
      throw this.#fail("missing command");
    }
    this.#body({ first, second, negated }, name);
  }

  #body(addressed: { first: SedAddress | null; second: SedAddress | null; negated: boolean }, name: string): void {
    const add = (fields: Partial<SedCommand> = {}): void => {
      this.#commands.push({
        name,
        text: "",
        substitution: null,
        map: null,
        end: 0,
        active: false,
        untilLine: 0,
        ...addressed,
        ...fields,
      });
    };
    if (name === "}") {
      const open = this.#blocks.pop();
      if (open === undefined) throw this.#fail("unexpected `}'");
      add();
      (this.#commands[open] as SedCommand).end = this.#commands.length;
      this.#ends();
      return;
    }
    if (name === "{") {
      this.#blocks.push(this.#commands.length);
      add();
      return;
    }
    if ("=dDgGhHlnNpPxzF".includes(name)) add({ text: name === "l" ? this.#skip(/[ \t]*\d*/y).trim() : "" });
    else if (name === "v") this.#skip(/[ \t]*[\d.]*/y);
    else if (name === "e") {
      add({ text: this.#skip(/[^\n]*/y).trim() });
      return;
    } else if ("aic".includes(name)) {
      add({ text: this.#textArgument() });
      return;
    } else if (name === ":") {
      const label = this.#skip(/\s*[^\s;}]*/y).trim();
      add({ text: label });
      if (label === "") throw this.#fail('":" lacks a label');
      if (addressed.first !== null) throw this.#fail(": doesn't want any addresses");
    } else if ("btT".includes(name)) add({ text: this.#skip(/[ \t]*[^\s;}]*/y).trim() });
    else if ("rRwW".includes(name)) {
      const file = this.#skip(/[^\n]*/y).trim();
      if (file === "") throw this.#fail("missing filename in r/R/w/W commands");
      add({ text: file });
      return;
    } else if (name === "q" || name === "Q") add({ text: this.#skip(/\s*\d*/y).trim() });
    else if (name === "s") add({ substitution: this.#substitution() });
    else if (name === "y") add({ map: this.#transliteration() });
    else throw this.#fail(`unknown command: \`${name}'`);
    this.#ends();
  }

  #ends(): void {
    this.#skip(/[ \t]*/y);
    const char = this.#text[this.#at];
    if (char === undefined || char === "\n" || char === ";" || char === "}" || char === "#") return;
    this.#at++;
    throw this.#fail("extra characters after command");
  }

  #address(isSecond = false): SedAddress | null {
    const char = this.#text[this.#at];
    const plus = isSecond ? this.#skip(/[+~]\d+/y) : "";
    if (plus !== "")
      return plus.startsWith("+")
        ? { kind: "plus", count: Number(plus.slice(1)) }
        : { kind: "multiple", of: Number(plus.slice(1)) };
    const step = this.#skip(/\d+~\d+/y);
    if (step !== "") {
      const [first, every] = step.split("~").map(Number) as [number, number];
      return { kind: "step", first, step: every };
    }
    const digits = this.#skip(/\d+/y);
    if (digits !== "") return { kind: "line", line: Number(digits) };
    if (char === "$") {
      this.#at++;
      return { kind: "last" };
    }
    if (char !== "/" && char !== "\\") return null;
    this.#at += char === "/" ? 1 : 2;
    const pattern = this.#delimited(
      char === "/" ? "/" : (this.#text[this.#at - 1] as string),
      "unterminated address regex",
    );
    const flags = this.#skip(/[IM]*/y);
    return { kind: "regex", regex: this.#regex(pattern, flags) };
  }

  /** Null for an empty pattern: the last one used. */
  #regex(pattern: string, flags: string): PosixRegex | null {
    if (pattern === "") return null;
    try {
      return compileRegex(pattern, {
        extended: this.#extended,
        ignoreCase: /[Ii]/.test(flags),
        multiline: /[Mm]/.test(flags),
      });
    } catch (error) {
      if (error instanceof RegexError) throw this.#fail(error.message);
      throw error;
    }
  }

  /** Up to the delimiter, which a backslash makes an ordinary character; `\n` is a line feed; brackets protect nothing but themselves. */
  #delimited(delimiter: string, unterminated: string, isPattern = true): string {
    let out = "";
    let inBracket = false;
    for (;;) {
      const char = this.#text[this.#at++];
      if (char === undefined) {
        this.#at--;
        throw this.#fail(unterminated);
      }
      if (char === "\\") {
        const number = isPattern ? this.#skip(NUMBERED) : "";
        if (number !== "") {
          const made = numbered(number);
          out += /[.*[\]^$\\/]/.test(made) ? `\\${made}` : made;
          continue;
        }
        const next = this.#text[this.#at++];
        if (next === delimiter && delimiter !== "\\")
          out += isPattern && /[.*[\]^$+?(){}|]/.test(delimiter) ? `[${next}]` : next;
        else out += next === "n" && isPattern ? "\n" : next === "t" && isPattern ? "\t" : `\\${next ?? ""}`;
        continue;
      }
      if (isPattern && inBracket && char === "]") inBracket = false;
      else if (isPattern && char === "[" && !inBracket) {
        inBracket = true;
        out += char;
        if (this.#text[this.#at] === "^") out += this.#text[this.#at++];
        if (this.#text[this.#at] === "]") out += this.#text[this.#at++];
        continue;
      } else if (char === delimiter && !inBracket) return out;
      out += char;
    }
  }

  #substitution(): Substitution {
    const delimiter = this.#text[this.#at++] ?? "";
    if (delimiter === "" || delimiter === "\n" || delimiter === "\\") throw this.#fail("unterminated `s' command");
    const pattern = this.#delimited(delimiter, "unterminated `s' command");
    const replacement = this.#delimited(delimiter, "unterminated `s' command", false);
    const flags = this.#skip(/[gpiIeMm0-9]*/y);
    let file: string | null = null;
    if (this.#text[this.#at] === "w") {
      this.#at++;
      file = this.#skip(/[^\n]*/y).trim();
    } else if (/[^\s;}#]/.test(this.#text[this.#at] ?? " ")) {
      this.#at++;
      throw this.#fail("unknown option to `s'");
    }
    const twice = ["p", "g"].find((flag) => flags.split(flag).length > 2);
    if (twice !== undefined) throw this.#fail(`multiple \`${twice}' options to \`s' command`);
    const nth = /\d+/.exec(flags)?.[0];
    if (nth === "0") throw this.#fail("number option to `s' command may not be zero");
    const regex = this.#regex(pattern, flags);
    const highest = Math.max(0, ...[...replacement.matchAll(/\\(\d)/g)].map((found) => Number(found[1])));
    if (regex !== null && highest > regex.groups)
      throw this.#fail(`invalid reference \\${highest} on \`s' command's RHS`);
    return {
      regex,
      replacement,
      global: flags.includes("g"),
      nth: Number(nth ?? 1),
      print: flags.includes("p"),
      runs: flags.includes("e"),
      file,
    };
  }

  #transliteration(): Map<string, string> {
    const delimiter = this.#text[this.#at++] ?? "";
    const plain = (text: string): string[] => [
      ...text.replace(/\\(.)/gs, (_, char) => (char === "n" ? "\n" : char === "t" ? "\t" : char)),
    ];
    const from = plain(this.#delimited(delimiter, "unterminated `y' command", false));
    const to = plain(this.#delimited(delimiter, "unterminated `y' command", false));
    if (from.length !== to.length) throw this.#fail("strings for `y' command are different lengths");
    return new Map(from.map((char, i) => [char, to[i] as string]));
  }

  /** What stands behind a backslash in text. */
  #escape(): string {
    const number = this.#skip(NUMBERED);
    if (number !== "") return numbered(number);
    const char = this.#text[this.#at++] ?? "";
    return char === "\\" ? char : (C_ESCAPES[char] ?? char);
  }

  /** `a\` and text on the next lines, or GNU's one line. */
  #textArgument(): string {
    this.#skip(/[ \t]*/y);
    if (this.#text[this.#at] === "\\") {
      this.#at++;
      this.#skip(/[ \t]*\n/y);
    } else if (this.#at >= this.#text.length) throw this.#fail("expected \\ after `a', `c' or `i'");
    let out = "";
    for (;;) {
      const char = this.#text[this.#at++];
      if (char === undefined || char === "\n") return `${out}\n`;
      if (char === "\\") out += this.#escape();
      else out += char;
    }
  }
}
