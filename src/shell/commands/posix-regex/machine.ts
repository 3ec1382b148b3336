/**
 * Runs a parsed expression over text: all its ways at once, so that no pattern takes more than pattern times text,
 * and the longest of the leftmost matches wins, as POSIX wants it.
 *
 * Models: Ken Thompson's construction as Rob Pike's VM runs it, with leftmost-longest instead of first-found.
 */
import { type Assertion, type CodeRange, inRanges, isWord, RegexError, type RegexNode } from "./syntax.ts";

type Instruction =
  | { readonly op: "char"; readonly code: number }
  | { readonly op: "any" }
  | { readonly op: "set"; readonly ranges: readonly CodeRange[]; readonly negated: boolean }
  | { readonly op: "assert"; readonly what: Assertion }
  | { readonly op: "split"; first: number; second: number }
  | { readonly op: "jump"; to: number }
  | { readonly op: "save"; readonly slot: number }
  | { readonly op: "match" };

const MAX_PROGRAM = 20_000;

export interface MachineOptions {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
}

interface Thread {
  readonly pc: number;
  readonly saved: readonly number[];
}

export class RegexMachine {
  readonly #program: Instruction[] = [];
  readonly #options: MachineOptions;
  readonly #slots: number;

  constructor(node: RegexNode, groups: number, options: MachineOptions) {
    this.#options = options;
    this.#slots = 2 * (groups + 1);
    this.#compile({ kind: "group", index: 0, body: node });
    this.#program.push({ op: "match" });
  }

  /** Starts and ends of the match and its groups, -1 where a group took no part; null when nothing matches. */
  exec(text: string, from: number): readonly number[] | null {
    let current: Thread[] = [];
    let best: readonly number[] | null = null;
    const fresh = new Array<number>(this.#slots).fill(-1);
    for (let at = from; ; ) {
      const seen = new Set<number>();
      const next: Thread[] = [];
      if (best === null)
        this.#follow({ pc: 0, saved: fresh }, { text, at, list: current, seen: new Set(current.map(({ pc }) => pc)) });
      const code = at < text.length ? (text.codePointAt(at) as number) : -1;
      const step = code > 0xffff ? 2 : 1;
      for (const thread of current) {
        if (best !== null && (thread.saved[0] as number) > (best[0] as number)) continue;
        const instruction = this.#program[thread.pc] as Instruction;
        if (instruction.op === "match") {
          if (best === null || (thread.saved[1] as number) > (best[1] as number)) best = thread.saved;
        } else if (code >= 0 && this.#accepts(instruction, code))
          this.#follow({ pc: thread.pc + 1, saved: thread.saved }, { text, at: at + step, list: next, seen });
      }
      if (at >= text.length || (next.length === 0 && best !== null)) return best;
      current = next;
      at += step;
    }
  }

  /** Adds a thread and all that it leads to without reading, in order of preference. */
  #follow(start: Thread, state: { text: string; at: number; list: Thread[]; seen: Set<number> }): void {
    const stack: Thread[] = [start];
    for (let thread = stack.pop(); thread !== undefined; thread = stack.pop()) {
      const { pc, saved } = thread;
      if (state.seen.has(pc)) continue;
      state.seen.add(pc);
      const instruction = this.#program[pc] as Instruction;
      switch (instruction.op) {
        case "jump":
          stack.push({ pc: instruction.to, saved });
          break;
        case "split":
          stack.push({ pc: instruction.second, saved }, { pc: instruction.first, saved });
          break;
        case "save":
          stack.push({ pc: pc + 1, saved: saved.with(instruction.slot, state.at) });
          break;
        case "assert":
          if (this.#holds(instruction.what, state.text, state.at)) stack.push({ pc: pc + 1, saved });
          break;
        default:
          state.list.push(thread);
      }
    }
  }

  #accepts(instruction: Instruction, code: number): boolean {
    if (instruction.op === "any") return true;
    if (instruction.op === "char")
      return instruction.code === code || (this.#options.ignoreCase && folded(instruction.code) === folded(code));
    if (instruction.op !== "set") return false;
    const found =
      inRanges(instruction.ranges, code) ||
      (this.#options.ignoreCase &&
        (inRanges(instruction.ranges, folded(code)) || inRanges(instruction.ranges, raised(code))));
    return found !== instruction.negated;
  }

  #holds(what: Assertion, text: string, at: number): boolean {
    const { multiline } = this.#options;
    if (what === "line-start") return at === 0 || (multiline && text[at - 1] === "\n");
    if (what === "line-end") return at === text.length || (multiline && text[at] === "\n");
    const before = at > 0 && isWord(text.charCodeAt(at - 1));
    const after = at < text.length && isWord(text.charCodeAt(at));
    if (what === "word-start") return !before && after;
    if (what === "word-end") return before && !after;
    return (before !== after) === (what === "word-edge");
  }

  #compile(node: RegexNode): void {
    const program = this.#program;
    if (program.length > MAX_PROGRAM) throw new RegexError("Regular expression too big");
    switch (node.kind) {
      case "char":
        program.push({ op: "char", code: node.code });
        break;
      case "any":
        program.push({ op: "any" });
        break;
      case "set":
        program.push({ op: "set", ranges: node.ranges, negated: node.negated });
        break;
      case "assert":
        program.push({ op: "assert", what: node.what });
        break;
      case "group":
        program.push({ op: "save", slot: 2 * node.index });
        this.#compile(node.body);
        program.push({ op: "save", slot: 2 * node.index + 1 });
        break;
      case "all":
        for (const part of node.parts) this.#compile(part);
        break;
      case "either":
        this.#compileEither(node.parts);
        break;
      case "repeat":
        this.#compileRepeat(node.body, node.min, node.max);
        break;
      case "back":
        throw new RegexError("Invalid back reference");
    }
  }

  #compileEither(parts: readonly RegexNode[]): void {
    const ends: { op: "jump"; to: number }[] = [];
    for (const [i, part] of parts.entries()) {
      if (i === parts.length - 1) {
        this.#compile(part);
        break;
      }
      const split: Instruction = { op: "split", first: this.#program.length + 1, second: 0 };
      this.#program.push(split);
      this.#compile(part);
      const end: { op: "jump"; to: number } = { op: "jump", to: 0 };
      ends.push(end);
      this.#program.push(end);
      split.second = this.#program.length;
    }
    for (const end of ends) end.to = this.#program.length;
  }

  #compileRepeat(body: RegexNode, min: number, max: number): void {
    const program = this.#program;
    for (let i = 0; i < min; i++) this.#compile(body);
    if (max === Number.POSITIVE_INFINITY) {
      const at = program.length;
      const split: Instruction = { op: "split", first: at + 1, second: 0 };
      program.push(split);
      this.#compile(body);
      program.push({ op: "jump", to: at });
      split.second = program.length;
      return;
    }
    const splits: { second: number }[] = [];
    for (let i = min; i < max; i++) {
      const split: Instruction = { op: "split", first: program.length + 1, second: 0 };
      program.push(split);
      splits.push(split);
      this.#compile(body);
    }
    for (const split of splits) split.second = program.length;
  }
}

function folded(code: number): number {
  return String.fromCodePoint(code).toLowerCase().codePointAt(0) as number;
}

function raised(code: number): number {
  return String.fromCodePoint(code).toUpperCase().codePointAt(0) as number;
}
