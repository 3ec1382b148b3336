/** `umask`, `ulimit`, `times`, `history`, `help`, `caller`, `logout`. Models: bash builtins/*.def of the same names. */
import type { Run } from "../../../sim/core/wait.ts";
import { toBytes } from "../../syntax/bytes.ts";
import { minutes } from "../execute/time.ts";
import type { Shell } from "../shell.ts";
import { BuiltinError } from "../shell-error.ts";
import { type Builtin, parseFlags, parseNumber } from "./builtin.ts";
import { exitBuiltin } from "./control.ts";
import { BUILTINS } from "./index.ts";

export const umask: Builtin = {
  *run(shell, args) {
    const { flags, rest } = parseFlags(args, "pS", "umask: usage: umask [-p] [-S] [mode]");
    const [mode] = rest;
    const { id, words } = shell.dialect;
    const badMode = (bash: string): BuiltinError =>
      new BuiltinError(words.badMode(mode ?? "", bash), id === "bash" ? 1 : 2);
    if (mode === undefined) {
      const text = flags.has("S") ? symbolic(shell.umask) : String(shell.umask.toString(8)).padStart(4, "0");
      yield* shell.process.print(`${flags.has("p") ? `umask ${flags.has("S") ? "-S " : ""}` : ""}${text}\n`);
      return 0;
    }
    if (/^\d/.test(mode)) {
      if (!/^[0-7]+$/.test(mode) || Number.parseInt(mode, 8) > 0o777)
        throw badMode(`${mode}: octal number out of range`);
      shell.umask = Number.parseInt(mode, 8);
    } else shell.umask = fromSymbolic(shell.umask, mode, badMode);
    return 0;
  },
};

function symbolic(mask: number): string {
  const letters = (bits: number): string => `${bits & 4 ? "" : "r"}${bits & 2 ? "" : "w"}${bits & 1 ? "" : "x"}`;
  return `u=${letters(mask >> 6)},g=${letters((mask >> 3) & 7)},o=${letters(mask & 7)}`;
}

function fromSymbolic(mask: number, text: string, badMode: (bash: string) => BuiltinError): number {
  let allowed = ~mask & 0o777;
  for (const clause of text.split(",")) {
    const found = /^([ugoa]*)([-+=])(.*)$/.exec(clause);
    const odd = found?.[3]?.replace(/[rwx]/g, "").charAt(0) ?? "";
    if (odd !== "") throw badMode(`\`${odd}': invalid symbolic mode character`);
    if (found === null) throw badMode(`\`${clause.charAt(0)}': invalid symbolic mode operator`);
    const [, who = "", operator, letters = ""] = found;
    const bits = [...letters].reduce((sum, letter) => sum | ({ r: 4, w: 2, x: 1 }[letter] as number), 0);
    for (const [name, shift] of [
      ["u", 6],
      ["g", 3],
      ["o", 0],
    ] as const) {
      if (who !== "" && !who.includes("a") && !who.includes(name)) continue;
      if (operator === "=") allowed = (allowed & ~(7 << shift)) | (bits << shift);
      else if (operator === "+") allowed |= bits << shift;
      else allowed &= ~(bits << shift);
    }
  }
  return ~allowed & 0o777;
}

/** Name, unit, letter, value. The processes here are not limited by them: they are shown. */
const LIMITS: readonly (readonly [name: string, unit: string, letter: string, value: string])[] = [
  ["real-time non-blocking time ", "microseconds, ", "R", "unlimited"],
  ["core file size", "blocks, ", "c", "0"],
  ["data seg size", "kbytes, ", "d", "unlimited"],
  ["scheduling priority", "", "e", "0"],
  ["file size", "blocks, ", "f", "unlimited"],
  ["pending signals", "", "i", "31358"],
  ["max locked memory", "kbytes, ", "l", "8192"],
  ["max memory size", "kbytes, ", "m", "unlimited"],
  ["open files", "", "n", "1024"],
  ["pipe size", "512 bytes, ", "p", "8"],
  ["POSIX message queues", "bytes, ", "q", "819200"],
  ["real-time priority", "", "r", "0"],
  ["stack size", "kbytes, ", "s", "8192"],
  ["cpu time", "seconds, ", "t", "unlimited"],
  ["max user processes", "", "u", "31358"],
  ["virtual memory", "kbytes, ", "v", "unlimited"],
  ["file locks", "", "x", "unlimited"],
];

export const ulimit: Builtin = {
  *run(shell, args) {
    const { flags, rest } = parseFlags(
      args,
      "SHabcdefiklmnpqrstuvxPRT",
      "ulimit: usage: ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]",
    );
    if (flags.has("a")) {
      const lines = LIMITS.map(
        ([name, unit, letter, value]) =>
          `${name.padEnd(name.endsWith(" ") ? 28 : 20)}${`(${unit}-${letter})`.padStart(name.endsWith(" ") ? 20 : 20)} ${value}\n`,
      );
      yield* shell.process.print(lines.join(""));
      return 0;
    }
    if (rest.length > 0) return 0;
    const letter = [...flags].find((flag) => flag !== "S" && flag !== "H") ?? "f";
    yield* shell.process.print(`${LIMITS.find(([, , known]) => known === letter)?.[3] ?? "unlimited"}\n`);
    return 0;
  },
};

export const times: Builtin = {
  isSpecial: true,
  *run(shell) {
    yield* shell.process.print(`${minutes(shell.process.cpuUs, 3)} 0m0.000s\n0m0.000s 0m0.000s\n`);
    return 0;
  },
};

export const history: Builtin = {
  *run(shell, args) {
    const { history } = shell;
    const { flags, values, rest } = parseFlags(
      args,
      "cd:anrwps",
      "history: usage: history [-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]",
    );
    if (history === null) return 0;
    if (flags.has("c")) {
      history.clear();
      return 0;
    }
    const offset = values.get("d");
    if (offset !== undefined) {
      const number = parseNumber(offset);
      if (number === null || !history.remove(number))
        throw new BuiltinError(`${offset}: history position out of range`);
      return 0;
    }
    if (flags.has("s")) {
      history.add(rest.join(" "));
      return 0;
    }
    if (flags.size > 0) return 0;
    const count = rest[0] === undefined ? history.lines.length : parseNumber(rest[0]);
    if (count === null) throw new BuiltinError(`${rest[0]}: numeric argument required`);
    const from = Math.max(0, history.lines.length - count);
    const text = history.lines
      .slice(from)
      .map((line, i) => `${String(history.firstNumber + from + i).padStart(5)}  ${line}\n`);
    yield* shell.process.write(1, toBytes(text.join("")));
    return 0;
  },
};

export const caller: Builtin = {
  *run(shell, args) {
    const at = args[1] === undefined ? 0 : (parseNumber(args[1]) ?? -1);
    const call = shell.calls.at(-1 - at);
    if (call === undefined) return 1;
    const outer = shell.calls.at(-2 - at);
    // `bash -c` has no frame below its functions.
    if (outer === undefined && args[1] !== undefined && shell.source === "") return 1;
    const source = outer?.source ?? (shell.source === "" ? "NULL" : shell.source);
    yield* shell.process.print(
      args[1] === undefined ? `${call.line} ${source}\n` : `${call.line} ${outer?.name ?? "main"} ${source}\n`,
    );
    return 0;
  },
};

export const logout: Builtin = {
  *run(shell, args, invocation): Run<number> {
    if (!shell.isLogin) throw new BuiltinError("not login shell: use `exit'");
    return yield* (exitBuiltin.run as NonNullable<Builtin["run"]>)(shell, args, invocation);
  },
};

export const help: Builtin = {
  *run(shell, args) {
    const [, topic] = args;
    if (topic !== undefined && !names(shell).includes(topic)) {
      yield* shell.complain(
        `no help topics match \`${topic}'.  Try \`help help' or \`man -k ${topic}' or \`info ${topic}'.`,
        "help",
      );
      return 1;
    }
    const head =
      "GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\nThese shell commands are defined internally.\n\n";
    yield* shell.process.print(
      topic === undefined
        ? `${head}${names(shell).join("\n")}\n`
        : `${topic}: a shell builtin. Its manual is not simulated here.\n`,
    );
    return 0;
  },
};

function names(shell: Shell): string[] {
  return [...BUILTINS.keys()].filter((name) => !shell.dialect.lacks.has(name)).sort();
}
