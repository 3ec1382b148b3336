/** Where sed writes: a line that came without its line feed goes out without it, unless more follows. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Output } from "../output.ts";

/** Standard output, a file of `w`, or the text that replaces a file. */
export type SedSink = Pick<Output, "write" | "drain" | "flush">;

export class LineOutput {
  readonly #sink: SedSink;
  readonly #separator: string;
  #isOpen = false;

  constructor(sink: SedSink, separator: string) {
    this.#sink = sink;
    this.#separator = separator;
  }

  line(text: string, isClosed: boolean): void {
    this.text(text + (isClosed ? this.#separator : ""));
    this.#isOpen = !isClosed;
  }

  /** As it stands. */
  text(text: string): void {
    if (text === "") return;
    this.#sink.write(this.#isOpen ? this.#separator + text : text);
    this.#isOpen = false;
  }

  drain(): Run<void> {
    return this.#sink.drain();
  }

  flush(): Run<void> {
    return this.#sink.flush();
  }
}

/** Keeps all that is written, for `-i`. */
export class Collected implements SedSink {
  readonly #parts: string[] = [];

  write(text: string): void {
    this.#parts.push(text);
  }

  *drain(): Run<void> {}

  *flush(): Run<void> {}

  get text(): string {
    return this.#parts.join("");
  }
}
