/** Becomes another user, in name: root or whom /etc/passwd has. Models: util-linux su(1). SIMPLIFIED: no passwords; what a user may do is not limited. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import type { Flavour } from "../flavour.ts";
import { parseOptions } from "../options.ts";
import { runCommand } from "../run-command.ts";

export function* su(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "lc:s:mp",
    long: { login: "l", "command=": "c", "shell=": "s", "preserve-environment": "p" },
    hint: flavour.hint(process),
  });
  const words = options.operands.filter((word) => word !== "-");
  const [user = "root"] = words;
  const isLogin = options.has("l") || options.operands.includes("-");
  const { fs } = process.machine;
  const entry = fs.exists("/etc/passwd")
    ? fs
        .readText("/etc/passwd")
        .split("\n")
        .map((line) => line.split(":"))
        .find(([name]) => name === user)
    : undefined;
  if (entry === undefined)
    throw new Failure(
      flavour.name === "gnu"
        ? `su: user ${user} does not exist or the user entry does not contain all the required fields\n`
        : `su: unknown user ${user}\n`,
      1,
    );
  const home = entry[5] ?? "/";
  const shell = options.value("s") ?? entry[6] ?? "/bin/sh";
  const env = new Map(process.env);
  for (const [name, value] of [
    ["USER", user],
    ["LOGNAME", user],
    ["HOME", home],
    ["SHELL", shell],
  ] as const)
    env.set(name, value);
  const command = options.value("c");
  const cwd = isLogin && fs.exists(home) ? home : process.cwd;
  return yield* runCommand(process, command === undefined ? [shell] : [shell, "-c", command], { env, cwd });
}
