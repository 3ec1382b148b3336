/**
 * What a scalar says, from how it is written: folded lines, escapes, block headers. The scanner has found no fault in it.
 *
 * Models: sigs.k8s.io/yaml/goyaml.v2/scannerc.go yaml_parser_scan_{plain,flow,block}_scalar
 */

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  N: "\u0085",
  _: "\u00a0",
  L: "\u2028",
  P: "\u2029",
};
const HEX: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const BREAK = /\r\n|[\n\r\u0085\u2028\u2029]/;
const SPACE = /[ \t\n\r\u0085\u2028\u2029]+/y;

/** Plain, or in quotes. */
export function flowScalarText(source: string): string {
  const quote = source.charAt(0);
  if (quote === "'") return folded(source.slice(1, -1)).replaceAll("''", "'");
  if (quote !== '"') return folded(source.replace(/[ \t\n\r\u0085\u2028\u2029]+$/, ""));
  return unescaped(source.slice(1, -1));
}

function folded(text: string): string {
  return BREAK.test(text) ? text.replace(/[ \t\n\r\u0085\u2028\u2029]+/g, foldedSpace) : text;
}

/** One line break is a space, more are one fewer; without any the blanks stay. */
function foldedSpace(space: string): string {
  const breaks = space.split(BREAK).length - 1;
  if (breaks === 0) return space;
  return breaks === 1 ? " " : "\n".repeat(breaks - 1);
}

function unescaped(text: string): string {
  let said = "";
  for (let at = 0; at < text.length; ) {
    SPACE.lastIndex = at;
    const space = SPACE.exec(text)?.[0];
    if (space !== undefined) {
      said += foldedSpace(space);
      at += space.length;
    } else if (text[at] === "\\") {
      const escaped = escapeAt(text, at + 1);
      said += escaped.said;
      at += 1 + escaped.length;
    } else said += text[at++];
  }
  return said;
}

function escapeAt(text: string, at: number): { readonly said: string; readonly length: number } {
  const code = text.charAt(at);
  const digits = HEX[code];
  if (digits !== undefined) {
    const point = Number.parseInt(text.slice(at + 1, at + 1 + digits), 16);
    return { said: point > 0x10ffff ? "\ufffd" : String.fromCodePoint(point), length: 1 + digits };
  }
  if (!BREAK.test(code)) return { said: ESCAPES[code] ?? code, length: 1 };
  SPACE.lastIndex = at;
  const space = SPACE.exec(text)?.[0] ?? "";
  return { said: "\n".repeat(space.split(BREAK).length - 2), length: space.length };
}

/** `indent`: how far in the scalar's lines stand. */
export function blockScalarText(source: string, indent: number): string {
  const [header = "", ...lines] = source.split(BREAK);
  // What follows the last line break is the indentation of what comes next.
  lines.pop();
  const isLiteral = header.startsWith("|");
  const chomping = /^.[1-9]?([-+])/.exec(header)?.[1];
  let said = "";
  let lineBreak = "";
  let emptyLines = "";
  let wasIndented = false;
  for (const line of lines) {
    const content = /^ *$/.test(line.slice(0, indent)) ? line.slice(indent) : line.trimStart();
    if (content === "") {
      emptyLines += "\n";
      continue;
    }
    const isIndented = /^[ \t]/.test(content);
    const isFolded = !isLiteral && lineBreak !== "" && !wasIndented && !isIndented;
    if (!isFolded) said += lineBreak;
    else if (emptyLines === "") said += " ";
    said += emptyLines + content;
    [lineBreak, emptyLines, wasIndented] = ["\n", "", isIndented];
  }
  if (chomping !== "-") said += lineBreak;
  return chomping === "+" ? said + emptyLines : said;
}
