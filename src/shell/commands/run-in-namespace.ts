/** Runs a program of this machine in another network namespace: same files, same processes, another network. */
import type { Run } from "../../sim/core/wait.ts";
import type { NetNamespace } from "../../sim/net/namespace.ts";
import type { Machine } from "../../sim/os/machine.ts";
import { OsError } from "../../sim/os/os-error.ts";
import type { Process } from "../../sim/os/process.ts";
import { Failure } from "./failure.ts";

/** A view of a machine from inside a namespace (setns(2)). */
export function machineIn(machine: Machine, network: NetNamespace): Machine {
  return machine.view({ network });
}

export function* runIn(process: Process, network: NetNamespace, words: readonly string[]): Run<number> {
  return yield* runOn(process, machineIn(process.machine, network), words);
}

/** The words and the exit code when a program cannot be run. */
export type Unable = (name: string, error: OsError) => Failure;

const byIp: Unable = (name, { message }) => new Failure(`exec of "${name}" failed: ${message}\n`, 255);

export function* runOn(
  process: Process,
  machine: Machine,
  words: readonly string[],
  { cwd = machine.fs.exists(process.cwd) ? process.cwd : "/", unable = byIp }: { cwd?: string; unable?: Unable } = {},
): Run<number> {
  const [name = ""] = words;
  let program: ReturnType<Machine["executable"]>["program"];
  try {
    ({ program } = machine.executable(name, { cwd, path: process.env.get("PATH") }));
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    throw unable(name, error);
  }
  const child = yield* process.spawn(program, { argv: words, machine, cwd });
  try {
    return (yield* process.wait(child)).code;
  } finally {
    if (child.exit === null) child.signal("TERM");
  }
}
