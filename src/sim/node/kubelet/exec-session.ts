/**
 * A program started for somebody elsewhere, who types into it and sees what it writes: by exec into a container, or
 * over ssh. With a terminal of its own when that is wanted.
 *
 * Models: k8s.io/cri-streaming remotecommand, openssh session.c do_exec_pty, do_exec_no_pty
 */
import type { Stream } from "../../core/stream.ts";
import { WaitQueue } from "../../core/wait.ts";
import type { ContainerSession } from "../../kube/api/backend.ts";
import type { Machine } from "../../os/machine.ts";
import { openNull } from "../../os/null-device.ts";
import { createPipe } from "../../os/pipe.ts";
import type { Process, Program } from "../../os/process.ts";
import { Tty } from "../../os/tty.ts";
import { OpenFile } from "../../os/vfs/open-file.ts";
import { OutputQueue } from "./output-queue.ts";

export interface ExecRequest {
  readonly argv: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  readonly cwd: string;
  readonly tty: boolean;
  readonly stdin: boolean;
}

export function openExec(machine: Machine, program: Program, request: ExecRequest): ContainerSession {
  return request.tty ? openOnTty(machine, program, request) : openOnPipes(machine, program, request);
}

function openOnTty(machine: Machine, program: Program, { argv, env, cwd, stdin }: ExecRequest): ContainerSession {
  const output = new OutputQueue();
  const tty = new Tty(machine, (bytes) => output.push(bytes));
  const file = new OpenFile(tty.stream);
  const fds = new Map([0, 1, 2].map((fd) => [fd, fd === 0 ? file : file.dup()] as const));
  const terminal = new Map(env);
  if (!terminal.has("TERM")) terminal.set("TERM", "xterm");
  const process = machine.start(program, { argv, env: terminal, cwd, pgid: "new", tty, fds });
  tty.foreground = process.pgid;
  const session = new ExecSession(process, {
    stdin: stdin ? keyboardOf(tty) : null,
    stdout: output,
    stderr: null,
    relayed: tty,
    onResize: (columns, rows) => tty.resize(columns, rows),
    onClose: () => tty.hangUp(),
  });
  whenEnded(process, () => {
    output.end();
    session.end();
  });
  return session;
}

function openOnPipes(
  machine: Machine,
  program: Program,
  { argv, env, cwd, ...request }: ExecRequest,
): ContainerSession {
  const stdin = request.stdin ? createPipe() : null;
  const stdout = createPipe();
  const stderr = createPipe();
  const fds = new Map([
    [0, new OpenFile(stdin?.reader ?? openNull())],
    [1, new OpenFile(stdout.writer)],
    [2, new OpenFile(stderr.writer)],
  ]);
  const process = machine.start(program, { argv, env, cwd, pgid: "new", tty: null, fds });
  const session = new ExecSession(process, {
    stdin: stdin?.writer ?? null,
    stdout: stdout.reader,
    stderr: stderr.reader,
    relayed: relayOf(stdin?.reader ?? null),
    onResize: () => {},
    onClose: () => {
      stdin?.writer.close();
      stdout.reader.close();
      stderr.reader.close();
    },
  });
  whenEnded(process, () => session.end());
  return session;
}

interface SessionParts {
  readonly stdin: Stream | null;
  readonly stdout: Stream | null;
  readonly stderr: Stream | null;
  readonly relayed: unknown;
  onResize(columns: number, rows: number): void;
  onClose(): void;
}

class ExecSession implements ContainerSession {
  readonly stdin: Stream | null;
  readonly stdout: Stream | null;
  readonly stderr: Stream | null;
  readonly relayed: unknown;
  readonly ended = new WaitQueue();
  exit: { readonly code: number } | null = null;
  readonly #process: Process;
  readonly #parts: SessionParts;

  constructor(process: Process, parts: SessionParts) {
    this.#process = process;
    this.#parts = parts;
    this.stdin = parts.stdin;
    this.stdout = parts.stdout;
    this.stderr = parts.stderr;
    this.relayed = parts.relayed;
  }

  resize(columns: number, rows: number): void {
    this.#parts.onResize(columns, rows);
  }

  end(): void {
    this.exit = { code: this.#process.exit?.code ?? 137 };
    this.ended.wake();
  }

  close(): void {
    this.#parts.onClose();
  }
}

/** Keys typed at a terminal that somebody else holds. */
export function keyboardOf(tty: Tty): Stream {
  return {
    ...openNull(),
    tryWrite: (data) => {
      tty.input(data);
      return data.length;
    },
  };
}

/** Whether the program behind a pipe waits for something to read. */
export function relayOf(stdin: Stream | null): { isAwaited(): boolean } {
  return { isAwaited: () => stdin !== null && !stdin.readable.isEmpty };
}

export function whenEnded(process: Process, then: () => void): void {
  const look = (): void => {
    if (process.exit !== null) then();
    else process.changed.add(look);
  };
  process.changed.add(look);
}
