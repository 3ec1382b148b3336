/**
 * The processes of one machine (a container has its own, beginning at 1). Models: pid_namespaces(7), kill(2).
 * SIMPLIFIED: a container's processes are not also in its node's table.
 */
import { LIMITS } from "../core/limits.ts";
import { OsError } from "./os-error.ts";
import type { Process } from "./process.ts";
import type { Signal } from "./signal.ts";

export class ProcessTable {
  readonly #processes = new Map<number, Process>();
  #nextPid: number;

  constructor(firstPid: number) {
    this.#nextPid = firstPid;
  }

  takePid(): number {
    if (this.#processes.size >= LIMITS.processes) throw new OsError("EAGAIN");
    return this.#nextPid++;
  }

  started(process: Process): void {
    this.#processes.set(process.pid, process);
  }

  ended(process: Process): void {
    this.#processes.delete(process.pid);
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
    for (const process of this.all()) process.signal("KILL");
  }
}
