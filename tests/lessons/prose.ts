/** The words of an MDX text that a reader reads: no code, no markup, no addresses; attributes of components count. */
import { readFileSync } from "node:fs";

export function proseOf(file: string): string {
  const text = readFileSync(file, "utf8");
  return (
    text
      .replace(/^---\n.*?\n---\n/s, (front) => front.replace(/^(?!title|summary|\s+- ).*$/gm, ""))
      // What names an entry of the glossary is no prose.
      .replace(/^(?:- id|\s+(?:words|lesson)): .*$/gm, "")
      .replace(/(```+)[^\n]*\n.*?\n\s*\1/gs, " ")
      .replace(/`[^`]*`/g, " ")
      .replace(/\]\([^)]*\)/g, "] ")
      .replace(/https?:\/\/[^\s"]+/g, " ")
      .replace(/@[a-z][a-zA-Z0-9]*@/g, " ")
      .replace(/<\/?\w+|\{\/\*.*?\*\/\}/gs, " ")
      .replace(/\b(?:name|from|to|script|lesson|cluster|files|src|href)=(?:"[^"]*"|\{[^}]*\})/g, " ")
  );
}

/** Without what no dictionary has: numbers, and words with capitals inside such as PodCIDR. */
export function wordsOf(prose: string): string[] {
  const words = prose.match(/[\p{L}][\p{L}'’-]*/gu) ?? [];
  return words
    .flatMap((word) => word.split("-"))
    .map((word) => word.replace(/’/g, "'").replace(/'s?$/, ""))
    .filter((word) => word.length > 2 && !/\p{L}\p{Lu}/u.test(word));
}
