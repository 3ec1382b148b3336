/** Variables that the shell makes when they are asked for. Models: bash variables.c, initialize_dynamic_variables. */
import type { Shell } from "./shell.ts";

export function computeVariables(shell: Shell): void {
  const { variables, process } = shell;
  if (shell.dialect.id !== "bash") {
    variables.compute("LINENO", { get: () => String(shell.line) });
    if (shell.dialect.id === "ash") {
      computeRandom(shell);
      variables.compute("FUNCNAME", { get: () => shell.calls.at(-1)?.name ?? "", set() {} });
    }
    return;
  }
  computeRandom(shell);
  variables.compute("LINENO", { get: () => String(shell.line), set() {} });
  variables.compute("SRANDOM", { get: () => String(shell.prng.uint32()) });
  variables.compute("BASHPID", { get: () => String(process.pid) });
  variables.compute("BASH_SUBSHELL", { get: () => String(shell.level) });
  variables.compute("BASH_COMMAND", { get: () => shell.command });
  variables.compute("EPOCHSECONDS", { get: () => String(Math.floor(process.machine.clock.nowMs / 1000)) });
  variables.compute("EPOCHREALTIME", { get: () => epochRealtime(shell) });
  variables.compute("SHELLOPTS", { get: () => shell.options.setNames() }, { readonly: true });
  variables.compute("BASHOPTS", { get: () => shell.options.shoptNames() }, { readonly: true });
  variables.compute("GROUPS", { get: () => "0", list: () => ["0"] });
  variables.compute("DIRSTACK", { get: () => process.cwd, list: () => [process.cwd, ...shell.directories] });
  variables.compute("HISTCMD", { get: () => String((shell.history?.lines.length ?? 0) + 1) });
  variables.compute("PIPESTATUS", { get: () => String(shell.status), list: () => pipeStatuses(shell), set() {} });
  variables.compute("_", {
    get: () => shell.lastArgument,
    set(value) {
      shell.lastArgument = value;
    },
  });
  if (shell.isInteractive) computeWindow(shell);
  computeCalls(shell);
}

function pipeStatuses(shell: Shell): string[] {
  return shell.pipeStatus === null ? [String(shell.status)] : shell.pipeStatus.map(String);
}

function computeRandom(shell: Shell): void {
  let random = shell.prng;
  shell.variables.compute("RANDOM", {
    get: () => String(random.below(32_768)),
    set(value) {
      random = shell.process.machine.prng.split(`random/${value}`);
    },
  });
  if (shell.dialect.id === "bash") computeSeconds(shell);
}

function computeSeconds(shell: Shell): void {
  let startUs = shell.startedUs;
  shell.variables.compute("SECONDS", {
    get: () => String(Math.floor((shell.process.nowUs - startUs) / 1_000_000)),
    set(value) {
      startUs = shell.process.nowUs - (Number.parseInt(value, 10) || 0) * 1_000_000;
    },
  });
}

function computeWindow(shell: Shell): void {
  const { tty } = shell.process;
  if (tty === null) return;
  shell.variables.compute("COLUMNS", { get: () => String(tty.columns), set() {} });
  shell.variables.compute("LINES", { get: () => String(tty.rows), set() {} });
}

function computeCalls(shell: Shell): void {
  const bottom = (): string => (shell.variables.has("BASH_EXECUTION_STRING") || shell.isInteractive ? "" : shell.name);
  const names = (): string[] => {
    const inner = shell.calls.map((call) => call.name).reverse();
    return inner.length === 0 ? [] : bottom() === "" ? inner : [...inner, "main"];
  };
  const sources = (): string[] => {
    const inner = shell.calls.map((call) => call.source).reverse();
    return bottom() === "" ? inner : [...inner, bottom()];
  };
  const lines = (): string[] => {
    const inner = shell.calls.map((call) => String(call.line)).reverse();
    return bottom() === "" ? inner : [...inner, "0"];
  };
  shell.variables.compute("FUNCNAME", { get: () => names()[0] ?? "", list: names, set() {} });
  shell.variables.compute("BASH_SOURCE", { get: () => sources()[0] ?? "", list: sources, set() {} });
  shell.variables.compute("BASH_LINENO", { get: () => lines()[0] ?? "", list: lines, set() {} });
}

function epochRealtime(shell: Shell): string {
  const { clock } = shell.process.machine;
  const us = shell.process.nowUs % 1_000_000;
  return `${Math.floor(clock.nowMs / 1000)}.${String(us).padStart(6, "0")}`;
}
