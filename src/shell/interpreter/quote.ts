/** Text as shell input again. Models: bash lib/sh/shquote.c, strtrans.c */

const SAFE = /^[\w@%+=:,./-]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const CONTROL = /[\x00-\x1f\x7f\udc80-\udcff]/;

/** `printf %q`: backslashes, or `$'…'` when there is a control character. */
export function quoteBackslash(text: string): string {
  if (text === "") return "''";
  if (CONTROL.test(text)) return quoteAnsi(text);
  return text
    .replace(/[\s!"#$&'()*;<>?[\\\]^`{|},]/g, (char, at: number) => (char === "#" && at > 0 ? char : `\\${char}`))
    .replace(/^~/, "\\~");
}

/** `${x@Q}`, `set`, `export -p`: single quotes. */
export function quoteSingle(text: string): string {
  if (CONTROL.test(text)) return quoteAnsi(text);
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** As `set` lists values: bare when nothing needs quoting. */
export function quoteIfNeeded(text: string): string {
  if (text === "") return "";
  if (CONTROL.test(text)) return quoteAnsi(text);
  return SAFE.test(text) || !/[\s!"#$&'()*;<>?[\\\]^`{|},~]/.test(text) ? text : quoteSingle(text);
}

/** `declare -p`: double quotes. */
export function quoteDouble(text: string): string {
  if (CONTROL.test(text)) return quoteAnsi(text);
  return `"${text.replace(/[$`"\\]/g, "\\$&")}"`;
}

/** `set -x`. */
export function quoteTrace(text: string): string {
  if (text === "") return "''";
  if (CONTROL.test(text)) return quoteAnsi(text);
  return /[\s!"#$&'()*;<>?[\\\]^`{|}~,]/.test(text) && !/^[\w,@%+=:./^-]+$/.test(text) ? quoteSingle(text) : text;
}

const NAMED: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\x1b": "\\E",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
  "'": "\\'",
};

export function quoteAnsi(text: string): string {
  let out = "";
  for (const char of text) {
    const code = char.charCodeAt(0);
    const byte = code >= 0xdc80 && code <= 0xdcff ? code - 0xdc00 : code;
    if (NAMED[char] !== undefined) out += NAMED[char];
    else if (byte < 32 || byte === 127 || code !== byte) out += `\\${byte.toString(8).padStart(3, "0")}`;
    else out += char;
  }
  return `$'${out}'`;
}
