/**
 * A Corefile: server blocks with their directives, as text with comments, quotes and nested blocks.
 *
 * Models: CoreDNS 1.13 Corefile syntax (coredns/caddy caddyfile lexer and parser).
 * SIMPLIFIED: no import, no snippets, no environment variables.
 */

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
}

export interface ServerKey {
  readonly zone: string;
  readonly port: number;
}

/** What CoreDNS prints before it gives up. */
export class CorefileError extends Error {}

interface Token {
  readonly text: string;
  readonly line: number;
}

const FILE = "/etc/coredns/Corefile";
const DNS_PORT = 53;

export function parseCorefile(text: string): ServerBlock[] {
  const tokens = tokensOf(text);
  const blocks: ServerBlock[] = [];
  let at = 0;
  while (at < tokens.length) {
    const keys: ServerKey[] = [];
    while (at < tokens.length && tokens[at]?.text !== "{")
      keys.push(keyOf((tokens[at++] as Token).text.replace(/,$/, "")));
    if (at >= tokens.length)
      throw new CorefileError(
        `${FILE}:${tokens.at(-1)?.line ?? 1} - Error during parsing: Unexpected end of file, expecting '{'`,
      );
    const { directives, next } = readBlock(tokens, at + 1);
    blocks.push({ keys, directives });
    at = next;
  }
  return blocks;
}

/** From behind a `{` to behind its `}`. */
function readBlock(tokens: readonly Token[], from: number): { directives: Directive[]; next: number } {
  const directives: Directive[] = [];
  let at = from;
  for (;;) {
    const first = tokens[at];
    if (first === undefined)
      throw new CorefileError(
        `${FILE}:${tokens.at(-1)?.line ?? 1} - Error during parsing: Unexpected EOF, expecting '}'`,
      );
    if (first.text === "}") return { directives, next: at + 1 };
    at++;
    const args: string[] = [];
    let block: Directive[] = [];
    while (tokens[at]?.line === first.line && tokens[at]?.text !== "}") {
      const token = tokens[at++] as Token;
      if (token.text !== "{") args.push(token.text);
      else {
        const inner = readBlock(tokens, at);
        block = inner.directives;
        at = inner.next;
        break;
      }
    }
    directives.push({ name: first.text, args, block, line: first.line });
  }
}

function keyOf(text: string): ServerKey {
  const bare = text.replace(/^dns:\/\//, "");
  const found = /^(.*?)(?::(\d+))?$/.exec(bare);
  const zone = (found?.[1] ?? ".").toLowerCase();
  return { zone: zone.endsWith(".") ? zone : `${zone}.`, port: found?.[2] === undefined ? DNS_PORT : Number(found[2]) };
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    for (const found of line.matchAll(/"((?:\\.|[^"\\])*)"|#.*|[^\s"#]+/g)) {
      if (found[0].startsWith("#")) break;
      tokens.push({ text: found[1] === undefined ? found[0] : found[1].replaceAll('\\"', '"'), line: i + 1 });
    }
  }
  return tokens;
}
