/** `alias`, `unalias`. Models: bash builtins/alias.def */
import { toBytes } from "../../syntax/bytes.ts";
import { quoteSingle } from "../quote.ts";
import type { Shell } from "../shell.ts";
import { BuiltinError } from "../shell-error.ts";
import { type Builtin, parseFlags, usageError } from "./builtin.ts";

function shown(shell: Shell, name: string): string {
  const value = quoteSingle(shell.aliases.get(name) as string);
  return `${shell.dialect.id === "bash" ? "alias " : ""}${name}=${value}\n`;
}

export const alias: Builtin = {
  declares: true,
  *run(shell, args) {
    const { flags, rest } = parseFlags(args, "p", "alias: usage: alias [-p] [name[=value] ... ]");
    if (rest.length === 0 || flags.has("p"))
      for (const name of [...shell.aliases.keys()].sort()) yield* shell.process.write(1, toBytes(shown(shell, name)));
    let status = 0;
    for (const text of rest) {
      const at = text.indexOf("=", 1);
      if (at > 0) {
        const name = text.slice(0, at);
        if (/[\s/$`'"\\()<>&|;]/.test(name)) {
          yield* shell.complain(`\`${name}': invalid alias name`, "alias");
          status = 1;
        } else shell.aliases.set(name, text.slice(at + 1));
      } else if (shell.aliases.has(text)) yield* shell.process.write(1, toBytes(shown(shell, text)));
      else {
        if (shell.dialect.id === "bash") yield* shell.complain(`${text}: not found`, "alias");
        else yield* shell.printError(`${shell.dialect.words.noAlias(text)}\n`);
        status = 1;
      }
    }
    return status;
  },
};

export const unalias: Builtin = {
  *run(shell, args) {
    const { flags, rest } = parseFlags(args, "a", "unalias: usage: unalias [-a] name [name ...]");
    if (flags.has("a")) shell.aliases.clear();
    else if (rest.length === 0)
      throw shell.dialect.id === "bash" ? usageError("unalias [-a] name [name ...]") : new BuiltinError("", 0);
    let status = 0;
    for (const name of rest) {
      if (shell.aliases.delete(name)) continue;
      yield* shell.complain(`${name}: not found`, "unalias");
      status = 1;
    }
    return status;
  },
};
