/** Evaluates find's expression for one file, and does what it says. */
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { dirname } from "../../../sim/os/vfs/path.ts";
import { formatTime } from "../date/format-time.ts";
import { localeQuoted } from "../flavour.ts";
import { modeText, sizeOf, userName } from "../ls/long-lines.ts";
import type { Output } from "../output.ts";
import { questioned } from "../quoting.ts";
import { runCommand } from "../run-command.ts";
import type { Found } from "./find.ts";
import type { FindExpression } from "./find-expression.ts";

type Exec = FindExpression & { readonly kind: "exec" };

export class FindActions {
  readonly #process: Process;
  readonly #out: Output;
  readonly #toTerminal: boolean;
  readonly #gathered = new Map<Exec, string[]>();
  pruned = false;
  hasQuit = false;
  failed = false;

  constructor(process: Process, out: Output) {
    this.#process = process;
    this.#toTerminal = process.tty !== null && process.fds.get(1)?.stream === process.tty.stream;
    this.#out = out;
  }

  *evaluate(expression: FindExpression, found: Found): Run<boolean> {
    switch (expression.kind) {
      case "test":
        return expression.holds(found);
      case "and":
        return (yield* this.evaluate(expression.left, found)) && (yield* this.evaluate(expression.right, found));
      case "or":
        if (yield* this.evaluate(expression.left, found)) return true;
        return !this.hasQuit && (yield* this.evaluate(expression.right, found));
      case "list":
        yield* this.evaluate(expression.left, found);
        if (this.hasQuit) return false;
        return yield* this.evaluate(expression.right, found);
      case "not":
        return !(yield* this.evaluate(expression.operand, found));
      case "print":
        this.#out.line(this.#toTerminal ? questioned(found.path) : found.path);
        return true;
      case "print0":
        this.#out.write(`${found.path}\0`);
        return true;
      case "printf":
        this.#out.write(formatFound(expression.format, found));
        return true;
      case "ls":
        this.#out.line(formatFound("%i %k %M 1 %u %g %s %t %p", found));
        return true;
      case "prune":
        this.pruned = true;
        return true;
      case "quit":
        this.hasQuit = true;
        return false;
      case "delete":
        return yield* this.#delete(found);
      case "exec":
        return yield* this.#exec(expression, found);
    }
  }

  /** `-exec … +` runs at the end, with all names at once. */
  *finish(): Run<void> {
    yield* this.#out.flush();
    for (const [{ words }, paths] of this.#gathered) {
      const code = yield* runCommand(this.#process, [...words.slice(0, -1), ...paths]);
      if (code !== 0) this.failed = true;
    }
  }

  *#delete({ path, node }: Found): Run<boolean> {
    if (path === ".") return true;
    const { fs } = this.#process.machine;
    try {
      if (node.kind === "directory") fs.removeDirectory(path, this.#process.cwd);
      else fs.removeFile(path, this.#process.cwd);
      return true;
    } catch (error) {
      if (!(error instanceof OsError)) throw error;
      this.failed = true;
      yield* this.#out.flush();
      yield* this.#process.printError(
        `${this.#process.name}: cannot delete ${localeQuoted(this.#process, path)}: ${error.message}\n`,
      );
      return false;
    }
  }

  *#exec(expression: Exec, { path, name }: Found): Run<boolean> {
    if (expression.plus) {
      const paths = this.#gathered.get(expression) ?? [];
      paths.push(path);
      this.#gathered.set(expression, paths);
      return true;
    }
    yield* this.#out.flush();
    const shown = expression.inDirectory ? `./${name}` : path;
    const words = expression.words.map((word) => word.replaceAll("{}", shown));
    if (expression.ask) {
      yield* this.#process.printError(`< ${words[0]} ... ${path} > ? `);
      if (!/^y/i.test((yield* this.#process.readLine(0)) ?? "")) return false;
    }
    const code = yield* runCommand(
      this.#process,
      words,
      expression.inDirectory ? { cwd: this.#process.machine.fs.realPath(dirname(path), this.#process.cwd) } : {},
    );
    return code === 0;
  }
}

function formatFound(format: string, { path, name, node, depth, root }: Found): string {
  const { attributes } = node;
  const values: Readonly<Record<string, string>> = {
    p: path,
    f: name === "" ? "/" : name,
    h: dirname(path),
    P: path === root ? "" : path.slice(root.length).replace(/^\//, ""),
    H: root,
    s: String(sizeOf(node)),
    k: String(Math.ceil(sizeOf(node) / 4096) * 4),
    m: (attributes.mode & 0o7777).toString(8),
    M: modeText(node),
    u: userName(attributes.uid),
    g: userName(attributes.gid),
    U: String(attributes.uid),
    G: String(attributes.gid),
    d: String(depth),
    y: { file: "f", directory: "d", link: "l", device: "c" }[node.kind],
    l: node.kind === "link" ? node.target : "",
    t: formatTime("%a %b %e %H:%M:%S.%N0 %Y", attributes.mtimeMs * 1000),
    i: "1",
  };
  return format.replace(
    /%(-?\d*)([a-zA-Z%])|\\([nt0\\])/g,
    (whole, width: string, letter: string | undefined, escaped: string | undefined) => {
      if (escaped !== undefined) return { n: "\n", t: "\t", "0": "\0", "\\": "\\" }[escaped] ?? whole;
      if (letter === "%") return "%";
      const text = values[letter ?? ""] ?? whole;
      return width.startsWith("-") ? text.padEnd(Number(width.slice(1))) : text.padStart(Number(width || 0));
    },
  );
}
