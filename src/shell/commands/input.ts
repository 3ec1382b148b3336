/** What a tool reads: files by name, `-` for its standard input, line by line in the chunks that arrive. */
import { decodeUtf8 } from "../../sim/core/utf8.ts";
import type { Run } from "../../sim/core/wait.ts";
import { OsError } from "../../sim/os/os-error.ts";
import { held, type Process } from "../../sim/os/process.ts";
import type { OpenMode } from "../../sim/os/vfs/open-file.ts";

/** Opens a file on the next free descriptor. Throws OsError. */
export function openFile(process: Process, path: string, mode: OpenMode = "read"): number {
  const file = process.machine.open(path, mode, { process, truncate: mode === "write" });
  let fd = 3;
  while (process.fds.has(fd)) fd++;
  process.setFile(fd, file);
  return fd;
}

export function openInput(process: Process, name: string): number {
  return name === "-" ? 0 : openFile(process, name);
}

export function closeInput(process: Process, fd: number): void {
  if (fd > 2) process.closeFile(fd);
}

/** All of a file or of standard input, as text. */
export function* readText(process: Process, name: string): Run<string> {
  const fd = openInput(process, name);
  const bytes = yield* process.readToEnd(fd);
  closeInput(process, fd);
  return decodeUtf8(bytes);
}

/** What a line takes beside its text. */
const BYTES_PER_LINE = 32;

/** Lines of a stream, as many at a time as a read brings. */
export class Lines {
  readonly #process: Process;
  readonly #fd: number;
  readonly #separator: number;
  #rest: Uint8Array[] = [];
  #restSize = 0;
  #ended = false;
  /** The last line of all had no line feed. */
  endsOpen = false;

  constructor(process: Process, fd: number, separator = 10) {
    this.#process = process;
    this.#fd = fd;
    this.#separator = separator;
  }

  /** The next lines, without their line feeds; null at the end. */
  *next(): Run<string[] | null> {
    while (!this.#ended) {
      const part = yield* this.#process.read(this.#fd);
      if (part === null) return this.#last();
      const end = part.lastIndexOf(this.#separator);
      if (end < 0) {
        this.#restSize = held(this.#restSize + part.length);
        this.#rest.push(part);
        continue;
      }
      const text = decodeUtf8(joined([...this.#rest, part.subarray(0, end)]));
      this.#restSize = 0;
      this.#rest = end + 1 < part.length ? [part.subarray(end + 1)] : [];
      return text.split(String.fromCharCode(this.#separator));
    }
    return null;
  }

  /** All the lines that are left. */
  *all(): Run<string[]> {
    const lines: string[] = [];
    let size = 0;
    for (let batch = yield* this.next(); batch !== null; batch = yield* this.next())
      for (const line of batch) {
        size = held(size + line.length + BYTES_PER_LINE);
        lines.push(line);
      }
    return lines;
  }

  #last(): string[] | null {
    this.#ended = true;
    if (this.#rest.length === 0) return null;
    this.endsOpen = true;
    return [decodeUtf8(joined(this.#rest))];
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] as Uint8Array;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The words of a failed system call; our own errors pass through. */
export function errorWords(error: unknown): string {
  if (error instanceof OsError) return error.message;
  throw error;
}
