/** What a shell does with signals when no trap says otherwise. Models: bash sig.c, jobs.c initialize_job_control. */
import type { Signal } from "../../sim/os/signal.ts";
import type { Shell } from "./shell.ts";

const IGNORED_AT_PROMPT: readonly Signal[] = ["TERM", "QUIT", "TSTP", "TTIN", "TTOU"];

/** Sets one signal to what this shell does with it. */
export function defaultSignals(shell: Shell, signal: Signal): void {
  const { process } = shell;
  if (shell.isSubshell) process.on(signal, "default");
  else if (shell.isInteractive && signal === "INT") process.on("INT", "throw");
  else if (shell.isInteractive && IGNORED_AT_PROMPT.includes(signal)) process.on(signal, () => {});
  else if (!shell.isInteractive && signal === "INT") process.on("INT", () => interrupt(shell));
  else process.on(signal, "default");
}

/** A script waits for the child that got the same Ctrl-C before it decides. */
function interrupt(shell: Shell): void {
  if (shell.children.length > 0) {
    shell.interrupted = true;
    return;
  }
  shell.process.on("INT", shell.traps.has("EXIT") ? "throw" : "default");
  shell.process.signal("INT");
}

export function installSignals(shell: Shell): void {
  for (const signal of ["INT", ...IGNORED_AT_PROMPT] as const)
    if (shell.process.handlerOf(signal) !== "ignore") defaultSignals(shell, signal);
}
