/** Shell patterns as find, grep --include and tar use them. Models: fnmatch(3), POSIX.1-2017 §2.13 */

/** `*`, `?`, `[…]`, `\x`; the whole text must match. A slash is like any other character unless `path`. */
export function globToRegExp(
  glob: string,
  options: { readonly ignoreCase?: boolean; readonly path?: boolean } = {},
): RegExp {
  const any = options.path === true ? "[^/]" : "[\\s\\S]";
  let source = "";
  for (let i = 0; i < glob.length; i++) {
    const char = glob[i] as string;
    if (char === "*") {
      while (glob[i + 1] === "*") i++;
      source += `${any}*`;
    } else if (char === "?") source += any;
    else if (char === "\\" && i + 1 < glob.length) source += escaped(glob[++i] as string);
    else if (char === "[") {
      const end = bracketEnd(glob, i);
      if (end < 0) source += "\\[";
      else {
        source += bracket(glob.slice(i + 1, end));
        i = end;
      }
    } else source += escaped(char);
  }
  return new RegExp(`^${source}$`, options.ignoreCase === true ? "iu" : "u");
}

function bracketEnd(glob: string, start: number): number {
  let at = start + 1;
  if (glob[at] === "!" || glob[at] === "^") at++;
  if (glob[at] === "]") at++;
  while (at < glob.length && glob[at] !== "]")
    at = glob.startsWith("[:", at) ? Math.max(glob.indexOf(":]", at) + 1, at) + 1 : at + 1;
  return at < glob.length ? at : -1;
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: "A-Za-z",
  digit: "0-9",
  alnum: "A-Za-z0-9",
  upper: "A-Z",
  lower: "a-z",
  space: "\\s",
  blank: " \\t",
  punct: "!-\\/:-@\\[-`{-~",
  xdigit: "0-9A-Fa-f",
};

function bracket(body: string): string {
  const negated = /^[!^]/.test(body);
  const content = (negated ? body.slice(1) : body).replace(/\[:(\w+):\]|([\\\][^&~])/g, (_, name, special) =>
    special !== undefined ? `\\${special}` : (CLASSES[name] ?? ""),
  );
  return `[${negated ? "^" : ""}${content}]`;
}

function escaped(char: string): string {
  return char.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
