/** A small real machine for tests of the shell and of the tools: files, a namespace, every command, no Kubernetes. */
import { Clock } from "../../sim/core/clock.ts";
import { Prng } from "../../sim/core/prng.ts";
import { epochMsOf } from "../../sim/core/time.ts";
import { Trace } from "../../sim/core/trace.ts";
import { concatBytes, decodeUtf8, encodeUtf8 } from "../../sim/core/utf8.ts";
import type { NetEvent } from "../../sim/net/events.ts";
import { Network } from "../../sim/net/network.ts";
import { Machine, type ProgramTable } from "../../sim/os/machine.ts";
import { openBytes, openNull } from "../../sim/os/null-device.ts";
import { mountKernelFiles } from "../../sim/os/proc/kernel-files.ts";
import type { Process, Program } from "../../sim/os/process.ts";
import { type DeviceName, DeviceNode, DirectoryNode, FileNode } from "../../sim/os/vfs/node.ts";
import { OpenFile } from "../../sim/os/vfs/open-file.ts";
import { Vfs } from "../../sim/os/vfs/vfs.ts";
import { COMMANDS } from "../commands/index.ts";
import { Terminal } from "../terminal/terminal.ts";
import { type TypedLine, typeLines } from "../terminal/type-lines.ts";

export interface MachineSpec {
  /** Path to content; directories above are made. */
  readonly files?: Readonly<Record<string, string>>;
  /** Programs beside COMMANDS, which `/bin` gets too. */
  readonly programs?: ProgramTable;
  readonly seed?: string;
}

export interface Finished {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface RunSpec {
  readonly argv: readonly string[];
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Virtual seconds after which it is killed. */
  readonly maxSeconds?: number;
}

export const HOME = "/home/learner";

const ENVIRONMENT = { HOME, USER: "learner", PATH: "/usr/local/bin:/usr/bin:/bin", LANG: "C.UTF-8", TERM: "xterm" };
const DEVICES: readonly DeviceName[] = ["null", "zero", "tty", "stdin", "stdout", "stderr", "urandom"];

export const given = {
  machine({ files = {}, programs = new Map(), seed = "test" }: MachineSpec = {}): Machine {
    const clock = new Clock(epochMsOf(2026, 1, 1));
    const prng = new Prng(seed);
    const network = new Network({ clock, prng, trace: new Trace<NetEvent>(clock) });
    const fs = new Vfs(new DirectoryNode(), () => clock.nowMs);
    for (const device of DEVICES) fs.mount(`/dev/${device}`, new DeviceNode(device));
    for (const directory of ["/tmp", "/etc", "/usr/bin", HOME]) fs.makeDirectory(directory, "/", { parents: true });
    const all: ProgramTable = new Map([...COMMANDS, ...programs]);
    for (const id of all.keys()) fs.mount(`/bin/${id}`, new FileNode({ program: id }));
    if (all.has("dash")) fs.mount("/bin/sh", new FileNode({ program: "dash" }));
    for (const [path, text] of Object.entries(files)) {
      const at = path.startsWith("/") ? path : `${HOME}/${path}`;
      fs.makeDirectory(at.slice(0, at.lastIndexOf("/")) || "/", "/", { parents: true });
      fs.writeFile(at, text);
    }
    const name = "testbox";
    const namespace = network.createNamespace({ name });
    const machine = new Machine({
      name,
      hostname: name,
      clock,
      prng,
      fs,
      programs: all,
      network: namespace,
    });
    mountKernelFiles(machine, { isWritable: true });
    return machine;
  },
};

/** Runs a command line in our bash, without a terminal. */
export function run(machine: Machine, script: string, options: Partial<RunSpec> = {}): Finished {
  return runProgram(machine, machine.executable("/bin/bash", { cwd: "/" }).program, {
    argv: ["bash", "-c", script],
    ...options,
  });
}

/** Runs any program to its end, or for as long as it may take. */
export function runProgram(machine: Machine, program: Program, spec: RunSpec): Finished {
  const [stdout, stderr] = [collector(), collector()];
  const { stdin } = spec;
  const input =
    stdin === undefined ? openNull() : openBytes(typeof stdin === "string" ? encodeUtf8(stdin) : stdin.slice());
  const process = machine.start(program, {
    argv: spec.argv,
    env: new Map(Object.entries({ ...ENVIRONMENT, ...spec.env })),
    cwd: spec.cwd ?? HOME,
    fds: new Map([
      [0, new OpenFile(input)],
      [1, stdout.file],
      [2, stderr.file],
    ]),
    tty: null,
    pgid: "new",
  });
  finish(machine, process, spec.maxSeconds ?? 600);
  return { stdout: stdout.text(), stderr: stderr.text(), exitCode: process.exit?.code ?? 137 };
}

function finish(machine: Machine, process: Process, maxSeconds: number): void {
  const { clock } = machine;
  const deadlineUs = clock.nowUs + maxSeconds * 1_000_000;
  while (process.exit === null) {
    const nextUs = clock.nextAtUs();
    if (nextUs === undefined || nextUs > deadlineUs) break;
    clock.runNext();
  }
  if (process.exit !== null) return;
  machine.processes.signalGroup(process.pgid, "KILL");
  clock.runUntil(clock.nowUs);
}

function collector(): { file: OpenFile; text(): string } {
  const parts: Uint8Array[] = [];
  const tryWrite = (data: Uint8Array): number => {
    parts.push(data.slice());
    return data.length;
  };
  return { file: new OpenFile({ ...openNull(), tryWrite }), text: () => decodeUtf8(concatBytes(parts)) };
}

/** Types lines at a terminal with our bash in it; what each brought to the screen, and `$?` when the prompt is back. */
export function type(
  machine: Machine,
  lines: readonly string[],
  env: Readonly<Record<string, string>> = {},
): TypedLine[] {
  const terminal = openTerminal(machine, env);
  return [...typeLines(machine.clock, terminal, lines, { maxUs: 600_000_000 })];
}

/** A terminal on the machine; `shell` is the path of the shell in it. */
export function openTerminal(machine: Machine, env: Readonly<Record<string, string>> = {}, shell = "bash"): Terminal {
  const all = new Map(Object.entries({ ...ENVIRONMENT, PS1: "$ ", ...env }));
  return new Terminal(machine, { argv: [shell], env: all, cwd: HOME });
}
