/** Modes as people write them: 755, u+x, go-w, a=r. Models: chmod(1), gnulib lib/modechange.c */

/** The new mode; null when the text is none. */
export function parseMode(text: string, before: number, isDirectory: boolean): number | null {
  if (/^[0-7]{1,5}$/.test(text)) return Number.parseInt(text, 8);
  let mode = before;
  for (const clause of text.split(",")) {
    const found = /^([ugoa]*)((?:[-+=][rwxXst]*)+)$/.exec(clause);
    if (found === null) return null;
    const who = found[1] === "" || found[1]?.includes("a") ? "ugo" : (found[1] as string);
    for (const [, sign, letters = ""] of (found[2] as string).matchAll(/([-+=])([rwxXst]*)/g)) {
      const bits = bitsOf(who, letters, isDirectory || (mode & 0o111) !== 0);
      if (sign === "+") mode |= bits;
      else if (sign === "-") mode &= ~bits;
      else mode = (mode & ~bitsOf(who, "rwx", true)) | bits;
    }
  }
  return mode;
}

function bitsOf(who: string, letters: string, executable: boolean): number {
  let one = 0;
  if (letters.includes("r")) one |= 4;
  if (letters.includes("w")) one |= 2;
  if (letters.includes("x") || (letters.includes("X") && executable)) one |= 1;
  let bits = 0;
  for (const [letter, shift] of [
    ["u", 6],
    ["g", 3],
    ["o", 0],
  ] as const)
    if (who.includes(letter)) bits |= one << shift;
  if (letters.includes("t")) bits |= 0o1000;
  if (letters.includes("s")) bits |= (who.includes("u") ? 0o4000 : 0) | (who.includes("g") ? 0o2000 : 0);
  return bits;
}
