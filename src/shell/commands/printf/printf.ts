/** Words by a format. Models: coreutils src/printf.c, POSIX printf(1) */
import { encodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { type Flavour, localeQuoted, wrongUsage } from "../flavour.ts";
import { formatWords } from "./format-words.ts";

export function* printf(process: Process, flavour: Flavour): Run<number> {
  const args = process.argv.slice(process.argv[1] === "--" ? 2 : 1);
  const [format, ...words] = args;
  if (format === undefined) return wrongUsage(process, flavour, "missing operand");
  const { text, complaints } = formatWords(format, words);
  yield* process.write(1, latin(text));
  for (const complaint of complaints)
    yield* process.printError(
      `${process.name}: ${complaint.replace(/^'(.*)':/s, (_, word) => `${localeQuoted(process, word)}:`)}\n`,
    );
  return complaints.length > 0 ? 1 : 0;
}

/** Octal and hex escapes make bytes: they come as U+F700 to U+F7FF, everything else as text. */
function latin(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    if (code >= 0xf700 && code <= 0xf7ff) bytes.push(code - 0xf700);
    else bytes.push(...encodeUtf8(char));
  }
  return Uint8Array.from(bytes);
}
