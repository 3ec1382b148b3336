/**
 * Aliases are text put in before the line is parsed. The parser finds where commands begin; what an alias puts there
 * is looked at again, but not for the same name.
 *
 * Models: POSIX XCU 2.3.1, bash parse.y alias expansion.
 */
import { type CommandNode, forEachChild, parseSource, type SyntaxNode } from "./parse.ts";

const ROUNDS = 64;

interface Place {
  readonly pos: number;
  readonly end: number;
  readonly name: string;
}

/** A stretch of the text that came out of an alias, which is not expanded in it again. */
interface Origin {
  start: number;
  end: number;
  readonly name: string;
}

export function expandAliases(source: string, aliases: ReadonlyMap<string, string>): string {
  let text = source;
  const origins: Origin[] = [];
  /** Where the word behind an alias that ends in a blank begins at the earliest. */
  let alsoAt = -1;
  for (let round = 0; round < ROUNDS; round++) {
    const places = commandWords(text, alsoAt);
    const found = places.find(
      ({ pos, name }) =>
        aliases.has(name) && !origins.some((origin) => origin.name === name && pos >= origin.start && pos < origin.end),
    );
    if (found === undefined) return text;
    const value = aliases.get(found.name) as string;
    text = text.slice(0, found.pos) + value + text.slice(found.end);
    const grown = value.length - (found.end - found.pos);
    for (const origin of origins) {
      if (origin.start > found.pos) origin.start += grown;
      if (origin.end > found.pos) origin.end += grown;
    }
    origins.push({ start: found.pos, end: found.pos + value.length, name: found.name });
    alsoAt = /[ \t]$/.test(value) ? found.pos + value.length : alsoAt > found.pos ? alsoAt + grown : alsoAt;
  }
  return text;
}

/** Plain words in the place of a command's name, in the order of the text. */
function commandWords(text: string, alsoAt: number): Place[] {
  const places: Place[] = [];
  const take = (word: { pos: number; end: number; text: string } | undefined): void => {
    if (word !== undefined && /^[^\s"'\\$`(){}<>&|;]+$/.test(word.text))
      places.push({ pos: word.pos, end: word.end, name: word.text });
  };
  const visit = (node: SyntaxNode | CommandNode): void => {
    if (node.type === "Command") {
      take(node.name);
      const next = node.args.find((argument) => argument.pos >= alsoAt);
      if (alsoAt >= 0 && next?.type === "Word" && text.slice(alsoAt, next.pos).trim() === "") take(next);
    }
    if (node.type !== "CommandExpansion" && node.type !== "ProcessSubstitution")
      forEachChild(node as SyntaxNode, visit);
  };
  forEachChild(parseSource(text), visit);
  return places.sort((a, b) => a.pos - b.pos);
}
