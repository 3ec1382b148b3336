/** Each line backwards. Models: util-linux text-utils/rev.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { Flavour } from "../flavour.ts";
import { closeInput, errorWords, Lines, openInput } from "../input.ts";
import { parseOptions } from "../options.ts";
import { Output } from "../output.ts";

export function* rev(process: Process, flavour: Flavour): Run<number> {
  const { operands } = parseOptions(process, { short: "", hint: flavour.hint(process) });
  const out = new Output(process);
  let exitCode = 0;
  for (const name of operands.length === 0 ? ["-"] : operands) {
    try {
      const fd = openInput(process, name);
      const lines = new Lines(process, fd);
      for (let batch = yield* lines.next(); batch !== null; batch = yield* lines.next()) {
        for (const [i, line] of batch.entries())
          out.write(`${[...line].reverse().join("")}${lines.endsOpen && i === batch.length - 1 ? "" : "\n"}`);
        yield* out.flush();
      }
      closeInput(process, fd);
    } catch (error) {
      const words = errorWords(error);
      yield* process.printError(
        `${process.name}: ${flavour.name === "gnu" ? `cannot open ${name}` : name}: ${words}\n`,
      );
      exitCode = 1;
    }
  }
  return exitCode;
}
