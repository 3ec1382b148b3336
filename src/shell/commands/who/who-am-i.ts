/** Who one is. Models: coreutils src/whoami.c, src/id.c, src/tty.c, src/logname.c. SIMPLIFIED: a user is a name; groups are the user's own. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { SeenProcess } from "../../../sim/os/process-view.ts";
import { fail } from "../failure.ts";
import { type Flavour, localeQuoted, wrongUsage } from "../flavour.ts";
import { parseOptions } from "../options.ts";

interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Containers run as root unless their environment names somebody else. */
export function userOf(process: Process): User {
  const name = process.env.get("USER") ?? "root";
  const { fs } = process.machine;
  const line = fs.exists("/etc/passwd")
    ? fs
        .readText("/etc/passwd")
        .split("\n")
        .find((entry) => entry.startsWith(`${name}:`))
    : undefined;
  const [, , uid, gid] = line?.split(":") ?? [];
  const otherwise = name === "root" ? 0 : 1000;
  return { name, uid: Number(uid ?? otherwise), gid: Number(gid ?? otherwise) };
}

/** Whose a process is, as its viewer's own /etc/passwd calls them; a number that is not in there stays one. */
export function userSeen({ process }: SeenProcess, viewer: Process, what: "name" | "uid" = "name"): string {
  const user = process === null ? { name: "root", uid: 0 } : userOf(process);
  if (what === "uid") return String(user.uid);
  if (user.uid === 0 || process === null || process.machine === viewer.machine) return user.name;
  const { fs } = viewer.machine;
  const entries = fs.exists("/etc/passwd") ? fs.readText("/etc/passwd").split("\n") : [];
  const line = entries.find((entry) => entry.split(":")[2] === String(user.uid));
  return line?.split(":")[0] ?? String(user.uid);
}

export function* whoami(process: Process, flavour: Flavour): Run<number> {
  const { operands } = parseOptions(process, { short: "", hint: flavour.hint(process) });
  if (operands[0] !== undefined) wrongUsage(process, flavour, `extra operand ${localeQuoted(process, operands[0])}`);
  yield* process.print(`${userOf(process).name}\n`);
  return 0;
}

export function* id(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "ugGnr",
    long: { user: "u", group: "g", groups: "G", name: "n", real: "r" },
    refused: { short: "zZ" },
    hint: flavour.hint(process),
  });
  const { name, uid, gid } = userOf(process);
  const other = options.operands[0];
  if (other !== undefined && other !== name && other !== "root")
    fail(process, flavour.name === "gnu" ? `${localeQuoted(process, other)}: no such user` : `unknown user ${other}`);
  const user = other === "root" ? { name: "root", uid: 0, gid: 0 } : { name, uid, gid };
  if (options.has("u")) yield* process.print(`${options.has("n") ? user.name : user.uid}\n`);
  else if (options.has("g", "G")) yield* process.print(`${options.has("n") ? user.name : user.gid}\n`);
  else
    yield* process.print(
      `uid=${user.uid}(${user.name}) gid=${user.gid}(${user.name}) groups=${user.gid}(${user.name})\n`,
    );
  return 0;
}

/** Everybody's groups are their own. */
export function* groups(process: Process, flavour: Flavour): Run<number> {
  const { operands } = parseOptions(process, { short: "", hint: flavour.hint(process) });
  const own = userOf(process).name;
  let exitCode = 0;
  for (const name of operands)
    if (name === own || name === "root") yield* process.print(`${name} : ${name}\n`);
    else {
      yield* process.printError(`${process.name}: ${localeQuoted(process, name)}: no such user\n`);
      exitCode = 1;
    }
  if (operands.length === 0) yield* process.print(`${own}\n`);
  return exitCode;
}

export function* tty(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "s",
    long: { silent: "s", quiet: "s" },
    hint: flavour.hint(process),
    exitCode: 2,
  });
  const { tty } = process;
  const isTerminal = tty !== null && process.fds.get(0)?.stream === tty.stream;
  if (!options.has("s")) yield* process.print(isTerminal ? `/dev/pts/${tty.number}\n` : "not a tty\n");
  return isTerminal ? 0 : 1;
}
