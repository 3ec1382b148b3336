/** The environment, or a program in another one. Models: coreutils src/env.c. SIMPLIFIED: no -S. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { Flavour } from "../flavour.ts";
import { parseOptions } from "../options.ts";
import { runCommand } from "../run-command.ts";

export function* env(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "i0u:C:",
    long: { "ignore-environment": "i", null: "0", "unset=": "u", "chdir=": "C" },
    refused: { short: "Sv", long: ["split-string", "debug"] },
    stopsAtOperand: true,
    hint: flavour.hint(process),
    exitCode: flavour.name === "gnu" ? 125 : 1,
  });
  const environment = new Map(options.has("i") ? [] : process.env);
  for (const name of options.values("u")) environment.delete(name);
  const words = options.operands[0] === "-" ? options.operands.slice(1) : [...options.operands];
  while (/^[^=]+=/.test(words[0] ?? "")) {
    const word = words.shift() as string;
    environment.set(word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1));
  }
  if (words.length > 0)
    return yield* runCommand(process, words, {
      env: environment,
      ...(options.has("C") ? { cwd: options.value("C") as string } : {}),
    });
  const end = options.has("0") ? "\0" : "\n";
  yield* process.print([...environment].map(([name, value]) => `${name}=${value}${end}`).join(""));
  return 0;
}

export function* printenv(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, { short: "0", long: { null: "0" }, hint: flavour.hint(process), exitCode: 2 });
  const end = options.has("0") ? "\0" : "\n";
  if (options.operands.length === 0) {
    yield* process.print([...process.env].map(([name, value]) => `${name}=${value}${end}`).join(""));
    return 0;
  }
  let exitCode = 0;
  for (const name of options.operands) {
    const value = process.env.get(name);
    if (value === undefined) exitCode = 1;
    else yield* process.print(value + end);
  }
  return exitCode;
}
