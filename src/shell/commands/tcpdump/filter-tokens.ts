/** A filter expression as words and marks. Models: libpcap 1.10 scanner.l */
import { Failure } from "../failure.ts";

const TOKEN = /\s*(<<|>>|<=|>=|!=|==|&&|\|\||[()[\]!<>=+\-*/%&|^]|[^\s()[\]!<>=+*%&|^]+)/y;
const RESERVED = new Set(
  "and or not && || ! ( ) [ ] host net port portrange src dst proto ip ip6 arp rarp tcp udp icmp icmp6 sctp ether mask less greater".split(
    " ",
  ),
);

export class FilterTokens {
  readonly #tokens: readonly string[];
  #at = 0;
  /** Inside brackets and comparisons a minus and a slash stand for themselves. */
  constructor(expression: string) {
    this.#tokens = split(expression);
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  get peek(): string | null {
    return this.#tokens[this.#at] ?? null;
  }

  get isId(): boolean {
    const word = this.peek;
    return word !== null && !RESERVED.has(word) && /^[\w.:\\]/.test(word);
  }

  next(): string {
    const word = this.peek;
    if (word === null) return this.syntaxError();
    this.#at++;
    return word;
  }

  take(...words: readonly string[]): boolean {
    if (this.peek === null || !words.includes(this.peek)) return false;
    this.#at++;
    return true;
  }

  number(): number {
    const word = this.next();
    return /^(0x[0-9a-f]+|\d+)$/i.test(word) ? Number(word) : this.syntaxError();
  }

  mark(): number {
    return this.#at;
  }

  reset(at: number): void {
    this.#at = at;
  }

  syntaxError(): never {
    throw new Failure("tcpdump: can't parse filter expression: syntax error\n", 1);
  }
}

function split(expression: string): string[] {
  const tokens: string[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < expression.trimEnd().length) {
    const found = pattern.exec(expression);
    if (found === null) break;
    const word = found[1] as string;
    // `tcp-syn` and `10.0.0.0/8` are words; `20-4` between brackets never is one in practice.
    tokens.push(word);
  }
  return tokens;
}
