/** What sed reads: the files one after another, a line at a time, and no further ahead than it has to. */
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { closeInput, Lines, openInput } from "../input.ts";

export interface SedLine {
  readonly text: string;
  /** Whether a line feed stood behind it. */
  readonly isClosed: boolean;
  readonly fileName: string;
}

export class LineInput {
  readonly #process: Process;
  readonly #names: string[];
  readonly #separator: string;
  readonly #beforeWaiting: () => Run<void>;
  #lines: Lines | null = null;
  #fd = 0;
  #fileName = "-";
  #batch: readonly string[] = [];
  #next = 0;
  /** 2 once a file could not be read. */
  failure = 0;

  constructor(
    process: Process,
    { names, separator }: { names: readonly string[]; separator: string },
    beforeWaiting: () => Run<void>,
  ) {
    this.#process = process;
    this.#names = [...names];
    this.#separator = separator;
    this.#beforeWaiting = beforeWaiting;
  }

  *next(): Run<SedLine | null> {
    if (!(yield* this.#fill())) return null;
    const text = this.#batch[this.#next++] as string;
    const isClosed = !(this.#lines?.endsOpen === true && this.#next === this.#batch.length);
    return { text, isClosed, fileName: this.#fileName };
  }

  /** Whether the line read before was the last of all: to know that, one more has to come. */
  *isAtEnd(): Run<boolean> {
    return !(yield* this.#fill());
  }

  *#fill(): Run<boolean> {
    while (this.#next >= this.#batch.length) {
      if (this.#lines === null) {
        const name = this.#names.shift();
        if (name === undefined) return false;
        yield* this.#open(name);
        continue;
      }
      yield* this.#beforeWaiting();
      const batch = yield* this.#read(this.#lines);
      this.#batch = batch ?? [];
      this.#next = 0;
      if (batch !== null) continue;
      closeInput(this.#process, this.#fd);
      this.#lines = null;
    }
    return true;
  }

  *#open(name: string): Run<void> {
    try {
      this.#fd = openInput(this.#process, name);
      this.#lines = new Lines(this.#process, this.#fd, this.#separator.charCodeAt(0));
      this.#fileName = name;
    } catch (error) {
      yield* this.#report(name, error);
    }
  }

  *#read(lines: Lines): Run<string[] | null> {
    try {
      return yield* lines.next();
    } catch (error) {
      yield* this.#report(this.#fileName, error);
      return null;
    }
  }

  *#report(name: string, error: unknown): Run<void> {
    if (!(error instanceof OsError)) throw error;
    const words =
      error.code === "EISDIR" ? `read error on ${name}: Is a directory` : `can't read ${name}: ${error.message}`;
    yield* this.#beforeWaiting();
    yield* this.#process.printError(`${this.#process.name}: ${words}\n`);
    this.failure = 2;
  }
}
