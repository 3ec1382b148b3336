/** One file read line by line: what of it is printed, with context, numbers and colours. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Lines } from "../input.ts";
import type { Output } from "../output.ts";
import type { LineMatcher } from "./line-matcher.ts";

export interface ScanSettings {
  readonly invert: boolean;
  readonly numbers: boolean;
  readonly offsets: boolean;
  readonly onlyMatching: boolean;
  readonly before: number;
  readonly after: number;
  readonly max: number;
  /** -A, -B or -C was given, be it with 0: groups stand apart. */
  readonly inGroups: boolean;
  readonly mode: "lines" | "count" | "with" | "without" | "quiet";
  readonly nullNames: boolean;
  readonly nullLines: boolean;
  readonly text: boolean;
  /** Binary files match nothing. */
  readonly skipsBinary: boolean;
  readonly separator: string | null;
  readonly tab: boolean;
  readonly color: boolean;
}

interface State {
  readonly name: string | null;
  readonly label: string;
  count: number;
  line: number;
  offset: number;
  lastPrinted: number;
  afterLeft: number;
  binary: boolean;
  readonly held: { text: string; line: number; offset: number }[];
}

const COLORS = { match: "01;31", name: "35", number: "32", separator: "36" } as const;

export class FileScan {
  readonly #process: Process;
  readonly #out: Output;
  readonly #matcher: LineMatcher;
  readonly #settings: ScanSettings;
  #printedAny = false;

  constructor({
    process,
    out,
    matcher,
    settings,
  }: { process: Process; out: Output; matcher: LineMatcher; settings: ScanSettings }) {
    this.#process = process;
    this.#out = out;
    this.#matcher = matcher;
    this.#settings = settings;
  }

  /** True when a line was selected (for -L: when the file is listed). */
  *run(fd: number, name: string | null, label: string): Run<boolean> {
    const { mode, max, nullLines } = this.#settings;
    const lines = new Lines(this.#process, fd, nullLines ? 0 : 10);
    const state: State = {
      name,
      label,
      count: 0,
      line: 0,
      offset: 0,
      lastPrinted: 0,
      afterLeft: 0,
      binary: false,
      held: [],
    };
    reading: for (let batch = yield* lines.next(); batch !== null; batch = yield* lines.next()) {
      for (const text of batch) {
        if (state.count >= max && state.afterLeft === 0) break reading;
        this.#line(text, state);
        if (state.count > 0 && (mode === "quiet" || mode === "with" || mode === "without")) break reading;
        yield* this.#out.drain();
      }
      yield* this.#out.flush();
      yield* this.#process.charge(batch.length / 4);
    }
    this.#end(state);
    yield* this.#out.flush();
    if (mode === "lines" && state.binary && state.count > 0)
      yield* this.#process.printError(`${this.#process.name}: ${state.label}: binary file matches\n`);
    return mode === "without" ? state.count === 0 : state.count > 0;
  }

  #line(text: string, state: State): void {
    state.line++;
    const offset = state.offset;
    state.offset += text.length + 1;
    if (!this.#settings.text && !state.binary && text.includes("\0") && !this.#settings.nullLines) state.binary = true;
    if (state.binary && this.#settings.skipsBinary) return;
    const matches = this.#matcher.find(text, 0) !== null;
    const selected = matches !== this.#settings.invert && state.count < this.#settings.max;
    if (selected) state.count++;
    if (this.#settings.mode !== "lines" || state.binary) return;
    if (selected) {
      this.#gap(state, state.line - state.held.length);
      for (const held of state.held.splice(0)) this.#print(held, state, "-");
      if (this.#settings.onlyMatching) this.#printMatches(text, offset, state);
      else this.#print({ text, line: state.line, offset }, state, ":");
      state.afterLeft = this.#settings.after;
    } else if (state.afterLeft > 0) {
      state.afterLeft--;
      this.#print({ text, line: state.line, offset }, state, "-");
    } else if (this.#settings.before > 0) {
      state.held.push({ text, line: state.line, offset });
      if (state.held.length > this.#settings.before) state.held.shift();
    }
  }

  /** `--` between groups that do not touch. */
  #gap(state: State, first: number): void {
    const { inGroups, separator } = this.#settings;
    if (
      inGroups &&
      separator !== null &&
      this.#printedAny &&
      first > state.lastPrinted + 1 &&
      !(state.lastPrinted > 0 && first === state.lastPrinted + 1)
    )
      this.#out.line(this.#paint(separator, COLORS.separator));
  }

  #prefix(state: State, line: number, offset: number, sign: string): string {
    const mark = this.#paint(sign, COLORS.separator);
    let text = "";
    if (state.name !== null) text += this.#paint(state.name, COLORS.name) + (this.#settings.nullNames ? "\0" : mark);
    if (this.#settings.numbers) text += this.#paint(String(line), COLORS.number) + mark;
    if (this.#settings.offsets) text += this.#paint(String(offset), COLORS.number) + mark;
    return text !== "" && this.#settings.tab ? `${text}\t` : text;
  }

  #print({ text, line, offset }: { text: string; line: number; offset: number }, state: State, sign: string): void {
    this.#out.write(
      this.#prefix(state, line, offset, sign) +
        (sign === ":" && this.#settings.color && !this.#settings.invert ? this.#colored(text) : text) +
        this.#lineEnd(),
    );
    state.lastPrinted = line;
    this.#printedAny = true;
  }

  #printMatches(text: string, offset: number, state: State): void {
    if (this.#settings.invert) return;
    for (const [start, end] of this.#matchesIn(text))
      this.#out.write(
        this.#prefix(state, state.line, offset + start, ":") +
          this.#paint(text.slice(start, end), COLORS.match) +
          this.#lineEnd(),
      );
    state.lastPrinted = state.line;
    this.#printedAny = true;
  }

  #matchesIn(text: string): (readonly [number, number])[] {
    const found: (readonly [number, number])[] = [];
    for (let at = 0; at <= text.length; ) {
      const match = this.#matcher.find(text, at);
      if (match === null) break;
      if (match[1] > match[0]) found.push(match);
      at = match[1] > match[0] ? match[1] : match[0] + 1;
    }
    return found;
  }

  #colored(text: string): string {
    let out = "";
    let at = 0;
    for (const [start, end] of this.#matchesIn(text)) {
      out += text.slice(at, start) + this.#paint(text.slice(start, end), COLORS.match);
      at = end;
    }
    return out + text.slice(at);
  }

  #paint(text: string, color: string): string {
    return this.#settings.color ? `\x1b[${color}m\x1b[K${text}\x1b[m\x1b[K` : text;
  }

  #lineEnd(): string {
    return this.#settings.nullLines ? "\0" : "\n";
  }

  #end(state: State): void {
    const { mode, nullNames } = this.#settings;
    if (mode === "count")
      this.#out.line(
        (state.name === null
          ? ""
          : `${this.#paint(state.name, COLORS.name)}${nullNames ? "\0" : this.#paint(":", COLORS.separator)}`) +
          state.count,
      );
    else if (mode === (state.count > 0 ? "with" : "without"))
      this.#out.write(this.#paint(state.label, COLORS.name) + (nullNames ? "\0" : "\n"));
  }
}
