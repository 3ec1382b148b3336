/**
 * A shell from its command line: options, where its commands come from, what its variables are at the beginning.
 *
 * Models: bash shell.c main; dash main.c and options.c.
 */

import type { Run } from "../../sim/core/wait.ts";
import { OsError } from "../../sim/os/os-error.ts";
import type { Process, Program } from "../../sim/os/process.ts";
import { basename } from "../../sim/os/vfs/path.ts";
import { fromBytes } from "../syntax/bytes.ts";
import type { Dialect } from "./dialect.ts";
import { importVariable } from "./execute/program.ts";
import { runTop } from "./execute/top.ts";
import { interact } from "./interactive.ts";
import { SET_OPTIONS } from "./options.ts";
import { isRoot } from "./prompt.ts";
import { runFile, runText } from "./script.ts";
import { type LineObserver, Shell } from "./shell.ts";
import { installSignals } from "./signals.ts";
import { runStandardInput } from "./standard-input.ts";

interface Invocation {
  readonly command: string | null;
  readonly operands: readonly string[];
  readonly isInteractive: boolean;
  readonly readsInput: boolean;
  readonly isLogin: boolean;
  readonly settings: readonly { readonly name: string; readonly on: boolean; readonly isShopt: boolean }[];
  readonly skipsStartup: boolean;
  readonly startupFile: string | null;
  readonly answer: { readonly text: string; readonly status: number } | null;
}

/** The program that a shell's binary is. */
export function shellProgram(dialect: Dialect, observer: LineObserver | null = null): Program {
  return function* shellMain(process) {
    const invocation = parseInvocation(process, dialect);
    if (invocation.answer !== null) {
      yield* process.write(invocation.answer.status === 0 ? 1 : 2, invocation.answer.text);
      return invocation.answer.status;
    }
    const shell = createShell(process, dialect, invocation);
    shell.observer = observer;
    return yield* runTop(shell, () => start(shell, invocation));
  };
}

function createShell(process: Process, dialect: Dialect, invocation: Invocation): Shell {
  const [first, ...rest] = invocation.operands;
  const called = process.argv[0] ?? dialect.id;
  const hasName = first !== undefined && (invocation.command !== null || !invocation.readsInput);
  const shell = new Shell(process, {
    dialect,
    name: hasName ? first : called.replace(/^-/, ""),
    positional: hasName ? rest : invocation.operands,
    isInteractive: invocation.isInteractive,
  });
  shell.isLogin = invocation.isLogin;
  shell.options.turnShopt("login_shell", invocation.isLogin);
  setVariables(shell);
  if (invocation.command !== null && dialect.id === "bash")
    shell.variables.force("BASH_EXECUTION_STRING", invocation.command);
  if (dialect.features.expandsAliases || invocation.isInteractive) shell.options.turnShopt("expand_aliases", true);
  if (invocation.isInteractive)
    for (const name of ["monitor", "histexpand", "history", "emacs"]) shell.options.turn(name, true);
  for (const { name, on, isShopt } of invocation.settings) {
    if (isShopt) shell.options.turnShopt(name, on);
    else shell.options.turn(name, on);
    if (name === "posix" && on) shell.isPosix = true;
  }
  if (basename(called) === "sh" && dialect.id === "bash") {
    shell.options.turn("posix", true);
    shell.isPosix = true;
  }
  installSignals(shell);
  return shell;
}

function setVariables(shell: Shell): void {
  const { variables, process, dialect } = shell;
  for (const [name, value] of process.env) importVariable(shell, name, value);
  const logical = variables.get("PWD");
  const { fs } = process.machine;
  const isSame =
    logical !== null && fs.tryNode(logical) !== undefined && fs.tryNode(logical) === fs.tryNode(process.cwd);
  if (isSame) process.cwd = logical;
  variables.set("PWD", process.cwd);
  variables.force("IFS", " \t\n");
  variables.force("OPTIND", "1");
  variables.force("PPID", String(process.ppid));
  variables.force("PS2", "> ");
  variables.force("PS4", "+ ");
  if (variables.get("PATH") === null)
    variables.force("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
  if (dialect.id === "bash") setBashVariables(shell);
  else if (variables.get("PS1") === null && shell.isInteractive) variables.force("PS1", dialect.prompt(isRoot(shell)));
  variables.writable("PPID").readonly = shell.dialect.id === "bash";
}

function setBashVariables(shell: Shell): void {
  const { variables, process } = shell;
  const level = Number.parseInt(variables.get("SHLVL") ?? "0", 10) || 0;
  variables.set("SHLVL", String(level + 1));
  for (const name of ["SHLVL", "PWD"]) variables.writable(name).exported = true;
  if (variables.get("OLDPWD") === null) variables.writable("OLDPWD").exported = true;
  const uid = userNumber(shell);
  for (const [name, value] of [
    ["UID", uid],
    ["EUID", uid],
  ] as const) {
    variables.force(name, value);
    variables.writable(name).readonly = true;
    (variables.own(name) as { integer: boolean }).integer = true;
  }
  for (const [name, value] of [
    ["BASH", "/bin/bash"],
    ["BASH_VERSION", "5.2.15(1)-release"],
    ["HOSTNAME", process.machine.hostname],
    ["HOSTTYPE", "x86_64"],
    ["MACHTYPE", "x86_64-pc-linux-gnu"],
    ["OSTYPE", "linux-gnu"],
    ["OPTERR", "1"],
    ["TERM", variables.get("TERM") ?? "dumb"],
  ] as const)
    variables.force(name, value);
  variables.forceList("BASH_VERSINFO", ["5", "2", "15", "1", "release", "x86_64-pc-linux-gnu"]);
  variables.writable("BASH_VERSINFO").readonly = true;
  if (shell.isInteractive && variables.get("PS1") === null) variables.force("PS1", shell.dialect.prompt(isRoot(shell)));
}

/** From `/etc/passwd` by the user's name; without one it is root's machine. */
function userNumber(shell: Shell): string {
  const user = shell.variables.get("USER");
  if (user === null || user === "root") return "0";
  const { fs } = shell.process.machine;
  const text = fs.tryNode("/etc/passwd")?.kind === "file" ? fs.readText("/etc/passwd") : "";
  return (
    text
      .split("\n")
      .map((line) => line.split(":"))
      .find(([name]) => name === user)?.[2] ?? "1000"
  );
}

function* start(shell: Shell, invocation: Invocation): Run<number> {
  if (invocation.isInteractive) yield* runStartup(shell, invocation);
  if (shell.jump !== null) return shell.status;
  if (invocation.command !== null)
    return yield* runText(shell, invocation.command, { line: 1, label: `${shell.name}: -c` });
  if (invocation.operands.length > 0 && !invocation.readsInput) return yield* runScriptFile(shell);
  return yield* invocation.isInteractive ? interact(shell) : runStandardInput(shell);
}

function* runStartup(shell: Shell, { skipsStartup, startupFile, isLogin }: Invocation): Run<void> {
  const home = shell.variables.get("HOME") ?? "/";
  const isBash = shell.dialect.id === "bash";
  const profile = [`${home}/.bash_profile`, `${home}/.bash_login`, `${home}/.profile`];
  const env = shell.variables.get("ENV");
  const files = !isBash
    ? [...(isLogin ? ["/etc/profile", `${home}/.profile`] : []), ...(env === null ? [] : [env])]
    : isLogin
      ? ["/etc/profile", ...profile]
      : skipsStartup
        ? []
        : startupFile !== null
          ? [startupFile]
          : ["/etc/bash.bashrc", `${home}/.bashrc`];
  for (const file of files) {
    const text = tryRead(shell, file);
    if (text === null) continue;
    yield* runText(shell, text, { line: 1, label: file });
    if (shell.jump?.kind === "return") shell.jump = null;
    if (shell.jump !== null) return;
    if (profile.includes(file)) break;
  }
}

function tryRead(shell: Shell, path: string): string | null {
  try {
    return fromBytes(shell.process.machine.fs.readFile(path, shell.process.cwd));
  } catch (error) {
    if (error instanceof OsError) return null;
    throw error;
  }
}

function* runScriptFile(shell: Shell): Run<number> {
  const { name, process, dialect } = shell;
  try {
    const file = process.machine.open(name, "read", { process });
    file.close();
    const bytes = process.machine.fs.readFile(name, process.cwd);
    if (bytes.subarray(0, 80).includes(0)) {
      yield* shell.printError(`${process.argv[0]}: ${name}: cannot execute binary file\n`);
      return 126;
    }
    return yield* runFile(shell, fromBytes(bytes), name);
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    const called = process.argv[0] ?? dialect.id;
    if (error.code === "EISDIR") {
      yield* shell.printError(`${called}: ${name}: Is a directory\n`);
      return 126;
    }
    const words = dialect.words.cannotOpenScript(name, error.message);
    yield* shell.printError(`${called}: ${dialect.id === "dash" ? "0: " : ""}${words}\n`);
    return dialect.id === "bash" ? 127 : 2;
  }
}

function parseInvocation(process: Process, dialect: Dialect): Invocation {
  const args = process.argv.slice(1);
  const settings: { name: string; on: boolean; isShopt: boolean }[] = [];
  const state = {
    command: false,
    interactive: false,
    input: false,
    login: process.argv[0]?.startsWith("-") === true,
    norc: false,
  };
  let startupFile: string | null = null;
  let answer: Invocation["answer"] = null;
  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === "--" || arg === "-") {
      i++;
      break;
    }
    if (arg.startsWith("--") && dialect.id === "bash") {
      if (arg === "--login") state.login = true;
      else if (arg === "--norc" || arg === "--noprofile") state.norc = true;
      else if (arg === "--posix") settings.push({ name: "posix", on: true, isShopt: false });
      else if (arg === "--rcfile" || arg === "--init-file") startupFile = args[++i] ?? null;
      else if (arg === "--version") answer = { text: VERSION, status: 0 };
      else if (!/^--(?:noediting|verbose|restricted|help|debugger)$/.test(arg))
        answer = { text: `bash: ${arg}: invalid option\n`, status: 2 };
      continue;
    }
    if (!/^[-+]./.test(arg)) break;
    for (const letter of arg.slice(1)) {
      const on = arg[0] === "-";
      if (letter === "c" && on) state.command = true;
      else if (letter === "i") state.interactive = true;
      else if (letter === "s") state.input = true;
      else if (letter === "l") state.login = true;
      else if (letter === "o" || letter === "O") settings.push({ name: args[++i] ?? "", on, isShopt: letter === "O" });
      else {
        const option = SET_OPTIONS.find(([known]) => known === letter);
        if (option === undefined) answer = { text: illegalOption(process, dialect, arg.charAt(0) + letter), status: 2 };
        else settings.push({ name: option[1], on, isShopt: false });
      }
    }
  }
  const rest = args.slice(i);
  if (state.command && rest[0] === undefined)
    answer = { text: `${process.argv[0]}: -c: option requires an argument\n`, status: 2 };
  const operands = state.command ? rest.slice(1) : rest;
  const isTerminal = process.tty !== null && process.fds.get(0)?.stream === process.tty.stream;
  const readsInput = state.input || (!state.command && operands.length === 0);
  return {
    command: state.command ? (rest[0] ?? "") : null,
    operands,
    isInteractive: state.interactive || (readsInput && !state.command && isTerminal),
    readsInput,
    isLogin: state.login,
    settings,
    skipsStartup: state.norc,
    startupFile,
    answer,
  };
}

function illegalOption(process: Process, dialect: Dialect, option: string): string {
  const called = process.argv[0] ?? dialect.id;
  return dialect.id === "bash"
    ? `${called}: ${option}: invalid option\n`
    : `${called}: ${dialect.id === "dash" ? "0: " : ""}${dialect.id === "dash" ? "Illegal" : "illegal"} option ${option}\n`;
}

const VERSION = `GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)
Copyright (C) 2022 Free Software Foundation, Inc.
License GPLv3+: GNU GPL version 3 or later <http://gnu.org/licenses/gpl.html>

This is free software; you are free to change and redistribute it.
There is NO WARRANTY, to the extent permitted by law.
`;
