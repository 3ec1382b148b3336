/** Long lines cut to a width. Models: coreutils src/fold.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { fail } from "../failure.ts";
import { type Flavour, localeQuoted } from "../flavour.ts";
import { Lines, openInput } from "../input.ts";
import { parseOptions } from "../options.ts";
import { Output } from "../output.ts";

export function* fold(process: Process, flavour: Flavour): Run<number> {
  const [name = "fold", ...args] = process.argv;
  const options = parseOptions(
    process,
    { short: "bsw:", long: { bytes: "b", spaces: "s", "width=": "w" }, hint: flavour.hint(process) },
    [name, ...args.map((word) => word.replace(/^-(\d+)$/, "-w$1"))],
  );
  const value = options.value("w") ?? "80";
  if (!/^[1-9]\d*$/.test(value)) fail(process, `invalid number of columns: ${localeQuoted(process, value)}`);
  const width = Number(value);
  const out = new Output(process);
  for (const path of options.operands.length === 0 ? ["-"] : options.operands) {
    const lines = new Lines(process, openInput(process, path));
    for (let batch = yield* lines.next(); batch !== null; batch = yield* lines.next()) {
      for (const [i, line] of batch.entries())
        out.write(folded(line, width, options.has("s")) + (lines.endsOpen && i === batch.length - 1 ? "" : "\n"));
      yield* out.flush();
    }
  }
  return 0;
}

function folded(line: string, width: number, atSpaces: boolean): string {
  const pieces: string[] = [];
  let rest = [...line];
  while (rest.length > width) {
    const space = atSpaces ? rest.slice(0, width).findLastIndex((char) => char === " " || char === "\t") : -1;
    const end = space >= 0 ? space + 1 : width;
    pieces.push(rest.slice(0, end).join(""));
    rest = rest.slice(end);
  }
  return [...pieces, rest.join("")].join("\n");
}
