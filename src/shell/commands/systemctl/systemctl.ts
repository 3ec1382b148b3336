/**
 * The services of a node, as far as they are there: the kubelet, which can be stopped and started, containerd and sshd.
 *
 * Models: systemd 252 systemctl(1), src/systemctl/systemctl-show.c
 * SIMPLIFIED: services are not enabled, masked or edited; memory and CPU in a status are of the right size, not measured.
 */
import type { Run } from "../../../sim/core/wait.ts";
import { NODE_RUNTIME, type NodeRuntime } from "../../../sim/node/runtime-plug.ts";
import type { NodeService } from "../../../sim/node/services.ts";
import type { Process } from "../../../sim/os/process.ts";
import { formatTime } from "../date/format-time.ts";
import { Failure } from "../failure.ts";
import { journalOf } from "../journalctl/journal.ts";

type Unit = NodeService;

const REFUSED =
  "enable disable mask unmask edit daemon-reload reload kill set-property isolate cat show poweroff reboot reset-failed list-timers list-sockets".split(
    " ",
  );

export function* systemctl(process: Process): Run<number> {
  const words = process.argv.slice(1).filter((word) => !/^(--no-pager|-l|--full|-q|--quiet|--now|--plain)$/.test(word));
  const isQuiet = process.argv.some((word) => word === "-q" || word === "--quiet");
  const [command = "list-units", ...names] = words;
  const runtime = process.machine.plugged(NODE_RUNTIME);
  if (runtime === undefined)
    throw new Failure(
      "System has not been booted with systemd as init system (PID 1). Can't operate.\nFailed to connect to bus: Host is down\n",
      1,
    );
  switch (command) {
    case "status":
      return yield* status(process, runtime, names);
    case "start":
    case "stop":
    case "restart":
    case "try-restart":
      return change(runtime, command, names);
    case "is-active":
    case "is-enabled":
    case "is-failed":
      return yield* ask(process, runtime, { command, names, isQuiet });
    case "list-units":
    case "list-unit-files":
      yield* process.print(list(runtime));
      return 0;
    case "daemon-reload":
      return 0;
    default:
      if (REFUSED.includes(command)) throw new Failure(`systemctl: ${command} is not simulated here\n`, 1);
      throw new Failure(`Unknown command verb ${command}.\n`, 1);
  }
}

function unitOf({ services }: NodeRuntime, name: string): Unit | undefined {
  const bare = name.replace(/\.service$/, "").replace(/^sshd$/, "ssh");
  return services.find((unit) => unit.name === bare);
}

function isActive(runtime: NodeRuntime, { name }: Unit): boolean {
  return name !== "kubelet" || runtime.isKubeletRunning;
}

function* status(process: Process, runtime: NodeRuntime, names: readonly string[]): Run<number> {
  if (names.length === 0) throw new Failure("systemctl: status of the whole system is not simulated here\n", 1);
  let exitCode = 0;
  for (const name of names) {
    const unit = unitOf(runtime, name);
    if (unit === undefined) {
      yield* process.printError(`Unit ${name.includes(".") ? name : `${name}.service`} could not be found.\n`);
      exitCode = 4;
      continue;
    }
    yield* process.print(statusText(process, runtime, unit));
    if (!isActive(runtime, unit)) exitCode = 3;
  }
  return exitCode;
}

function statusText(process: Process, runtime: NodeRuntime, unit: Unit): string {
  const active = isActive(runtime, unit);
  const sinceUs = unit.name === "kubelet" ? (runtime.kubeletNotes.at(-1)?.atUs ?? 0) : 0;
  const epochUs = process.machine.clock.epochMs * 1000;
  const since = formatTime("%a %Y-%m-%d %H:%M:%S UTC", epochUs + sinceUs);
  const pid = pidOf(runtime, unit);
  const lines = [
    `${active ? "●" : "○"} ${unit.name}.service - ${unit.description}`,
    `     Loaded: loaded (/lib/systemd/system/${unit.name}.service; enabled; preset: enabled)`,
    ...(unit.dropIn === null
      ? []
      : [`    Drop-In: /usr/lib/systemd/system/${unit.name}.service.d`, `             └─${unit.dropIn}`]),
    `     Active: ${active ? "active (running)" : "inactive (dead)"} since ${since}; ${relative(process.nowUs - sinceUs)} ago`,
    ...(active ? [] : [`   Duration: ${relative(sinceUs - (runtime.kubeletNotes.at(-2)?.atUs ?? 0))}`]),
    `       Docs: ${unit.docs}`,
  ];
  const program = unit.command.split(/[ :]/)[0]?.split("/").at(-1) ?? unit.name;
  if (active)
    lines.push(
      `   Main PID: ${pid} (${program})`,
      "      Tasks: 12 (limit: 9486)",
      "     Memory: 42.6M",
      `        CPU: ${((process.nowUs - sinceUs) / 50_000_000).toFixed(3)}s`,
      `     CGroup: /system.slice/${unit.name}.service`,
      `             └─${pid} ${unit.command.startsWith("sshd") ? `"${unit.command}"` : unit.command}`,
    );
  else
    lines.push(
      `    Process: ${pid} ExecStart=${unit.command} (code=exited, status=0/SUCCESS)`,
      `   Main PID: ${pid} (code=exited, status=0/SUCCESS)`,
      "        CPU: 2.410s",
    );
  const log = unit.name === "kubelet" ? journalOf(process.machine, runtime).slice(-10) : [];
  return `${lines.join("\n")}\n${log.length === 0 ? "" : `\n${log.map(({ text }) => `${text}\n`).join("")}`}`;
}

function pidOf(runtime: NodeRuntime, { name, pid }: Unit): number {
  return name === "kubelet" ? runtime.kubeletPid : pid;
}

/** `5min ago` without the `ago`. Models: systemd src/basic/time-util.c format_timestamp_relative() */
function relative(us: number): string {
  const seconds = Math.floor(us / 1_000_000);
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600), Math.floor(seconds / 60)];
  if (days >= 2) return `${days} days`;
  if (hours >= 24) return `1 day ${hours - 24}h`;
  if (hours >= 5) return `${hours}h`;
  if (minutes >= 60) return `${hours}h ${minutes % 60}min`;
  if (minutes >= 5) return `${minutes}min`;
  if (seconds >= 60) return `${minutes}min ${seconds % 60}s`;
  return seconds >= 1 ? `${seconds}s` : `${Math.floor(us / 1000)}ms`;
}

function change(runtime: NodeRuntime, command: string, names: readonly string[]): number {
  if (names.length === 0) throw new Failure("Too few arguments.\n", 1);
  for (const name of names) {
    const unit = unitOf(runtime, name);
    if (unit === undefined) {
      const full = name.includes(".") ? name : `${name}.service`;
      throw new Failure(
        `Failed to ${command} ${full}: Unit ${full} not ${command === "stop" ? "loaded" : "found"}.\n`,
        5,
      );
    }
    if (unit.name !== "kubelet") {
      if (command === "start") continue;
      throw new Failure(`systemctl: ${command} of ${unit.name}.service is not simulated here\n`, 1);
    }
    if (command !== "start") runtime.stopKubelet();
    if (command !== "stop") runtime.startKubelet();
  }
  return 0;
}

function* ask(
  process: Process,
  runtime: NodeRuntime,
  { command, names, isQuiet }: { command: string; names: readonly string[]; isQuiet: boolean },
): Run<number> {
  let exitCode = command === "is-failed" ? 1 : 0;
  for (const name of names) {
    const unit = unitOf(runtime, name);
    const active = unit !== undefined && isActive(runtime, unit);
    if (command === "is-enabled") {
      if (unit === undefined) {
        yield* process.printError(
          `Failed to get unit file state for ${name.includes(".") ? name : `${name}.service`}: No such file or directory\n`,
        );
        exitCode = 1;
      } else if (!isQuiet) yield* process.print("enabled\n");
      continue;
    }
    if (!isQuiet) yield* process.print(active ? "active\n" : "inactive\n");
    if (!active && command === "is-active") exitCode = unit === undefined ? 4 : 3;
  }
  return exitCode;
}

function list(runtime: NodeRuntime): string {
  const rows = runtime.services.filter((unit) => isActive(runtime, unit));
  const width = Math.max(...rows.map(({ name }) => name.length + ".service".length));
  const head = `  ${"UNIT".padEnd(width)} LOAD   ACTIVE SUB     DESCRIPTION\n`;
  const body = rows
    .map(({ name, description }) => `  ${`${name}.service`.padEnd(width)} loaded active running ${description}\n`)
    .join("");
  return `${head}${body}\nLOAD   = Reflects whether the unit definition was properly loaded.\nACTIVE = The high-level unit activation state, i.e. generalization of SUB.\nSUB    = The low-level unit activation state, values depend on unit type.\n${rows.length} loaded units listed. Pass --all to see loaded but inactive units, too.\nTo show all installed unit files use 'systemctl list-unit-files'.\n`;
}
