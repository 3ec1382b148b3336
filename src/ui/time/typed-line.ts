/**
 * What somebody typed, for reading: the keys of a line as a shell's editor takes them. What only the shell knows, as how a
 * Tab completed, is shown by a sign.
 */
const LONGEST = 60;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const KEY = /\x1b\[[\d;]*[A-Za-z~]|\x1bO[A-Z]|\x1b[a-z]|[\s\S]/gu;
/** What a terminal puts around a text that is pasted. */
const PASTE: ReadonlySet<string> = new Set(["\x1b[200~", "\x1b[201~"]);

/** Arrows and their likes, as terminals send them, under the names of the control keys that do the same. */
const SAME: Readonly<Record<string, string>> = {
  A: "\x10",
  B: "\x0e",
  C: "\x06",
  D: "\x02",
  H: "\x01",
  F: "\x05",
};
const BREAK = " ↵ ";

class Line {
  readonly #before: readonly string[];
  #at: number;
  text: string[] = [];
  cursor = 0;

  constructor(before: readonly string[]) {
    this.#before = before;
    this.#at = before.length;
  }

  put(text: string): void {
    this.text.splice(this.cursor, 0, text);
    this.cursor++;
  }

  /** Takes away from one place to another. */
  cut(from: number, to: number): void {
    this.text.splice(Math.max(0, from), to - Math.max(0, from));
    this.cursor = Math.max(0, from);
  }

  go(to: number): void {
    this.cursor = Math.max(0, Math.min(this.text.length, to));
  }

  /** To an earlier line, or a later one. */
  recall(by: number): void {
    this.#at = Math.max(0, Math.min(this.#before.length, this.#at + by));
    this.text = [...(this.#before[this.#at] ?? "")];
    this.cursor = this.text.length;
  }

  get wordStart(): number {
    const head = this.text.slice(0, this.cursor).join("");
    return head.replace(/\S+\s*$/, "").length;
  }
}

/** `before`: the lines that were typed in the same terminal, for whoever goes back to one. */
export function typedLine(keys: string, before: readonly string[] = []): string {
  const line = new Line(before);
  for (const [key] of keys.replace(/[\r\n]+$/, "").matchAll(KEY)) {
    const isArrow = key.startsWith("\x1b[") || key.startsWith("\x1bO");
    press(line, isArrow ? (SAME[key.at(-1) as string] ?? key) : key);
  }
  const text = line.text.join("").replace(/\s+/g, " ").trim();
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function press(line: Line, key: string): void {
  const { cursor, text } = line;
  switch (key) {
    case "\x7f":
    case "\b":
      if (cursor > 0) line.cut(cursor - 1, cursor);
      break;
    case "\x15":
      line.cut(0, cursor);
      break;
    case "\x0b":
      line.cut(cursor, text.length);
      break;
    case "\x17":
      line.cut(line.wordStart, cursor);
      break;
    case "\x01":
      line.go(0);
      break;
    case "\x05":
      line.go(text.length);
      break;
    case "\x02":
      line.go(cursor - 1);
      break;
    case "\x06":
      line.go(cursor + 1);
      break;
    case "\x10":
      line.recall(-1);
      break;
    case "\x0e":
      line.recall(1);
      break;
    case "\r":
    case "\n":
      line.put(BREAK);
      break;
    case "\t":
      line.put("⇥");
      break;
    default:
      line.put(shown(key));
  }
}

function shown(key: string): string {
  if (PASTE.has(key)) return "";
  if (key.startsWith("\x1b")) return "⎋";
  return key < " " ? `^${String.fromCharCode(key.charCodeAt(0) + 64)}` : key;
}
