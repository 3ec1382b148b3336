/** Lines in another order, the machine's own chance. Models: coreutils src/shuf.c. SIMPLIFIED: --random-source is refused. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { fail } from "../failure.ts";
import { type Flavour, localeQuoted } from "../flavour.ts";
import { errorWords, readText } from "../input.ts";
import { type Options, parseOptions } from "../options.ts";

const MOST = 1_000_000;

export function* shuf(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "ei:n:rz",
    long: { echo: "e", "input-range=": "i", "head-count=": "n", repeat: "r", "zero-terminated": "z" },
    refused: { short: "o", long: ["output", "random-source"] },
    hint: flavour.hint(process),
  });
  const wanted = options.value("n") ?? String(options.has("r") ? MOST : Number.MAX_SAFE_INTEGER);
  if (!/^\d+$/.test(wanted)) return fail(process, `invalid line count: ${localeQuoted(process, wanted)}`);
  const end = options.has("z") ? "\0" : "\n";
  const lines = yield* linesOf(process, options, end);
  const prng = process.machine.prng.split(`shuf/${process.pid}/${process.nowUs}`);
  const chosen: string[] = [];
  if (options.has("r") && lines.length > 0)
    while (chosen.length < Math.min(Number(wanted), MOST)) chosen.push(prng.pick(lines));
  else
    while (lines.length > 0 && chosen.length < Number(wanted)) {
      // The last one fills the gap, so that taking costs the same from everywhere.
      const at = prng.below(lines.length);
      chosen.push(lines[at] as string);
      const last = lines.pop() as string;
      if (at < lines.length) lines[at] = last;
    }
  yield* process.print(chosen.map((line) => line + end).join(""));
  return 0;
}

function* linesOf(process: Process, options: Options, end: string): Run<string[]> {
  if (options.has("e")) return [...options.operands];
  const range = options.value("i");
  if (range !== undefined) {
    const [, low, high] = /^(\d+)-(\d+)$/.exec(range) ?? [];
    const size = Number(high) - Number(low) + 1;
    if (low === undefined || !(size >= 1 && size <= MOST))
      return fail(process, `invalid input range: ${localeQuoted(process, range)}`);
    return Array.from({ length: size }, (_, i) => String(Number(low) + i));
  }
  const name = options.operands[0] ?? "-";
  try {
    const text = yield* readText(process, name);
    return text === "" ? [] : text.replace(end === "\0" ? /\0$/ : /\n$/, "").split(end);
  } catch (error) {
    return fail(process, `${name}: ${errorWords(error)}`);
  }
}
