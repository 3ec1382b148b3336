/**
 * Passes bytes between here and a program in a container: the keyboard there, its output here, with a terminal in
 * raw mode at this end when there is one at the other.
 *
 * Models: k8s.io/client-go/tools/remotecommand, k8s.io/kubectl/pkg/util/term
 * SIMPLIFIED: in the background it leaves the keyboard alone and goes on; a real one is stopped by SIGTTIN.
 */
import type { Stream } from "../../../../sim/core/stream.ts";
import type { Run, WaitQueue } from "../../../../sim/core/wait.ts";
import type { ContainerSession } from "../../../../sim/kube/api/backend.ts";
import type { Process } from "../../../../sim/os/process.ts";
import type { Relay, Tty } from "../../../../sim/os/tty.ts";
import { CommandError } from "../errors.ts";
import { isTerminal } from "../terminal.ts";

const CHUNK = 65_536;

export interface RelayOptions {
  readonly session: ContainerSession;
  /** Both ends have a terminal: keys go through as they are. */
  readonly raw: boolean;
}

/** Ends when the program does. */
export function* relaySession(process: Process, options: RelayOptions): Run<void> {
  const { session, raw } = options;
  const tty = raw ? process.tty : null;
  const before = tty?.makeRaw() ?? null;
  const outerRelay = process.tty?.relay ?? null;
  const relay =
    process.tty === null || session.stdin === null || isInBackground(process) ? null : relayOf(session, process.tty);
  if (process.tty !== null && relay !== null) process.tty.relay = relay;
  if (tty !== null) {
    session.resize(tty.columns, tty.rows);
    process.on("WINCH", () => session.resize(tty.columns, tty.rows));
  }
  try {
    yield* pump(process, session);
  } finally {
    if (tty !== null && before !== null) tty.restore(before);
    if (process.tty !== null && relay !== null && process.tty.relay === relay) process.tty.relay = outerRelay;
    session.close();
  }
}

/** The keyboard belongs to another job. */
function isInBackground(process: Process): boolean {
  return process.tty !== null && isTerminal(process, 0) && process.pgid !== process.tty.foreground;
}

/**
 * Whether the program at the far end waits for the keyboard. While we sleep on our own keyboard, all that was typed
 * has been passed on and all that came back has been shown.
 */
function relayOf(session: ContainerSession, tty: Tty): Relay {
  const behind = (session.relayed ?? null) as Partial<Relay> | null;
  return {
    isAwaited: () =>
      session.exit === null && !tty.stream.readable.isEmpty && (behind?.isAwaited === undefined || behind.isAwaited()),
    get echoMuted(): boolean {
      return behind?.echoMuted === true;
    },
    set echoMuted(muted: boolean) {
      if (behind !== null && "echoMuted" in behind) behind.echoMuted = muted;
    },
  };
}

function* pump(process: Process, session: ContainerSession): Run<void> {
  const input = new Input(process, session.stdin);
  const outputs = [
    { fd: 1, stream: session.stdout, isOpen: session.stdout !== null },
    { fd: 2, stream: session.stderr, isOpen: session.stderr !== null },
  ];
  for (;;) {
    let isBusy = input.step();
    for (const output of outputs) {
      if (!output.isOpen || output.stream === null) continue;
      const got = output.stream.tryRead(CHUNK);
      if (got === "would-block") continue;
      isBusy = true;
      if (got === "eof") output.isOpen = false;
      else yield* process.write(output.fd, got);
    }
    if (isBusy) continue;
    if (session.exit !== null && outputs.every(({ isOpen }) => !isOpen)) return;
    const queues = outputs.flatMap(({ isOpen, stream }) => (isOpen && stream !== null ? [stream.readable] : []));
    yield { on: [...input.queues, ...queues, session.ended] };
    if (session.exit !== null && !outputs.some(({ isOpen, stream }) => isOpen && stream !== null)) return;
  }
}

/** Standard input on its way there; what has been read but not yet taken is kept. */
class Input {
  readonly #process: Process;
  readonly #to: Stream | null;
  #held: Uint8Array | null = null;
  #isOpen: boolean;

  constructor(process: Process, to: Stream | null) {
    this.#process = process;
    this.#to = to;
    this.#isOpen = to !== null && process.fds.has(0);
  }

  /** What to wait for. */
  get queues(): readonly WaitQueue[] {
    if (!this.#isOpen || this.#to === null || isInBackground(this.#process)) return [];
    return this.#held === null ? [this.#process.file(0).stream.readable] : [this.#to.writable];
  }

  /** True when something moved. */
  step(): boolean {
    if (!this.#isOpen || this.#to === null || isInBackground(this.#process)) return false;
    if (this.#held === null) {
      const got = this.#process.file(0).tryRead(CHUNK);
      if (got === "would-block") return false;
      if (got === "eof") {
        this.#to.close();
        this.#isOpen = false;
        return true;
      }
      this.#held = got;
    }
    const taken = this.#to.tryWrite(this.#held);
    if (taken === "would-block") return false;
    if (taken === "broken") {
      this.#isOpen = false;
      return true;
    }
    this.#held = taken >= this.#held.length ? null : this.#held.subarray(taken);
    return true;
  }
}

/** Turns how a program ended into what kubectl says of it. */
export function checkExit(session: ContainerSession): void {
  const { exit } = session;
  if (exit === null) return;
  if ("status" in exit) throw new CommandError(exit.status.message ?? "");
  if (exit.code !== 0)
    throw new CommandError(`command terminated with exit code ${exit.code}`, { plain: true, exitCode: exit.code });
}
