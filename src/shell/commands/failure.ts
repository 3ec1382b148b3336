/** How a tool gives up: words on stderr and an exit status, from however deep inside it. */
import type { Run } from "../../sim/core/wait.ts";
import { NetError } from "../../sim/net/net-error.ts";
import { OsError } from "../../sim/os/os-error.ts";
import type { Process, Program } from "../../sim/os/process.ts";

export class Failure extends Error {
  override readonly name = "Failure";
  /** What goes to stderr, with its line feeds. */
  readonly text: string;
  readonly exitCode: number;

  constructor(text: string, exitCode = 1) {
    super(text);
    this.text = text;
    this.exitCode = exitCode;
  }
}

/** Raises a Failure with `tool: message`. */
export function fail(process: Process, message: string, exitCode = 1): never {
  throw new Failure(`${process.name}: ${message}\n`, exitCode);
}

/** The option exists in the real tool; this simulator has no idea what it would do, and says so. */
export function notSimulated(process: Process, what: string, exitCode = 1): never {
  return fail(process, `${what} is not simulated here`, exitCode);
}

/** Makes a program of a body that may raise Failure. An OsError that nobody caught is told the way most tools do. */
export function tool(body: (process: Process) => Run<number>): Program {
  return function* guarded(process) {
    try {
      return yield* body(process);
    } catch (error) {
      if (error instanceof Failure) {
        yield* process.printError(error.text);
        return error.exitCode;
      }
      if (error instanceof OsError || error instanceof NetError) {
        yield* process.printError(`${process.name}: ${inWords(error)}\n`);
        return 1;
      }
      throw error;
    }
  };
}

function inWords(error: OsError | NetError): string {
  return error instanceof OsError && error.path !== "" ? `${error.path}: ${error.message}` : error.message;
}
