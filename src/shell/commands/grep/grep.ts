/**
 * Lines that match. Models: GNU grep 3.8 src/grep.c, busybox findutils/grep.c
 * SIMPLIFIED: -P takes a JavaScript expression within bounds; no --color=always configuration beyond the defaults.
 */
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { AppletUsage, Failure, fail } from "../failure.ts";
import type { Flavour } from "../flavour.ts";
import { globToRegExp } from "../glob.ts";
import { closeInput, Lines, openInput } from "../input.ts";
import { type Options, parseOptions } from "../options.ts";
import { Output } from "../output.ts";
import { FileScan, type ScanSettings } from "./file-scan.ts";
import { type LineMatcher, lineMatcher } from "./line-matcher.ts";

const LONG = {
  "extended-regexp": "E",
  "fixed-strings": "F",
  "basic-regexp": "G",
  "perl-regexp": "P",
  "regexp=": "e",
  "file=": "f",
  "ignore-case": "i",
  "no-ignore-case": "no-i",
  "word-regexp": "w",
  "line-regexp": "x",
  "null-data": "z",
  "no-messages": "s",
  "invert-match": "v",
  "max-count=": "m",
  "byte-offset": "b",
  "line-number": "n",
  "line-buffered": "line-buffered",
  "with-filename": "H",
  "no-filename": "h",
  "label=": "label",
  "only-matching": "o",
  quiet: "q",
  silent: "q",
  text: "a",
  recursive: "r",
  "dereference-recursive": "R",
  "include=": "include",
  "exclude=": "exclude",
  "exclude-dir=": "exclude-dir",
  "files-without-match": "L",
  "files-with-matches": "l",
  count: "c",
  "initial-tab": "T",
  null: "Z",
  "before-context=": "B",
  "after-context=": "A",
  "context=": "C",
  "group-separator=": "group",
  "no-group-separator": "no-group",
  "color?": "color",
  "colour?": "color",
  "binary-files=": "binary",
  "directories=": "d",
  version: "V",
};

export function* grep(process: Process, flavour: Flavour): Run<number> {
  const gnu = flavour.name === "gnu";
  const name = process.name.replace(/^busybox-/, "");
  const usage = "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n";
  const [argv0 = "grep", ...args] = process.argv;
  const options = parseOptions(
    process,
    {
      short: gnu ? "EFGPe:f:iywxzsvm:bnHhoqaIrRLlcTZB:A:C:Ud:V" : "lnqvsoeHhrRaiwxFEzcLm:A:B:C:e:f:",
      long: gnu ? LONG : { "color?": "color" },
      hint: gnu ? usage : new AppletUsage("grep"),
      exitCode: 2,
    },
    [argv0, ...contextNumbers(args)],
  );
  if (options.has("V")) {
    yield* process.print("grep (GNU grep) 3.8\n");
    return 0;
  }
  const operands = [...options.operands];
  const patterns = yield* patternsOf(process, options, operands);
  if (patterns === null) throw new Failure(gnu ? usage : new AppletUsage("grep"), 2);
  const kind = name === "egrep" ? "E" : name === "fgrep" ? "F" : (options.lastOf("E", "F", "G", "P") ?? "G");
  const matcher = lineMatcher(process, patterns, {
    kind,
    ignoreCase: options.has("i", "y") && options.lastOf("i", "y", "no-i") !== "no-i",
    words: options.has("w"),
    wholeLine: options.has("x"),
  });
  return yield* new Search(process, { flavour, options, matcher }).run(operands);
}

/** `-3` is `-C3`, until `--` ends the options. */
function contextNumbers(args: readonly string[]): string[] {
  const end = args.indexOf("--");
  return args.map((word, i) => (/^-\d+$/.test(word) && (end < 0 || i < end) ? `-C${word.slice(1)}` : word));
}

function* patternsOf(process: Process, options: Options, operands: string[]): Run<string[] | null> {
  const patterns: string[] = [];
  for (const { key, value } of options.given) {
    if (key === "e") patterns.push(...value.split("\n"));
    if (key !== "f") continue;
    try {
      patterns.push(...(yield* new Lines(process, openInput(process, value)).all()));
    } catch (error) {
      if (error instanceof OsError) fail(process, `${value}: ${error.message}`, 2);
      throw error;
    }
  }
  if (options.has("e", "f")) return patterns;
  const first = operands.shift();
  return first === undefined ? null : first.split("\n");
}

class Search {
  readonly #process: Process;
  readonly #flavour: Flavour;
  readonly #options: Options;
  readonly #scan: FileScan;
  readonly #out: Output;
  #found = false;
  #failed = false;

  constructor(
    process: Process,
    { flavour, options, matcher }: { flavour: Flavour; options: Options; matcher: LineMatcher },
  ) {
    this.#process = process;
    this.#flavour = flavour;
    this.#options = options;
    this.#out = new Output(process);
    this.#scan = new FileScan({ process, out: this.#out, matcher, settings: this.#settings() });
  }

  #settings(): ScanSettings {
    const options = this.#options;
    const count = (key: string): number => {
      const text = options.value(key) ?? options.value("C");
      if (text === undefined || (options.value(key) === undefined && key === "m"))
        return key === "m" ? Number.POSITIVE_INFINITY : 0;
      if (!/^\d+$/.test(text))
        fail(this.#process, key === "m" ? "invalid max count" : `${text}: invalid context length argument`, 2);
      return Number(text);
    };
    const color = options.value("color");
    return {
      invert: options.has("v"),
      numbers: options.has("n"),
      offsets: options.has("b"),
      onlyMatching: options.has("o"),
      before: options.has("o") ? 0 : count("B"),
      after: options.has("o") ? 0 : count("A"),
      max: count("m"),
      inGroups: options.has("A", "B", "C") && !options.has("o"),
      mode: options.has("q")
        ? "quiet"
        : options.has("L")
          ? "without"
          : options.has("l")
            ? "with"
            : options.has("c")
              ? "count"
              : "lines",
      nullNames: options.has("Z"),
      nullLines: options.has("z"),
      text: options.has("a") || options.value("binary") === "text",
      skipsBinary: options.has("I") || options.value("binary") === "without-match",
      separator: options.has("no-group") ? null : (options.value("group") ?? "--"),
      tab: options.has("T"),
      color: color === "always" || ((color === "auto" || color === "") && options.has("color") && this.#toTerminal()),
    };
  }

  #toTerminal(): boolean {
    const { tty } = this.#process;
    return tty !== null && this.#process.fds.get(1)?.stream === tty.stream;
  }

  *run(operands: readonly string[]): Run<number> {
    const recursive = this.#options.has("r", "R") || this.#options.value("d") === "recurse";
    const names = operands.length > 0 ? operands : [recursive ? "." : "-"];
    const withNames =
      this.#options.lastOf("H", "h") === "H" ||
      (this.#options.lastOf("H", "h") === undefined && (names.length > 1 || recursive));
    for (const name of names) {
      if (this.#options.value("d") === "skip" && this.#isDirectory(name)) continue;
      if (recursive && name !== "-" && this.#isDirectory(name))
        yield* this.#walk(name, { withNames, isDefault: operands.length === 0 });
      else yield* this.#file(name, withNames);
      if (this.#found && this.#options.has("q")) return 0;
    }
    yield* this.#out.flush();
    return this.#failed ? 2 : this.#found ? 0 : 1;
  }

  #isDirectory(name: string): boolean {
    return this.#process.machine.fs.tryNode(name, this.#process.cwd)?.kind === "directory";
  }

  *#walk(directory: string, shown: { withNames: boolean; isDefault: boolean }): Run<void> {
    const base = directory.replace(/\/$/, "");
    for (const entry of this.#process.machine.fs.list(directory, this.#process.cwd)) {
      const path = shown.isDefault && directory === "." ? entry : `${base}/${entry}`;
      yield* this.#process.charge(5);
      if (this.#isDirectory(path)) {
        if (!this.#options.values("exclude-dir").some((glob) => globToRegExp(glob).test(entry)))
          yield* this.#walk(path, { ...shown, isDefault: false });
        continue;
      }
      const included = this.#options.values("include");
      if (included.length > 0 && !included.some((glob) => globToRegExp(glob).test(entry))) continue;
      if (this.#options.values("exclude").some((glob) => globToRegExp(glob).test(entry))) continue;
      yield* this.#file(path, shown.withNames);
    }
  }

  *#file(name: string, withNames: boolean): Run<void> {
    const shown = name === "-" ? (this.#options.value("label") ?? "(standard input)") : name;
    try {
      const fd = openInput(this.#process, name);
      if (yield* this.#scan.run(fd, withNames ? shown : null, shown)) this.#found = true;
      closeInput(this.#process, fd);
    } catch (error) {
      if (!(error instanceof OsError)) throw error;
      yield* this.#out.flush();
      const isDirectory = error.code === "EISDIR";
      if (this.#flavour.name === "busybox" && isDirectory) return;
      this.#failed = true;
      if (!this.#options.has("s"))
        yield* this.#process.printError(`${this.#process.name}: ${name}: ${error.message}\n`);
    }
  }
}
