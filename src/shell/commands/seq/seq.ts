/** Numbers in a row. Models: coreutils src/seq.c, busybox coreutils/seq.c. SIMPLIFIED: no numbers beyond 2^53. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { fail } from "../failure.ts";
import { type Flavour, localeQuoted, wrongUsage } from "../flavour.ts";
import { formatNumber } from "../number-format.ts";
import { parseOptions } from "../options.ts";
import { Output } from "../output.ts";

export function* seq(process: Process, flavour: Flavour): Run<number> {
  const [name = "seq", ...args] = process.argv;
  const negative = args.findIndex((word) => /^-(\d|\.\d)/.test(word));
  const argv = negative < 0 ? [name, ...args] : [name, ...args.slice(0, negative), "--", ...args.slice(negative)];
  const options = parseOptions(
    process,
    {
      short: flavour.name === "gnu" ? "f:s:w" : "ws:",
      long: { "format=": "f", "separator=": "s", "equal-width": "w" },
      stopsAtOperand: true,
      hint: flavour.hint(process),
    },
    argv,
  );
  const operands = options.operands.filter((word) => word !== "--");
  if (operands.length === 0) wrongUsage(process, flavour, "missing operand");
  if (operands.length > 3)
    wrongUsage(process, flavour, `extra operand ${localeQuoted(process, operands[3] as string)}`);
  const numbers = operands.map((word) => {
    if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word)) return Number(word);
    if (flavour.name === "busybox") return fail(process, `invalid number '${word}'`);
    return wrongUsage(process, flavour, `invalid floating point argument: ${localeQuoted(process, word)}`);
  });
  const first = numbers.length > 1 ? (numbers[0] as number) : 1;
  const step = numbers.length > 2 ? (numbers[1] as number) : 1;
  const last = numbers.at(-1) as number;
  if (step === 0) {
    if (flavour.name === "gnu")
      wrongUsage(process, flavour, `invalid Zero increment value: ${localeQuoted(process, operands[1] as string)}`);
  }
  const places = Math.max(...(operands.length > 1 ? operands.slice(0, -1) : ["1"]).map(decimals));
  const format = options.value("f");
  const width = options.has("w") ? Math.max(first.toFixed(places).length, last.toFixed(places).length) : 0;
  const show = (value: number): string =>
    format !== undefined ? formatNumber(format, value) : padded(value.toFixed(places), width);
  yield* printAll(process, { first, step, last, show, separator: options.value("s") ?? "\n" });
  return 0;
}

function* printAll(
  process: Process,
  {
    first,
    step,
    last,
    show,
    separator,
  }: { first: number; step: number; last: number; show: (value: number) => string; separator: string },
): Run<void> {
  const out = new Output(process);
  const slack = Math.abs(step) / 1e6;
  const goesOn = (value: number): boolean => (step >= 0 ? value <= last + slack : value >= last - slack);
  let i = 0;
  for (; goesOn(first + i * step); i++) {
    out.write(i === 0 ? show(first) : separator + show(first + i * step));
    yield* out.drain();
  }
  if (i > 0) out.write("\n");
  yield* out.flush();
}

function decimals(word: string): number {
  return /\.(\d*)/.exec(word)?.[1]?.length ?? 0;
}

function padded(text: string, width: number): string {
  if (text.length >= width) return text;
  return text.startsWith("-") ? `-${text.slice(1).padStart(width - 1, "0")}` : text.padStart(width, "0");
}
