/**
 * The kernel's log of this host. Models: util-linux 2.38.1 sys-utils/dmesg.c
 * SIMPLIFIED: no -w, -k, -u, -H, -l, -f and no colours; the log begins empty, without the messages of a boot.
 */
import { calendarOf } from "../../../sim/core/time.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { formatKernelLine, type KernelLine } from "../../../sim/net/kernel-log.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { parseOptions } from "../options.ts";

const LEVELS = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"];
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export function* dmesg(process: Process): Run<number> {
  const hint = `Try '${process.name} --help' for more information.\n`;
  const options = parseOptions(process, {
    short: "CcTtxrV",
    long: {
      clear: "C",
      "read-clear": "c",
      ctime: "T",
      notime: "t",
      decode: "x",
      raw: "r",
      version: "V",
    },
    refused: {
      short: "wWHLkuslFSPJedDEfn",
      long: ["follow", "follow-new", "human", "level", "facility", "reltime", "since", "until", "json", "color"],
    },
    hint,
  });
  if (options.has("V")) {
    yield* process.print(`${process.name} from util-linux 2.38.1\n`);
    return 0;
  }
  if (options.operands.length > 0) throw new Failure(`${process.name}: bad usage\n${hint}`, 1);
  if (isContained(process))
    throw new Failure(`${process.name}: read kernel buffer failed: Operation not permitted\n`, 1);
  const { kernelLog } = process.machine.network;
  if (!options.has("C"))
    for (const line of [...kernelLog.lines])
      yield* process.print(`${lineText(process, line, options.lastOf("T", "t", "r", "x"))}\n`);
  if (options.has("C", "c")) kernelLog.clear();
  return 0;
}

function lineText(process: Process, line: KernelLine, style: string | undefined): string {
  switch (style) {
    case "t":
      return line.text;
    case "r":
      return `<${line.level}>${formatKernelLine(line)}`;
    case "x":
      return `kern  :${(LEVELS[line.level] ?? "").padEnd(6)}: ${formatKernelLine(line)}`;
    case "T":
      return `[${dateText(process.machine.clock.epochMs + Math.floor(line.atUs / 1000))}] ${line.text}`;
    default:
      return formatKernelLine(line);
  }
}

/** `Sat Nov 21 18:04:42 2026` */
function dateText(ms: number): string {
  const moment = calendarOf(ms);
  const two = (number: number): string => String(number).padStart(2, "0");
  const day = String(moment.day).padStart(2);
  const time = `${two(moment.hour)}:${two(moment.minute)}:${two(moment.second)}`;
  return `${DAYS[moment.weekday]} ${MONTHS[moment.month - 1]} ${day} ${time} ${moment.year}`;
}

/** A container may not read its host's log; its settings are read-only for the same reason. */
function isContained({ machine }: Process): boolean {
  const node = machine.fs.tryNode("/proc/sys/net/ipv4/ip_forward");
  return node?.kind === "file" && node.computed?.isReadOnly === true;
}
