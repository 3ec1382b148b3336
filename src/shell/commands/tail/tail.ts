/**
 * The last lines or bytes, and what is added later. Models: coreutils src/tail.c, busybox coreutils/tail.c
 * SIMPLIFIED: `-f` looks ten times a second instead of being told; `--pid` and `--max-unchanged-stats` are left out.
 */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { fail } from "../failure.ts";
import { type Flavour, localeQuoted } from "../flavour.ts";
import { errorWords, openInput } from "../input.ts";
import { type Options, parseOptions } from "../options.ts";
import { parseSize } from "../size.ts";

interface Wanted {
  readonly unit: "lines" | "bytes";
  readonly count: number;
  /** `-n +3`: from the third on. */
  readonly fromStart: boolean;
  readonly separator: number;
}

const LOOK_US = 100_000;

export function* tail(process: Process, flavour: Flavour): Run<number> {
  const [first = "", ...others] = process.argv;
  const argv = [first, ...others.flatMap((word, i) => (i === 0 ? oldStyle(word) : [word]))];
  const options = parseOptions(
    process,
    {
      short: "c:fFn:qs:vz",
      long: {
        "bytes=": "c",
        "lines=": "n",
        "follow?": "f",
        retry: "retry",
        quiet: "q",
        silent: "q",
        verbose: "v",
        "sleep-interval=": "s",
        "zero-terminated": "z",
      },
      refused: { long: ["pid", "max-unchanged-stats"] },
      hint: flavour.hint(process),
    },
    argv,
  );
  const wanted = whatIsWanted(process, flavour, options);
  return yield* new Tailing(process, flavour, options).run(wanted);
}

/** `-5`, `+5`, `-5f`, `-c5` of old. */
function oldStyle(word: string): string[] {
  const found = /^([-+])(\d+)([lc]?)(f?)$/.exec(word);
  if (found === null) return [word];
  return [
    `-${found[3] === "c" ? "c" : "n"}${found[1] === "+" ? "+" : ""}${found[2]}`,
    ...(found[4] === "f" ? ["-f"] : []),
  ];
}

function whatIsWanted(process: Process, flavour: Flavour, options: Options): Wanted {
  const key = options.lastOf("c", "n");
  const value = options.value(key ?? "n") ?? "10";
  const unit = key === "c" ? "bytes" : "lines";
  const count = parseSize(value.replace(/^[-+]/, ""));
  if (count === null) {
    if (flavour.name === "busybox") return fail(process, `invalid number '${value}'`);
    return fail(process, `invalid number of ${unit}: ${localeQuoted(process, value)}`);
  }
  return { unit, count, fromStart: value.startsWith("+"), separator: options.has("z") ? 0 : 10 };
}

class Tailing {
  readonly #process: Process;
  readonly #flavour: Flavour;
  readonly #options: Options;
  readonly #names: readonly string[];
  #titled: string | null = null;

  constructor(process: Process, flavour: Flavour, options: Options) {
    this.#process = process;
    this.#flavour = flavour;
    this.#options = options;
    this.#names = options.operands.length === 0 ? ["-"] : options.operands;
  }

  *run(wanted: Wanted): Run<number> {
    const process = this.#process;
    const followed: { name: string; fd: number }[] = [];
    let exitCode = 0;
    for (const name of this.#names) {
      try {
        const fd = openInput(process, name);
        yield* this.#title(name);
        yield* process.write(1, lastOf(yield* process.readToEnd(fd), wanted));
        followed.push({ name, fd });
      } catch (error) {
        exitCode = 1;
        yield* this.#complain(name, errorWords(error));
      }
    }
    if (!this.#options.has("f", "F")) return exitCode;
    if (followed.length === 0 && !this.#options.has("F", "retry")) {
      if (this.#flavour.name === "gnu") yield* process.printError(`${process.name}: no files remaining\n`);
      return 1;
    }
    return yield* this.#follow(followed);
  }

  *#follow(files: { name: string; fd: number }[]): Run<never> {
    const process = this.#process;
    for (;;) {
      for (const { name, fd } of files) {
        const added = yield* readAvailable(process, fd);
        if (added.length === 0) continue;
        yield* this.#title(name);
        yield* process.write(1, added);
      }
      for (const name of this.#names.filter((wanted) => !files.some((file) => file.name === wanted))) {
        if (!process.machine.fs.exists(name, process.cwd)) continue;
        yield* process.printError(`${process.name}: '${name}' has appeared;  following new file\n`);
        files.push({ name, fd: openInput(process, name) });
      }
      yield* process.sleep(LOOK_US);
    }
  }

  *#title(name: string): Run<void> {
    const wanted = this.#options.has("v") || (this.#names.length > 1 && !this.#options.has("q"));
    if (!wanted || this.#titled === name) return;
    yield* this.#process.print(
      `${this.#titled === null ? "" : "\n"}==> ${name === "-" ? "standard input" : name} <==\n`,
    );
    this.#titled = name;
  }

  *#complain(name: string, words: string): Run<void> {
    const { name: tool } = this.#process;
    const gnu =
      words === "Is a directory" ? `error reading '${name}': ${words}` : `cannot open '${name}' for reading: ${words}`;
    yield* this.#process.printError(
      `${tool}: ${this.#flavour.name === "gnu" ? gnu : `can't open '${name}': ${words}`}\n`,
    );
    if (this.#flavour.name === "busybox" && this.#names.length === 1)
      yield* this.#process.printError(`${tool}: no files\n`);
  }
}

/** What a file has now beyond what was read. A pipe that is open and empty gives nothing yet. */
function* readAvailable(process: Process, fd: number): Run<Uint8Array> {
  const got = process.file(fd).tryRead(65_536);
  yield* process.charge(2);
  return got === "would-block" || got === "eof" ? new Uint8Array(0) : got;
}

function lastOf(all: Uint8Array, { unit, count, fromStart, separator }: Wanted): Uint8Array {
  if (unit === "bytes")
    return fromStart
      ? all.subarray(Math.max(0, count - 1))
      : count === 0
        ? all.subarray(all.length)
        : all.subarray(-count);
  let at = 0;
  if (fromStart) {
    for (let lines = 1; lines < count && at < all.length; lines++) {
      const end = all.indexOf(separator, at);
      at = end < 0 ? all.length : end + 1;
    }
    return all.subarray(at);
  }
  at = all.length;
  for (let lines = 0; lines < count && at > 0; lines++) at = at < 2 ? 0 : all.lastIndexOf(separator, at - 2) + 1;
  return all.subarray(at);
}
