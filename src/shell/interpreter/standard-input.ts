/** A script that comes in on standard input, line by line, so that its commands can read the lines behind them. */
import type { Run } from "../../sim/core/wait.ts";
import { fromBytes } from "../syntax/bytes.ts";
import { type Parsed, parseScript } from "../syntax/parse.ts";
import { runLine } from "./line.ts";
import { tellProblem } from "./script.ts";
import type { Shell } from "./shell.ts";

export function* runStandardInput(shell: Shell): Run<number> {
  let line = 1;
  for (;;) {
    let text = "";
    let count = 0;
    let parsed: Parsed = parseScript("");
    let atEnd = false;
    do {
      const read = yield* shell.process.readLineBytes(0);
      if (read === null) {
        atEnd = true;
        break;
      }
      text += fromBytes(read);
      count++;
      parsed = parseScript(shell.withAliases(text.replace(/\n$/, "")), line);
    } while (parsed.problem?.isIncomplete === true);
    if (text !== "") yield* runLine(shell, parsed.script);
    if (shell.jump !== null) return shell.status;
    if (parsed.problem !== null) {
      yield* tellProblem(shell, parsed.problem, { label: shell.name });
      if (!parsed.problem.isIncomplete) return shell.status;
    }
    if (atEnd) return shell.status;
    line += count;
  }
}
