/**
 * From the bytes of a terminal to keys. A sequence that arrives in pieces waits for the rest of it.
 *
 * Models: ECMA-48 and xterm's control sequences for function keys; bracketed paste.
 */
import { fromBytes, toBytes } from "../syntax/bytes.ts";

/** `text` for what is inserted, else the key's name: `ctrl-a`, `alt-b`, `up`, `delete`, `paste`. */
export interface Key {
  readonly name: string;
  readonly text: string;
}

const FINALS: Readonly<Record<string, string>> = { A: "up", B: "down", C: "right", D: "left", H: "home", F: "end" };
const NUMBERED: Readonly<Record<string, string>> = {
  "1": "home",
  "2": "insert",
  "3": "delete",
  "4": "end",
  "5": "page-up",
  "6": "page-down",
  "7": "home",
  "8": "end",
};
const PASTE_END = "\x1b[201~";

export class KeyReader {
  #pending = "";

  feed(bytes: Uint8Array): void {
    this.#pending += fromBytes(bytes);
  }

  /** What was not read as keys yet, for whoever reads the terminal next. A carriage return is a line's end there. */
  takeRest(): Uint8Array {
    const rest = toBytes(this.#pending.replaceAll("\r", "\n"));
    this.#pending = "";
    return rest;
  }

  /** The next key; null when more bytes are needed. */
  next(): Key | null {
    const text = this.#pending;
    if (text === "") return null;
    if (text.startsWith("\x1b[200~")) return this.#paste(text);
    if (text[0] === "\x1b") return this.#escape(text);
    const point = text.codePointAt(0) as number;
    if (point < 32 || point === 127) return this.#take(1, controlName(point));
    let end = 0;
    while (end < text.length && text.charCodeAt(end) >= 32 && text.charCodeAt(end) !== 127) end++;
    const run = text.slice(0, end);
    this.#pending = text.slice(end);
    return { name: "text", text: run };
  }

  #take(length: number, name: string): Key {
    const text = this.#pending.slice(0, length);
    this.#pending = this.#pending.slice(length);
    return { name, text };
  }

  #paste(text: string): Key | null {
    const end = text.indexOf(PASTE_END);
    if (end < 0) return null;
    this.#pending = text.slice(end + PASTE_END.length);
    return { name: "paste", text: text.slice(6, end).replace(/\r\n?/g, "\n") };
  }

  #escape(text: string): Key | null {
    if (text.length === 1) return this.#take(1, "escape");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: keys are control sequences
    const found = /^\x1b(?:\[|O)([\d;]*)([A-Za-z~])/.exec(text);
    if (found !== null) return this.#take(found[0].length, sequenceName(found[1] as string, found[2] as string));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: keys are control sequences
    if (/^\x1b(?:\[|O)[\d;]*$/.test(text)) return text.length > 2 ? null : this.#take(2, "unknown");
    const char = text.charAt(1);
    const code = char.charCodeAt(0);
    return this.#take(2, code < 32 || code === 127 ? `alt-${controlName(code)}` : `alt-${char.toLowerCase()}`);
  }
}

function controlName(point: number): string {
  if (point === 127) return "backspace";
  if (point === 13 || point === 10) return "enter";
  if (point === 9) return "tab";
  return `ctrl-${String.fromCharCode(point + 64).toLowerCase()}`;
}

function sequenceName(parameters: string, final: string): string {
  const [first = "", modifier = ""] = parameters.split(";");
  const name = final === "~" ? NUMBERED[first] : FINALS[final];
  if (name === undefined) return "unknown";
  const prefix = modifier === "5" ? "ctrl-" : modifier === "3" ? "alt-" : "";
  return prefix + name;
}
