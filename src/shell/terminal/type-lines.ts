/**
 * Types lines at a terminal as a patient person does: each when the program in front reads the keyboard, and an
 * interrupt when a program has had its time and does not.
 */
import type { Clock } from "../../sim/core/clock.ts";
import { keysOf, type Terminal } from "./terminal.ts";

export interface TypedLine {
  readonly line: string;
  /** What appeared until the innermost program read the keyboard again, without echo, prompts and colours. */
  readonly screen: string;
  /** The shell's `$?` when its prompt is back, else null. */
  readonly exitCode: number | null;
  readonly startUs: number;
  readonly endUs: number;
}

export interface TypingOptions {
  /** Virtual time after which a line that brings no prompt back is left running. */
  readonly maxUs: number;
  /** How long a program is watched before `^C` or `^Z` is typed over it. */
  readonly patienceUs?: number;
  /** Hands over the keys; default: the terminal itself. A session logs them here. */
  readonly input?: (bytes: Uint8Array) => void;
}

const PATIENCE_US = 5_000_000;
const INTERRUPTS = new Set(["^C", "^Z"]);

export function* typeLines(
  clock: Clock,
  terminal: Terminal,
  lines: readonly string[],
  options: TypingOptions,
): Generator<TypedLine, void, void> {
  const input = options.input ?? ((bytes) => terminal.input(bytes));
  terminal.tty.echoMuted = true;
  terminal.takeScreen();
  runToRead(clock, terminal, options.maxUs);
  terminal.takeScreen();
  for (const [i, line] of lines.entries()) {
    const startUs = clock.nowUs;
    input(keysOf(line));
    const next = lines[i + 1];
    const watchUs = next !== undefined && INTERRUPTS.has(next) ? (options.patienceUs ?? PATIENCE_US) : options.maxUs;
    runToRead(clock, terminal, Math.min(watchUs, options.maxUs));
    const { text, exitCode } = terminal.takeScreen();
    const status = terminal.shell.exit?.code ?? (terminal.atPrompt ? exitCode : null);
    yield { line, screen: text, exitCode: status, startUs, endUs: clock.nowUs };
    if (terminal.ended) return;
  }
}

/** Runs until the keyboard is awaited and nothing more happens at that instant, or for so long. */
export function runToRead(clock: Clock, terminal: Terminal, maxUs: number): void {
  const deadlineUs = clock.nowUs + maxUs;
  for (;;) {
    clock.runUntil(clock.nowUs);
    if (terminal.ended || terminal.tty.isAwaited()) return;
    const nextUs = clock.nextAtUs();
    if (nextUs === undefined || nextUs > deadlineUs) {
      clock.runUntil(deadlineUs);
      return;
    }
    clock.runUntil(nextUs);
  }
}
