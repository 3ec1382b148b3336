/**
 * All that runs on a node, under the numbers that the node has for it: its services, the runtime's shims and pauses, and
 * every process of every container.
 *
 * Models: pid_namespaces(7), containerd's runtime/v2 shim, systemd's services
 * SIMPLIFIED: kernel threads are not listed; of the services only the kubelet can be ended, and systemd starts it again.
 */
import type { Process } from "../os/process.ts";
import type { ProcessTable } from "../os/process-table.ts";
import { type SeenProcess, seenAs, unplayed } from "../os/process-view.ts";
import type { NodeRuntime } from "./runtime-plug.ts";
import { NODE_SERVICES } from "./services.ts";

const SHIM = "/usr/bin/containerd-shim-runc-v2";
const SSHD = NODE_SERVICES.find(({ name }) => name === "ssh")?.pid ?? 1;

/** In the order of their numbers. */
export function hostProcesses(runtime: NodeRuntime): readonly SeenProcess[] {
  const { machine } = runtime;
  const shims = new Map<Process["machine"], number>();
  const seen: SeenProcess[] = services(runtime);
  const tables = new Set<ProcessTable>([machine.processes]);
  for (const { id, worker, namespace } of runtime.sandboxes()) {
    if (worker.sandbox === null) continue;
    const { pids } = worker.sandbox;
    const still = { startedUs: worker.sandbox.createdUs, machine: null };
    const address = "/run/containerd/containerd.sock";
    const shim = [SHIM, "-namespace", "k8s.io", "-id", id, "-address", address];
    seen.push(
      unplayed(machine.clock, { ...still, pid: pids.shim, ppid: 1, argv: shim, network: machine.network }),
      unplayed(machine.clock, { ...still, pid: pids.pause, ppid: pids.shim, argv: ["/pause"], network: namespace }),
    );
    for (const { run } of worker.containerWorkers) {
      if (run === null) continue;
      shims.set(run.machine, pids.shim);
      const { processes: table } = run.machine;
      if (tables.has(table)) continue;
      tables.add(table);
      for (const process of table.all()) {
        const parent = table.get(process.ppid);
        const ppid = (parent && table.outerPid(parent)) ?? pids.shim;
        seen.push(seenAs(process, { pid: table.outerPid(process) ?? 0, ppid, from: "outside" }));
      }
    }
  }
  for (const process of machine.processes.all()) {
    const ppid = process.ppid === 0 ? (shims.get(process.machine) ?? SSHD) : process.ppid;
    seen.push(seenAs(process, { pid: process.pid, ppid }));
  }
  return seen.sort((a, b) => a.pid - b.pid);
}

function services(runtime: NodeRuntime): SeenProcess[] {
  const { machine } = runtime;
  const place = { network: machine.network, machine };
  const others = NODE_SERVICES.filter(({ name }) => name !== "kubelet").map(({ pid, command }) =>
    unplayed(machine.clock, { ...place, pid, ppid: 1, argv: argvOf(command), startedUs: 0 }),
  );
  const init = unplayed(machine.clock, {
    ...place,
    pid: 1,
    ppid: 0,
    argv: ["/sbin/init"],
    startedUs: 0,
    name: "systemd",
  });
  if (!runtime.isKubeletRunning) return [init, ...others];
  const command = NODE_SERVICES.find(({ name }) => name === "kubelet")?.command ?? "";
  const startedUs = runtime.kubeletNotes.at(-1)?.atUs ?? 0;
  const kubelet = {
    ...unplayed(machine.clock, { ...place, pid: runtime.kubeletPid, ppid: 1, argv: argvOf(command), startedUs }),
    signal: (signal: string) => {
      if (signal !== "CONT") runtime.endKubelet();
    },
  };
  return [init, ...others, kubelet];
}

/** A title that a program has given itself is one word. */
function argvOf(command: string): string[] {
  return command.startsWith("/") ? command.split(" ") : [command];
}
