/** What two sorted files have in common. Models: coreutils src/comm.c. SIMPLIFIED: the order is checked by code units, not by locale. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { type Flavour, localeQuoted, wrongUsage } from "../flavour.ts";
import { Lines, openInput } from "../input.ts";
import { parseOptions } from "../options.ts";
import { Output } from "../output.ts";

export function* comm(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "123z",
    long: { "check-order": "check", "nocheck-order": "nocheck", "output-delimiter=": "output", total: "total" },
    hint: flavour.hint(process),
  });
  const [first, second, extra] = options.operands;
  if (first === undefined) return wrongUsage(process, flavour, "missing operand");
  if (second === undefined)
    return wrongUsage(process, flavour, `missing operand after ${localeQuoted(process, first)}`);
  if (extra !== undefined) return wrongUsage(process, flavour, `extra operand ${localeQuoted(process, extra)}`);
  const left = yield* new Lines(process, openInput(process, first)).all();
  const right = yield* new Lines(process, openInput(process, second)).all();
  const delimiter = options.value("output") ?? "\t";
  const shown = ["1", "2", "3"].map((key) => !options.has(key));
  const out = new Output(process);
  const counts = [0, 0, 0];
  const put = (column: 0 | 1 | 2, line: string): void => {
    counts[column] = (counts[column] as number) + 1;
    if (shown[column]) out.line(delimiter.repeat(shown.slice(0, column).filter(Boolean).length) + line);
  };
  for (let l = 0, r = 0; l < left.length || r < right.length; ) {
    const [a, b] = [left[l], right[r]];
    if (b === undefined || (a !== undefined && a < b)) {
      put(0, a as string);
      l++;
    } else if (a === undefined || b < a) {
      put(1, b);
      r++;
    } else {
      put(2, a);
      l++;
      r++;
    }
    yield* out.drain();
  }
  if (options.has("total")) out.line([...counts, "total"].join(delimiter));
  yield* out.flush();
  return yield* complainOfOrder(process, { left, right, asked: options.has("check"), silent: options.has("nocheck") });
}

function* complainOfOrder(
  process: Process,
  { left, right, asked, silent }: { left: string[]; right: string[]; asked: boolean; silent: boolean },
): Run<number> {
  if (silent) return 0;
  let wrong = false;
  for (const [i, lines] of [left, right].entries())
    if (lines.some((line, at) => at > 0 && line < (lines[at - 1] as string))) {
      yield* process.printError(`${process.name}: file ${i + 1} is not in sorted order\n`);
      wrong = true;
    }
  if (wrong && !asked) yield* process.printError(`${process.name}: input is not in sorted order\n`);
  return wrong ? 1 : 0;
}
