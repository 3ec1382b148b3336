/**
 * Runs a program in the namespaces of another process: a container's network with this machine's tools.
 *
 * Models: util-linux 2.38 nsenter(1)
 * SIMPLIFIED: targets are the processes of containers, and process 1; user, UTS, IPC, cgroup and time namespaces change nothing here.
 */
import type { Run } from "../../../sim/core/wait.ts";
import type { NetNamespace } from "../../../sim/net/namespace.ts";
import { NODE_RUNTIME } from "../../../sim/node/runtime-plug.ts";
import type { Machine } from "../../../sim/os/machine.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { namespacesOf } from "../namespaces.ts";
import { parseOptions } from "../options.ts";
import { machineIn, runOn } from "../run-in-namespace.ts";

interface Target {
  readonly network: NetNamespace;
  /** The container's own files and processes; null for a sandbox and for this machine. */
  readonly container: Machine | null;
}

export function* nsenter(process: Process): Run<number> {
  const options = parseOptions(process, {
    short: "at:m::u::i::n::p::C::U::T::r::w::FZ",
    long: {
      all: "a",
      "target=": "t",
      "mount?": "m",
      "uts?": "u",
      "ipc?": "i",
      "net?": "n",
      "pid?": "p",
      "cgroup?": "C",
      "user?": "U",
      "time?": "T",
      "no-fork": "F",
      "preserve-credentials": "P",
    },
    refused: { short: "GSW", long: ["setuid", "setgid", "root", "wd", "wdns", "env"] },
    stopsAtOperand: true,
    hint: "Try 'nsenter --help' for more information.\n",
  });
  const all = options.has("a");
  const file = options.value("n");
  const pid = options.value("t");
  const needsTarget = all || ["m", "u", "i", "p", "C"].some((key) => options.value(key) === "") || file === "";
  if (needsTarget && pid === undefined)
    throw new Failure("nsenter: no target PID specified for --all\n".replace("--all", all ? "--all" : "namespace"), 1);
  const target = pid === undefined ? null : targetOf(process, pid);
  const command = options.operands.length > 0 ? options.operands : [process.env.get("SHELL") ?? "/bin/sh"];
  const entersMount = all || options.has("m");
  const entersNetwork = all || options.has("n");
  const network = file !== undefined && file !== "" ? networkAt(process, file) : target?.network;
  return yield* runOn(process, viewOf(process, { target, network, entersMount, entersNetwork }), command);
}

interface View {
  readonly target: Target | null;
  readonly network: NetNamespace | undefined;
  readonly entersMount: boolean;
  readonly entersNetwork: boolean;
}

function viewOf({ machine }: Process, { target, network, entersMount, entersNetwork }: View): Machine {
  const base = entersMount && target?.container != null ? target.container : machine;
  if (entersNetwork && network !== undefined) return base.network === network ? base : machineIn(base, network);
  return base === machine ? machine : machineIn(base, machine.network);
}

function targetOf(process: Process, text: string): Target {
  const pid = Number(text);
  if (!/^\d+$/.test(text)) throw new Failure(`nsenter: failed to parse pid: '${text}': Invalid argument\n`, 1);
  const runtime = process.machine.plugged(NODE_RUNTIME);
  const container = runtime?.containers().find((one) => one.pid === pid && one.isRunning);
  if (container !== undefined) return { network: container.sandbox.namespace, container: container.run.machine };
  const sandbox = runtime?.sandboxes().find((one) => one.pid === pid);
  if (sandbox !== undefined) return { network: sandbox.namespace, container: null };
  if (pid === 1 || pid === runtime?.kubeletPid || process.machine.processes.get(pid) !== undefined)
    return { network: process.machine.network, container: null };
  throw new Failure(`nsenter: cannot open /proc/${pid}/ns/net: No such file or directory\n`, 1);
}

/** `--net=/var/run/netns/NAME`, `--net=/proc/PID/ns/net`. */
function networkAt(process: Process, file: string): NetNamespace {
  const byPid = /^\/proc\/(\d+)\/ns\/net$/.exec(file);
  if (byPid !== null) return targetOf(process, byPid[1] as string).network;
  const name = /^\/(?:var\/)?run\/netns\/([^/]+)$/.exec(file)?.[1];
  const found = namespacesOf(process.machine).find((one) => one.name === name);
  if (found === undefined) throw new Failure(`nsenter: cannot open ${file}: No such file or directory\n`, 1);
  return found.network;
}
