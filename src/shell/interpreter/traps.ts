/**
 * `trap`: commands that wait for signals and for the shell's own events. A signal only marks its trap; the commands
 * run between two commands of the shell, as bash does it.
 *
 * Models: bash trap.c
 */
import { WaitQueue } from "../../sim/core/wait.ts";
import type { Process } from "../../sim/os/process.ts";
import { SIGNALS, type Signal } from "../../sim/os/signal.ts";

export type TrapName = Signal | "EXIT" | "ERR" | "DEBUG" | "RETURN";

export class Traps {
  readonly #process: Process;
  readonly #commands: Map<TrapName, string>;
  /** Inherited by a subshell for `trap` to print, but not in force there. */
  readonly #inherited: Map<TrapName, string>;
  #pending: Signal[] = [];
  /** Woken when a trapped signal arrives. */
  readonly arrived = new WaitQueue();
  running = false;
  /** How often RETURN has been set: a function that sets it is the one that it runs for. */
  returnsSet = 0;

  constructor(process: Process, commands = new Map<TrapName, string>(), inherited = new Map<TrapName, string>()) {
    this.#process = process;
    this.#commands = commands;
    this.#inherited = inherited;
  }

  /** Ignored signals stay ignored in a subshell, and so do the traps that `set -E` and `set -T` hand down; others are reset. */
  copy(process: Process, handedDown: ReadonlySet<TrapName>): Traps {
    const kept = [...this.#commands].filter(([name, command]) => command === "" || handedDown.has(name));
    return new Traps(process, new Map(kept), new Map([...this.#inherited, ...this.#commands]));
  }

  get(name: TrapName): string | undefined {
    return this.#commands.get(name);
  }

  has(name: TrapName): boolean {
    return this.#commands.has(name);
  }

  set(name: TrapName, command: string): void {
    this.#inherited.clear();
    this.#commands.set(name, command);
    if (name === "RETURN") this.returnsSet++;
    if (!isSignal(name)) return;
    if (command === "") this.#process.on(name, "ignore");
    else
      this.#process.on(name, () => {
        this.#pending.push(name);
        this.arrived.wake();
      });
  }

  /** `restore` is what the shell itself does with the signal. */
  reset(name: TrapName, restore: (signal: Signal) => void): void {
    this.#inherited.clear();
    this.#commands.delete(name);
    if (isSignal(name)) restore(name);
  }

  get hasPending(): boolean {
    return this.#pending.length > 0;
  }

  takePending(): Signal[] {
    const pending = this.#pending;
    this.#pending = [];
    return pending;
  }

  /** In the order of their numbers, EXIT first and the shell's own last. */
  list(): readonly (readonly [TrapName, string])[] {
    const commands = this.#commands.size > 0 ? this.#commands : this.#inherited;
    return [...commands].sort(([a], [b]) => rank(a) - rank(b));
  }
}

function isSignal(name: TrapName): name is Signal {
  return Object.hasOwn(SIGNALS, name);
}

function rank(name: TrapName): number {
  if (isSignal(name)) return SIGNALS[name];
  return name === "EXIT" ? 0 : 100 + ["DEBUG", "ERR", "RETURN"].indexOf(name);
}
