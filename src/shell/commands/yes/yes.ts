/** The same line, for ever. Models: coreutils src/yes.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure, inOrder } from "../failure.ts";
import type { Flavour } from "../flavour.ts";

export function* yes(process: Process, flavour: Flavour): Run<number> {
  const words = process.argv.slice(1).filter((word, i) => !(i === 0 && word === "--"));
  const wrong = words[0]?.startsWith("--") === true ? `unrecognized option '${words[0]}'` : null;
  if (wrong !== null && flavour.name === "gnu")
    throw new Failure(inOrder(`${process.name}: ${wrong}\n`, flavour.hint(process)));
  const line = `${words.length === 0 ? "y" : words.join(" ")}\n`;
  const block = line.repeat(Math.max(1, Math.floor(4096 / line.length)));
  for (;;) yield* process.print(block);
}
