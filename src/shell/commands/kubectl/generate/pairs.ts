/** `a=1 b-`: what to set and what to take away. Models: k8s.io/kubectl/pkg/cmd/util/helpers.go ParsePairs */
import { CommandError } from "../errors.ts";

export interface Pairs {
  readonly set: Readonly<Record<string, string>>;
  readonly removed: readonly string[];
}

export function parsePairs(words: readonly string[], what: string, supportsRemove = false): Pairs {
  const set: Record<string, string> = {};
  const removed: string[] = [];
  const invalid: string[] = [];
  for (const word of words) {
    const equals = word.indexOf("=");
    if (equals > 0) set[word.slice(0, equals)] = word.slice(equals + 1);
    else if (equals < 0 && supportsRemove && word.endsWith("-") && word !== "-") removed.push(word.slice(0, -1));
    else invalid.push(word);
  }
  if (invalid.length > 0) throw new CommandError(`invalid ${what} format: ${invalid.join(", ")}`);
  return { set, removed };
}
