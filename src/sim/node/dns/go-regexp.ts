/**
 * Regular expressions as Go writes them.
 *
 * Models: Go regexp/syntax
 * SIMPLIFIED: the engine's own syntax is used: named groups and leading flags are translated, Go's classes are not.
 */
export function goRegExp(text: string): RegExp | null {
  const flags = /^\(\?([ims]+)\)/.exec(text);
  const pattern = text.slice(flags?.[0].length ?? 0).replaceAll("(?P<", "(?<");
  if (/\(\?[=!]|\(\?<[=!]|\\[1-9]/.test(pattern)) return null;
  try {
    return new RegExp(pattern, flags?.[1] ?? "");
  } catch {
    return null;
  }
}

/** Puts the groups of a match where `{0}`, `{1}` … stand. */
export function withGroups(text: string, match: readonly (string | undefined)[]): string {
  let result = text;
  for (const [i, group] of match.entries()) result = result.replaceAll(`{${i}}`, group ?? "");
  return result;
}
