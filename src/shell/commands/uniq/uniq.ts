/** Lines that repeat, once. Models: coreutils src/uniq.c, busybox coreutils/uniq.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { fail } from "../failure.ts";
import { type Flavour, localeQuoted, wrongUsage } from "../flavour.ts";
import { Lines, openFile, openInput } from "../input.ts";
import { type Options, parseOptions } from "../options.ts";
import { Output } from "../output.ts";

export function* uniq(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "cdDf:is:uw:z",
    long: {
      count: "c",
      repeated: "d",
      "all-repeated?": "D",
      "skip-fields=": "f",
      "ignore-case": "i",
      "skip-chars=": "s",
      unique: "u",
      "check-chars=": "w",
      "zero-terminated": "z",
      "group?": "group",
    },
    hint: flavour.hint(process),
  });
  const [input = "-", output = "-", extra] = options.operands;
  if (extra !== undefined) wrongUsage(process, flavour, `extra operand ${localeQuoted(process, extra)}`);
  const keyOf = keyMaker(process, options);
  const lines = new Lines(process, openInput(process, input), options.has("z") ? 0 : 10);
  const out = new Output(process, output === "-" ? 1 : openFile(process, output, "write"));
  let group: string[] = [];
  let groups = 0;
  let hasTail = false;
  const write = (line: string): void => out.write(line + (options.has("z") ? "\0" : "\n"));
  const end = (): void => {
    const first = group[0];
    if (first === undefined) return;
    const repeated = group.length > 1;
    if (options.has("D") || options.has("group")) {
      if (!repeated && options.has("D")) return;
      const method = options.value(options.has("D") ? "D" : "group") || (options.has("D") ? "none" : "separate");
      if (method === "prepend" || method === "both" || (method === "separate" && groups > 0)) write("");
      for (const line of group) write(line);
      if (method === "append") write("");
      hasTail = method === "both";
      groups++;
    } else if ((!options.has("d") || repeated) && (!options.has("u") || !repeated))
      write(options.has("c") ? `${String(group.length).padStart(7)} ${first}` : first);
  };
  for (let batch = yield* lines.next(); batch !== null; batch = yield* lines.next()) {
    for (const line of batch) {
      if (group.length > 0 && keyOf(line) === keyOf(group[0] as string)) group.push(line);
      else {
        end();
        group = [line];
      }
    }
    yield* out.flush();
  }
  end();
  if (hasTail) write("");
  yield* out.flush();
  return 0;
}

function keyMaker(process: Process, options: Options): (line: string) => string {
  const number = (key: string, what: string): number => {
    const value = options.value(key);
    if (value === undefined) return key === "w" ? Number.POSITIVE_INFINITY : 0;
    if (!/^\d+$/.test(value)) fail(process, `${value}: invalid number of ${what}`);
    return Number(value);
  };
  const fields = number("f", "fields to skip");
  const skip = number("s", "bytes to skip");
  const check = number("w", "bytes to compare");
  const fold = options.has("i");
  const skipped = new RegExp(`^(?:[ \\t]*[^ \\t]*){${Math.min(fields, 10_000)}}`);
  return (line) => {
    const rest = (fields > 0 ? line.replace(skipped, "") : line).slice(skip);
    const key = check === Number.POSITIVE_INFINITY ? rest : rest.slice(0, check);
    return fold ? key.toLowerCase() : key;
  };
}
