/**
 * Runs a sed script over lines: pattern space, hold space, ranges, branches.
 *
 * SIMPLIFIED: all input is read before the first line is worked on, so sed behind an endless stream prints nothing.
 */

import { LimitError } from "../../../sim/core/limits.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { fail } from "../failure.ts";
import { openFile, readText } from "../input.ts";
import { Output } from "../output.ts";
import type { PosixRegex } from "../posix-regex/posix-regex.ts";
import type { SedAddress, SedCommand, Substitution } from "./parse-script.ts";
import { replaceWith } from "./replacement.ts";

type Flow = "next" | "end-cycle" | "restart" | "delete" | "quit";

const COST_US = 1;

export class SedEditor {
  readonly #process: Process;
  readonly #commands: readonly SedCommand[];
  readonly #labels = new Map<string, number>();
  readonly #settings: { readonly silent: boolean; readonly separator: string };
  readonly #files = new Map<string, Output>();
  #out: Output;
  #collected: string[] | null = null;
  #lines: string[] = [];
  #at = 0;
  #endsOpen = false;
  #space = "";
  #hold = "";
  #substituted = false;
  #appended: (() => Run<void>)[] = [];
  #lastRegex: PosixRegex | null = null;
  #exitCode = 0;
  #missing = 0;

  constructor(process: Process, commands: readonly SedCommand[], settings: { silent: boolean; separator: string }) {
    this.#process = process;
    this.#commands = commands;
    this.#settings = settings;
    this.#out = new Output(process);
    for (const [i, command] of commands.entries()) if (command.name === ":") this.#labels.set(command.text, i);
    for (const { name, text } of commands)
      if ("btT".includes(name) && text !== "" && !this.#labels.has(text))
        fail(process, `-e expression #1, char 0: can't find label for jump to \`${text}'`);
  }

  /** `save` gets the whole result instead of standard output. */
  *run(names: readonly string[], save?: (text: string) => void): Run<number> {
    if (save !== undefined) this.#collected = [];
    this.#lines = [];
    this.#at = 0;
    yield* this.#read(names);
    for (let flow: Flow = "next"; flow !== "quit" && (flow === "restart" || this.#at < this.#lines.length); ) {
      if (flow !== "restart") this.#space = this.#lines[this.#at++] as string;
      this.#substituted = false;
      flow = yield* this.#cycle();
      if (flow === "end-cycle" && !this.#settings.silent) this.#emit(this.#space);
      yield* this.#flushAppended();
      yield* this.#process.charge(COST_US);
    }
    yield* this.#out.flush();
    for (const file of this.#files.values()) yield* file.flush();
    save?.((this.#collected ?? []).join(""));
    return this.#exitCode || this.#missing;
  }

  *#read(names: readonly string[]): Run<void> {
    const { separator } = this.#settings;
    for (const name of names) {
      try {
        const text = yield* readText(this.#process, name);
        if (text === "") continue;
        this.#endsOpen = !text.endsWith(separator);
        for (const line of (this.#endsOpen ? text : text.slice(0, -1)).split(separator)) this.#lines.push(line);
      } catch (error) {
        if (!(error instanceof OsError)) throw error;
        const words =
          error.code === "EISDIR" ? `read error on ${name}: Is a directory` : `can't read ${name}: ${error.message}`;
        yield* this.#process.printError(`${this.#process.name}: ${words}\n`);
        this.#missing = 2;
      }
    }
  }

  #emit(text: string, newline = true): void {
    const isOpenEnd = this.#endsOpen && this.#at >= this.#lines.length && newline;
    this.#write(text + (isOpenEnd ? "" : this.#settings.separator));
  }

  #write(text: string): void {
    if (this.#collected === null) this.#out.write(text);
    else this.#collected.push(text);
  }

  *#flushAppended(): Run<void> {
    for (const append of this.#appended.splice(0)) yield* append();
    yield* this.#out.drain();
  }

  *#cycle(): Run<Flow> {
    let steps = 0;
    for (let i = 0; i < this.#commands.length; ) {
      const command = this.#commands[i] as SedCommand;
      if (++steps % 1000 === 0) yield* this.#process.charge(100);
      if (this.#space.length > 32 * 1024 * 1024) throw new LimitError("fileBytes", "sed's pattern space is full");
      if (!this.#selects(command)) {
        i = command.name === "{" ? command.end : i + 1;
        continue;
      }
      const result = yield* this.#execute(command);
      if (typeof result === "string" && result !== "next") return result;
      i = typeof result === "number" ? result : i + 1;
    }
    return "end-cycle";
  }

  #selects(command: SedCommand): boolean {
    const { first, second } = command;
    if (first === null) return !command.negated;
    const inside = second === null ? this.#matches(first) : this.#inRange(command, first, second);
    return inside !== command.negated;
  }

  #matches(address: SedAddress): boolean {
    switch (address.kind) {
      case "line":
        return this.#at === address.line;
      case "step":
        return address.step === 0
          ? this.#at === address.first
          : this.#at >= address.first && (this.#at - address.first) % address.step === 0;
      case "last":
        return this.#at >= this.#lines.length;
      case "regex":
        return this.#regexOf(address.regex).test(this.#space);
      default:
        return false;
    }
  }

  #regexOf(regex: PosixRegex | null): PosixRegex {
    const used = regex ?? this.#lastRegex;
    if (used === null) return fail(this.#process, "no previous regular expression");
    this.#lastRegex = used;
    return used;
  }

  #inRange(command: SedCommand, first: SedAddress, second: SedAddress): boolean {
    if (command.active) {
      if (
        second.kind === "regex"
          ? this.#matches(second)
          : second.kind === "last"
            ? this.#at >= this.#lines.length
            : this.#at >= command.untilLine
      )
        command.active = false;
      return second.kind === "line" || second.kind === "plus" || second.kind === "multiple"
        ? this.#at <= command.untilLine
        : true;
    }
    const zero = first.kind === "line" && first.line === 0 && second.kind === "regex" && this.#at === 1;
    if (zero) {
      command.active = !this.#matches(second);
      return true;
    }
    if (!this.#matches(first)) return false;
    command.untilLine =
      second.kind === "line"
        ? second.line
        : second.kind === "plus"
          ? this.#at + second.count
          : second.kind === "multiple"
            ? Math.ceil(this.#at / Math.max(1, second.of)) * Math.max(1, second.of)
            : 0;
    command.active =
      second.kind === "regex" ||
      (second.kind === "last" ? this.#at < this.#lines.length : command.untilLine > this.#at);
    return true;
  }

  /** A number is where to go on. */
  *#execute(command: SedCommand): Run<Flow | number> {
    switch (command.name) {
      case "=":
        this.#write(`${this.#at}\n`);
        return "next";
      case "d":
        return "delete";
      case "D": {
        const end = this.#space.indexOf("\n");
        if (end < 0) return "delete";
        this.#space = this.#space.slice(end + 1);
        return "restart";
      }
      case "g":
        this.#space = this.#hold;
        return "next";
      case "G":
        this.#space += `\n${this.#hold}`;
        return "next";
      case "h":
        this.#hold = this.#space;
        return "next";
      case "H":
        this.#hold += `\n${this.#space}`;
        return "next";
      case "x":
        [this.#space, this.#hold] = [this.#hold, this.#space];
        return "next";
      case "z":
        this.#space = "";
        return "next";
      case "p":
        this.#emit(this.#space);
        return "next";
      case "P":
        this.#emit(this.#space.split("\n")[0] as string);
        return "next";
      case "l":
        this.#write(`${visible(this.#space)}$\n`);
        return "next";
      case "n":
      case "N":
        return yield* this.#nextLine(command.name);
      default:
        return yield* this.#executeMore(command);
    }
  }

  *#nextLine(name: "n" | "N"): Run<Flow> {
    if (this.#at >= this.#lines.length) {
      if (!this.#settings.silent) this.#emit(this.#space);
      return "quit";
    }
    if (name === "n" && !this.#settings.silent) this.#emit(this.#space);
    yield* this.#flushAppended();
    const line = this.#lines[this.#at++] as string;
    this.#space = name === "n" ? line : `${this.#space}\n${line}`;
    return "next";
  }

  *#executeMore(command: SedCommand): Run<Flow | number> {
    const { name, text } = command;
    switch (name) {
      case "a":
        this.#appended.push(this.#appending(() => text));
        return "next";
      case "i":
        this.#write(text);
        return "next";
      case "c":
        if (command.second === null || command.negated || !command.active) this.#write(text);
        return "delete";
      case "r": {
        const { fs } = this.#process.machine;
        this.#appended.push(
          this.#appending(() =>
            fs.tryNode(text, this.#process.cwd)?.kind === "file" ? fs.readText(text, this.#process.cwd) : "",
          ),
        );
        return "next";
      }
      case "w":
        this.#file(text).line(this.#space);
        return "next";
      case "b":
        return this.#jump(text);
      case "t":
      case "T": {
        const go = this.#substituted === (name === "t");
        this.#substituted = false;
        return go ? this.#jump(text) : "next";
      }
      case "q":
        this.#exitCode = Number(text);
        if (!this.#settings.silent) this.#emit(this.#space);
        return "quit";
      case "Q":
        this.#exitCode = Number(text);
        return "quit";
      case "s":
        this.#substitute(command.substitution as Substitution);
        return "next";
      case "y":
        this.#space = [...this.#space].map((char) => command.map?.get(char) ?? char).join("");
        return "next";
      case "R":
      case "W":
        return fail(this.#process, `command '${name}' is not simulated here`);
      default:
        return "next";
    }
  }

  #appending(text: () => string): () => Run<void> {
    const write = (made: string): void => this.#write(made);
    // biome-ignore lint/correctness/useYield: the appended text is written when the cycle ends, by whoever runs it.
    return function* () {
      write(text());
    };
  }

  #jump(label: string): number {
    return label === "" ? this.#commands.length : (this.#labels.get(label) as number);
  }

  #file(name: string): Output {
    const known = this.#files.get(name);
    if (known !== undefined) return known;
    const fd = name === "/dev/stdout" ? 1 : name === "/dev/stderr" ? 2 : openFile(this.#process, name, "write");
    const file = new Output(this.#process, fd);
    this.#files.set(name, file);
    return file;
  }

  #substitute(substitution: Substitution): void {
    const result = replaceWith(this.#regexOf(substitution.regex), this.#space, substitution);
    if (result === null) return;
    this.#space = result;
    this.#substituted = true;
    if (substitution.print) this.#emit(this.#space);
    if (substitution.file !== null) this.#file(substitution.file).line(this.#space);
  }
}

function visible(text: string): string {
  const named: Readonly<Record<string, string>> = {
    "\\": "\\\\",
    "\n": "\\n",
    "\t": "\\t",
    "\r": "\\r",
    "\x07": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\v": "\\v",
  };
  return [...text]
    .map((char) => named[char] ?? (char < " " ? `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}` : char))
    .join("");
}
