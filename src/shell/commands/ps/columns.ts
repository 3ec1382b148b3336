/**
 * The columns of ps. Models: procps-ng 4.0 src/ps/output.c, global.c
 * SIMPLIFIED: memory and shares of CPU are plausible constants.
 */
import type { Process } from "../../../sim/os/process.ts";
import type { SeenProcess } from "../../../sim/os/process-view.ts";
import { formatTime } from "../date/format-time.ts";
import { userSeen } from "../who/who-am-i.ts";

export interface Column {
  readonly head: string;
  readonly width: number;
  readonly align: "left" | "right";
  text(one: SeenProcess, viewer: Process): string;
}

type Text = Column["text"];

const left = (head: string, width: number, text: Text): Column => ({ head, width, align: "left", text });
const right = (head: string, width: number, text: Text): Column => ({ head, width, align: "right", text });

export const commandLine: Text = (one) => one.argv.join(" ");
const startUs = (one: SeenProcess, { machine }: Process): number => machine.clock.epochMs * 1000 + one.startedUs;
const elapsedS = (one: SeenProcess, { nowUs }: Process): number => Math.floor((nowUs - one.startedUs) / 1_000_000);
const two = (value: number): string => String(value).padStart(2, "0");

const tty: Text = (one) => (one.tty === null ? "?" : `pts/${one.tty.number}`);
const time: Text = (one) => formatTime("%H:%M:%S", one.cpuUs);
const user: Text = (one, viewer) => fitted(userSeen(one, viewer), 8);

/** A name that is too long ends in a plus. */
function fitted(name: string, width: number): string {
  return name.length > width ? `${name.slice(0, width - 1)}+` : name;
}

function elapsed(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3600) % 24;
  const clock = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  if (days > 0) return `${days}-${two(hours)}:${clock}`;
  return hours > 0 ? `${two(hours)}:${clock}` : clock;
}

function state(one: SeenProcess, viewer: Process): string {
  if (one.process === viewer) return "R";
  return one.isStopped ? "T" : "S";
}

const stat: Text = (one, viewer) => {
  const leads = one.pid === one.pgid && (one.tty === null || one.ppid === 0) ? "s" : "";
  const threads = one.process === null && one.ppid > 0 && one.name !== "pause" ? "l" : "";
  return `${state(one, viewer)}${leads}${threads}${one.tty?.foreground === one.process?.pgid && one.tty ? "+" : ""}`;
};

const bsdTime: Text = ({ cpuUs }) => `${Math.floor(cpuUs / 60_000_000)}:${two(Math.floor(cpuUs / 1_000_000) % 60)}`;

const COLUMNS: Readonly<Record<string, Column>> = {
  pid: right("PID", 7, (one) => String(one.pid)),
  ppid: right("PPID", 7, (one) => String(one.ppid)),
  pgid: right("PGID", 7, (one) => String(one.pgid)),
  sid: right("SID", 7, (one) => String(one.pgid)),
  user: left("USER", 8, user),
  uid: right("UID", 5, (one, viewer) => userSeen(one, viewer, "uid")),
  comm: left("COMMAND", 15, (one) => one.name.slice(0, 15)),
  args: left("COMMAND", 27, commandLine),
  tty: left("TTY", 8, tty),
  stat: left("STAT", 4, stat),
  s: left("S", 1, state),
  time: right("TIME", 8, time),
  bsdtime: right("TIME", 6, bsdTime),
  etime: right("ELAPSED", 11, (one, viewer) => elapsed(elapsedS(one, viewer))),
  etimes: right("ELAPSED", 7, (one, viewer) => String(elapsedS(one, viewer))),
  lstart: right("STARTED", 24, (one, viewer) => formatTime("%a %b %e %H:%M:%S %Y", startUs(one, viewer))),
  start: left("START", 5, (one, viewer) => formatTime("%H:%M", startUs(one, viewer))),
  pcpu: right("%CPU", 4, () => "0.0"),
  pmem: right("%MEM", 4, () => "0.1"),
  vsz: right("VSZ", 6, () => "4624"),
  rss: right("RSS", 5, () => "3712"),
  c: right("C", 2, () => "0"),
  ni: right("NI", 3, () => "0"),
  pri: right("PRI", 3, () => "19"),
  nlwp: right("NLWP", 4, () => "1"),
  netns: right("NETNS", 10, (one) => String(one.network.inode)),
};

/** Other names, and the heads that come with them. */
const ALIASES: Readonly<Record<string, readonly [string, string?]>> = {
  cmd: ["args", "CMD"],
  command: ["args"],
  ucmd: ["comm", "CMD"],
  ucomm: ["comm"],
  pgrp: ["pgid", "PGRP"],
  sess: ["sid", "SESS"],
  euser: ["user", "EUSER"],
  uname: ["user"],
  ruser: ["user", "RUSER"],
  euid: ["uid", "EUID"],
  tt: ["tty", "TT"],
  tname: ["tty"],
  state: ["s"],
  cputime: ["time"],
  stime: ["start", "STIME"],
  "%cpu": ["pcpu"],
  "%mem": ["pmem"],
  rssize: ["rss"],
  vsize: ["vsz"],
  nice: ["ni"],
};

export function columnOf(name: string): Column | undefined {
  const [plain, head] = ALIASES[name] ?? [name];
  const column = Object.hasOwn(COLUMNS, plain) ? COLUMNS[plain] : undefined;
  return column === undefined || head === undefined ? column : { ...column, head };
}
