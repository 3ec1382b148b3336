/**
 * The words of a Corefile: comments gone, quotes opened, variables filled in.
 *
 * Models: coredns/caddy caddyfile/lexer.go, parse.go replaceEnvVars
 */
export interface Token {
  readonly text: string;
  readonly line: number;
  /** Where it ends: a quoted word may go over several lines. */
  readonly lastLine: number;
}

export function corefileTokens(text: string, env: ReadonlyMap<string, string>): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (const [found] of text.matchAll(/"(?:\\[\s\S]|[^"\\])*"?|\n|#[^\n]*|[^\s"#][^\s#]*|[^\S\n]+/g)) {
    const breaks = found.split("\n").length - 1;
    if (found.startsWith('"')) tokens.push({ text: unquoted(found), line, lastLine: line + breaks });
    else if (!found.startsWith("#") && found.trim() !== "")
      tokens.push({ text: withVariables(found, env), line, lastLine: line });
    line += breaks;
  }
  return tokens;
}

function unquoted(word: string): string {
  const inner = word.endsWith('"') && word.length > 1 ? word.slice(1, -1) : word.slice(1);
  return inner.replaceAll('\\"', '"');
}

function withVariables(word: string, env: ReadonlyMap<string, string>): string {
  return word.replace(/\{\$([^}]+)\}|\{%([^%}]+)%\}/g, (_, unix: string | undefined, dos: string | undefined) => {
    return env.get(unix ?? dos ?? "") ?? "";
  });
}
