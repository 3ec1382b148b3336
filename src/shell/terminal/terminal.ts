/**
 * A terminal on a machine with a shell in it: what somebody sits in front of. The page, `hop sh`, tests and graders
 * all type into one of these.
 *
 * Models: a terminal emulator that starts the user's shell, as in login(1).
 */
import { concatBytes, decodeUtf8, encodeUtf8 } from "../../sim/core/utf8.ts";
import type { Machine } from "../../sim/os/machine.ts";
import type { Process } from "../../sim/os/process.ts";
import { Tty } from "../../sim/os/tty.ts";
import { OpenFile } from "../../sim/os/vfs/open-file.ts";
import { type ScreenText, screenText } from "./screen-text.ts";

export interface TerminalOptions {
  /** `["bash"]` */
  readonly argv: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  readonly cwd: string;
}

const ESCAPE = 0x1b;

export class Terminal {
  readonly machine: Machine;
  readonly tty: Tty;
  shell: Process;
  readonly #options: TerminalOptions;
  readonly #listeners = new Set<(bytes: Uint8Array) => void>();
  #shown: Uint8Array[] | null = null;
  #isInPrompt = false;

  constructor(machine: Machine, options: TerminalOptions) {
    this.machine = machine;
    this.#options = options;
    this.tty = new Tty(machine, (bytes) => this.#show(bytes));
    this.shell = this.#startShell();
  }

  /** Calls back with everything that is shown from now on; the answer ends it. */
  onOutput(listener: (bytes: Uint8Array) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What has been shown since the last time, as a reader of the screen would call it. Nothing is kept before the first. */
  takeScreen(): ScreenText {
    const text = screenText(decodeUtf8(concatBytes(this.#shown ?? [])), this.#isInPrompt);
    this.#shown = [];
    this.#isInPrompt = text.endsInPrompt;
    return text;
  }

  /** The shell was left (`exit`, Ctrl-D). The next key starts another. */
  get ended(): boolean {
    return this.shell.exit !== null;
  }

  /** The shell's own prompt is waiting: no program and no inner shell has the foreground. */
  get atPrompt(): boolean {
    return !this.ended && this.tty.relay === null && this.tty.foreground === this.shell.pgid && this.tty.isAwaited();
  }

  /** A program has the foreground, or the shell is at work. */
  get busy(): boolean {
    return !this.ended && !this.tty.isAwaited();
  }

  /** What runs in front of the terminal's own shell, as it was called; null: nothing does. */
  get program(): string | null {
    if (this.ended || this.tty.foreground === this.shell.pgid) return null;
    return this.machine.processes.leaderOf(this.tty.foreground)?.argv.join(" ") ?? null;
  }

  /** The window is closed: the shell and what runs in front of it are told. */
  hangUp(): void {
    this.tty.hangUp();
    if (!this.ended && this.tty.foreground !== this.shell.pgid) this.shell.signal("HUP");
  }

  input(bytes: Uint8Array): void {
    if (this.ended) this.shell = this.#startShell();
    else this.tty.input(bytes);
  }

  #startShell(): Process {
    const { argv, env, cwd } = this.#options;
    const { program } = this.machine.executable(argv[0] as string, { cwd, path: env.get("PATH") });
    const file = new OpenFile(this.tty.stream);
    const fds = new Map([
      [0, file],
      [1, file.dup()],
      [2, file.dup()],
    ]);
    const shell = this.machine.start(program, { argv, env, cwd, fds, tty: this.tty, pgid: "new" });
    this.tty.foreground = shell.pgid;
    return shell;
  }

  #show(bytes: Uint8Array): void {
    if (this.#shown !== null) this.#shown.push(bytes);
    else if (bytes.includes(ESCAPE)) this.#isInPrompt = screenText(decodeUtf8(bytes), this.#isInPrompt).endsInPrompt;
    for (const listener of this.#listeners) listener(bytes);
  }
}

/** `^C`, `^D`, `^Z` and `^[` (Escape) alone on a line are the keys; anything else is typed and entered. */
export function keysOf(line: string): Uint8Array {
  if (line === "^C") return Uint8Array.of(3);
  if (line === "^D") return Uint8Array.of(4);
  if (line === "^Z") return Uint8Array.of(26);
  if (line === "^[") return Uint8Array.of(27);
  return encodeUtf8(`${line}\r`);
}
