/** The stream editor. Models: POSIX sed(1), GNU sed 4.9 sed/execute.c */
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure, fail } from "../failure.ts";
import type { Flavour } from "../flavour.ts";
import { readText } from "../input.ts";
import { type Options, parseOptions } from "../options.ts";
import { SedEditor } from "./editor.ts";
import { Collected } from "./line-output.ts";
import { parseScript, type SedCommand, SedError } from "./parse-script.ts";

const USAGE = "Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n\n";

export function* sed(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "nrEe:f:i::szul:b",
    long: {
      quiet: "n",
      silent: "n",
      "regexp-extended": "E",
      "expression=": "e",
      "file=": "f",
      "in-place?": "i",
      separate: "s",
      "null-data": "z",
      version: "V",
      posix: "posix",
      unbuffered: "u",
      "line-length=": "l",
      binary: "b",
    },
    refused: { long: ["debug", "sandbox", "follow-symlinks"] },
    hint: flavour.name === "gnu" ? USAGE : flavour.hint(process),
  });
  if (options.has("V")) {
    yield* process.print("sed (GNU sed) 4.9\n");
    return 0;
  }
  const operands = [...options.operands];
  const script = yield* scriptOf(process, options, operands);
  if (script === null) throw new Failure(flavour.name === "gnu" ? USAGE : flavour.hint(process), 1);
  const commands = parsed(process, script, options.has("E", "r"));
  const silent = options.has("n") || script.startsWith("#n\n");
  const settings = {
    silent,
    separator: options.has("z") ? "\0" : "\n",
    lineLength: Number(options.value("l") ?? 70),
  };
  const editor = new SedEditor(process, commands, settings);
  const names = operands.length === 0 ? ["-"] : operands;
  if (options.has("i"))
    return yield* inPlace(process, {
      names,
      suffix: options.value("i") ?? "",
      make: () => new SedEditor(process, parsed(process, script, options.has("E", "r")), settings),
    });
  if (!options.has("s")) return yield* editor.run(names);
  let exitCode = 0;
  for (const name of names) exitCode = (yield* editor.run([name])) || exitCode;
  return exitCode;
}

function parsed(process: Process, script: string, extended: boolean): SedCommand[] {
  try {
    return parseScript(script, extended);
  } catch (error) {
    if (error instanceof SedError) return fail(process, error.message);
    throw error;
  }
}

function* scriptOf(process: Process, options: Options, operands: string[]): Run<string | null> {
  const parts: string[] = [];
  for (const { key, value } of options.given) {
    if (key === "e") parts.push(value);
    if (key !== "f") continue;
    try {
      parts.push((yield* readText(process, value)).replace(/\n$/, ""));
    } catch (error) {
      if (error instanceof OsError) fail(process, `couldn't open file ${value}: ${error.message}`);
      throw error;
    }
  }
  if (parts.length > 0) return parts.join("\n");
  return operands.shift() ?? null;
}

function* inPlace(
  process: Process,
  { names, suffix, make }: { names: readonly string[]; suffix: string; make: () => SedEditor },
): Run<number> {
  let exitCode = 0;
  const { fs } = process.machine;
  for (const name of names) {
    const node = fs.tryNode(name, process.cwd);
    if (node === undefined || node.kind !== "file") {
      const words =
        node === undefined
          ? `can't read ${name}: No such file or directory`
          : `couldn't edit ${name}: not a regular file`;
      yield* process.printError(`${process.name}: ${words}\n`);
      exitCode = node === undefined ? 2 : 4;
      continue;
    }
    const editor = make();
    const collected = new Collected();
    const code = yield* editor.run([name], collected);
    if (suffix !== "") {
      const backup = suffix.includes("*") ? suffix.replaceAll("*", name) : `${name}${suffix}`;
      if (backup.endsWith("/")) fail(process, `cannot rename ${name}: Not a directory`, 4);
      fs.writeFile(backup, node.bytes.slice(), process.cwd);
    }
    fs.writeFile(name, collected.text, process.cwd);
    if (code !== 0) exitCode = code;
  }
  return exitCode;
}
