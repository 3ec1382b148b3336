/** Lines, the last one first. Models: coreutils src/tac.c. SIMPLIFIED: no separators other than the line feed. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { Flavour } from "../flavour.ts";
import { errorWords, readText } from "../input.ts";
import { parseOptions } from "../options.ts";
import { shellQuoted } from "../quoting.ts";

export function* tac(process: Process, flavour: Flavour): Run<number> {
  const { operands } = parseOptions(process, {
    short: "",
    refused: { short: "brs", long: ["before", "regex", "separator"] },
    hint: flavour.hint(process),
  });
  let exitCode = 0;
  for (const name of operands.length === 0 ? ["-"] : operands) {
    try {
      const text = yield* readText(process, name);
      const lines = text.split(/(?<=\n)/);
      if (text !== "") yield* process.print(lines.reverse().join(""));
    } catch (error) {
      const words = errorWords(error);
      const gnu =
        words === "Is a directory"
          ? `${name}: read error: ${words}`
          : `failed to open ${shellQuoted(name)} for reading: ${words}`;
      yield* process.printError(`${process.name}: ${flavour.name === "gnu" ? gnu : `${name}: ${words}`}\n`);
      exitCode = 1;
    }
  }
  return exitCode;
}
