/**
 * A learner at work: a cluster, a terminal on their own machine, and the log of what was typed when. Seed and log
 * are the whole state: reload, undo, share, submit and regrade are one `replaySession`.
 */

import { type Cluster, type ClusterSpec, createCluster } from "../sim/cluster.ts";
import { assert } from "../sim/core/assert.ts";
import type { RunResult } from "../sim/core/clock.ts";
import { decodeUtf8, encodeUtf8 } from "../sim/core/utf8.ts";
import type { Software } from "../sim/node/parts/software.ts";
import { HOME, HOST_ENVIRONMENT } from "./host-environment.ts";
import { type RanLine, runLines } from "./terminal/run-lines.ts";
import { runScript, type ScriptResult } from "./terminal/run-script.ts";
import { Terminal } from "./terminal/terminal.ts";
import { type TypedLine, type TypingOptions, typeLines } from "./terminal/type-lines.ts";

export interface SessionSpec extends ClusterSpec {
  /** Files to begin with; a relative path is in the home folder. */
  readonly files?: Readonly<Record<string, string>>;
}

export type InputEntry =
  | { readonly atUs: number; readonly keys: string }
  | { readonly atUs: number; readonly columns: number; readonly rows: number }
  /** From here on the terminal shows nothing of what is typed into it line by line (see Tty.echoMuted). */
  | { readonly atUs: number; readonly isMuted: true };

export interface InputLog {
  readonly version: 1;
  readonly spec: SessionSpec;
  readonly entries: readonly InputEntry[];
}

export class Session {
  readonly spec: SessionSpec;
  readonly cluster: Cluster;
  readonly terminal: Terminal;
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
    this.terminal = new Terminal(this.cluster.host, { argv: ["bash"], env: HOST_ENVIRONMENT, cwd: HOME });
  }

  /** Everything that was typed, and when. */
  get log(): InputLog {
    return { version: 1, spec: this.spec, entries: [...this.#entries] };
  }

  /** A program has the foreground, or the shell is at work. */
  get busy(): boolean {
    return !this.terminal.ended && !this.terminal.tty.isAwaited();
  }

  onOutput(listener: (bytes: Uint8Array) => void): () => void {
    return this.terminal.onOutput(listener);
  }

  /** Keys, pressed now. They are UTF-8: a terminal never sends half a character. */
  input(keys: Uint8Array): void {
    this.#betweenInstants(() => {
      this.#entries.push({ atUs: this.cluster.clock.nowUs, keys: decodeUtf8(keys) });
      this.terminal.input(keys);
    });
  }

  resize(columns: number, rows: number): void {
    this.#betweenInstants(() => {
      const { tty } = this.terminal;
      if (tty.columns === columns && tty.rows === rows) return;
      this.#entries.push({ atUs: this.cluster.clock.nowUs, columns, rows });
      tty.resize(columns, rows);
    });
  }

  /** Does what an entry of a log says, at its moment. */
  replay(entry: InputEntry): void {
    this.runUntil(Math.max(entry.atUs, this.cluster.clock.nowUs));
    if ("keys" in entry) this.input(encodeUtf8(entry.keys));
    else if ("columns" in entry) this.resize(entry.columns, entry.rows);
    else this.#mute();
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
