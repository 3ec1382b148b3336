/** `--name=value` or `--name value`. */
export function flag(args: readonly string[], name: string): string | undefined {
  for (const [i, word] of args.entries()) {
    if (word === `--${name}`) return args[i + 1];
    if (word.startsWith(`--${name}=`)) return word.slice(name.length + 3);
  }
  return undefined;
}
