/**
 * Kernel settings by name: files below /proc/sys. Models: procps-ng 4.0.2 sysctl(8), busybox 1.36 procps/sysctl.c
 * SIMPLIFIED: --system is not there.
 */
import { decodeUtf8, encodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { DirectoryNode } from "../../../sim/os/vfs/node.ts";
import { Failure, inOrder } from "../failure.ts";
import type { Flavour } from "../flavour.ts";
import { readText } from "../input.ts";
import { type Options, parseOptions } from "../options.ts";

const ROOT = "/proc/sys";

export function* sysctl(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "aAXbeNnqwroxp::f::V",
    long: {
      all: "a",
      binary: "b",
      ignore: "e",
      names: "N",
      values: "n",
      quiet: "q",
      write: "w",
      "pattern=": "r",
      "load?": "p",
      "dry-run": "D",
      version: "V",
    },
    refused: { long: ["system", "deprecated"] },
    hint: flavour.hint(process),
  });
  if (options.has("V")) {
    yield* process.print("sysctl from procps-ng 4.0.2\n");
    return 0;
  }
  const runner = new Runner(process, flavour, options);
  if (options.has("p", "f"))
    return yield* runner.load(options.value("p") || options.value("f") || options.operands[0] || "/etc/sysctl.conf");
  if (options.has("a", "A", "X")) return yield* runner.all();
  if (options.operands.length === 0)
    throw new Failure(inOrder(`${process.name}: no variables specified\n`, flavour.hint(process)), 1);
  for (const word of options.operands) yield* runner.word(word);
  return runner.exitCode;
}

class Runner {
  exitCode = 0;
  readonly #process: Process;
  readonly #options: Options;
  readonly #isBusybox: boolean;

  constructor(process: Process, flavour: Flavour, options: Options) {
    this.#process = process;
    this.#options = options;
    this.#isBusybox = flavour.name === "busybox";
  }

  *all(): Run<number> {
    yield* this.#showBelow(ROOT);
    return this.exitCode;
  }

  /** `key`, or `key=value`. */
  *word(word: string): Run<void> {
    const equals = word.indexOf("=");
    if (equals >= 0) yield* this.#set(word.slice(0, equals).trim(), word.slice(equals + 1).trim());
    else if (this.#options.has("w") && !this.#isBusybox)
      yield* this.#complain("command line(0): invalid syntax, continuing...");
    else yield* this.#showBelow(pathOf(word));
  }

  /** Lines of a file; a key that begins with a dash may be missing. */
  *load(path: string): Run<number> {
    let text: string;
    try {
      text = yield* readText(this.#process, path);
    } catch (error) {
      if (!(error instanceof OsError)) throw error;
      yield* this.#complain(`cannot open "${path}": ${error.message}`);
      return this.exitCode;
    }
    for (const [i, line] of text.split("\n").entries()) {
      const setting = line.trim();
      if (setting === "" || setting.startsWith("#") || setting.startsWith(";")) continue;
      const equals = setting.indexOf("=");
      if (equals < 0) yield* this.#complain(`${path}(${i + 1}): invalid syntax, continuing...`);
      else yield* this.#set(setting.slice(0, equals).trim().replace(/^-/, ""), setting.slice(equals + 1).trim());
    }
    return this.exitCode;
  }

  *#set(key: string, value: string): Run<void> {
    const path = pathOf(key);
    const { fs } = this.#process.machine;
    const node = fs.tryNode(path, "/");
    if (node === undefined) return yield* this.#missing(path);
    if (node.kind !== "file") return yield* this.#complain(`setting key "${nameOf(path)}": Is a directory`);
    try {
      if (value === "") throw new OsError("EINVAL");
      if (!this.#options.has("D")) node.write(0, encodeUtf8(value));
    } catch (error) {
      if (!(error instanceof OsError)) throw error;
      return yield* this.#complain(`setting key "${nameOf(path)}": ${error.message}`);
    }
    if (!this.#options.has("q")) yield* this.#print(nameOf(path), value);
  }

  *#showBelow(path: string): Run<void> {
    const node = this.#process.machine.fs.tryNode(path, "/");
    if (node === undefined) return yield* this.#missing(path);
    if (node.kind === "directory") {
      for (const name of [...(node as DirectoryNode).entries.keys()].sort()) yield* this.#showBelow(`${path}/${name}`);
      return;
    }
    const pattern = this.#options.value("r");
    const name = nameOf(path);
    if (node.kind !== "file" || (pattern !== undefined && !new RegExp(pattern).test(name))) return;
    yield* this.#print(name, decodeUtf8(node.bytes).trimEnd());
  }

  *#print(name: string, value: string): Run<void> {
    const { has } = { has: (letter: string) => this.#options.has(letter) };
    yield* this.#process.print(
      has("N") ? `${name}\n` : has("b") ? value : has("n") ? `${value}\n` : `${name} = ${value}\n`,
    );
  }

  *#missing(path: string): Run<void> {
    if (this.#options.has("e")) return;
    if (this.#isBusybox) yield* this.#complain(`error: '${nameOf(path)}' is an unknown key`);
    else yield* this.#complain(`cannot stat ${path}: No such file or directory`);
  }

  *#complain(words: string): Run<void> {
    this.exitCode = 1;
    yield* this.#process.printError(`${this.#process.name}: ${words}\n`);
  }
}

/** In a name dots separate, and a slash stands for a dot; a name that begins with slashes is a path. */
function pathOf(name: string): string {
  const firstDot = name.indexOf(".");
  const firstSlash = name.indexOf("/");
  const isPath = firstSlash >= 0 && (firstDot < 0 || firstSlash < firstDot);
  const swapped = [...name].map((letter) => (letter === "." ? "/" : letter === "/" ? "." : letter)).join("");
  return `${ROOT}/${isPath ? name : swapped}`;
}

function nameOf(path: string): string {
  const below = path.slice(ROOT.length + 1);
  return [...below].map((letter) => (letter === "." ? "/" : letter === "/" ? "." : letter)).join("");
}
