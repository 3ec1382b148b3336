/** Breaks lines between words. Models: github.com/mitchellh/go-wordwrap */

/** Spaces, a word or a line feed; a no-break space is part of a word. */
const TOKEN = /\n|[^\S\n\u00a0]+|(?:\S|\u00a0)+/gu;

/** Spaces at a break are dropped; a word that is longer than a line has one of its own. */
export function wrapWords(text: string, limit: number): string {
  let wrapped = "";
  let column = 0;
  let gap = "";
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === "\n") {
      wrapped += column + gap.length > limit ? "\n" : `${gap}\n`;
      column = 0;
      gap = "";
    } else if (token.trim() === "" && !token.includes("\u00a0")) gap = token;
    else {
      const { length } = [...token];
      const start = column + gap.length;
      // A word is moved as soon as its first letters do not fit, unless by then it fills a line.
      const isMoved = start > 1 && start + length > limit;
      wrapped += isMoved ? `\n${token}` : gap + token;
      column = isMoved ? length : start + length;
      gap = "";
    }
  }
  return column + gap.length > limit ? wrapped : wrapped + gap;
}
