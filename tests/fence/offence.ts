/** What the fence finds: where, which rule, and what to do about it. */
export interface Offence {
  readonly path: string;
  /** 1 for what concerns the whole file. */
  readonly line: number;
  readonly rule: string;
  /** One sentence: what is wrong and what to use instead. */
  readonly message: string;
}

/** The project, or a made-up one: path from the project's root -> text. */
export type SourceTree = ReadonlyMap<string, string>;

export function describeOffence({ path, line, rule, message }: Offence): string {
  return `${path}:${line}  ${rule}: ${message}`;
}

/**
 * An exception is said on the line, or the line above it: `fence-ok <rule>: <reason>`; for a whole file, in its first
 * twelve lines. Without a reason it does not count.
 */
export function isExcused(offence: Offence, text: string): boolean {
  const lines = text.split("\n");
  const near = offence.line === 1 ? lines.slice(0, 12) : lines.slice(Math.max(0, offence.line - 2), offence.line);
  const excuse = new RegExp(`fence-ok ${offence.rule}: \\S.{9,}`);
  return near.some((line) => excuse.test(line));
}
