/**
 * The processes that somebody on a machine sees (`ps`, /proc): those of its own PID namespace, and whatever is plugged
 * in besides, such as the containers' and the services of a node. Models: pid_namespaces(7), proc_pid(5)
 */
import type { Clock } from "../core/clock.ts";
import type { NetNamespace } from "../net/namespace.ts";
import { type Machine, Plug } from "./machine.ts";
import { OsError } from "./os-error.ts";
import type { Process } from "./process.ts";
import type { Signal } from "./signal.ts";
import type { Tty } from "./tty.ts";

export interface SeenProcess {
  /** As the one who looks counts. */
  readonly pid: number;
  readonly ppid: number;
  readonly pgid: number;
  readonly name: string;
  readonly argv: readonly string[];
  readonly startedUs: number;
  readonly cpuUs: number;
  readonly tty: Tty | null;
  readonly isStopped: boolean;
  /** Null for what runs without being played: a node's services, a sandbox's pause. */
  readonly process: Process | null;
  readonly network: NetNamespace;
  /** Whose files it sees; null for a sandbox, which has none to show. */
  readonly machine: Machine | null;
  /** What it does when it is sent a signal. Throws OsError. */
  signal(signal: Signal): void;
}

export const PROCESS_VIEW = new Plug<() => readonly SeenProcess[]>("process-view");

/** In the order of their numbers. */
export function seenProcesses(machine: Machine): readonly SeenProcess[] {
  return machine.plugged(PROCESS_VIEW)?.() ?? machine.processes.all().map((process) => seenAs(process, process));
}

/** A process under the numbers that it has for the one who looks. */
export function seenAs(
  process: Process,
  { pid, ppid, from }: { readonly pid: number; readonly ppid: number; readonly from?: "outside" },
): SeenProcess {
  const { name, argv, startedUs, cpuUs, tty, machine } = process;
  const pgid = process.pgid === process.pid ? pid : process.pgid;
  return {
    pid,
    ppid,
    pgid,
    name,
    argv,
    startedUs,
    cpuUs,
    tty,
    isStopped: process.state === "stopped",
    process,
    network: machine.network,
    machine,
    signal: (signal) => process.signal(signal, from),
  };
}

type Unplayed = Pick<SeenProcess, "pid" | "ppid" | "argv" | "startedUs" | "network" | "machine"> & {
  readonly name?: string;
};

/** Something that runs as far as anybody can see: it cannot be ended, and what it does costs no steps. */
export function unplayed({ nowUs }: Clock, given: Unplayed): SeenProcess {
  const [first = ""] = given.argv;
  return {
    name: given.name ?? first.split(/[ :]/, 1)[0]?.split("/").at(-1) ?? first,
    ...given,
    pgid: given.pid,
    // A plausible share of the time that it has been there.
    cpuUs: given.ppid <= 1 ? Math.floor((nowUs - given.startedUs) / 50) : 0,
    tty: null,
    isStopped: false,
    process: null,
    signal: () => {
      throw new OsError("EPERM");
    },
  };
}
