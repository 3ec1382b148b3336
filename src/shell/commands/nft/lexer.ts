/** nft's words. Models: nftables 1.0.6 src/scanner.l */
import { SourceError, type Span, spanFrom } from "./source.ts";

export type TokenKind = "word" | "number" | "address" | "time" | "quoted" | "wildcard" | "symbol" | "newline" | "end";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly span: Span;
}

const PATTERNS: readonly (readonly [TokenKind | "space", RegExp])[] = [
  ["space", /[ \t]+|#[^\n]*|\\\n/y],
  ["newline", /\n/y],
  ["quoted", /"[^"\n]*"/y],
  ["address", /(?:[0-9a-fA-F]{0,4}:){2,7}(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4})/y],
  ["address", /\d{1,3}(?:\.\d{1,3}){3}(?![\w.])/y],
  ["time", /(?:\d+(?:ms|[dhms]))+(?![\w])/y],
  ["number", /0x[0-9a-fA-F]+|\d+(?![\w])/y],
  ["wildcard", /[a-zA-Z_][\w/\-.]*\*/y],
  ["word", /[a-zA-Z_][\w/\-.]*/y],
  ["symbol", /!=|==|<=|>=|<<|>>|[{}(),;:.\-/&|^!=<>@$+*]/y],
];

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  let lineStart = 0;
  const spanOf = (length: number): Span => ({
    line,
    from: at - lineStart + 1,
    to: at - lineStart + Math.max(length, 1),
  });
  while (at < text.length) {
    const found = match(text, at);
    if (found === null) throw new SourceError("syntax error, unexpected junk", spanOf(1));
    const [kind, word] = found;
    if (kind !== "space")
      tokens.push({ kind, text: kind === "quoted" ? word.slice(1, -1) : word, span: spanOf(word.length) });
    at += word.length;
    if (word.endsWith("\n")) {
      line++;
      lineStart = at;
    }
  }
  tokens.push({ kind: "end", text: "", span: spanOf(1) });
  return tokens;
}

function match(text: string, at: number): readonly [TokenKind | "space", string] | null {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return [kind, found];
  }
  return null;
}

/** `define a = 10.0.0.1`, and `$a` from there on. */
export function withDefinitions(tokens: readonly Token[]): Token[] {
  const known = new Map<string, readonly Token[]>();
  const out: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    const name = tokens[i + 1];
    if (token.kind === "word" && token.text === "define" && tokens[i + 2]?.text === "=") {
      const start = i + 3;
      for (i = start; !isLineEnd(tokens[i]); i++);
      known.set(name?.text ?? "", replaced(tokens.slice(start, i), known));
      i--;
    } else if (token.kind === "symbol" && token.text === "$" && name !== undefined) {
      const definition = known.get(name.text);
      if (definition === undefined)
        throw new SourceError(`unknown identifier '${name.text}'`, spanFrom(token.span, name.span));
      out.push(...definition);
      i++;
    } else out.push(token);
  }
  return out;
}

function replaced(tokens: readonly Token[], known: ReadonlyMap<string, readonly Token[]>): readonly Token[] {
  return tokens.flatMap((token, i) => {
    if (tokens[i - 1]?.text === "$") return known.get(token.text) ?? [];
    return token.text === "$" ? [] : [token];
  });
}

function isLineEnd(token: Token | undefined): boolean {
  return token === undefined || token.kind === "newline" || token.kind === "end";
}

/** A place in the tokens, that moves on as they are read. */
export class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** Rules, as a place to go back to. */
  get position(): number {
    return this.#at;
  }

  set position(at: number) {
    this.#at = at;
  }

  get next(): Token {
    return this.#tokens[this.#at] as Token;
  }

  get afterNext(): Token | undefined {
    return this.#tokens[this.#at + 1];
  }

  get last(): Token {
    return this.#tokens[Math.max(0, this.#at - 1)] as Token;
  }

  take(): Token {
    const token = this.next;
    if (token.kind !== "end") this.#at++;
    return token;
  }

  is(...texts: readonly string[]): boolean {
    const { kind, text } = this.next;
    return (kind === "word" || kind === "symbol") && texts.includes(text);
  }

  /** Takes it when it is there. */
  accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.#at++;
    return true;
  }

  expect(text: string, wanted = `'${text}'`): Token {
    if (!this.is(text)) throw this.unexpected(wanted);
    return this.take();
  }

  /** A name of something, which keywords may be too. */
  name(): Token {
    const { kind } = this.next;
    if (kind !== "word" && kind !== "quoted") throw this.unexpected("string");
    return this.take();
  }

  number(): number {
    if (this.next.kind !== "number") throw this.unexpected("number");
    return Number(this.take().text);
  }

  skipNewlines(): void {
    while (this.next.kind === "newline" || this.is(";")) this.take();
  }

  get atEndOfStatement(): boolean {
    return this.next.kind === "newline" || this.next.kind === "end" || this.is(";", "}");
  }

  unexpected(wanted?: string): SourceError {
    const what = named(this.next);
    return new SourceError(
      `syntax error, unexpected ${what}${wanted === undefined ? "" : `, expecting ${wanted}`}`,
      this.next.span,
    );
  }
}

const SYMBOL_NAMES: Readonly<Record<string, string>> = {
  ";": "semicolon",
  ",": "comma",
  ":": "colon",
  ".": "dot",
  "@": "at",
  "-": "-",
  "/": "/",
};

const KEYWORDS: ReadonlySet<string> = new Set(
  "table chain rule set map element add insert delete replace flush list create rename reset get ruleset tables chains sets maps type hook priority policy comment flags timeout size elements ip ip6 inet tcp udp sctp icmp icmpv6 th meta ct fib numgen accept drop return jump goto continue counter log reject with to dnat snat masquerade redirect vmap mark iif oif iifname oifname saddr daddr dport sport protocol state status random inc mod offset update rt packets bytes".split(
    " ",
  ),
);

function named({ kind, text }: Token): string {
  switch (kind) {
    case "newline":
    case "end":
      return "newline";
    case "quoted":
      return "quoted string";
    case "number":
      return "number";
    case "symbol":
      return SYMBOL_NAMES[text] ?? `'${text}'`;
    case "word":
      return KEYWORDS.has(text) ? text : "string";
    default:
      return "string";
  }
}
