/** Programs for which Ctrl-C is a way to leave, with a status of their own. Models: signal(7), the tools' own handlers */
import type { Run } from "../../sim/core/wait.ts";
import type { Process } from "../../sim/os/process.ts";
import { Interrupted } from "../../sim/os/signal.ts";

/** What `body` returns, or `exitCode` once SIGINT has come. */
export function* untilInterrupted(process: Process, exitCode: number, body: () => Run<number>): Run<number> {
  process.on("INT", "throw");
  try {
    return yield* body();
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    return exitCode;
  } finally {
    process.on("INT", "default");
  }
}
