/** What `l` shows: every byte unambiguous, long lines broken, `$` at the end. Models: GNU sed 4.9 do_list */
import { encodeUtf8 } from "../../../sim/core/utf8.ts";

const NAMED: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\n": "\\n",
  "\t": "\\t",
  "\r": "\\r",
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\v": "\\v",
};

export function visibleLine(text: string, width: number): string {
  let out = "";
  let column = 0;
  for (const byte of encodeUtf8(text)) {
    const char = String.fromCharCode(byte);
    const shown = NAMED[char] ?? (byte < 32 || byte > 126 ? `\\${byte.toString(8).padStart(3, "0")}` : char);
    if (width > 1 && column + shown.length > width - 1) {
      out += "\\\n";
      column = 0;
    }
    out += shown;
    column += shown.length;
  }
  return `${out}$\n`;
}
