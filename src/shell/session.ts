/**
 * A learner at work: a cluster, a terminal on their own machine, and the log of what was typed when. Seed and log
 * are the whole state: reload, undo, share, submit and regrade are one `replaySession`.
 */

import { type Cluster, type ClusterSpec, createCluster } from "../sim/cluster.ts";
import { assert } from "../sim/core/assert.ts";
import type { RunResult } from "../sim/core/clock.ts";
import { LIMITS } from "../sim/core/limits.ts";
import { decodeUtf8, encodeUtf8 } from "../sim/core/utf8.ts";
import type { Software } from "../sim/node/parts/software.ts";
import { asWritten, changeHomeFile, type FileChange } from "./file-change.ts";
import { HOME, HOST_ENVIRONMENT } from "./host-environment.ts";
import { type RanLine, runLines } from "./terminal/run-lines.ts";
import { runScript, type ScriptResult } from "./terminal/run-script.ts";
import { Terminal } from "./terminal/terminal.ts";
import { type TypedLine, type TypingOptions, typeLines } from "./terminal/type-lines.ts";

export interface SessionSpec extends ClusterSpec {
  /** Files to begin with; a relative path is in the home folder. */
  readonly files?: Readonly<Record<string, string>>;
}

/** What happened to which terminal; the first one goes without its number. */
export type InputEntry =
  | { readonly atUs: number; readonly terminal?: number; readonly keys: string }
  | { readonly atUs: number; readonly terminal?: number; readonly columns: number; readonly rows: number }
  | ({ readonly atUs: number } & FileChange)
  /** From here on the terminal shows nothing of what is typed into it line by line (see Tty.echoMuted). */
  | { readonly atUs: number; readonly isMuted: true }
  /** Another terminal on the learner's machine, with a shell of its own; or the end of one. */
  | { readonly atUs: number; readonly terminal: number; readonly isOpen: boolean };

/** The terminal that every session has. */
export const FIRST_TERMINAL = 1;

export interface InputLog {
  readonly version: 1;
  readonly spec: SessionSpec;
  readonly entries: readonly InputEntry[];
}

export class Session {
  readonly spec: SessionSpec;
  readonly cluster: Cluster;
  readonly #terminals = new Map<number, Terminal>();
  readonly #listeners = new Set<(bytes: Uint8Array, terminal: number) => void>();
  readonly #entries: InputEntry[] = [];
  /** What the keyboard did while the clock is held: no moment has come for it yet. */
  #heldBack: (() => void)[] = [];

  constructor(spec: SessionSpec, software: Software) {
    this.spec = spec;
    this.cluster = createCluster(spec, software);
    const { fs } = this.cluster.host;
    for (const [path, text] of Object.entries(spec.files ?? {})) {
      const at = path.startsWith("/") ? path : `${HOME}/${path}`;
      fs.makeDirectory(at.slice(0, at.lastIndexOf("/")) || "/", "/", { parents: true });
      fs.writeFile(at, text);
    }
    this.#addTerminal(FIRST_TERMINAL);
  }

  get terminal(): Terminal {
    return this.#terminals.get(FIRST_TERMINAL) as Terminal;
  }

  /** Those that are open, by their numbers. */
  get terminals(): ReadonlyMap<number, Terminal> {
    return this.#terminals;
  }

  /** Everything that was typed, and when. */
  get log(): InputLog {
    return { version: 1, spec: this.spec, entries: [...this.#entries] };
  }

  /** A program has the foreground, or the shell is at work. */
  get busy(): boolean {
    return this.terminal.busy;
  }

  onOutput(listener: (bytes: Uint8Array, terminal: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Keys, pressed now. They are UTF-8: a terminal never sends half a character. A closed terminal takes none. */
  input(keys: Uint8Array, number: number = FIRST_TERMINAL): void {
    this.#betweenInstants(() => {
      const terminal = this.#terminals.get(number);
      if (terminal === undefined) return;
      this.#log({ keys: decodeUtf8(keys) }, number);
      terminal.input(keys);
    });
  }

  resize(columns: number, rows: number, number: number = FIRST_TERMINAL): void {
    this.#betweenInstants(() => {
      const tty = this.#terminals.get(number)?.tty;
      if (tty === undefined || (tty.columns === columns && tty.rows === rows)) return;
      this.#log({ columns, rows }, number);
      tty.resize(columns, rows);
    });
  }

  /** Another terminal beside the first one. Numbers that are taken, or too high, open nothing. */
  openTerminal(number: number): void {
    this.#betweenInstants(() => {
      if (this.#terminals.has(number) || !isTerminalNumber(number)) return;
      this.#entries.push({ atUs: this.cluster.clock.nowUs, terminal: number, isOpen: true });
      this.#addTerminal(number);
    });
  }

  /** Its programs are told that the line is cut. The first terminal stays. */
  closeTerminal(number: number): void {
    this.#betweenInstants(() => {
      const terminal = this.#terminals.get(number);
      if (terminal === undefined || number === FIRST_TERMINAL) return;
      this.#entries.push({ atUs: this.cluster.clock.nowUs, terminal: number, isOpen: false });
      this.#terminals.delete(number);
      terminal.hangUp();
    });
  }

  /** Does what an entry of a log says, at its moment. */
  replay(entry: InputEntry): void {
    this.runUntil(Math.max(entry.atUs, this.cluster.clock.nowUs));
    if ("keys" in entry) this.input(encodeUtf8(entry.keys), entry.terminal);
    else if ("columns" in entry) this.resize(entry.columns, entry.rows, entry.terminal);
    else if ("isMuted" in entry) this.#mute();
    else if ("file" in entry) this.changeFile(entry);
    else if (entry.isOpen) this.openTerminal(entry.terminal);
    else this.closeTerminal(entry.terminal);
  }

  #addTerminal(number: number): void {
    const terminal = new Terminal(this.cluster.host, { argv: ["bash"], env: HOST_ENVIRONMENT, cwd: HOME });
    terminal.tty.number = number - FIRST_TERMINAL;
    terminal.onOutput((bytes) => {
      for (const listener of this.#listeners) listener(bytes, number);
    });
    this.#terminals.set(number, terminal);
  }

  /** The first terminal is not named, so that a log without others reads as it always did. */
  #log(what: { keys: string } | { columns: number; rows: number }, number: number): void {
    const { nowUs: atUs } = this.cluster.clock;
    this.#entries.push(number === FIRST_TERMINAL ? { atUs, ...what } : { atUs, terminal: number, ...what });
  }

  /** Does it now and calls back with what the system says against it, or null; what was refused is not in the log. */
  changeFile(change: FileChange, onDone: (refused: string | null) => void = () => {}): void {
    this.#betweenInstants(() => {
      const refused = changeHomeFile(this.cluster.host.fs, HOME, change);
      if (refused === null) this.#entries.push({ atUs: this.cluster.clock.nowUs, ...asWritten(change) });
      onDone(refused);
    });
  }

  /** What is not echoed is not passed on by programs in between either, and so takes no time: it belongs in the log. */
  #mute(): void {
    this.#betweenInstants(() => {
      const { tty } = this.terminal;
      if (tty.echoMuted) return;
      this.#entries.push({ atUs: this.cluster.clock.nowUs, isMuted: true });
      tty.echoMuted = true;
    });
  }

  /**
   * Keys fall between instants, never into the middle of one: a replay could not find that place again. While the
   * clock is held the instant cannot be finished, and they wait.
   */
  #betweenInstants(act: () => void): void {
    this.#heldBack.push(act);
    if (this.#heldBack.length === 1) this.#actOnHeldBack();
  }

  #actOnHeldBack(): void {
    const { clock } = this.cluster;
    while (this.#heldBack.length > 0) {
      if (this.runUntil(clock.nowUs) === "held") {
        clock.released.add(() => this.#actOnHeldBack());
        return;
      }
      const act = this.#heldBack[0] as () => void;
      act();
      this.#heldBack.shift();
    }
  }

  /** Lets time pass; see Clock.runUntil. */
  runUntil(atUs: number, maxEvents?: number): RunResult {
    return this.cluster.runUntil(atUs, maxEvents);
  }

  /** Types lines at the terminal, one when the one before is done. */
  typed(lines: readonly string[], options: Partial<TypingOptions> = {}): TypedLine[] {
    this.#mute();
    const input = (keys: Uint8Array): void => this.input(keys);
    return [...typeLines(this.cluster.clock, this.terminal, lines, { maxUs: 600_000_000, ...options, input })];
  }

  /** Runs a script in a bash of its own on the learner's machine. It is not typed, so it is not in the log. */
  run(script: string, maxSeconds = 600): ScriptResult {
    return runScript(this.cluster, this.cluster.host, {
      argv: ["bash", "-c", script],
      env: HOST_ENVIRONMENT,
      cwd: HOME,
      maxSeconds,
    });
  }

  /** The same, with what each of the script's lines said. */
  runLines(script: string, maxSeconds = 600): { readonly lines: readonly RanLine[]; readonly exitCode: number } {
    return runLines(this.cluster, script, { env: HOST_ENVIRONMENT, cwd: HOME, maxSeconds });
  }
}

/** Of a terminal beside the first one. */
export function isTerminalNumber(number: unknown): number is number {
  return Number.isInteger(number) && (number as number) > FIRST_TERMINAL && (number as number) <= LIMITS.terminals;
}

/** `software`: what the cluster is made from, and what its machines can run. */
export function openSession(spec: SessionSpec, software: Software): Session {
  return new Session(spec, software);
}

/** The same session again, at the moment of its last key (or of `untilUs`). */
export function replaySession(log: InputLog, software: Software, untilUs?: number): Session {
  assert(log.version === 1, "an input log of another version", log.version);
  const session = new Session(log.spec, software);
  for (const entry of log.entries) {
    if (untilUs !== undefined && entry.atUs > untilUs) break;
    session.replay(entry);
  }
  if (untilUs !== undefined) session.runUntil(Math.max(untilUs, session.cluster.clock.nowUs));
  return session;
}
