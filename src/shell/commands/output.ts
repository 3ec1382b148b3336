/** Standard output with a buffer, as stdio has one: many small pieces cost one write. */
import type { Run } from "../../sim/core/wait.ts";
import type { Process } from "../../sim/os/process.ts";

const FULL = 16_384;

export class Output {
  readonly #process: Process;
  readonly #fd: number;
  #parts: string[] = [];
  #size = 0;

  constructor(process: Process, fd = 1) {
    this.#process = process;
    this.#fd = fd;
  }

  write(text: string): void {
    this.#parts.push(text);
    this.#size += text.length;
  }

  line(text: string): void {
    this.write(`${text}\n`);
  }

  /** Writes when there is enough to be worth it. In every loop. */
  *drain(): Run<void> {
    if (this.#size >= FULL) yield* this.flush();
  }

  /** Before waiting, before a message on stderr, and at the end. */
  *flush(): Run<void> {
    if (this.#size === 0) return;
    const text = this.#parts.join("");
    this.#parts = [];
    this.#size = 0;
    yield* this.#process.write(this.#fd, text);
  }
}
