/** What is typed of a script: comments and empty lines in front are for the author, the rest is typed as it stands. */

export function linesOf(script: string): string[] {
  const lines = script.replace(/\n+$/, "").split("\n");
  const first = lines.findIndex((line) => line.trim() !== "" && !line.startsWith("#"));
  return first < 0 ? [] : lines.slice(first);
}
