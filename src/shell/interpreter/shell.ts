/**
 * The state of one shell process. A subshell is a copy of it in a process of its own.
 *
 * Models: bash shell.c, variables.c; POSIX XCU 2.12 (shell execution environment).
 * SIMPLIFIED: `coproc` is not simulated.
 */
import type { Prng } from "../../sim/core/prng.ts";
import type { Run } from "../../sim/core/wait.ts";
import { OsError } from "../../sim/os/os-error.ts";
import type { Process } from "../../sim/os/process.ts";
import type { CompletionSpec } from "../line-editor/programmable.ts";
import { expandAliases } from "../syntax/aliases.ts";
import type { Node } from "../syntax/ast.ts";
import { toBytes } from "../syntax/bytes.ts";
import { evaluateArithmetic } from "./arithmetic/evaluate.ts";
import type { Dialect } from "./dialect.ts";
import { parseReference, readElement } from "./expansion/subscript.ts";
import type { History } from "./history.ts";
import { JobTable } from "./jobs.ts";
import { Options } from "./options.ts";
import { ShellError } from "./shell-error.ts";
import { computeVariables } from "./special-variables.ts";
import { type TrapName, Traps } from "./traps.ts";
import { scalarOf, Variables } from "./variables.ts";

export interface ShellFunction {
  readonly name: string;
  readonly body: Node;
  /** The script or `main` that defined it. */
  readonly source: string;
  readonly line: number;
}

/** Unfinished business that every list and loop passes on. */
export type Jump =
  | { readonly kind: "break" | "continue"; levels: number }
  | { readonly kind: "return" }
  | { readonly kind: "exit" };

export interface Call {
  readonly name: string;
  readonly source: string;
  /** Where it was called from. */
  readonly line: number;
}

/** Told of every line that a script runs, for those who want its output line by line (`hop sh --json`). */
export interface LineObserver {
  started(text: string): void;
  ended(status: number): void;
}

export interface ShellOptions {
  readonly dialect: Dialect;
  /** `$0` */
  readonly name: string;
  readonly positional: readonly string[];
  readonly isInteractive: boolean;
}

const CHARGE_US = 500;

export class Shell {
  readonly process: Process;
  readonly dialect: Dialect;
  readonly isInteractive: boolean;
  readonly variables: Variables;
  readonly functions: Map<string, ShellFunction>;
  readonly aliases: Map<string, string>;
  readonly options: Options;
  readonly jobs: JobTable;
  readonly traps: Traps;
  readonly prng: Prng;
  readonly calls: Call[];
  readonly directories: string[];
  /** What `complete` was told about commands' arguments. */
  readonly completions: Map<string, CompletionSpec>;
  /** The options of the completion whose function runs. */
  completing: Set<string> | null = null;
  readonly commandPaths: Map<string, { path: string; hits: number }>;
  readonly startedUs: number;
  /** `$$`, which a subshell inherits. */
  readonly pid: number;
  /** 0 in the shell itself, 1 in its subshells… */
  readonly level: number;
  name: string;
  positional: readonly string[];
  status = 0;
  line = 1;
  jump: Jump | null = null;
  lastBackground: number | null = null;
  lastArgument = "";
  command = "";
  loops = 0;
  /** Inside conditions, `!` and the left of `&&`: errexit and the ERR trap sleep. */
  guarded = 0;
  depth = 0;
  history: History | null = null;
  isPosix = false;
  /** The signal that ended the last foreground command. */
  endedBySignal: string | null = null;
  getopts = { at: 1, in: 0 };
  umask = 0o022;
  /** The statuses of the last pipeline's commands; null when it was one command. */
  pipeStatus: readonly number[] | null = null;
  /** The status of the last `$( )` of the command at hand. */
  substitutionStatus: number | null = null;
  /** This subshell is one command: a program that it starts takes its process over. */
  takesOver = false;
  /** How deep in `$( )` and `eval`, for `set -x`. */
  traceLevel = 0;
  /** What the shell is waiting for in the foreground. */
  children: readonly Process[] = [];
  /** Ctrl-C came while a child had the foreground. */
  interrupted = false;
  readonly readonlyFunctions = new Set<string>();
  /** Builtins switched off with `enable -n`. */
  readonly disabled = new Set<string>();
  /** The file that is run; `$0` when it is none. */
  source = "";
  isLogin = false;
  /** The line behind `^C` is ended already. */
  toldInterrupt = false;
  /** `exit` has said once that there are stopped jobs. */
  warnedOfJobs = false;
  /** Only the outermost shell has one; `eval` and `source` inside a line are part of that line. */
  observer: LineObserver | null = null;
  /** Descriptors of `<( )` that the command at hand still needs. */
  processFiles: number[] = [];
  #owedUs = 0;

  constructor(process: Process, options: ShellOptions, parent: Shell | null = null) {
    this.process = process;
    this.dialect = options.dialect;
    this.isInteractive = options.isInteractive;
    this.name = options.name;
    this.positional = options.positional;
    this.variables = parent?.variables.copy() ?? new Variables();
    this.functions = new Map(parent?.functions);
    this.aliases = new Map(parent?.aliases);
    this.options = parent?.options.copy() ?? new Options();
    this.jobs = new JobTable();
    this.traps = parent?.traps.copy(process, handedDown(this.options)) ?? new Traps(process);
    this.prng = process.machine.prng.split(`shell/${process.pid}`);
    this.calls = [...(parent?.calls ?? [])];
    this.directories = [...(parent?.directories ?? [])];
    this.completions = new Map(parent?.completions);
    this.completing = parent?.completing ?? null;
    this.commandPaths = new Map(parent?.commandPaths);
    this.startedUs = parent?.startedUs ?? process.nowUs;
    this.pid = parent?.pid ?? process.pid;
    this.level = parent === null ? 0 : parent.level + 1;
    if (parent !== null) {
      this.status = parent.status;
      this.line = parent.line;
      this.lastBackground = parent.lastBackground;
      this.lastArgument = parent.lastArgument;
      this.history = parent.history;
      this.umask = parent.umask;
      this.guarded = parent.guarded;
      this.source = parent.source;
      this.traceLevel = parent.traceLevel;
      this.isPosix = parent.isPosix;
      this.pipeStatus = parent.pipeStatus;
      this.getopts = { ...parent.getopts };
    }
    computeVariables(this);
    this.variables.evaluate = (text) => String(evaluateArithmetic(this, text));
    if (this.dialect.id !== "bash") this.variables.refuse = (name) => this.fatal(this.dialect.words.readonly(name));
    this.variables.onPath = () => this.commandPaths.clear();
  }

  /** The same shell in another process: what `( )`, pipelines and `$( )` run in. */
  static subshell(parent: Shell, process: Process): Shell {
    return new Shell(process, parent, parent);
  }

  get isSubshell(): boolean {
    return this.level > 0;
  }

  /** A text in which the aliases in force have been put in. */
  withAliases(text: string): string {
    return this.aliases.size === 0 || !this.options.shopt("expand_aliases") ? text : expandAliases(text, this.aliases);
  }

  /** Costs virtual CPU; call with `if (shell.charge(n)) yield* shell.rest()`. */
  charge(us: number): boolean {
    this.#owedUs += us;
    return this.#owedUs >= CHARGE_US;
  }

  rest(): Run<void> {
    const us = this.#owedUs;
    this.#owedUs = 0;
    return this.process.charge(us);
  }

  /** `bash: line 3: cd: ` */
  prefix(builtin: string | null = null): string {
    const { isInteractive, line } = this;
    const source = this.dialect.id === "bash" && !isInteractive ? this.calls.at(-1)?.source : undefined;
    return this.dialect.prefix({ name: source || this.name, line, isInteractive, builtin });
  }

  *complain(message: string, builtin: string | null = null): Run<void> {
    yield* this.printError(`${this.prefix(builtin)}${message}\n`);
  }

  /** Writes to stderr; when that is closed there is nobody to tell. */
  *printError(text: string): Run<void> {
    try {
      yield* this.process.write(2, toBytes(text));
    } catch (error) {
      if (!(error instanceof OsError)) throw error;
    }
  }

  /** A variable's or a special parameter's value; null when it is not set. */
  parameter(name: string): string | null {
    const first = name.charCodeAt(0);
    if (first >= 48 && first <= 57) return name === "0" ? this.name : (this.positional[Number(name) - 1] ?? null);
    if (name.length > 1 || (first >= 65 && first <= 122 && first !== 94)) {
      const own = this.variables.own(name);
      return own?.reference === true ? referred(this, name) : own === undefined ? null : scalarOf(own);
    }
    switch (name) {
      case "?":
        return String(this.status);
      case "#":
        return String(this.positional.length);
      case "$":
        return String(this.pid);
      case "!":
        return this.lastBackground === null ? null : String(this.lastBackground);
      case "-":
        return this.flags();
      case "@":
      case "*":
        return this.positional.length === 0 ? null : this.positional.join(" ");
      default:
        return this.variables.get(name);
    }
  }

  flags(): string {
    const called = `${this.isInteractive ? "i" : ""}`;
    const letters = this.options.letters();
    return this.dialect.id === "bash"
      ? insertFlag(letters, called, this.variables.has("BASH_EXECUTION_STRING"))
      : called + letters;
  }

  /** An error that ends the shell unless somebody sits in front of it. Bash has another status for it under -c. */
  fatal(message: string): ShellError {
    if (this.isInteractive) return new ShellError(message);
    const status = this.dialect.id !== "bash" ? 2 : this.variables.has("BASH_EXECUTION_STRING") ? 127 : 1;
    return new ShellError(message, "shell", status);
  }

  /** For a variable that `set -u` does not forgive. */
  unset(name: string): never {
    throw this.fatal(this.dialect.words.unset(name));
  }
}

function handedDown(options: Options): ReadonlySet<TrapName> {
  const names: TrapName[] = options.isOn("errtrace") ? ["ERR"] : [];
  return new Set(options.isOn("functrace") ? [...names, "DEBUG", "RETURN"] : names);
}

/** What a name reference leads to, which may be an element. */
function referred(shell: Shell, name: string): string | null {
  const target = shell.variables.resolve(name);
  const reference = parseReference(target);
  if (reference !== null && reference.subscript !== null)
    return readElement(shell, reference.name, reference.subscript);
  return target === name ? (shell.variables.own(name)?.value ?? null) : shell.variables.get(target);
}

function insertFlag(letters: string, called: string, isCommand: boolean): string {
  const lower = letters.replace(/[A-Z]+$/, "");
  const upper = letters.slice(lower.length);
  const withCalled = called === "" ? lower : lower.replace(/^([a-h]*)/, `$1${called}`);
  return `${withCalled}${upper}${isCommand ? "c" : called === "" ? "" : "s"}`;
}
