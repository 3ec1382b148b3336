/** Makes a file, or sets its time. Models: coreutils src/touch.c. SIMPLIFIED: one time per file. */

import { epochMsOf } from "../../../sim/core/time.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { setAttributes } from "../../../sim/os/vfs/node.ts";
import { parseMoment } from "../date/date.ts";
import { fail } from "../failure.ts";
import { attempt, lookUp } from "../files.ts";
import { type Flavour, localeQuoted, wrongUsage } from "../flavour.ts";
import { type Options, parseOptions } from "../options.ts";
import { shellQuoted } from "../quoting.ts";

export function* touch(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "acd:hmr:t:f",
    long: { "no-create": "c", "date=": "d", "reference=": "r", "time=": "time", "no-dereference": "h" },
    hint: flavour.hint(process),
  });
  if (options.operands.length === 0) wrongUsage(process, flavour, "missing file operand");
  const atMs = momentOf(process, options);
  let exitCode = 0;
  for (const path of options.operands) {
    const node = lookUp(process, path);
    if (node !== null) setAttributes(node, { mtimeMs: atMs });
    else if (!options.has("c")) {
      const made = yield* attempt(process, flavour.name === "gnu" ? `cannot touch ${shellQuoted(path)}` : path, () => {
        setAttributes(process.machine.fs.openForWriting(path, process.cwd), { mtimeMs: atMs });
      });
      if (!made) exitCode = 1;
    }
  }
  return exitCode;
}

function momentOf(process: Process, options: Options): number {
  const { clock } = process.machine;
  const reference = options.value("r");
  if (reference !== undefined)
    return (
      lookUp(process, reference)?.attributes.mtimeMs ??
      fail(process, `failed to get attributes of ${shellQuoted(reference)}: No such file or directory`)
    );
  const text = options.value("d");
  if (text !== undefined) {
    const us = parseMoment(text, clock.nowMs * 1000);
    return us === null ? fail(process, `invalid date format ${localeQuoted(process, text)}`) : Math.floor(us / 1000);
  }
  const stamp = options.value("t");
  if (stamp === undefined) return clock.nowMs;
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?$/.exec(stamp);
  if (found === null) return fail(process, `invalid date format ${localeQuoted(process, stamp)}`);
  const [year, month, day, hour, minute, second] = found.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return epochMsOf(year, month, day, hour, minute, second);
}
