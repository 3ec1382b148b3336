/** Names of files as people type them, and as a shell wants them. */

/** Below the home folder, without a beginning or an end that the system would drop; null: it is no name. */
export function homePath(typed: string): string | null {
  const path = typed.trim().replace(/^(~|\/home\/learner)?\//, "");
  const isName = path !== "" && path.split("/").every((part) => !["", ".", ".."].includes(part));
  return isName && !path.includes("\0") ? path : null;
}

/** One word of a command line. */
export function shellWord(path: string): string {
  if (/^[\w.@%+=:,/-]+$/.test(path) && !path.startsWith("-")) return path;
  return `'${(path.startsWith("-") ? `./${path}` : path).replaceAll("'", "'\\''")}'`;
}
