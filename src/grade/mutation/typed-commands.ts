/** The lines of a script as somebody types them: which of them belong to one command. */
import { parseScript } from "../../shell/syntax/parse.ts";

/** From the first line's index up to, not including, the last's. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export function typedCommands(lines: readonly string[]): Stretch[] {
  const commands: Stretch[] = [];
  for (let from = 0; from < lines.length; ) {
    let to = from + 1;
    while (to < lines.length && isOpen(lines.slice(from, to))) to++;
    commands.push({ from, to });
    from = to;
  }
  return commands;
}

function isOpen(lines: readonly string[]): boolean {
  return parseScript(`${lines.join("\n")}\n`).problem?.isIncomplete === true;
}
