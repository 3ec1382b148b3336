/**
 * A process: a generator with descriptors, an environment, a group, and a way to be told things. Whatever it does
 * through these calls costs virtual CPU, so that a loop which never waits still lets time pass and can be stopped.
 *
 * Models: fork(2) + execve(2) as one call (posix_spawn), wait(2), signal(7), credentials(7) of a process group.
 * SIMPLIFIED: no zombies (an exit status is kept by whoever holds the Process), no threads, no user limits.
 */
import { assert } from "../core/assert.ts";
import { LIMITS, LimitError } from "../core/limits.ts";
import { Task, type TaskEnd } from "../core/task.ts";
import { concatBytes, decodeUtf8, encodeUtf8 } from "../core/utf8.ts";
import { type Run, type Wait, WaitQueue } from "../core/wait.ts";
import { Environment } from "./environment.ts";
import type { Machine } from "./machine.ts";
import { OsError } from "./os-error.ts";
import { defaultAction, Interrupted, SIGNALS, type Signal } from "./signal.ts";
import type { Tty } from "./tty.ts";
import type { OpenFile } from "./vfs/open-file.ts";

export type Program = (process: Process) => Run<number>;

/** `"throw"` raises Interrupted where the process waits; a function is called at once and the wait goes on. */
export type SignalHandler = "default" | "ignore" | "throw" | (() => void);

export interface SpawnOptions {
  readonly argv: readonly string[];
  /** Descriptors of the child; default: the same open files as the parent's. Handed over, so dup() what you keep. */
  readonly fds?: ReadonlyMap<number, OpenFile>;
  readonly env?: ReadonlyMap<string, string>;
  readonly cwd?: string;
  /** `"new"` makes the child the leader of a group of its own; default: the parent's group. */
  readonly pgid?: number | "new";
  readonly machine?: Machine;
  readonly tty?: Tty | null;
}

export interface Exit {
  /** 128 + n when a signal ended it. */
  readonly code: number;
  readonly signal: Signal | null;
}

export type ProcessState = "running" | "stopped" | "ended";

/** Virtual CPU of the calls, in microseconds. A quantum's worth is slept off in one go. */
const COST_US = { call: 2, bytesPerUs: 500, spawn: 300, quantum: 1000 } as const;
/** A terminal shows text at a tenth of the speed at which a pipe takes it. */
const SHOWN_BYTES_PER_US = 50;
const CHUNK = 65_536;

/** Thrown inside a process to end it as a signal would: `finally` blocks run. */
class Ended extends Error {
  readonly exit: Exit;

  constructor(exit: Exit) {
    super("the process ends");
    this.exit = exit;
  }
}

export class Process {
  readonly pid: number;
  readonly ppid: number;
  readonly machine: Machine;
  readonly startedUs: number;
  pgid: number;
  argv: readonly string[];
  cwd: string;
  env: Map<string, string>;
  /** The controlling terminal. */
  tty: Tty | null;
  readonly fds = new Map<number, OpenFile>();
  /** Woken when it ends, stops or goes on. */
  readonly changed = new WaitQueue();
  state: ProcessState = "running";
  exit: Exit | null = null;
  cpuUs = 0;
  readonly #handlers = new Map<Signal, SignalHandler>();
  readonly #task: Task<number>;
  #owedUs = 0;
  #killedBy: Signal | null = null;

  constructor(
    program: Program,
    options: SpawnOptions & { readonly machine: Machine; readonly pid: number; readonly parent: Process | null },
  ) {
    const { machine, parent } = options;
    this.machine = machine;
    this.pid = options.pid;
    this.ppid = parent?.machine === machine ? parent.pid : 0;
    this.pgid = options.pgid === "new" ? this.pid : (options.pgid ?? parent?.pgid ?? this.pid);
    this.argv = options.argv;
    this.cwd = options.cwd ?? parent?.cwd ?? "/";
    this.env = Environment.copyOf(options.env ?? parent?.env);
    this.tty = options.tty === undefined ? (parent?.tty ?? null) : options.tty;
    this.startedUs = machine.clock.nowUs;
    if (options.fds !== undefined) for (const [fd, file] of options.fds) this.fds.set(fd, file);
    else if (parent !== null) for (const [fd, file] of parent.fds) this.fds.set(fd, file.dup());
    if (parent !== null)
      for (const [signal, handler] of parent.#handlers) if (handler === "ignore") this.#handlers.set(signal, handler);
    this.#task = new Task(machine.clock, this.#main(program), (end) => this.#end(end), {
      enter: () => {
        machine.network.sockets.opener = this;
      },
      leave: () => {
        machine.network.sockets.opener = null;
      },
    });
  }

  /** The name that `ps` and messages use: the last part of argv[0]. */
  get name(): string {
    const first = this.argv[0] ?? "";
    return first.slice(first.lastIndexOf("/") + 1);
  }

  get nowUs(): number {
    return this.machine.clock.nowUs;
  }

  /** What it waits for, for those who look from outside (`ps`, tests). */
  get waitingFor(): Wait | null {
    return this.#task.waitingFor;
  }

  // ---- reading and writing

  /** At most `max` bytes; null at the end of the file. */
  *read(fd: number, max = CHUNK): Run<Uint8Array | null> {
    const file = this.file(fd);
    for (;;) {
      const got = file.tryRead(max);
      if (got === "would-block") yield { on: [file.stream.readable] };
      else {
        if (this.#charge(COST_US.call, got.length)) yield this.#rest();
        return got === "eof" ? null : got;
      }
    }
  }

  /** A line with its line feed, as bytes; the rest of the file without one at its end; null after that. */
  *readLineBytes(fd: number): Run<Uint8Array | null> {
    const parts: Uint8Array[] = [];
    for (let size = 0; ; ) {
      const part = yield* this.read(fd);
      if (part === null) return parts.length === 0 ? null : concatBytes(parts);
      size = held(size + part.length);
      const end = part.indexOf(10);
      parts.push(end < 0 ? part : part.subarray(0, end + 1));
      if (end < 0) continue;
      this.file(fd).unread(part.subarray(end + 1));
      return concatBytes(parts);
    }
  }

  /** A line as text, without its line feed. */
  *readLine(fd: number): Run<string | null> {
    const line = yield* this.readLineBytes(fd);
    return line === null ? null : decodeUtf8(line.at(-1) === 10 ? line.subarray(0, -1) : line);
  }

  *readToEnd(fd: number): Run<Uint8Array> {
    const parts: Uint8Array[] = [];
    let size = 0;
    for (let part = yield* this.read(fd); part !== null; part = yield* this.read(fd)) {
      size = held(size + part.length);
      parts.push(part);
    }
    return concatBytes(parts);
  }

  /** Writes all of it, waiting for room. A broken pipe ends the process as SIGPIPE does, unless it is ignored: then EPIPE. */
  *write(fd: number, data: string | Uint8Array): Run<void> {
    const { stream } = this.file(fd);
    let rest = typeof data === "string" ? encodeUtf8(data) : data;
    const showing = stream === this.tty?.stream ? rest.length / SHOWN_BYTES_PER_US : 0;
    if (this.#charge(COST_US.call + Math.floor(showing), rest.length)) yield this.#rest();
    while (rest.length > 0) {
      const taken = stream.tryWrite(rest);
      if (taken === "broken") this.#breakPipe();
      else if (taken === "would-block") yield { on: [stream.writable] };
      else rest = rest.subarray(taken);
    }
  }

  print(text: string): Run<void> {
    return this.write(1, text);
  }

  /** Without a standard error there is nobody to tell. */
  *printError(text: string): Run<void> {
    if (this.fds.has(2)) yield* this.write(2, text);
  }

  file(fd: number): OpenFile {
    const file = this.fds.get(fd);
    if (file === undefined) throw new OsError("EBADF");
    return file;
  }

  /** Gives `fd` another file, closing what it was. */
  setFile(fd: number, file: OpenFile): void {
    this.fds.get(fd)?.close();
    this.fds.set(fd, file);
  }

  closeFile(fd: number): void {
    this.fds.get(fd)?.close();
    this.fds.delete(fd);
  }

  // ---- time

  /** Costs CPU; gives the processor away when a quantum is used up. Everything that computes in a loop calls this. */
  *charge(us: number): Run<void> {
    if (this.#charge(us, 0)) yield this.#rest();
  }

  *sleep(us: number): Run<void> {
    yield { on: [], untilUs: this.nowUs + Math.max(0, Math.round(us)) };
  }

  // ---- other processes

  *spawn(program: Program, options: SpawnOptions): Run<Process> {
    yield* this.charge(COST_US.spawn);
    return (options.machine ?? this.machine).start(program, { ...options, parent: this });
  }

  /** Waits until a child has ended. */
  *wait(child: Process): Run<Exit> {
    while (child.exit === null) yield { on: [child.changed] };
    return child.exit;
  }

  // ---- signals

  on(signal: Signal, handler: SignalHandler): void {
    if (signal === "KILL" || signal === "STOP") return;
    this.#handlers.set(signal, handler);
  }

  handlerOf(signal: Signal): SignalHandler {
    return this.#handlers.get(signal) ?? "default";
  }

  /** Delivers a signal, now. */
  /** `from`: whether the sender is in a PID namespace around this process's. */
  signal(signal: Signal, from: "inside" | "outside" = "inside"): void {
    if (this.state === "ended") return;
    const handler = this.handlerOf(signal);
    // kernel/signal.c sig_task_ignored(), SIGNAL_UNKILLABLE: only the namespaces around it can end an init.
    const isForced = from === "outside" && (signal === "KILL" || signal === "STOP");
    if (handler === "default" && !isForced && this.machine.processes.isInit(this)) return;
    if (signal === "CONT") this.#continue();
    if (handler === "ignore") return;
    if (handler === "throw") this.#task.interrupt(new Interrupted(signal));
    else if (handler !== "default") handler();
    else if (defaultAction(signal) === "stop") this.#stop();
    else if (defaultAction(signal) === "terminate") {
      this.#killedBy = signal;
      this.#task.kill();
    }
  }

  /** Ends this process from inside with an exit status, whatever called it. */
  quit(code: number): never {
    throw new Ended({ code: code & 255, signal: null });
  }

  *#main(program: Program): Run<number> {
    return yield* program(this);
  }

  #stop(): void {
    if (this.state !== "running") return;
    this.state = "stopped";
    this.#task.stop();
    this.changed.wake();
  }

  #continue(): void {
    if (this.state !== "stopped") return;
    this.state = "running";
    this.#task.resume();
    this.changed.wake();
  }

  #breakPipe(): void {
    if (this.handlerOf("PIPE") !== "default") throw new OsError("EPIPE");
    throw new Ended({ code: 128 + SIGNALS.PIPE, signal: "PIPE" });
  }

  /** True when it is time to rest. */
  #charge(us: number, bytes: number): boolean {
    this.#owedUs += us + Math.floor(bytes / COST_US.bytesPerUs);
    return this.#owedUs >= COST_US.quantum;
  }

  #rest(): Wait {
    const owedUs = Math.ceil(this.#owedUs);
    this.cpuUs += owedUs;
    this.#owedUs = 0;
    return { on: [], untilUs: this.nowUs + owedUs };
  }

  #end(end: TaskEnd<number>): void {
    const exit = this.#exitOf(end);
    this.state = "ended";
    this.exit = exit;
    for (const file of this.fds.values()) file.close();
    this.fds.clear();
    this.machine.processes.ended(this);
    this.changed.wake();
    if (end !== "killed" && "error" in end && !isExpected(end.error)) throw end.error;
  }

  #exitOf(end: TaskEnd<number>): Exit {
    if (end === "killed") {
      assert(this.#killedBy !== null, "a process was killed by no signal", this.argv);
      return { code: 128 + SIGNALS[this.#killedBy], signal: this.#killedBy };
    }
    if ("value" in end) return { code: end.value & 255, signal: null };
    if (end.error instanceof Ended) return end.error.exit;
    const exhausted = exhaustedBy(end.error);
    if (exhausted !== null) return { code: 128 + SIGNALS[exhausted], signal: exhausted };
    if (end.error instanceof Interrupted) return { code: 128 + SIGNALS[end.error.signal], signal: end.error.signal };
    return { code: 134, signal: "ABRT" };
  }
}

/** So much is kept in memory, or too much. */
export function held(bytes: number): number {
  if (bytes > LIMITS.heldBytes) throw new LimitError("heldBytes", "a program keeps too much");
  return bytes;
}

/** Anything else that leaves a program is a bug of ours: it must be seen, not turned into an exit status. */
function isExpected(error: unknown): boolean {
  return error instanceof Ended || error instanceof Interrupted || exhaustedBy(error) !== null;
}

/**
 * How the kernel ends a program that has used up its stack (SIGSEGV), or the machine's memory (the OOM killer's
 * SIGKILL): what the language's own engine says of a recursion or a text without end, and bounds of ours.
 */
function exhaustedBy(error: unknown): Signal | null {
  if (error instanceof LimitError) return "KILL";
  if (!(error instanceof Error)) return null;
  if (/^(?:Maximum call stack size exceeded|too much recursion)/.test(error.message)) return "SEGV";
  if (/^(?:Invalid (?:string|array|typed array) length|Out of memory|allocation size overflow)/i.test(error.message))
    return "KILL";
  return /^Array buffer allocation failed/.test(error.message) ? "KILL" : null;
}
