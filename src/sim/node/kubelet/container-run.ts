/**
 * One run of a container: a machine of its own with process 1 in it, its output kept as a log and copied to whoever
 * is attached. A restart is a new run with fresh files.
 *
 * Models: pkg/kubelet/kuberuntime/kuberuntime_container.go, containerd's shim and its stdio
 * SIMPLIFIED: a process that exec started and whose client goes away is hung up on instead of going on unseen.
 */
import type { Stream } from "../../core/stream.ts";
import { WaitQueue } from "../../core/wait.ts";
import type { AttachOptions, ContainerSession, ExecOptions } from "../../kube/api/backend.ts";
import { failure, type Status } from "../../kube/api/status.ts";
import type { Machine } from "../../os/machine.ts";
import { openNull } from "../../os/null-device.ts";
import { OsError } from "../../os/os-error.ts";
import { createPipe } from "../../os/pipe.ts";
import type { Exit, Process, Program } from "../../os/process.ts";
import type { Signal } from "../../os/signal.ts";
import { Tty } from "../../os/tty.ts";
import { OpenFile } from "../../os/vfs/open-file.ts";
import { keyboardOf, openExec, relayOf, whenEnded } from "./exec-session.ts";
import { LogBuffer } from "./log-buffer.ts";
import { OutputQueue } from "./output-queue.ts";

export interface RunOptions {
  readonly machine: Machine;
  readonly id: string;
  readonly argv: readonly string[];
  /** What runs, whatever argv says. */
  readonly program?: Program | null;
  readonly env: ReadonlyMap<string, string>;
  readonly cwd: string;
  readonly stdin: boolean;
  readonly stdinOnce: boolean;
  readonly tty: boolean;
  /** Process 1 begins when somebody is there to see it (see rehearsal.ts). */
  readonly waitsForAttach?: boolean;
  /** Whoever execs gets pipes, whatever they ask for. */
  readonly hasNoTerminals?: boolean;
}

/** The runtime could not start process 1: the text that the event and the container's state show. */
export class StartError extends Error {}

export class ContainerRun {
  readonly id: string;
  readonly machine: Machine;
  readonly log: LogBuffer;
  readonly process: Process;
  readonly startedUs: number;
  readonly env: ReadonlyMap<string, string>;
  readonly cwd: string;
  finishedUs = 0;
  /** Woken when process 1 has ended. */
  readonly ended = new WaitQueue();
  readonly #attached = new WaitQueue();
  readonly #watchers = new Set<{ readonly stdout: OutputQueue | null; readonly stderr: OutputQueue | null }>();
  readonly #tty: Tty | null;
  readonly #stdin: Stream | null;
  readonly #stdinReader: Stream | null;
  readonly #stdinOnce: boolean;
  readonly #hasNoTerminals: boolean;

  constructor(options: RunOptions) {
    const { machine, argv, env, cwd } = options;
    this.id = options.id;
    this.machine = machine;
    this.env = env;
    this.cwd = cwd;
    this.log = new LogBuffer(machine.clock);
    this.startedUs = machine.clock.nowUs;
    this.#stdinOnce = options.stdinOnce;
    this.#hasNoTerminals = options.hasNoTerminals === true;
    this.#tty = options.tty ? this.#createTty() : null;
    const pipe = options.stdin && !options.tty ? createPipe() : null;
    this.#stdin = pipe?.writer ?? null;
    this.#stdinReader = pipe?.reader ?? null;
    const program = options.program ?? findProgram(machine, argv, { cwd, env }).program;
    this.process = machine.start(options.waitsForAttach === true ? this.#onceAttached(program) : program, {
      argv,
      env,
      cwd,
      pgid: "new",
      tty: this.#tty,
      fds: this.#descriptors(),
    });
    if (this.#tty !== null) this.#tty.foreground = this.process.pgid;
    whenEnded(this.process, () => this.#end());
  }

  get exit(): Exit | null {
    return this.process.exit;
  }

  signal(signal: Signal): void {
    this.process.signal(signal, "outside");
  }

  exec(options: ExecOptions): ContainerSession | Status {
    const { machine, env, cwd } = this;
    const argv = options.command;
    let program: Program;
    try {
      program = findProgram(machine, argv, { cwd, env }).program;
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      const message = `error executing command in container: failed to exec in container: failed to start exec "${this.#execId()}": OCI runtime exec failed: exec failed: unable to start container process: ${error.message}: unknown`;
      return failure(500, "InternalError", `Internal error occurred: ${message}`, { causes: [{ message }] });
    }
    const tty = options.tty && !this.#hasNoTerminals;
    return openExec(machine, program, { argv, env, cwd, tty, stdin: options.stdin });
  }

  attach(options: AttachOptions): ContainerSession {
    const ended = new WaitQueue();
    const stdout = options.stdout ? new OutputQueue() : null;
    const stderr = options.stderr && this.#tty === null ? new OutputQueue() : null;
    const watcher = { stdout, stderr };
    this.#watchers.add(watcher);
    this.#attached.wake();
    this.ended.add(() => ended.wake());
    const run = this;
    return {
      stdin: options.stdin ? this.#input() : null,
      stdout,
      stderr,
      resize: (columns, rows) => this.#tty?.resize(columns, rows),
      get exit() {
        return run.exit === null ? null : { code: run.exit.code };
      },
      ended,
      relayed: this.#tty ?? relayOf(this.#stdinReader),
      close: () => {
        this.#watchers.delete(watcher);
        stdout?.end();
        stderr?.end();
        if (options.stdin && this.#stdinOnce) this.#stdin?.close();
      },
    };
  }

  #onceAttached(program: Program): Program {
    const [watchers, attached] = [this.#watchers, this.#attached];
    return function* wait(process) {
      while (watchers.size === 0) yield { on: [attached] };
      return yield* program(process);
    };
  }

  #createTty(): Tty {
    return new Tty(this.machine, (bytes) => this.#output(bytes, "stdout"));
  }

  #descriptors(): Map<number, OpenFile> {
    if (this.#tty !== null) {
      const file = new OpenFile(this.#tty.stream);
      return new Map([0, 1, 2].map((fd) => [fd, fd === 0 ? file : file.dup()]));
    }
    const sink = (stream: "stdout" | "stderr"): OpenFile =>
      new OpenFile({
        ...openNull(),
        tryWrite: (data) => {
          this.#output(data, stream);
          return data.length;
        },
      });
    return new Map([
      [0, new OpenFile(this.#stdinReader ?? openNull())],
      [1, sink("stdout")],
      [2, sink("stderr")],
    ]);
  }

  #output(bytes: Uint8Array, stream: "stdout" | "stderr"): void {
    this.log.write(bytes);
    // Whoever writes may use its bytes again.
    for (const watcher of this.#watchers) watcher[stream]?.push(bytes.slice());
  }

  #input(): Stream | null {
    return this.#tty === null ? this.#stdin : keyboardOf(this.#tty);
  }

  #end(): void {
    this.finishedUs = this.machine.clock.nowUs;
    if (this.process.pid === 1) this.machine.processes.killAll();
    else this.machine.processes.killAllOf(this.machine);
    this.log.close();
    for (const { stdout, stderr } of this.#watchers) {
      stdout?.end();
      stderr?.end();
    }
    this.#watchers.clear();
    this.ended.wake();
  }

  #execId(): string {
    return this.machine.prng.split(`exec/${this.machine.clock.nowUs}`).text("0123456789abcdef", 64);
  }
}

function findProgram(
  machine: Machine,
  argv: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: ReadonlyMap<string, string> },
): ReturnType<Machine["executable"]> {
  const name = argv[0] ?? "";
  try {
    return machine.executable(name, { cwd, path: env.get("PATH") });
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    const words =
      error.code === "ENOENT"
        ? name.includes("/")
          ? `stat ${name}: no such file or directory`
          : "executable file not found in $PATH"
        : error.message.toLowerCase();
    throw new StartError(`exec: ${JSON.stringify(name)}: ${words}`);
  }
}
