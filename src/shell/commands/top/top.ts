/** The processes, again and again. Models: procps-ng top 4.0, busybox procps/top.c. SIMPLIFIED: sorted by CPU time, no columns of one's own, no killing from inside. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { seenProcesses } from "../../../sim/os/process-view.ts";
import { formatTime } from "../date/format-time.ts";
import { fail } from "../failure.ts";
import type { Flavour } from "../flavour.ts";
import { isTerminal } from "../kubectl/terminal.ts";
import { parseOptions } from "../options.ts";
import { userSeen } from "../who/who-am-i.ts";

const TOTAL_MI = 7940.1;
const USED_MI = 1373.3;
const CACHE_MI = 2843.2;

export function* top(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, { short: "bn:d:p:u:o:cHis", hint: flavour.hint(process) });
  const isBatch = options.has("b") || !isTerminal(process, 1);
  if (!options.has("b") && !isTerminal(process, 1)) return fail(process, "failed tty get");
  const times = options.has("n") ? Number(options.value("n")) : Number.POSITIVE_INFINITY;
  const delayUs = Math.max(0.1, Number(options.value("d") ?? 3)) * 1_000_000;
  const { tty } = process;
  const before = !isBatch && tty !== null ? tty.makeRaw() : null;
  try {
    for (let i = 0; i < times; i++) {
      const rows = isBatch ? Number.POSITIVE_INFINITY : (tty?.rows ?? 24);
      const lines = screenOf(process, flavour).slice(0, rows);
      yield* process.print(
        isBatch ? `${i > 0 ? "\n" : ""}${lines.join("\n")}\n` : `\u001b[H\u001b[J${lines.join("\r\n")}`,
      );
      if (i + 1 >= times) break;
      if (isBatch) yield* process.sleep(delayUs);
      else if (yield* quits(process, process.nowUs + delayUs)) break;
    }
  } finally {
    if (before !== null && tty !== null) tty.restore(before);
  }
  if (!isBatch) yield* process.print("\n");
  return 0;
}

/** Waits, and hears a q. */
function* quits(process: Process, untilUs: number): Run<boolean> {
  const input = process.file(0);
  while (process.nowUs < untilUs) {
    const got = input.tryRead(64);
    if (got === "eof") return true;
    if (got !== "would-block") {
      if (got.includes(113) || got.includes(3)) return true;
      continue;
    }
    yield { on: [input.stream.readable], untilUs };
  }
  return false;
}

function screenOf(process: Process, flavour: Flavour): string[] {
  const all = [...seenProcesses(process.machine)].sort((a, b) => b.cpuUs - a.cpuUs || a.pid - b.pid);
  const running = all.filter((one) => one.process === process || one.process?.waitingFor === null).length;
  if (flavour.name === "busybox")
    return [
      "Mem: 5219240K used, 2911440K free, 3412K shrd, 120000K buff, 2791480K cached",
      "CPU:   0% usr   0% sys   0% nic 100% idle   0% io   0% irq   0% sirq",
      `Load average: 0.00 0.00 0.00 ${running}/${all.length} ${process.pid}`,
      "  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND",
      ...all.map(
        (one) =>
          `${String(one.pid).padStart(5)} ${String(one.ppid).padStart(5)} ${userSeen(one, process).padEnd(8)} ${one.process === process ? "R" : "S"}     4396   0%   0   0% ${one.argv.join(" ")}`,
      ),
    ];
  const minutes = Math.floor(process.nowUs / 60_000_000);
  const time = formatTime("%H:%M:%S", process.machine.clock.nowMs * 1000);
  return [
    `top - ${time} up ${minutes} min,  ${process.tty === null ? 0 : 1} user,  load average: 0.00, 0.00, 0.00`,
    `Tasks: ${String(all.length).padStart(3)} total, ${String(running).padStart(3)} running, ${String(all.length - running).padStart(3)} sleeping,   0 stopped,   0 zombie`,
    "%Cpu(s):  0.0 us,  0.0 sy,  0.0 ni,100.0 id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st ",
    `MiB Mem : ${TOTAL_MI.toFixed(1).padStart(8)} total, ${(TOTAL_MI - USED_MI - CACHE_MI).toFixed(1).padStart(8)} free, ${USED_MI.toFixed(1).padStart(8)} used, ${CACHE_MI.toFixed(1).padStart(8)} buff/cache     `,
    `MiB Swap:      0.0 total,      0.0 free,      0.0 used. ${(TOTAL_MI - USED_MI).toFixed(1).padStart(8)} avail Mem `,
    "",
    "    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND",
    ...all.map((one) => {
      const hundredths = Math.floor(one.cpuUs / 10_000);
      const spent = `${Math.floor(hundredths / 6000)}:${String(Math.floor(hundredths / 100) % 60).padStart(2, "0")}.${String(hundredths % 100).padStart(2, "0")}`;
      return `${String(one.pid).padStart(7)} ${userSeen(one, process).padEnd(8)}  20   0    4624   3712   3100 ${one.process === process ? "R" : "S"}   0.0   0.0 ${spent.padStart(9)} ${one.name}`;
    }),
  ];
}
