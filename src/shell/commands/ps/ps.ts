/**
 * The processes that one sees from here. Models: procps-ng 4.0 ps(1), busybox procps/ps.c
 * SIMPLIFIED: no threads, no security labels, no formats but those of -f, -j, u, the plain ones and -o; of BusyBox's -o the same columns.
 */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { type SeenProcess, seenProcesses } from "../../../sim/os/process-view.ts";
import { Failure } from "../failure.ts";
import type { Flavour } from "../flavour.ts";
import { userSeen } from "../who/who-am-i.ts";
import { type Column, columnOf, commandLine } from "./columns.ts";
import { type Asked, parseWords } from "./words.ts";

export function* ps(process: Process, flavour: Flavour): Run<number> {
  const all = seenProcesses(process.machine);
  if (flavour.name === "busybox") {
    yield* process.print(busybox(process, all));
    return 0;
  }
  const asked = parseWords(process.argv.slice(1));
  const shown = sorted(chosen(process, all, asked), asked);
  const columns = asked.columns.map(({ name, head }) => ({ ...(columnOf(name) as Column), ...head }));
  const lines = table(columns, asked.isForest ? tree(shown) : shown.map((one) => ({ one, branch: "" })), process);
  yield* process.print(lines.slice(asked.hasHead && columns.some(({ head }) => head !== "") ? 0 : 1).join(""));
  return shown.length > 0 ? 0 : 1;
}

function chosen(process: Process, all: readonly SeenProcess[], { wanted }: Asked): SeenProcess[] {
  const { pids, parents, names, users, every } = wanted;
  if (every === "all") return [...all];
  const isListed = (one: SeenProcess): boolean =>
    pids.has(one.pid) || parents.has(one.ppid) || names.has(one.name) || users.has(userSeen(one, process));
  if (pids.size + parents.size + names.size + users.size > 0) return all.filter(isListed);
  if (every === "own") return all.filter((one) => userSeen(one, process) === "root");
  return all.filter(({ tty }) => (tty !== null && tty === process.tty) || (every === "terminals" && tty !== null));
}

const KEYS: Readonly<Record<string, (one: SeenProcess) => number | string>> = {
  pid: (one) => one.pid,
  ppid: (one) => one.ppid,
  time: (one) => one.cpuUs,
  start: (one) => one.startedUs,
  start_time: (one) => one.startedUs,
  comm: (one) => one.name,
  cmd: (one) => one.name,
  args: (one) => one.argv.join(" "),
};

function sorted(shown: SeenProcess[], { sort }: Asked): SeenProcess[] {
  const keys = sort.map((key) => ({ of: KEYS[key.replace(/^[-+]/, "")], sign: key.startsWith("-") ? -1 : 1 }));
  return shown.sort((a, b) => {
    for (const { of, sign } of keys) {
      const [left, right] = [of?.(a) ?? 0, of?.(b) ?? 0];
      if (left !== right) return (left < right ? -1 : 1) * sign;
    }
    return a.pid - b.pid;
  });
}

interface Row {
  readonly one: SeenProcess;
  readonly branch: string;
}

/** Children under their parents. Models: src/ps/display.c show_tree() */
function tree(shown: readonly SeenProcess[]): Row[] {
  const pids = new Set(shown.map(({ pid }) => pid));
  const under = (ppid: number, before: string, isTop: boolean): Row[] => {
    const children = shown.filter((one) => one.ppid === ppid && one.pid !== ppid);
    return children.flatMap((one, i) => {
      const rest = isTop ? "" : `${before}${i === children.length - 1 ? "    " : " |  "}`;
      return [{ one, branch: isTop ? "" : `${before} \\_ ` }, ...under(one.pid, rest, false)];
    });
  };
  const tops = shown.filter(({ ppid }) => !pids.has(ppid));
  return tops.flatMap((one) => [{ one, branch: "" }, ...under(one.pid, "", false)]);
}

function table(columns: readonly Column[], rows: readonly Row[], viewer: Process): string[] {
  const line = (cells: readonly string[]): string =>
    `${cells
      .map((cell, i) => {
        const { align, width, head } = columns[i] as Column;
        const isLast = i === cells.length - 1;
        const room = Math.max(width, head.length);
        return align === "right" ? cell.padStart(room) : isLast ? cell : cell.padEnd(room).slice(0, Math.max(room, 0));
      })
      .join(" ")}\n`;
  return [
    line(columns.map(({ head }) => head)),
    ...rows.map(({ one, branch }) =>
      line(
        columns.map((column) =>
          column.text === commandLine || column.head === "CMD"
            ? `${branch}${column.text(one, viewer)}`
            : column.text(one, viewer),
        ),
      ),
    ),
  ];
}

/** Models: busybox procps/ps.c, desktop and plain. What it is asked for beside -o, it does not hear. */
function busybox(process: Process, all: readonly SeenProcess[]): string {
  const words = process.argv.slice(1);
  const at = words.findIndex((word) => word.startsWith("-o"));
  const names = at < 0 ? null : ((words[at] as string).slice(2) || (words[at + 1] ?? "")).split(",");
  const columns = names?.map((name) => {
    const column = columnOf(name);
    if (column !== undefined) return { ...column, width: name === "pid" || name === "ppid" ? 5 : column.width };
    const known = "user,group,comm,args,pid,ppid,pgid,etime,nice,rgroup,ruser,time,tty,vsz,sid,stat,rss";
    throw new Failure(`ps: bad -o argument '${name}', supported arguments: ${known}\n`, 1);
  });
  if (columns !== undefined)
    return table(
      columns.map((column) => (column.head === "PID" ? { ...column, head: "PID  " } : column)),
      all.map((one) => ({ one, branch: "" })),
      process,
    ).join("");
  const rows = all.map((one) => {
    const time = Math.floor(one.cpuUs / 1_000_000);
    const clock = `${String(Math.floor(time / 60)).padStart(2)}:${String(time % 60).padStart(2, "0")}`;
    return `${String(one.pid).padStart(5)} ${userSeen(one, process).slice(0, 8).padEnd(8)} ${clock} ${one.argv.join(" ")}\n`;
  });
  return `PID   USER     TIME  COMMAND\n${rows.join("")}`;
}
