/** Keys one by one from a terminal in raw mode: letters as they are, the others by name. Models: xterm's key sequences */
import { decodeUtf8, encodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";

const SEQUENCES: readonly (readonly [string, string])[] = [
  ["\u001b[A", "up"],
  ["\u001bOA", "up"],
  ["\u001b[B", "down"],
  ["\u001bOB", "down"],
  ["\u001b[C", "right"],
  ["\u001bOC", "right"],
  ["\u001b[D", "left"],
  ["\u001bOD", "left"],
  ["\u001b[H", "home"],
  ["\u001b[1~", "home"],
  ["\u001bOH", "home"],
  ["\u001b[F", "end"],
  ["\u001b[4~", "end"],
  ["\u001bOF", "end"],
  ["\u001b[5~", "pageup"],
  ["\u001b[6~", "pagedown"],
  ["\u001b[3~", "delete"],
  ["\u001b[2~", "insert"],
  ["\u001b[200~", "paste-start"],
  ["\u001b[201~", "paste-end"],
];
const NAMES: Readonly<Record<string, string>> = {
  "\u001b": "escape",
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\u007f": "backspace",
  "\b": "backspace",
};

/** A control key is `^C`. Null when the terminal is gone. */
export class Keyboard {
  readonly #process: Process;
  readonly #fd: number;
  #rest = "";
  #bytes = new Uint8Array(0);

  constructor(process: Process, fd = 0) {
    this.#process = process;
    this.#fd = fd;
  }

  get hasMore(): boolean {
    return this.#rest !== "";
  }

  *key(): Run<string | null> {
    while (this.#rest === "") {
      const got = yield* this.#process.read(this.#fd);
      if (got === null) return null;
      this.#take(got);
    }
    const sequence = SEQUENCES.find(([text]) => this.#rest.startsWith(text));
    if (sequence !== undefined) {
      this.#rest = this.#rest.slice(sequence[0].length);
      return sequence[1];
    }
    const char = String.fromCodePoint(this.#rest.codePointAt(0) as number);
    this.#rest = this.#rest.slice(char.length);
    const named = NAMES[char];
    if (named !== undefined) return named;
    return char < " " ? `^${String.fromCharCode(char.charCodeAt(0) + 64)}` : char;
  }

  /** A character may come in two reads. */
  #take(got: Uint8Array): void {
    const all = new Uint8Array(this.#bytes.length + got.length);
    all.set(this.#bytes);
    all.set(got, this.#bytes.length);
    let end = all.length;
    for (let i = 1; i <= 3 && i <= all.length; i++) {
      const byte = all[all.length - i] as number;
      if (byte < 0x80) break;
      if (byte >= 0xc0) {
        const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
        if (needs > i) end = all.length - i;
        break;
      }
    }
    this.#rest += decodeUtf8(all.subarray(0, end));
    this.#bytes = all.slice(end);
  }
}

/** How many cells a text takes; tabs are expanded before. */
export function cells(text: string): number {
  return [...text].length;
}

export function sizeInBytes(text: string): number {
  return encodeUtf8(text).length;
}

/** As a screen shows it: tabs to the next eighth column, control characters with a caret. */
export function expanded(line: string, tabStop = 8): string {
  let text = "";
  for (const char of line) {
    if (char === "\t") text += " ".repeat(tabStop - (cells(text) % tabStop));
    else if (char < " ") text += `^${String.fromCharCode(char.charCodeAt(0) + 64)}`;
    else text += char === "\u007f" ? "^?" : char;
  }
  return text;
}
