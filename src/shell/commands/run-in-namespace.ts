/** Runs a program of this machine in another network namespace: same files, same processes, another network. */
import type { Run } from "../../sim/core/wait.ts";
import type { NetNamespace } from "../../sim/net/namespace.ts";
import { Machine } from "../../sim/os/machine.ts";
import { OsError } from "../../sim/os/os-error.ts";
import type { Process } from "../../sim/os/process.ts";
import { Failure } from "./failure.ts";

/** A view of a machine from inside a namespace (setns(2)). */
export function machineIn(machine: Machine, network: NetNamespace): Machine {
  const { name, hostname, clock, prng, fs, programs, processes, accounting } = machine;
  return new Machine({ name, hostname, clock, prng, fs, programs, processes, network, accounting });
}

export function* runIn(process: Process, network: NetNamespace, words: readonly string[]): Run<number> {
  return yield* runOn(process, machineIn(process.machine, network), words);
}

export function* runOn(process: Process, machine: Machine, words: readonly string[]): Run<number> {
  const [name = ""] = words;
  const cwd = machine.fs.exists(process.cwd) ? process.cwd : "/";
  let program: ReturnType<Machine["executable"]>["program"];
  try {
    ({ program } = machine.executable(name, { cwd, path: process.env.get("PATH") }));
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    const how = process.name === "nsenter" ? `nsenter: failed to execute ${name}` : `exec of "${name}" failed`;
    throw new Failure(`${how}: ${error.message}\n`, error.code === "ENOENT" && process.name === "nsenter" ? 127 : 255);
  }
  const child = yield* process.spawn(program, { argv: words, machine, cwd });
  try {
    return (yield* process.wait(child)).code;
  } finally {
    if (child.exit === null) child.signal("TERM");
  }
}
