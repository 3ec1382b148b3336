/**
 * Basic and extended regular expressions, with the escapes that GNU adds (`\+ \? \| \w \s \b \< \>`).
 *
 * Models: POSIX.1-2017 chapter 9, glibc posix/regcomp.c parse_expression
 * SIMPLIFIED: collating symbols and equivalence classes other than a single character.
 */
import { type CodeRange, classRanges, type ParsedRegex, RegexError, type RegexNode, SPACE, WORD } from "./syntax.ts";

const UNMATCHED_BRACKET = "Unmatched [, [^, [:, [., or [=";
const MAX_REPEAT = 32_767;

export interface RegexDialect {
  readonly extended: boolean;
  /** awk: `\n`, `\t`, `\/`, `\"` and octal are characters. */
  readonly escapes?: boolean;
}

export function parseRegex(pattern: string, dialect: RegexDialect): ParsedRegex {
  return new RegexParser(pattern, dialect).parse();
}

type Token = { readonly kind: "open" | "close" | "bar" | "star" | "plus" | "question" | "brace" | "end" | "other" };

class RegexParser {
  readonly #text: string[];
  readonly #extended: boolean;
  readonly #escapes: boolean;
  #at = 0;
  #groups = 0;
  #open = 0;
  readonly #closed = new Set<number>();

  constructor(pattern: string, dialect: RegexDialect) {
    this.#text = [...pattern];
    this.#extended = dialect.extended;
    this.#escapes = dialect.escapes === true;
  }

  parse(): ParsedRegex {
    const node = this.#either();
    if (this.#at < this.#text.length) throw new RegexError("Unmatched ) or \\)");
    return { node, groups: this.#groups };
  }

  /** What stands here, as syntax; `length` characters of it. */
  #peek(at = this.#at): Token & { readonly length: number } {
    const char = this.#text[at];
    const next = this.#text[at + 1];
    if (char === undefined) return { kind: "end", length: 0 };
    const kinds = { "(": "open", ")": "close", "|": "bar", "+": "plus", "?": "question", "{": "brace" } as const;
    if (char === "*") return { kind: "star", length: 1 };
    const key = this.#extended ? char : char === "\\" ? next : undefined;
    const kind = key !== undefined && Object.hasOwn(kinds, key) ? kinds[key as keyof typeof kinds] : "other";
    return { kind, length: this.#extended ? 1 : 2 };
  }

  #either(): RegexNode {
    const parts = [this.#sequence()];
    while (this.#peek().kind === "bar") {
      this.#at += this.#peek().length;
      parts.push(this.#sequence());
    }
    return parts.length === 1 ? (parts[0] as RegexNode) : { kind: "either", parts };
  }

  #sequence(): RegexNode {
    const parts: RegexNode[] = [];
    const start = this.#at;
    for (;;) {
      const token = this.#peek();
      if (token.kind === "end" || token.kind === "bar") break;
      if (token.kind === "close" && (this.#open > 0 || !this.#extended)) break;
      parts.push(this.#repeats(this.#atom(token, this.#at === start || this.#onlyAnchors(parts))));
    }
    return parts.length === 1 ? (parts[0] as RegexNode) : { kind: "all", parts };
  }

  #onlyAnchors(parts: readonly RegexNode[]): boolean {
    return parts.every((part) => part.kind === "assert" && part.what === "line-start");
  }

  #atom(token: Token & { readonly length: number }, first: boolean): RegexNode {
    const char = this.#text[this.#at] as string;
    if (token.kind === "open") return this.#group(token.length);
    if (token.kind === "star" || token.kind === "plus" || token.kind === "question" || token.kind === "brace") {
      const literal = first && (this.#extended || token.kind === "star");
      if (token.kind === "brace" && this.#extended && this.#interval(this.#at) === null) return this.#literal();
      if (literal && token.kind !== "brace") return this.#literal();
      if (!this.#extended && first) return this.#literal(1);
      throw new RegexError("Invalid preceding regular expression");
    }
    if (char === "[") return this.#bracket();
    if (char === ".") return this.#take({ kind: "any" });
    if (char === "^" && (this.#extended || first)) return this.#take({ kind: "assert", what: "line-start" });
    if (char === "$" && (this.#extended || this.#endsHere())) return this.#take({ kind: "assert", what: "line-end" });
    if (char === "\\") return this.#escape();
    return this.#literal();
  }

  #take(node: RegexNode): RegexNode {
    this.#at++;
    return node;
  }

  #literal(skip = 0): RegexNode {
    this.#at += skip;
    return this.#take({ kind: "char", code: (this.#text[this.#at] as string).codePointAt(0) as number });
  }

  #endsHere(): boolean {
    const after = this.#peek(this.#at + 1).kind;
    return after === "end" || after === "close" || after === "bar";
  }

  #group(length: number): RegexNode {
    this.#at += length;
    const index = ++this.#groups;
    this.#open++;
    const body = this.#either();
    if (this.#peek().kind !== "close") throw new RegexError("Unmatched ( or \\(");
    this.#at += this.#peek().length;
    this.#open--;
    this.#closed.add(index);
    return { kind: "group", index, body };
  }

  #repeats(atom: RegexNode): RegexNode {
    let node = atom;
    for (;;) {
      const { kind, length } = this.#peek();
      if (kind === "star") node = { kind: "repeat", body: node, min: 0, max: Number.POSITIVE_INFINITY };
      else if (kind === "plus") node = { kind: "repeat", body: node, min: 1, max: Number.POSITIVE_INFINITY };
      else if (kind === "question") node = { kind: "repeat", body: node, min: 0, max: 1 };
      else if (kind === "brace") {
        const interval = this.#interval(this.#at + length - 1);
        if (interval === null) {
          if (this.#extended) return node;
          throw new RegexError(
            this.#text.slice(this.#at).join("").includes("\\}") ? "Invalid content of \\{\\}" : "Unmatched { or \\{",
          );
        }
        if (interval.max < interval.min) throw new RegexError("Invalid content of \\{\\}");
        if (interval.min > MAX_REPEAT || (interval.max !== Number.POSITIVE_INFINITY && interval.max > MAX_REPEAT))
          throw new RegexError("Regular expression too big");
        node = { kind: "repeat", body: node, min: interval.min, max: interval.max };
        this.#at = interval.end;
        continue;
      } else return node;
      this.#at += length;
    }
  }

  /** `{2}`, `{2,}`, `{,3}`, `{2,3}` beginning at the brace; null when it is none. */
  #interval(at: number): { min: number; max: number; end: number } | null {
    const rest = this.#text.slice(at, at + 16).join("");
    const found = (this.#extended ? /^\{(\d*)(,?)(\d*)\}/ : /^\{(\d*)(,?)(\d*)\\\}/).exec(rest);
    if (found === null || (found[1] === "" && found[2] === "")) return null;
    const min = found[1] === "" ? 0 : Number(found[1]);
    const max = found[2] === "" ? min : found[3] === "" ? Number.POSITIVE_INFINITY : Number(found[3]);
    return { min, max, end: at + found[0].length };
  }

  #escape(): RegexNode {
    const char = this.#text[this.#at + 1];
    if (char === undefined) throw new RegexError("Trailing backslash");
    this.#at += 2;
    const assertions = {
      "<": "word-start",
      ">": "word-end",
      b: "word-edge",
      B: "not-word-edge",
      "`": "line-start",
      "'": "line-end",
    } as const;
    if (this.#escapes) {
      const code = this.#awkEscape(char);
      if (code !== null) return { kind: "char", code };
    }
    if (char === "w" || char === "W") return { kind: "set", ranges: WORD, negated: char === "W" };
    if (char === "s" || char === "S") return { kind: "set", ranges: SPACE, negated: char === "S" };
    if (Object.hasOwn(assertions, char)) return { kind: "assert", what: assertions[char as keyof typeof assertions] };
    if (char === "n" && !this.#escapes) return { kind: "char", code: 10 };
    if (/[1-9]/.test(char)) {
      if (!this.#closed.has(Number(char))) throw new RegexError("Invalid back reference");
      return { kind: "back", index: Number(char) };
    }
    return { kind: "char", code: char.codePointAt(0) as number };
  }

  #awkEscape(char: string): number | null {
    const codes: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, f: 12, v: 11, a: 7, b: 8, "/": 47, '"': 34 };
    if (Object.hasOwn(codes, char)) return codes[char] as number;
    if (!/[0-7]/.test(char)) return null;
    let octal = char;
    while (octal.length < 3 && /[0-7]/.test(this.#text[this.#at] ?? "")) octal += this.#text[this.#at++];
    return Number.parseInt(octal, 8);
  }

  #bracket(): RegexNode {
    let at = this.#at + 1;
    const negated = this.#text[at] === "^";
    if (negated) at++;
    const ranges: CodeRange[] = [];
    for (let first = true; ; first = false) {
      const char = this.#text[at];
      if (char === undefined) throw new RegexError(UNMATCHED_BRACKET);
      if (char === "]" && !first) break;
      at = this.#bracketItem(at, ranges);
    }
    this.#at = at + 1;
    return { kind: "set", ranges, negated };
  }

  #bracketItem(at: number, ranges: CodeRange[]): number {
    const kind = this.#text[at + 1];
    if (this.#text[at] === "[" && kind === ":") {
      const end = this.#text.indexOf("]", at + 2);
      if (end < 0 || this.#text[end - 1] !== ":") throw new RegexError(UNMATCHED_BRACKET);
      ranges.push(...classRanges(this.#text.slice(at + 2, end - 1).join("")));
      return end + 1;
    }
    const low = this.#bracketCharacter(at);
    const beforeEnd = this.#text[low.end + 1];
    if (this.#text[low.end] !== "-" || beforeEnd === "]" || beforeEnd === undefined) {
      ranges.push([low.code, low.code]);
      return low.end;
    }
    const high = this.#bracketCharacter(low.end + 1);
    if (high.code < low.code) throw new RegexError("Invalid range end");
    ranges.push([low.code, high.code]);
    return high.end;
  }

  #bracketCharacter(at: number): { code: number; end: number } {
    const char = this.#text[at];
    const kind = this.#text[at + 1];
    if (char === "[" && (kind === "." || kind === "=")) {
      if (this.#text[at + 3] !== kind || this.#text[at + 4] !== "]")
        throw new RegexError("Invalid collation character");
      return { code: (this.#text[at + 2] as string).codePointAt(0) as number, end: at + 5 };
    }
    if (char === "\\" && this.#escapes && kind !== undefined) {
      const before = this.#at;
      this.#at = at + 2;
      const code = this.#awkEscape(kind) ?? (kind.codePointAt(0) as number);
      const end = this.#at;
      this.#at = before;
      return { code, end };
    }
    return { code: (char ?? "]").codePointAt(0) as number, end: at + 1 };
  }
}
