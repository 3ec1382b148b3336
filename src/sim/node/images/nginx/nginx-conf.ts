/**
 * nginx's configuration language: directives that end in a semicolon or hold a block, `include`, and nginx's own
 * words for what it does not accept.
 *
 * Models: nginx src/core/ngx_conf_file.c
 */

export interface NginxDirective {
  readonly name: string;
  readonly args: readonly string[];
  readonly block: readonly NginxDirective[] | null;
  readonly file: string;
  readonly line: number;
}

/** The text after `nginx: [emerg] `. */
export class NginxConfError extends Error {}

interface Token {
  readonly text: string;
  readonly kind: "word" | ";" | "{" | "}";
  readonly line: number;
}

/** `readFiles` gives the files that a path or a pattern names. */
export function parseNginxConf(
  file: string,
  text: string,
  readFiles: (pattern: string, from: NginxDirective) => readonly (readonly [path: string, text: string])[],
): NginxDirective[] {
  const tokens = tokenize(text);
  let at = 0;
  const parseBlock = (isTop: boolean): NginxDirective[] => {
    const found: NginxDirective[] = [];
    for (;;) {
      const first = tokens[at];
      if (first === undefined) {
        if (isTop) return found;
        throw new NginxConfError(`unexpected end of file, expecting "}" in ${file}:${tokens.at(-1)?.line ?? 1}`);
      }
      if (first.kind === "}") {
        if (isTop) throw new NginxConfError(`unexpected "}" in ${file}:${first.line}`);
        at++;
        return found;
      }
      if (first.kind !== "word") throw new NginxConfError(`unexpected "${first.text}" in ${file}:${first.line}`);
      found.push(...parseDirective());
    }
  };
  const parseDirective = (): NginxDirective[] => {
    const words: Token[] = [];
    while (tokens[at]?.kind === "word") words.push(tokens[at++] as Token);
    const { text: name, line } = words[0] as Token;
    const args = words.slice(1).map((word) => word.text);
    const end = tokens[at++];
    if (end === undefined)
      throw new NginxConfError(`unexpected end of file, expecting ";" or "}" in ${file}:${words.at(-1)?.line}`);
    if (end.kind === "}") throw new NginxConfError(`unexpected "}" in ${file}:${end.line}`);
    if (end.kind === "{") return [{ name, args, block: parseBlock(false), file, line }];
    if (name !== "include") return [{ name, args, block: null, file, line }];
    return readFiles(args[0] ?? "", { name, args, block: null, file, line }).flatMap(([path, included]) =>
      parseNginxConf(path, included, readFiles),
    );
  };
  return parseBlock(true);
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  const shape =
    /(\n)|[ \t\r]+|#[^\n]*|([;{}])|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|((?:\$\{[^}]*\}|[^\s;{}"'#])[^\s;{}]*(?:\$\{[^}]*\}[^\s;{}]*)*)/gs;
  for (const found of text.matchAll(shape)) {
    const [all, newline, mark, double, single, bare] = found;
    if (newline !== undefined) line++;
    else if (mark !== undefined) tokens.push({ text: mark, kind: mark as ";", line });
    else if (double !== undefined || single !== undefined)
      tokens.push({ text: unquoted(double ?? single ?? ""), kind: "word", line });
    else if (bare !== undefined) tokens.push({ text: bare, kind: "word", line });
    if (newline === undefined) for (const character of all) if (character === "\n") line++;
  }
  return tokens;
}

function unquoted(text: string): string {
  return text
    .replace(/\\(["'\\])/g, "$1")
    .replaceAll("\\t", "\t")
    .replaceAll("\\n", "\n");
}
