/** How a tool gives up: words on stderr and an exit status, from however deep inside it. */
import type { Run } from "../../sim/core/wait.ts";
import { NetError } from "../../sim/net/net-error.ts";
import { OsError } from "../../sim/os/os-error.ts";
import type { Process, Program } from "../../sim/os/process.ts";

/** Words, and after them what a BusyBox applet prints of itself. That is long, so it is put together by a program that may come late. */
export class AppletUsage {
  readonly applet: string;
  readonly before: string;

  constructor(applet: string, before = "") {
    this.applet = applet;
    this.before = before;
  }
}

export type Words = string | AppletUsage;

export function inOrder(before: string, words: Words): Words {
  return typeof words === "string" ? before + words : new AppletUsage(words.applet, before + words.before);
}

/** The program that prints them, by what it is called in BusyBox: its arguments are the applet and the words before. */
export const SHOW_USAGE = "bb_show_usage";

export class Failure extends Error {
  override readonly name = "Failure";
  /** What goes to stderr, with its line feeds. */
  readonly words: Words;
  readonly exitCode: number;

  constructor(words: Words, exitCode = 1) {
    super(typeof words === "string" ? words : words.before);
    this.words = words;
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
        return (yield* tell(process, error.words)) || error.exitCode;
      }
      if (error instanceof OsError || error instanceof NetError) {
        yield* process.printError(`${process.name}: ${inWords(error)}\n`);
        return 1;
      }
      throw error;
    }
  };
}

/** Zero once it has been told. */
function* tell(process: Process, words: Words): Run<number> {
  const showUsage = process.machine.programs.get(SHOW_USAGE);
  if (typeof words !== "string" && showUsage !== undefined) {
    process.argv = [process.name, words.applet, words.before];
    return yield* showUsage(process);
  }
  yield* process.printError(typeof words === "string" ? words : words.before);
  return 0;
}

function inWords(error: OsError | NetError): string {
  return error instanceof OsError && error.path !== "" ? `${error.path}: ${error.message}` : error.message;
}
