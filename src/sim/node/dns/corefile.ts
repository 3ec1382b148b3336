/**
 * A Corefile: server blocks with their directives. What cannot be read is refused in the words of the parser.
 *
 * Models: CoreDNS 1.13 Corefile syntax (coredns/caddy caddyfile/parse.go, lexer.go, dispenser.go)
 * SIMPLIFIED: `import` takes the name of a snippet, not files.
 */
import { corefileTokens, type Token } from "./corefile-tokens.ts";

export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly block: readonly Directive[];
  readonly line: number;
}

export interface ServerBlock {
  /** `.:53`, `example.org:5300`, as written. */
  readonly keys: readonly ServerKey[];
  readonly directives: readonly Directive[];
  /** What stands there, word by word and by directive, for those who want to know whether it changed. */
  readonly source: { readonly keys: readonly string[]; readonly tokens: ReadonlyMap<string, readonly Token[]> };
}

export interface ServerKey {
  readonly zone: string;
  readonly port: number;
}

/** What CoreDNS prints before it gives up. */
export class CorefileError extends Error {}

const FILE = "/etc/coredns/Corefile";
const DNS_PORT = 53;
const MAX_IMPORTS = 10_000;

export function parseError(line: number, message: string): CorefileError {
  return new CorefileError(`${FILE}:${line} - Error during parsing: ${message}`);
}

/** The complaint about a word too many or too few, with the last word that was read. */
export function wrongArguments({ name, args, line }: Directive): CorefileError {
  return parseError(line, `Wrong argument count or unexpected line ending after '${args.at(-1) ?? name}'`);
}

export function unknownProperty({ name, line }: Directive): CorefileError {
  return parseError(line, `unknown property '${name}'`);
}

export interface CorefileRules {
  /** For `{$NAME}` in the text. */
  readonly env?: ReadonlyMap<string, string>;
  /** The directives that there are; any, when nobody says. */
  isDirective?(name: string): boolean;
}

/** Throws CorefileError. */
export function parseCorefile(text: string, rules: CorefileRules = {}): ServerBlock[] {
  return new Parser(corefileTokens(text, rules.env ?? new Map()), rules).parse();
}

class Parser {
  #tokens: Token[];
  #at = 0;
  #imports = 0;
  readonly #rules: CorefileRules;
  readonly #snippets = new Map<string, readonly Token[]>();

  constructor(tokens: Token[], rules: CorefileRules) {
    this.#tokens = tokens;
    this.#rules = rules;
  }

  parse(): ServerBlock[] {
    const blocks: ServerBlock[] = [];
    while (this.#at < this.#tokens.length) {
      const keys = this.#addresses();
      const snippet = keys.length === 1 ? /^\((.+)\)$/.exec(keys[0] as string)?.[1] : undefined;
      if (snippet !== undefined) this.#snippets.set(snippet, this.#snippetBody(snippet));
      else if (this.#at >= this.#tokens.length) blocks.push(blockOf(keys, new Map()));
      else blocks.push(blockOf(keys, this.#contents()));
    }
    return blocks;
  }

  #token(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #line(): number {
    return (this.#token() ?? this.#tokens.at(-1))?.line ?? 0;
  }

  #expected(what: string): CorefileError {
    const { text = "", line = 0 } = this.#token() ?? this.#tokens.at(-1) ?? {};
    return new CorefileError(`${FILE}:${line} - Syntax error: Unexpected token '${text}', expecting '${what}'`);
  }

  #startsLine(): boolean {
    const [before, token] = [this.#tokens[this.#at - 1], this.#token()];
    return before === undefined || token === undefined || before.lastLine < token.line;
  }

  #addresses(): string[] {
    const keys: string[] = [];
    let expectsAnother = false;
    for (let token = this.#token(); token !== undefined; token = this.#token()) {
      if (token.text === "{") {
        if (expectsAnother)
          throw parseError(token.line, "Expected another address but had '{' - check for extra comma");
        break;
      }
      expectsAnother = token.text.endsWith(",");
      keys.push(expectsAnother ? token.text.slice(0, -1) : token.text);
      this.#at++;
      if (expectsAnother && this.#token() === undefined) throw parseError(this.#line(), "Unexpected EOF");
      if (!expectsAnother && this.#startsLine()) break;
    }
    return keys;
  }

  #snippetBody(name: string): Token[] {
    if (this.#snippets.has(name))
      throw parseError(this.#line(), `redeclaration of previously declared snippet ${name}`);
    if (this.#token()?.text !== "{") throw this.#expected("{");
    const body: Token[] = [];
    let depth = 1;
    for (this.#at++; depth > 0; this.#at++) {
      const token = this.#token();
      if (token === undefined) throw this.#expected("}");
      if (token.text === "{") depth++;
      if (token.text === "}") depth--;
      if (depth > 0) body.push(token);
    }
    return body;
  }

  /** The words of each directive, from behind a `{` to behind its `}`; without braces to the end of the file. */
  #contents(): Map<string, Token[]> {
    const found = new Map<string, Token[]>();
    const isBraced = this.#token()?.text === "{";
    if (isBraced) this.#at++;
    for (;;) {
      const token = this.#token();
      if (token === undefined && !isBraced) return found;
      if (token === undefined) throw this.#expected("}");
      if (token.text === "}") {
        this.#at++;
        return found;
      }
      if (token.text === "import") this.#import();
      else this.#directive(found, token);
    }
  }

  #directive(found: Map<string, Token[]>, first: Token): void {
    if (this.#rules.isDirective?.(first.text) === false)
      throw parseError(first.line, `Unknown directive '${first.text}'`);
    const words = found.get(first.text) ?? [];
    found.set(first.text, words);
    words.push(first);
    let depth = 0;
    for (this.#at++; ; ) {
      const token = this.#token();
      if (token === undefined) break;
      if (token.text === "{") depth++;
      else if (this.#startsLine() && depth === 0) return;
      else if (token.text === "}" && depth === 0)
        throw parseError(token.line, "Unexpected '}' because no matching opening brace");
      else if (token.text === "}") depth--;
      else if (token.text === "import" && this.#startsLine()) {
        this.#import();
        continue;
      }
      words.push(token);
      this.#at++;
    }
    if (depth > 0) throw parseError(this.#line(), "Unexpected EOF");
  }

  /** Puts a snippet's words where the import stands. */
  #import(): void {
    const name = this.#tokens[this.#at + 1];
    const line = this.#line();
    if (name === undefined || name.line !== line)
      throw parseError(line, "Wrong argument count or unexpected line ending after 'import'");
    if (this.#tokens[this.#at + 2]?.line === line && this.#tokens[this.#at + 2]?.text !== "}")
      throw parseError(line, "Import takes only one argument (glob pattern or file)");
    const body = this.#snippets.get(name.text);
    if (body === undefined) throw parseError(line, `File to import not found: ${name.text}`);
    if (++this.#imports > MAX_IMPORTS) throw parseError(line, `maximum snippet import depth (${MAX_IMPORTS}) exceeded`);
    this.#tokens = [...this.#tokens.slice(0, this.#at), ...body, ...this.#tokens.slice(this.#at + 2)];
  }
}

function blockOf(keys: readonly string[], tokens: ReadonlyMap<string, readonly Token[]>): ServerBlock {
  const directives = [...tokens].flatMap(([name, words]) => directivesIn(words, name));
  return { keys: keys.flatMap(keysOf), directives, source: { keys, tokens } };
}

/** A directive may be there several times; each use starts with its name on a line of its own. */
function directivesIn(words: readonly Token[], name: string): Directive[] {
  const found: Directive[] = [];
  for (let at = 0; at < words.length; ) {
    const { directive, next } = readDirective(words, at);
    found.push({ ...directive, name });
    at = next;
  }
  return found;
}

function readDirective(words: readonly Token[], from: number): { directive: Directive; next: number } {
  const first = words[from] as Token;
  const args: string[] = [];
  const block: Directive[] = [];
  let at = from + 1;
  for (; at < words.length; at++) {
    const [before, word] = [words[at - 1] as Token, words[at] as Token];
    if (word.line > before.lastLine || word.text === "}") break;
    if (word.text !== "{") {
      args.push(word.text);
      continue;
    }
    for (at++; at < words.length && words[at]?.text !== "}"; ) {
      const inner = readDirective(words, at);
      block.push(inner.directive);
      at = inner.next;
    }
    at++;
    break;
  }
  return { directive: { name: first.text, args, block, line: first.line }, next: at };
}

function keysOf(text: string): ServerKey[] {
  const bare = text.replace(/^dns:\/\//, "");
  const found = /^(.*?)(?::(\d*))?$/.exec(bare);
  if (found?.[2] === "") throw new CorefileError(`expecting data after last colon: "${bare}"`);
  const port = found?.[2] === undefined ? DNS_PORT : Number(found[2]);
  return zonesOf(found?.[1] ?? ".").map((zone) => ({ zone, port }));
}

/** A zone as written, or the reverse zones that an address range stands for. */
export function zonesOf(text: string): string[] {
  const range = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(text);
  if (range === null) return [text === "" ? "." : `${text.toLowerCase().replace(/\.$/, "")}.`];
  const bits = Number(range[5]);
  const whole = Math.min(3, Math.max(0, Math.ceil(bits / 8)));
  const octets = range.slice(1, 1 + whole).map(Number);
  const count = whole === 0 ? 1 : 2 ** (whole * 8 - bits);
  return Array.from({ length: Math.max(1, count) }, (_, i) => {
    const last = octets.length - 1;
    const here = octets.map((octet, at) => (at === last ? octet - (octet % count) + i : octet));
    return `${here.reverse().join(".")}.in-addr.arpa.`;
  });
}
