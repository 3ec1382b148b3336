/**
 * A PID namespace: the processes of one machine. A container's is within its node's: each process in it has a number in
 * both, and the first, 1, is its init. Models: pid_namespaces(7), kill(2).
 */
import { LIMITS } from "../core/limits.ts";
import type { Machine } from "./machine.ts";
import { OsError } from "./os-error.ts";
import type { Process } from "./process.ts";
import type { Signal } from "./signal.ts";

export class ProcessTable {
  /** The one around it. */
  readonly outer: ProcessTable | null;
  readonly #processes = new Map<number, Process>();
  /** What those in here are called in the one around it. */
  readonly #outerPids = new Map<Process, number>();
  #nextPid: number;

  constructor(firstPid: number, outer: ProcessTable | null = null) {
    this.#nextPid = firstPid;
    this.outer = outer;
  }

  takePid(): number {
    if (this.#processes.size >= LIMITS.processes) throw new OsError("EAGAIN");
    return this.#nextPid++;
  }

  started(process: Process): void {
    this.#processes.set(process.pid, process);
    if (this.outer !== null) this.#outerPids.set(process, this.outer.#nextPid++);
  }

  ended(process: Process): void {
    this.#processes.delete(process.pid);
    this.#outerPids.delete(process);
  }

  /** What a process in here is called in the namespace around this one. */
  outerPid(process: Process): number | undefined {
    return this.#outerPids.get(process);
  }

  /** Whether it is process 1, which gets no signal that it has no handler for. */
  isInit(process: Process): boolean {
    return this.outer !== null && process.pid === 1 && this.#processes.get(1) === process;
  }

  get(pid: number): Process | undefined {
    return this.#processes.get(pid);
  }

  /** All of them, oldest first. */
  all(): Process[] {
    return [...this.#processes.values()];
  }

  /** The oldest process of a group that still runs: as a rule the one that the group is called after. */
  leaderOf(pgid: number): Process | undefined {
    return this.#processes.get(pgid) ?? this.all().find((process) => process.pgid === pgid);
  }

  signalGroup(pgid: number, signal: Signal): boolean {
    const group = this.all().filter((process) => process.pgid === pgid);
    for (const process of group) process.signal(signal);
    return group.length > 0;
  }

  /** When process 1 of a container ends, so does everything else in it. */
  killAll(): void {
    for (const process of this.all()) process.signal("KILL", "outside");
  }

  /** Those of a container that shares the namespace with others. */
  killAllOf(machine: Machine): void {
    for (const process of this.all()) if (process.machine === machine) process.signal("KILL", "outside");
  }
}
