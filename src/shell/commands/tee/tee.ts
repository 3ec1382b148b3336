/** Standard input to standard output and to files. Models: coreutils src/tee.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { Flavour } from "../flavour.ts";
import { errorWords, openFile } from "../input.ts";
import { parseOptions } from "../options.ts";

export function* tee(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: flavour.name === "gnu" ? "aip" : "ai",
    long: { append: "a", "ignore-interrupts": "i", "output-error?": "p" },
    hint: flavour.hint(process),
  });
  if (options.has("i")) process.on("INT", "ignore");
  const outputs = [1];
  let exitCode = 0;
  for (const name of options.operands) {
    try {
      outputs.push(openFile(process, name, options.has("a") ? "append" : "write"));
    } catch (error) {
      const words =
        flavour.name === "gnu" ? `${name}: ${errorWords(error)}` : `can't open '${name}': ${errorWords(error)}`;
      yield* process.printError(`${process.name}: ${words}\n`);
      exitCode = 1;
    }
  }
  for (let part = yield* process.read(0); part !== null; part = yield* process.read(0))
    for (const fd of outputs) yield* process.write(fd, part);
  return exitCode;
}
