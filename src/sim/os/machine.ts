/**
 * Anything that runs programs: the learner's own machine, a node, a container. It has files, a network namespace,
 * processes and a name; which programs exist on it is decided by the files in its tree.
 *
 * Models: uname(2), execve(2), PATH as in environ(7).
 */
import type { Clock } from "../core/clock.ts";
import type { Prng } from "../core/prng.ts";
import { decodeUtf8 } from "../core/utf8.ts";
import type { NetNamespace } from "../net/namespace.ts";
import type { Accounting } from "./accounting.ts";
import { openDevice } from "./devices.ts";
import { OsError } from "./os-error.ts";
import { Process, type Program, type SpawnOptions } from "./process.ts";
import { ProcessTable } from "./process-table.ts";
import { type FileNode, setAttributes } from "./vfs/node.ts";
import { FileStream, OpenFile, type OpenMode } from "./vfs/open-file.ts";
import type { Vfs } from "./vfs/vfs.ts";

/** Programs by the name that a FileNode carries. */
export type ProgramTable = ReadonlyMap<string, Program>;

/** A typed name for what is plugged into a machine and is not part of its kernel: the way to the API server, say. */
export class Plug<T> {
  readonly name: string;
  declare readonly type: T;

  constructor(name: string) {
    this.name = name;
  }
}

export interface MachineOptions {
  /** Unique in the cluster: `host`, `node-1`, `default/web-1/app`. */
  readonly name: string;
  readonly hostname: string;
  readonly clock: Clock;
  readonly prng: Prng;
  readonly fs: Vfs;
  readonly network: NetNamespace;
  readonly programs: ProgramTable;
  readonly firstPid?: number;
  /** Those of another machine, when this is only another view of it. */
  readonly processes?: ProcessTable;
  /** Where it is written down what is run at terminals. */
  readonly accounting?: Accounting | undefined;
}

export interface Executable {
  readonly path: string;
  readonly program: Program;
}

const DESCRIPTOR = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/;

const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export class Machine {
  readonly name: string;
  hostname: string;
  readonly clock: Clock;
  readonly prng: Prng;
  readonly fs: Vfs;
  readonly network: NetNamespace;
  readonly programs: ProgramTable;
  readonly processes: ProcessTable;
  readonly accounting: Accounting | undefined;
  /** How far this machine's own idea of the time is ahead of the world's. */
  skewMs = 0;
  readonly #plugs = new Map<Plug<unknown>, unknown>();

  constructor(options: MachineOptions) {
    this.name = options.name;
    this.hostname = options.hostname;
    this.clock = options.clock;
    this.prng = options.prng;
    this.fs = options.fs;
    this.network = options.network;
    this.programs = options.programs;
    this.accounting = options.accounting;
    this.processes = options.processes ?? new ProcessTable(options.firstPid ?? 1);
  }

  /** The same machine with another network, other files or other processes to see (setns(2), chroot(2)). */
  view(other: { readonly network?: NetNamespace; readonly fs?: Vfs; readonly processes?: ProcessTable }): Machine {
    const { name, hostname, clock, prng, fs, programs, processes, network, accounting } = this;
    const view = new Machine({ name, hostname, clock, prng, fs, programs, processes, network, accounting, ...other });
    for (const [plug, value] of this.#plugs) view.plugIn(plug, value);
    return view;
  }

  /** What its own clock shows, in milliseconds since 1970: `date`, certificates. */
  get wallMs(): number {
    return this.clock.nowMs + this.skewMs;
  }

  plugIn<T>(plug: Plug<T>, value: T): void {
    this.#plugs.set(plug as Plug<unknown>, value);
  }

  plugged<T>(plug: Plug<T>): T | undefined {
    return this.#plugs.get(plug as Plug<unknown>) as T | undefined;
  }

  /** Starts a program. From inside a process use `process.spawn`, which costs what it should. */
  start(program: Program, options: SpawnOptions & { readonly parent?: Process | null }): Process {
    const pid = this.processes.takePid();
    const process = new Process(program, { ...options, machine: this, pid, parent: options.parent ?? null });
    this.processes.started(process);
    if (process.tty !== null) this.accounting?.note({ atUs: this.clock.nowUs, where: this.name, argv: options.argv });
    return process;
  }

  open(
    path: string,
    mode: OpenMode,
    options?: { readonly cwd?: string; readonly truncate?: boolean; readonly process?: Process },
  ): OpenFile {
    const cwd = options?.cwd ?? options?.process?.cwd ?? "/";
    const descriptor = DESCRIPTOR.exec(path);
    if (descriptor !== null) return this.#openDescriptor(Number(descriptor[1]), path, options?.process);
    const found = this.fs.tryNode(path, cwd);
    if (found?.kind === "device") return openDevice(found.device, options?.process ?? null);
    const node = mode === "read" ? this.fs.node(path, cwd) : this.fs.openForWriting(path, cwd);
    if (node.kind !== "file") throw new OsError("EISDIR", path);
    if (options?.truncate === true) node.truncate(0);
    return new OpenFile(new FileStream(node, mode, () => this.#touch(node)));
  }

  /** `/dev/fd/63`: what the process that opens it has there (proc_pid_fd(5)). */
  #openDescriptor(fd: number, path: string, process: Process | undefined): OpenFile {
    const file = process?.fds.get(fd);
    if (file === undefined) throw new OsError("ENOENT", path);
    return file.dup();
  }

  /** What `name` runs: a path when it has a slash, else the first match along `path`. Throws OsError. */
  executable(name: string, options: { readonly cwd: string; readonly path?: string | undefined }): Executable {
    if (name.includes("/")) return this.#load(name, options.cwd);
    let denied: OsError | null = null;
    for (const directory of (options.path ?? DEFAULT_PATH).split(":")) {
      const path = directory === "" ? name : `${directory.replace(/\/$/, "")}/${name}`;
      const node = this.fs.tryNode(path, options.cwd);
      if (node?.kind !== "file") continue;
      if ((node.attributes.mode & 0o111) !== 0) return this.#load(path, options.cwd);
      denied = new OsError("EACCES", path);
    }
    throw denied ?? new OsError("ENOENT", name);
  }

  #load(path: string, cwd: string): Executable {
    const node = this.fs.node(path, cwd);
    if (node.kind === "directory") throw new OsError("EACCES", path);
    if (node.kind !== "file") throw new OsError("EACCES", path);
    if ((node.attributes.mode & 0o111) === 0) throw new OsError("EACCES", path);
    if (node.program !== null) {
      const program = this.programs.get(node.program);
      if (program === undefined) throw new OsError("ENOEXEC", path);
      return { path, program };
    }
    return { path, program: this.#script(node, path, cwd) };
  }

  /** `#!/bin/sh -e`: the interpreter is run with its one argument and the path. */
  #script(node: FileNode, path: string, cwd: string): Program {
    const end = node.bytes.indexOf(10);
    const first = decodeUtf8(node.bytes.subarray(0, end < 0 ? node.size : end));
    const found = /^#![ \t]*(\S+)(?:[ \t]+(.*\S))?[ \t]*$/.exec(first);
    if (found === null) throw new OsError("ENOEXEC", path);
    const interpreter = this.#load(found[1] as string, cwd);
    const before = found[2] === undefined ? [interpreter.path] : [interpreter.path, found[2]];
    return function* script(process) {
      process.argv = [...before, path, ...process.argv.slice(1)];
      return yield* interpreter.program(process);
    };
  }

  #touch(node: FileNode): void {
    if (node.computed === null) setAttributes(node, { mtimeMs: this.clock.nowMs });
  }
}
