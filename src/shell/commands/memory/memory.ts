/** How much memory there is, how long the machine runs, how many processors it has. Models: procps-ng free, uptime; coreutils nproc. SIMPLIFIED: memory is of a fixed size, as the node's object says; there is no load. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { formatTime } from "../date/format-time.ts";
import type { Flavour } from "../flavour.ts";
import { parseOptions } from "../options.ts";

const TOTAL_KI = 8_130_680;
const USED_KI = 1_406_212;
const CACHE_KI = 2_911_480;
const SHARED_KI = 3_412;
const CPUS = 4;

export function* free(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "bkmghwt",
    long: { human: "h", mebi: "m", gibi: "g", kibi: "k", bytes: "b" },
    refused: { short: "ls" },
    hint: flavour.hint(process),
  });
  const shown = (kib: number): string => {
    if (options.has("h")) return human(kib);
    if (options.has("b")) return String(kib * 1024);
    if (options.has("m")) return String(Math.floor(kib / 1024));
    return options.has("g") ? String(Math.floor(kib / 1_048_576)) : String(kib);
  };
  const row = (name: string, values: readonly number[]): string =>
    `${name.padEnd(flavour.name === "gnu" ? 8 : 7)}${values.map((value, i) => shown(value).padStart(i === 0 ? (flavour.name === "gnu" ? 12 : 12) : 12)).join("")}\n`;
  const head =
    flavour.name === "gnu"
      ? "               total        used        free      shared  buff/cache   available\n"
      : "              total        used        free      shared  buff/cache   available\n";
  yield* process.print(
    head +
      row("Mem:", [
        TOTAL_KI,
        USED_KI,
        TOTAL_KI - USED_KI - CACHE_KI,
        SHARED_KI,
        CACHE_KI,
        TOTAL_KI - USED_KI - 120_000,
      ]) +
      row("Swap:", [0, 0, 0]),
  );
  return 0;
}

function human(kib: number): string {
  if (kib === 0) return "0B";
  let value = kib;
  for (const unit of ["Ki", "Mi", "Gi"]) {
    if (value < 1024) return `${value < 10 ? value.toFixed(1) : Math.floor(value)}${unit}`;
    value /= 1024;
  }
  return `${value.toFixed(1)}Ti`;
}

export function* uptime(process: Process, flavour: Flavour): Run<number> {
  const { clock } = process.machine;
  const minutes = Math.floor(process.nowUs / 60_000_000);
  const up =
    minutes < 60
      ? `${minutes} min`
      : `${String(Math.floor(minutes / 60)).padStart(2)}:${String(minutes % 60).padStart(2, "0")}`;
  const users = process.tty === null ? 0 : 1;
  const word = flavour.name === "gnu" ? (users === 1 ? " user" : " user") : " users";
  yield* process.print(
    ` ${formatTime("%H:%M:%S", clock.nowMs * 1000)} up ${up},  ${users}${word},  load average: 0.00, 0.00, 0.00\n`,
  );
  return 0;
}

export function* nproc(process: Process): Run<number> {
  yield* process.print(`${CPUS}\n`);
  return 0;
}
