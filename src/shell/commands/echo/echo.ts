/** Words and a line feed. Models: coreutils src/echo.c, busybox coreutils/echo.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { C_ESCAPES } from "../c-escapes.ts";

export function* echo(process: Process): Run<number> {
  const words = process.argv.slice(1);
  let newline = true;
  let escapes = false;
  while (/^-[neE]+$/.test(words[0] ?? "")) {
    const letters = words.shift() as string;
    if (letters.includes("n")) newline = false;
    for (const letter of letters) if (letter !== "n" && letter !== "-") escapes = letter === "e";
  }
  const { text, stopped } = escapes ? plainText(words.join(" ")) : { text: words.join(" "), stopped: false };
  yield* process.print(text + (newline && !stopped ? "\n" : ""));
  return 0;
}

const LETTERS: Readonly<Record<string, string>> = { ...C_ESCAPES, e: "\x1b" };

function plainText(text: string): { text: string; stopped: boolean } {
  const end = /^(?:[^\\]|\\[^c])*?\\c/s.exec(text);
  const kept = end === null ? text : end[0].slice(0, -2);
  const out = kept.replace(/\\(?:0([0-7]{0,3})|x([0-9a-fA-F]{1,2})|(.))/gs, (whole, octal, hex, letter) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal || "0", 8));
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return LETTERS[letter] ?? whole;
  });
  return { text: out, stopped: end !== null };
}
