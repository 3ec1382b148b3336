/**
 * What is in a folder. Models: coreutils 9.1 src/ls.c, busybox coreutils/ls.c
 * SIMPLIFIED: names sort by code point; users are root and learner; inode numbers are not kept (-i is refused).
 */
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { VfsNode } from "../../../sim/os/vfs/node.ts";
import type { Flavour } from "../flavour.ts";
import { globToRegExp } from "../glob.ts";
import { type Options, parseOptions } from "../options.ts";
import { backslashQuoted, cQuoted, questioned, shellQuoted, shellQuotedIfNeeded } from "../quoting.ts";
import { compareVersions } from "../sort/sort-key.ts";
import { inColumns } from "./columns.ts";
import { type Entry, longLines, sizeOf } from "./long-lines.ts";

const LONG = {
  all: "a",
  "almost-all": "A",
  directory: "d",
  "human-readable": "h",
  recursive: "R",
  reverse: "r",
  classify: "F",
  "color?": "color",
  "group-directories-first": "dirs",
  "full-time": "full",
  "numeric-uid-gid": "n",
  "no-group": "G",
  "time-style=": "style",
  "file-type": "p",
  "sort=": "sortBy",
  "quote-name": "Q",
  literal: "N",
  size: "s",
  escape: "b",
  "hide-control-chars": "q",
  "show-control-chars": "show",
  "quoting-style=": "quoting",
  "ignore=": "I",
  "hide=": "hide",
  "width=": "w",
};

export function* ls(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "aAdlhRrStX1CFpngoGmxUvQNLHksbqI:w:",
    long: LONG,
    refused: { short: "BcDfiTuZ", long: ["inode"] },
    hint: flavour.hint(process),
    exitCode: flavour.name === "gnu" ? 2 : 1,
  });
  const listing = new Listing(process, flavour, options);
  return yield* listing.run(options.operands.length === 0 ? ["."] : [...options.operands].sort());
}

class Listing {
  readonly #process: Process;
  readonly #flavour: Flavour;
  readonly #options: Options;
  readonly #toTerminal: boolean;
  readonly #color: boolean;
  #exitCode = 0;
  #printed = false;

  constructor(process: Process, flavour: Flavour, options: Options) {
    this.#process = process;
    this.#flavour = flavour;
    this.#options = options;
    this.#toTerminal = process.tty !== null && process.fds.get(1)?.stream === process.tty.stream;
    const color = options.has("color")
      ? options.value("color") || "always"
      : flavour.name === "busybox"
        ? "auto"
        : "never";
    this.#color = color === "always" || (color === "auto" && this.#toTerminal);
  }

  *run(operands: readonly string[]): Run<number> {
    const files: Entry[] = [];
    const directories: string[] = [];
    for (const name of operands) {
      const follow = !this.#options.has("l", "d", "F") || this.#options.has("L", "H") || name.endsWith("/");
      const node = yield* this.#stat(name, follow);
      if (node === null) continue;
      if (node.kind === "directory" && !this.#options.has("d")) directories.push(name);
      else files.push({ name, node, target: node.kind === "link" ? node.target : null });
    }
    if (files.length > 0) yield* this.#print(this.#sorted(files));
    for (const name of directories) yield* this.#directory(name, operands.length > 1 || this.#options.has("R"));
    return this.#exitCode;
  }

  *#stat(name: string, follow: boolean): Run<VfsNode | null> {
    const { fs } = this.#process.machine;
    try {
      return fs.node(name, this.#process.cwd, { noFollow: !follow });
    } catch (error) {
      if (!(error instanceof OsError)) throw error;
      const dangling = follow ? this.#tryLink(name) : null;
      if (dangling !== null) return dangling;
      const gnu = this.#flavour.name === "gnu";
      yield* this.#process.printError(
        `${this.#process.name}: ${gnu ? `cannot access ${shellQuoted(name)}` : name}: ${error.message}\n`,
      );
      this.#exitCode = gnu ? 2 : 1;
      return null;
    }
  }

  #tryLink(name: string): VfsNode | null {
    try {
      return this.#process.machine.fs.node(name, this.#process.cwd, { noFollow: true });
    } catch {
      return null;
    }
  }

  *#directory(path: string, titled: boolean): Run<void> {
    const directory = this.#process.machine.fs.directory(path, this.#process.cwd);
    if (titled) yield* this.#process.print(`${this.#printed ? "\n" : ""}${this.#quote(path)}:\n`);
    this.#printed = true;
    const entries: Entry[] = [...directory.entries].map(([name, node]) => ({
      name,
      node,
      target: node.kind === "link" ? node.target : null,
    }));
    const dots: Entry[] = this.#options.has("a")
      ? [".", ".."].map((name) => ({
          name,
          node: name === "." ? directory : this.#process.machine.fs.directory(`${path}/..`, this.#process.cwd),
          target: null,
        }))
      : [];
    const hidden = this.#options.has("a", "A");
    const shown = this.#sorted([...dots, ...entries.filter(({ name }) => this.#isShown(name, hidden))]);
    yield* this.#print(shown, true);
    if (!this.#options.has("R")) return;
    for (const { name, node } of shown)
      if (node.kind === "directory" && name !== "." && name !== "..")
        yield* this.#directory(`${path.replace(/\/$/, "")}/${name}`, true);
  }

  #isShown(name: string, hidden: boolean): boolean {
    if (!hidden && name.startsWith(".")) return false;
    if (!hidden && this.#options.values("hide").some((glob) => globToRegExp(glob).test(name))) return false;
    return !this.#options.values("I").some((glob) => globToRegExp(glob).test(name));
  }

  #sorted(entries: readonly Entry[]): Entry[] {
    const by = this.#options.lastOf("S", "t", "U", "v", "X");
    const key =
      { size: "S", time: "t", none: "U", version: "v", extension: "X" }[this.#options.value("sortBy") ?? ""] ?? by;
    const name = (a: Entry, b: Entry): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
    const extension = ({ name: text }: Entry): string =>
      text.lastIndexOf(".") > 0 ? text.slice(text.lastIndexOf(".")) : "";
    const orders: Readonly<Record<string, (a: Entry, b: Entry) => number>> = {
      S: (a, b) => sizeOf(b.node) - sizeOf(a.node) || name(a, b),
      t: (a, b) => b.node.attributes.mtimeMs - a.node.attributes.mtimeMs || name(a, b),
      v: (a, b) => compareVersions(a.name, b.name),
      X: (a, b) => (extension(a) < extension(b) ? -1 : extension(a) > extension(b) ? 1 : name(a, b)),
      U: () => 0,
    };
    const sorted = [...entries].sort(orders[key ?? ""] ?? name);
    if (this.#options.has("r")) sorted.reverse();
    if (!this.#options.has("dirs")) return sorted;
    return [
      ...sorted.filter(({ node }) => node.kind === "directory"),
      ...sorted.filter(({ node }) => node.kind !== "directory"),
    ];
  }

  *#print(entries: readonly Entry[], isDirectory = false): Run<void> {
    this.#printed = true;
    const options = this.#options;
    // Where some names are in quotes, the others stand one column in.
    const aligned = this.#style === "shell-escape" && this.#toTerminal && !options.has("1", "m");
    const gap = aligned && entries.some(({ name }) => /^['"]/.test(this.#quote(name)));
    const shown = ({ name }: Entry): string => (gap && !/^['"]/.test(this.#quote(name)) ? " " : "") + this.#quote(name);
    const show = (entry: Entry): string =>
      (options.has("s") ? `${Math.ceil(sizeOf(entry.node) / 4096) * 4} ` : "") +
      this.#paint(entry, shown(entry)) +
      this.#mark(entry);
    if (options.has("l", "n", "g", "o", "full")) {
      const style = {
        human: options.has("h"),
        numeric: options.has("n"),
        owner: !options.has("g"),
        group: !options.has("o", "G"),
        full: options.has("full") || options.value("style") === "full-iso",
        iso: options.value("style") === "long-iso",
        format: options.value("style")?.startsWith("+") === true ? (options.value("style") ?? "").slice(1) : null,
        nowMs: this.#process.machine.clock.nowMs,
        busybox: this.#flavour.name === "busybox",
        total: isDirectory,
      };
      yield* this.#process.print(
        longLines(
          entries,
          style,
          (entry) =>
            this.#paint(entry, shown(entry)) +
            (entry.target === null ? this.#mark(entry) : ` -> ${this.#quote(entry.target)}`),
        ),
      );
    } else if (options.has("m"))
      yield* this.#process.print(entries.length === 0 ? "" : `${entries.map(show).join(", ")}\n`);
    else if (["C", "x"].includes(options.lastOf("1", "C", "x") ?? "") || (this.#toTerminal && !options.has("1")))
      yield* this.#process.print(
        inColumns(
          entries.map((entry) => ({
            text: show(entry),
            width: [...shown(entry)].length + this.#mark(entry).length,
          })),
          {
            lineWidth: Number(options.value("w") ?? this.#process.tty?.columns ?? 80),
            across: options.lastOf("C", "x") === "x",
          },
        ),
      );
    else yield* this.#process.print(entries.map((entry) => `${show(entry)}\n`).join(""));
  }

  #quote(name: string): string {
    switch (this.#style) {
      case "c":
        return cQuoted(name);
      case "escape":
        return backslashQuoted(name);
      case "shell-escape":
      case "shell":
        return shellQuotedIfNeeded(name);
      case "shell-always":
      case "shell-escape-always":
        return shellQuoted(name);
      default:
        return this.#options.has("q") || (this.#toTerminal && !this.#options.has("show")) ? questioned(name) : name;
    }
  }

  /** A terminal gets names that a shell could read back; BusyBox, question marks. */
  get #style(): string {
    const given = this.#options.lastOf("Q", "b", "N", "quoting");
    if (given === "quoting") return this.#options.value("quoting") ?? "";
    if (given !== undefined) return { Q: "c", b: "escape", N: "literal" }[given] as string;
    return this.#toTerminal && this.#flavour.name === "gnu" && !this.#options.has("q") ? "shell-escape" : "literal";
  }

  #mark({ node }: Entry): string {
    if (node.kind === "directory" && this.#options.has("F", "p")) return "/";
    if (!this.#options.has("F")) return "";
    if (node.kind === "link") return "@";
    return node.kind === "file" && (node.attributes.mode & 0o111) !== 0 ? "*" : "";
  }

  #paint({ node }: Entry, text: string): string {
    if (!this.#color) return text;
    const code =
      node.kind === "directory"
        ? "01;34"
        : node.kind === "link"
          ? "01;36"
          : node.kind === "device"
            ? "40;33;01"
            : (node.attributes.mode & 0o111) !== 0
              ? "01;32"
              : null;
    if (this.#flavour.name === "busybox")
      return code === null ? `\x1b[0;0m${text}\x1b[m` : `\x1b[1;${code.replace(/^01;/, "")}m${text}\x1b[m`;
    return code === null ? text : `\x1b[0m\x1b[${code}m${text}\x1b[0m`;
  }
}
