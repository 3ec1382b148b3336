/** Runs a command as root, who everybody is here already. Models: sudo(8). SIMPLIFIED: no passwords, no other users, no policy. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { parseOptions } from "../options.ts";
import { startCommand } from "../run-command.ts";

const USAGE = "usage: sudo -h | -K | -k | -V\nusage: sudo [-AbEHnPS] [-u user] [VAR=value] [-i|-s] [<command>]\n";

export function* sudo(process: Process): Run<number> {
  const options = parseOptions(process, {
    short: "EHnSkKbis",
    refused: { short: "uglvVAPRThpCDtU" },
    stopsAtOperand: true,
    hint: USAGE,
  });
  const words = [...options.operands];
  const environment = new Map(process.env);
  while (/^\w+=/.test(words[0] ?? "")) {
    const word = words.shift() as string;
    environment.set(word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1));
  }
  for (const [name, value] of [
    ["SUDO_USER", process.env.get("USER") ?? "root"],
    ["USER", "root"],
    ["LOGNAME", "root"],
    ["HOME", "/root"],
  ] as const)
    environment.set(name, value);
  const command = options.has("i", "s") ? ["bash", ...(words.length === 0 ? [] : ["-c", words.join(" ")])] : words;
  if (command.length === 0) {
    if (options.has("k", "K")) return 0;
    throw new Failure(USAGE, 1);
  }
  const child = yield* startCommand(process, command, { env: environment });
  if (typeof child === "number") return child === 127 ? 1 : child;
  // The terminal's signals reach the command too: it decides.
  for (const signal of ["INT", "QUIT"] as const) process.on(signal, "ignore");
  try {
    const { code, signal } = yield* process.wait(child);
    if (signal !== null) {
      process.on(signal, "default");
      process.signal(signal);
      yield* process.sleep(0);
    }
    return code;
  } finally {
    if (child.exit === null) child.signal("TERM");
  }
}
