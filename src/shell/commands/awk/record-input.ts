/** awk's main input: files and assignments of the command line, record by record, with RS as it stands at each. */
import { decodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { compileRegex, type PosixRegex } from "../posix-regex/posix-regex.ts";

/** One stream cut into records. */
export class RecordReader {
  readonly #process: Process;
  readonly #fd: number;
  #buffer = "";
  #ended = false;
  #pending: Uint8Array | null = null;

  constructor(process: Process, fd: number) {
    this.#process = process;
    this.#fd = fd;
  }

  /** Null at the end. `""` as separator is paragraphs; more than one character is an expression. */
  *next(separator: string): Run<string | null> {
    for (;;) {
      const cut = this.#cut(separator);
      if (cut !== null) return cut;
      if (this.#ended) return this.#rest(separator);
      yield* this.#more();
    }
  }

  *#more(): Run<void> {
    const part = yield* this.#process.read(this.#fd);
    if (part === null) {
      this.#ended = true;
      return;
    }
    const bytes = this.#pending === null ? part : Uint8Array.from([...this.#pending, ...part]);
    const whole = wholeCharacters(bytes);
    this.#pending = whole < bytes.length ? bytes.subarray(whole) : null;
    this.#buffer += decodeUtf8(bytes.subarray(0, whole));
  }

  #cut(separator: string): string | null {
    if (separator.length === 1) return this.#cutAt(this.#buffer.indexOf(separator), 1);
    if (separator === "") {
      this.#buffer = this.#buffer.replace(/^\n+/, "");
      const found = /\n\n+/.exec(this.#buffer);
      const isSure = found !== null && (this.#ended || found.index + found[0].length < this.#buffer.length);
      return isSure ? this.#cutAt(found.index, found[0].length) : null;
    }
    const match = regexFor(separator).exec(this.#buffer);
    if (match === null || match[1] === match[0] || (match[1] === this.#buffer.length && !this.#ended)) return null;
    return this.#cutAt(match[0] as number, (match[1] as number) - (match[0] as number));
  }

  #cutAt(at: number, length: number): string | null {
    if (at < 0) return null;
    const record = this.#buffer.slice(0, at);
    this.#buffer = this.#buffer.slice(at + length);
    return record;
  }

  #rest(separator: string): string | null {
    const text = separator === "" ? this.#buffer.replace(/\n+$/, "") : this.#buffer;
    this.#buffer = "";
    return text === "" ? null : text;
  }
}

/** Where the last whole UTF-8 character ends. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

const COMPILED = new Map<string, PosixRegex>();
const MAX_COMPILED = 500;

/** Expressions made from text while the program runs. */
export function regexFor(text: string): PosixRegex {
  const known = COMPILED.get(text);
  if (known !== undefined) return known;
  if (COMPILED.size >= MAX_COMPILED) COMPILED.clear();
  const made = compileRegex(text, { extended: true, escapes: true });
  COMPILED.set(text, made);
  return made;
}

export function splitFields(text: string, separator: string): string[] {
  if (separator === " ") {
    const trimmed = text.replace(/^[ \t\n]+|[ \t\n]+$/g, "");
    return trimmed === "" ? [] : trimmed.split(/[ \t\n]+/);
  }
  if (text === "") return [];
  if (separator === "") return [...text];
  if (separator.length === 1 && separator !== "\\") return text.split(separator === "|" ? "|" : separator);
  const regex = regexFor(separator);
  const parts: string[] = [];
  let at = 0;
  for (let from = 0; from <= text.length; ) {
    const match = regex.exec(text, from);
    if (match === null) break;
    const [start, end] = match as unknown as [number, number];
    if (end === start) {
      from = start + 1;
      continue;
    }
    parts.push(text.slice(at, start));
    at = end;
    from = end;
  }
  parts.push(text.slice(at));
  return parts;
}
