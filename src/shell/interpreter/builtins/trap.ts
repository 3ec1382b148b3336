/** `trap`. Models: bash builtins/trap.def */

import { parseSignal, SIGNALS } from "../../../sim/os/signal.ts";
import { toBytes } from "../../syntax/bytes.ts";
import { quoteSingle } from "../quote.ts";
import type { Shell } from "../shell.ts";
import { defaultSignals } from "../signals.ts";
import type { TrapName } from "../traps.ts";
import { type Builtin, parseFlags, usageError } from "./builtin.ts";

const USAGE = "trap: usage: trap [-lp] [[arg] signal_spec ...]";

export function parseTrapName(text: string): TrapName | null {
  const name = text.toUpperCase().replace(/^SIG/, "");
  if (name === "EXIT" || text === "0") return "EXIT";
  if (name === "ERR" || name === "DEBUG" || name === "RETURN") return name;
  return parseSignal(text);
}

export const trap: Builtin = {
  isSpecial: true,
  *run(shell, args) {
    const { flags, rest } = parseFlags(args, "lp", USAGE);
    if (flags.has("l")) {
      yield* shell.process.print(signalTable());
      return 0;
    }
    if (rest.length === 0 || flags.has("p")) {
      yield* shell.process.write(1, toBytes(listing(shell, rest)));
      return 0;
    }
    const [first = "", ...others] = rest;
    const resets = first === "-" || others.length === 0 || /^\d+$/.test(first);
    if (others.length === 0 && parseTrapName(first) === null && first !== "-")
      throw usageError("trap [-lp] [[arg] signal_spec ...]");
    let status = 0;
    for (const text of resets && first !== "-" ? rest : others) {
      const name = parseTrapName(text);
      if (name === null) {
        yield* shell.complain(
          shell.dialect.id === "dash" ? `${text}: bad trap` : `${text}: invalid signal specification`,
          "trap",
        );
        status = 1;
      } else if (resets) shell.traps.reset(name, (signal) => defaultSignals(shell, signal));
      else shell.traps.set(name, first);
    }
    return status;
  },
};

function listing(shell: Shell, names: readonly string[]): string {
  const wanted = names.map(parseTrapName);
  let text = "";
  for (const [name, command] of shell.traps.list()) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const shown = shell.dialect.id === "bash" && Object.hasOwn(SIGNALS, name) ? `SIG${name}` : name;
    text += `trap -- ${quoteSingle(command)} ${shown}\n`;
  }
  return text;
}

/** BusyBox lists one to a line and without SIG. */
export function signalList(): string {
  return Object.entries(SIGNALS)
    .map(([name, number]) => `${String(number).padStart(2)}) ${name}\n`)
    .join("");
}

/** What `kill -l` and `trap -l` print. */
export function signalTable(): string {
  const names: [number, string][] = Object.entries(SIGNALS).map(([name, number]) => [number, `SIG${name}`]);
  for (let i = 0; i <= 30; i++)
    names.push([
      34 + i,
      i <= 15 ? (i === 0 ? "SIGRTMIN" : `SIGRTMIN+${i}`) : i === 30 ? "SIGRTMAX" : `SIGRTMAX-${30 - i}`,
    ]);
  let text = "";
  for (const [i, [number, name]] of names.entries()) {
    const isLast = i % 5 === 4 || i === names.length - 1;
    text += `${String(number).padStart(2)}) ${name}${isLast ? "\n" : "\t"}`;
  }
  return text;
}
