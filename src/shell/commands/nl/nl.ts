/** Numbered lines. Models: coreutils src/nl.c. SIMPLIFIED: logical pages have a body only. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { fail } from "../failure.ts";
import { type Flavour, localeQuoted, wrongUsage } from "../flavour.ts";
import { Lines, openInput } from "../input.ts";
import { parseOptions } from "../options.ts";
import { Output } from "../output.ts";
import { compileRegex } from "../posix-regex/posix-regex.ts";

export function* nl(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "b:i:n:s:v:w:l:p",
    long: {
      "body-numbering=": "b",
      "line-increment=": "i",
      "number-format=": "n",
      "number-separator=": "s",
      "starting-line-number=": "v",
      "number-width=": "w",
      "join-blank-lines=": "l",
      "no-renumber": "p",
    },
    refused: { short: "dfh", long: ["section-delimiter", "footer-numbering", "header-numbering"] },
    hint: flavour.hint(process),
  });
  const number = (key: string, otherwise: number): number => {
    const value = options.value(key);
    if (value === undefined) return otherwise;
    return /^-?\d+$/.test(value)
      ? Number(value)
      : fail(process, `invalid line number: ${localeQuoted(process, value)}`);
  };
  const style = options.value("b") ?? "t";
  const format = options.value("n") ?? "rn";
  if (!/^(a|t|n|p.*)$/s.test(style))
    wrongUsage(process, flavour, `invalid body numbering style: ${localeQuoted(process, style)}`);
  if (!/^(ln|rn|rz)$/.test(format))
    wrongUsage(process, flavour, `invalid line number format: ${localeQuoted(process, format)}`);
  const pattern = style.startsWith("p") ? compileRegex(style.slice(1), { extended: false }) : null;
  const isNumbered = (line: string): boolean =>
    style === "a" || (style === "t" && line !== "") || pattern?.test(line) === true;
  const [step, width, separator] = [number("i", 1), number("w", 6), options.value("s") ?? "\t"];
  let next = number("v", 1);
  const out = new Output(process);
  for (const name of options.operands.length === 0 ? ["-"] : options.operands) {
    const lines = new Lines(process, openInput(process, name));
    for (let batch = yield* lines.next(); batch !== null; batch = yield* lines.next()) {
      for (const line of batch) {
        if (!isNumbered(line)) out.line(`${" ".repeat(width + separator.length)}${line}`);
        else {
          const text = String(next);
          const shown = format === "ln" ? text.padEnd(width) : text.padStart(width, format === "rz" ? "0" : " ");
          out.line(`${shown}${separator}${line}`);
          next += step;
        }
      }
      yield* out.flush();
    }
  }
  return 0;
}
