/**
 * Runs a sed script over lines: pattern space, hold space, ranges, branches.. Models: GNU sed 4.9 sed/execute.c
 */

import { LimitError } from "../../../sim/core/limits.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure, fail } from "../failure.ts";
import { openFile } from "../input.ts";
import { Output } from "../output.ts";
import type { PosixRegex } from "../posix-regex/posix-regex.ts";
import { LineInput } from "./line-input.ts";
import { LineOutput, type SedSink } from "./line-output.ts";
import type { SedAddress, SedCommand, Substitution } from "./parse-script.ts";
import { replaceWith } from "./replacement.ts";
import { outputOf } from "./shell-output.ts";
import { visibleLine } from "./visible-line.ts";

type Flow = "next" | "end-cycle" | "restart" | "delete" | "quit";

const COST_US = 1;

export interface SedSettings {
  readonly silent: boolean;
  readonly separator: string;
  /** Where `l` breaks lines; 1 or 0: nowhere. */
  readonly lineLength: number;
}

export class SedEditor {
  readonly #process: Process;
  readonly #commands: readonly SedCommand[];
  readonly #labels = new Map<string, number>();
  readonly #settings: SedSettings;
  readonly #files = new Map<string, LineOutput>();
  /** Files that `R` reads on from. */
  readonly #read = new Map<string, string[]>();
  #out: LineOutput;
  #input: LineInput;
  #at = 0;
  #isClosed = true;
  #fileName = "-";
  #space = "";
  #hold = "";
  #substituted = false;
  #appended: (() => string)[] = [];
  #lastRegex: PosixRegex | null = null;
  #exitCode = 0;

  constructor(process: Process, commands: readonly SedCommand[], settings: SedSettings) {
    this.#process = process;
    this.#commands = commands;
    this.#settings = settings;
    this.#out = new LineOutput(new Output(process), settings.separator);
    this.#input = this.#inputFrom([]);
    for (const [i, command] of commands.entries()) if (command.name === ":") this.#labels.set(command.text, i);
    for (const { name, text } of commands)
      if ("btT".includes(name) && text !== "" && !this.#labels.has(text))
        throw new Failure(`${process.name}: can't find label for jump to \`${text}'\n`, 4);
  }

  /** `into` gets the result instead of standard output. */
  *run(names: readonly string[], into?: SedSink): Run<number> {
    if (into !== undefined) this.#out = new LineOutput(into, this.#settings.separator);
    this.#input = this.#inputFrom(names);
    this.#at = 0;
    for (let flow: Flow = "next"; flow !== "quit"; ) {
      if (flow !== "restart") {
        const line = yield* this.#nextLine();
        if (line === null) break;
        this.#space = line;
      }
      this.#substituted = false;
      flow = yield* this.#cycle();
      if (flow === "end-cycle" && !this.#settings.silent) this.#emit(this.#space);
      yield* this.#flushAppended();
      yield* this.#process.charge(COST_US);
    }
    yield* this.#flush();
    return this.#exitCode || this.#input.failure;
  }

  #inputFrom(names: readonly string[]): LineInput {
    return new LineInput(this.#process, { names, separator: this.#settings.separator }, () => this.#flush());
  }

  *#nextLine(): Run<string | null> {
    const line = yield* this.#input.next();
    if (line === null) return null;
    this.#at++;
    this.#isClosed = line.isClosed;
    this.#fileName = line.fileName;
    return line.text;
  }

  *#flush(): Run<void> {
    yield* this.#out.flush();
    for (const file of this.#files.values()) yield* file.flush();
  }

  #emit(text: string, to = this.#out): void {
    to.line(text, this.#isClosed);
  }

  #write(text: string): void {
    this.#out.text(text);
  }

  *#flushAppended(): Run<void> {
    for (const append of this.#appended.splice(0)) this.#write(append());
    yield* this.#out.drain();
  }

  *#cycle(): Run<Flow> {
    let work = 0;
    for (let i = 0; i < this.#commands.length; ) {
      const command = this.#commands[i] as SedCommand;
      work += 1 + this.#space.length / 64;
      if (work >= 1000) {
        yield* this.#process.charge(work / 10);
        work = 0;
      }
      if (this.#space.length > 32 * 1024 * 1024) throw new LimitError("fileBytes", "sed's pattern space is full");
      if (!(command.first === null ? !command.negated : yield* this.#selects(command, command.first))) {
        i = command.name === "{" ? command.end : i + 1;
        continue;
      }
      const result = yield* this.#execute(command);
      if (typeof result === "string" && result !== "next") return result;
      i = typeof result === "number" ? result : i + 1;
    }
    return "end-cycle";
  }

  *#selects(command: SedCommand, first: SedAddress): Run<boolean> {
    const { second } = command;
    const inside = yield* second === null ? this.#matches(first) : this.#inRange(command, first, second);
    return inside !== command.negated;
  }

  *#matches(address: SedAddress): Run<boolean> {
    switch (address.kind) {
      case "line":
        return this.#at === address.line;
      case "step":
        return address.step === 0
          ? this.#at === address.first
          : this.#at >= address.first && (this.#at - address.first) % address.step === 0;
      case "last":
        return yield* this.#input.isAtEnd();
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

  *#inRange(command: SedCommand, first: SedAddress, second: SedAddress): Run<boolean> {
    if (command.active) {
      const isLast =
        second.kind === "regex" || second.kind === "last"
          ? yield* this.#matches(second)
          : this.#at >= command.untilLine;
      if (isLast) command.active = false;
      return second.kind === "line" || second.kind === "plus" || second.kind === "multiple"
        ? this.#at <= command.untilLine
        : true;
    }
    const zero = first.kind === "line" && first.line === 0 && second.kind === "regex" && this.#at === 1;
    if (zero) {
      command.active = !(yield* this.#matches(second));
      return true;
    }
    if (!(yield* this.#matches(first))) return false;
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
      (second.kind === "last" ? !(yield* this.#input.isAtEnd()) : command.untilLine > this.#at);
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
        this.#write(visibleLine(this.#space, command.text === "" ? this.#settings.lineLength : Number(command.text)));
        return "next";
      case "n":
      case "N":
        return yield* this.#another(command.name);
      default:
        return yield* this.#executeMore(command);
    }
  }

  *#another(name: "n" | "N"): Run<Flow> {
    if (yield* this.#input.isAtEnd()) {
      if (!this.#settings.silent) this.#emit(this.#space);
      return "quit";
    }
    if (name === "n" && !this.#settings.silent) this.#emit(this.#space);
    yield* this.#flushAppended();
    const line = (yield* this.#nextLine()) ?? "";
    this.#space = name === "n" ? line : `${this.#space}\n${line}`;
    return "next";
  }

  *#executeMore(command: SedCommand): Run<Flow | number> {
    const { name, text } = command;
    switch (name) {
      case "a":
        this.#appended.push(() => text);
        return "next";
      case "i":
        this.#write(text);
        return "next";
      case "c":
        if (command.second === null || command.negated || !command.active) this.#write(text);
        return "delete";
      case "r": {
        const { fs } = this.#process.machine;
        const { cwd } = this.#process;
        this.#appended.push(() => (fs.tryNode(text, cwd)?.kind === "file" ? fs.readText(text, cwd) : ""));
        return "next";
      }
      case "R": {
        const line = this.#readOn(text).shift();
        if (line !== undefined) this.#appended.push(() => `${line}\n`);
        return "next";
      }
      case "F":
        this.#write(`${this.#fileName}\n`);
        return "next";
      case "e":
        if (text === "") this.#space = (yield* outputOf(this.#process, this.#space)).replace(/\n$/, "");
        else this.#write(yield* outputOf(this.#process, text));
        return "next";
      case "w":
        this.#emit(this.#space, this.#file(text));
        return "next";
      case "W":
        this.#emit(this.#space.split("\n")[0] as string, this.#file(text));
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
        yield* this.#substitute(command.substitution as Substitution);
        return "next";
      case "y":
        this.#space = [...this.#space].map((char) => command.map?.get(char) ?? char).join("");
        return "next";
      default:
        return "next";
    }
  }

  #jump(label: string): number {
    return label === "" ? this.#commands.length : (this.#labels.get(label) as number);
  }

  /** The lines of a file that `R` has not brought yet. */
  #readOn(name: string): string[] {
    const known = this.#read.get(name);
    if (known !== undefined) return known;
    const { fs } = this.#process.machine;
    const { cwd } = this.#process;
    const text = fs.tryNode(name, cwd)?.kind === "file" ? fs.readText(name, cwd) : "";
    const lines = text === "" ? [] : text.replace(/\n$/, "").split("\n");
    this.#read.set(name, lines);
    return lines;
  }

  #file(name: string): LineOutput {
    if (name === "/dev/stdout") return this.#out;
    const known = this.#files.get(name);
    if (known !== undefined) return known;
    const fd = name === "/dev/stderr" ? 2 : openFile(this.#process, name, "write");
    const file = new LineOutput(new Output(this.#process, fd), this.#settings.separator);
    this.#files.set(name, file);
    return file;
  }

  *#substitute(substitution: Substitution): Run<void> {
    const result = replaceWith(this.#regexOf(substitution.regex), this.#space, substitution);
    if (result === null) return;
    this.#space = result;
    this.#substituted = true;
    if (substitution.runs) this.#space = (yield* outputOf(this.#process, this.#space)).replace(/\n$/, "");
    if (substitution.print) this.#emit(this.#space);
    if (substitution.file !== null) this.#emit(this.#space, this.#file(substitution.file));
  }
}
