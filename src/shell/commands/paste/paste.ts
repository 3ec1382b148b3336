/** Lines of several files side by side. Models: coreutils src/paste.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { Flavour } from "../flavour.ts";
import { Lines, openInput } from "../input.ts";
import { parseOptions } from "../options.ts";
import { Output } from "../output.ts";

export function* paste(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "d:sz",
    long: { "delimiters=": "d", serial: "s", "zero-terminated": "z" },
    hint: flavour.hint(process),
  });
  const delimiters = [...(options.value("d") ?? "\t").matchAll(/\\(.)|(.)/gsu)].map(
    ([, escaped, plain]) =>
      (escaped === undefined ? plain : ({ n: "\n", t: "\t", "0": "", "\\": "\\" }[escaped] ?? escaped)) as string,
  );
  const between = (i: number): string => delimiters[i % delimiters.length] ?? "";
  const end = options.has("z") ? "\0" : "\n";
  const out = new Output(process);
  const names = options.operands.length === 0 ? ["-"] : options.operands;
  const columns = yield* readColumns(process, names, options.has("z") ? 0 : 10);
  if (options.has("s"))
    for (const column of columns)
      out.write(column.map((line, i) => (i === 0 ? line : between(i - 1) + line)).join("") + end);
  else {
    const rows = Math.max(0, ...columns.map((column) => column.length));
    for (let row = 0; row < rows; row++) {
      out.write(columns.map((column, i) => (i === 0 ? "" : between(i - 1)) + (column[row] ?? "")).join("") + end);
      yield* out.drain();
    }
  }
  yield* out.flush();
  return 0;
}

/** `paste - -` takes lines of standard input in turn. */
function* readColumns(process: Process, names: readonly string[], separator: number): Run<string[][]> {
  const standard = names.filter((name) => name === "-").length;
  const lines = standard === 0 ? [] : yield* new Lines(process, 0, separator).all();
  const columns: string[][] = [];
  let seen = 0;
  for (const name of names) {
    if (name === "-") {
      const turn = seen++;
      columns.push(lines.filter((_, i) => i % standard === turn));
    } else columns.push(yield* new Lines(process, openInput(process, name), separator).all());
  }
  return columns;
}
