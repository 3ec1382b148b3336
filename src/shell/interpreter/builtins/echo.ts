/** `echo`. Models: bash builtins/echo.def; dash reads backslashes always and knows only -n. */
import { toBytes } from "../../syntax/bytes.ts";
import { decodeEscapes } from "../../syntax/escapes.ts";
import type { Builtin } from "./builtin.ts";

export const echo: Builtin = {
  *run(shell, args) {
    let i = 1;
    let ends = true;
    let escapes = shell.dialect.features.echoEscapes || shell.options.shopt("xpg_echo");
    const option = shell.dialect.id === "dash" ? /^-n$/ : /^-[neE]+$/;
    for (; i < args.length && option.test(args[i] as string); i++) {
      const letters = args[i] as string;
      if (letters.includes("n")) ends = false;
      const last = letters.replace(/[^eE]/g, "").at(-1);
      if (last !== undefined) escapes = last === "e";
      if (shell.dialect.id === "dash") {
        i++;
        break;
      }
    }
    let text = args.length === i + 1 ? (args[i] as string) : args.slice(i).join(" ");
    if (escapes) {
      const decoded = decodeEscapes(text, "echo");
      text = decoded.text;
      if (decoded.isCut) ends = false;
    }
    yield* shell.process.write(1, toBytes(ends ? `${text}\n` : text));
    return 0;
  },
};
