/**
 * A terminal session with a record of all that it showed.
 *
 * Models: util-linux term-utils/script.c
 * SIMPLIFIED: what is typed and the timing are not recorded (-I, -B, -T).
 */
import type { Stream } from "../../../sim/core/stream.ts";
import { formatRfc3339 } from "../../../sim/core/time.ts";
import { encodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { ContainerSession } from "../../../sim/kube/api/backend.ts";
import { openExec } from "../../../sim/node/kubelet/exec-session.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { OpenFile } from "../../../sim/os/vfs/open-file.ts";
import { Failure } from "../failure.ts";
import { errorWords, openFile } from "../input.ts";
import { relaySession } from "../kubectl/streams/relay.ts";
import { isTerminal } from "../kubectl/terminal.ts";
import { parseOptions } from "../options.ts";

const HINT = "Try 'script --help' for more information.\n";
const END_OF_FILE = 4;

export function* script(process: Process): Run<number> {
  const options = parseOptions(process, {
    short: "ac:efqE:O:",
    long: {
      append: "a",
      "command=": "c",
      return: "e",
      flush: "f",
      quiet: "q",
      force: "force",
      "echo=": "E",
      "log-out=": "O",
    },
    refused: {
      short: "IBTtmo",
      long: ["log-in", "log-io", "log-timing", "timing", "logging-format", "output-limit"],
    },
    hint: HINT,
  });
  if (options.operands.length > 1) throw new Failure(`script: unexpected number of arguments\n${HINT}`, 1);
  const name = options.value("O") ?? options.operands[0] ?? "typescript";
  const command = options.value("c");
  const quiet = options.has("q");
  if (!quiet) yield* process.print(`Script started, output log file is '${name}'.\n`);
  const log = yield* openLog(process, name, { append: options.has("a"), quiet });
  const write = (text: string): void => void log.stream.tryWrite(encodeUtf8(text));
  write(`Script started on ${moment(process)} [${circumstances(process, command)}]\n`);
  const code = yield* runRecorded(process, command, log);
  write(`\nScript done on ${moment(process)} [COMMAND_EXIT_CODE="${code}"]\n`);
  if (!quiet) yield* process.print("Script done.\n");
  return options.has("e") ? code : 0;
}

function* openLog(process: Process, name: string, how: { append: boolean; quiet: boolean }): Run<OpenFile> {
  try {
    return process.file(openFile(process, name, how.append ? "append" : "write"));
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    yield* process.printError(`script: cannot open ${name}: ${errorWords(error)}\n`);
    if (!how.quiet) yield* process.print("Script done.\n");
    throw new Failure("", 1);
  }
}

/** The learner's own shell, on a terminal of its own that the log listens in on. */
function* runRecorded(process: Process, command: string | undefined, log: OpenFile): Run<number> {
  const shell = process.env.get("SHELL") ?? "/bin/sh";
  const { program } = process.machine.executable(shell, { cwd: process.cwd, path: process.env.get("PATH") });
  const argv = command === undefined ? [shell, "-i"] : [shell, "-c", command];
  const { env, cwd } = process;
  const session = openExec(process.machine, program, { argv, env, cwd, tty: true, stdin: true });
  yield* relaySession(process, { session: recorded(session, log), raw: isTerminal(process, 0) });
  return session.exit !== null && "code" in session.exit ? session.exit.code : 1;
}

function recorded(session: ContainerSession, log: OpenFile): ContainerSession {
  const { stdin, stdout } = session;
  return {
    stdin: stdin === null ? null : { ...stdin, close: () => void stdin.tryWrite(Uint8Array.of(END_OF_FILE)) },
    stdout: stdout === null ? null : heard(stdout, log),
    stderr: null,
    relayed: session.relayed,
    ended: session.ended,
    get exit() {
      return session.exit;
    },
    resize: (columns, rows) => session.resize(columns, rows),
    close: () => session.close(),
  };
}

function heard(output: Stream, log: OpenFile): Stream {
  return {
    readable: output.readable,
    writable: output.writable,
    tryRead: (max) => {
      const got = output.tryRead(max);
      if (typeof got !== "string") log.stream.tryWrite(got);
      return got;
    },
    tryWrite: (data) => output.tryWrite(data),
    close: () => output.close(),
  };
}

function circumstances(process: Process, command: string | undefined): string {
  const given = command === undefined ? [] : [`COMMAND="${command}"`];
  const { tty } = process;
  if (tty === null || !isTerminal(process, 1)) return [...given, "<not executed on terminal>"].join(" ");
  const term = process.env.get("TERM") ?? "";
  return [...given, `TERM="${term}"`, 'TTY="/dev/pts/0"', `COLUMNS="${tty.columns}"`, `LINES="${tty.rows}"`].join(" ");
}

/** `2026-11-20 10:29:00+00:00` */
function moment({ machine }: Process): string {
  return formatRfc3339(machine.clock.nowMs).replace("T", " ").replace("Z", "+00:00");
}
