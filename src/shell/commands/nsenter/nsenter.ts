/**
 * Runs a program in the namespaces of another process: a container's network with this machine's tools.
 *
 * Models: util-linux 2.38 nsenter(1)
 * SIMPLIFIED: user, UTS, IPC, cgroup and time namespaces change nothing here.
 */
import type { Run } from "../../../sim/core/wait.ts";
import type { NetNamespace } from "../../../sim/net/namespace.ts";
import type { Machine } from "../../../sim/os/machine.ts";
import type { Process } from "../../../sim/os/process.ts";
import { type SeenProcess, seenProcesses } from "../../../sim/os/process-view.ts";
import { Failure } from "../failure.ts";
import { namespacesOf } from "../namespaces.ts";
import { parseOptions } from "../options.ts";
import { machineIn, runOn } from "../run-in-namespace.ts";

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
  return yield* runOn(process, viewOf(process, { target, network, entersMount, entersNetwork }), command, {
    unable: (name, { code, message }) =>
      new Failure(`nsenter: failed to execute ${name}: ${message}\n`, code === "ENOENT" ? 127 : 255),
  });
}

interface View {
  readonly target: SeenProcess | null;
  readonly network: NetNamespace | undefined;
  readonly entersMount: boolean;
  readonly entersNetwork: boolean;
}

function viewOf({ machine }: Process, { target, network, entersMount, entersNetwork }: View): Machine {
  const base = (entersMount ? target?.machine : null) ?? machine;
  const inside = entersNetwork && network !== undefined ? network : machine.network;
  return base.network === inside ? base : machineIn(base, inside);
}

function targetOf({ machine }: Process, text: string): SeenProcess {
  const pid = Number(text);
  if (!/^\d+$/.test(text)) throw new Failure(`nsenter: failed to parse pid: '${text}': Invalid argument\n`, 1);
  const target = seenProcesses(machine).find((one) => one.pid === pid);
  if (target !== undefined) return target;
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
