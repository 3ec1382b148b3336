/** What an awk program has open besides its main input: files and commands it prints to or reads from, by name. */
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import { createPipe } from "../../../sim/os/pipe.ts";
import type { Process } from "../../../sim/os/process.ts";
import { OpenFile } from "../../../sim/os/vfs/open-file.ts";
import { Failure } from "../failure.ts";
import { openFile } from "../input.ts";
import { Output } from "../output.ts";
import { startCommand } from "../run-command.ts";
import { RecordReader } from "./record-input.ts";

interface Opened {
  readonly output: Output | null;
  readonly reader: RecordReader | null;
  readonly fd: number;
  readonly child: Process | null;
}

export class AwkStreams {
  readonly #process: Process;
  readonly #opened = new Map<string, Opened>();
  readonly stdout: Output;

  constructor(process: Process) {
    this.#process = process;
    this.stdout = new Output(process);
  }

  *output(operator: ">" | ">>" | "|", name: string): Run<Output> {
    if (name === "/dev/stdout" && operator !== "|") return this.stdout;
    const key = operator === "|" ? `|${name}` : name;
    const known = this.#opened.get(key)?.output;
    if (known != null) return known;
    if (operator === "|") return yield* this.#pipeTo(name, key);
    try {
      const fd = name === "/dev/stderr" ? 2 : openFile(this.#process, name, operator === ">" ? "write" : "append");
      return this.#keep(key, { output: new Output(this.#process, fd), reader: null, fd, child: null }).output as Output;
    } catch (error) {
      if (error instanceof OsError) throw new Failure(`awk: cannot open "${name}" for output\n`, 2);
      throw error;
    }
  }

  *#pipeTo(command: string, key: string): Run<Output> {
    yield* this.flush();
    const pipe = createPipe();
    const files = new Map([[0, new OpenFile(pipe.reader)]]);
    for (const fd of [1, 2]) if (this.#process.fds.has(fd)) files.set(fd, this.#process.file(fd).dup());
    const child = yield* startCommand(this.#process, ["sh", "-c", command], { fds: files });
    const fd = this.#add(new OpenFile(pipe.writer));
    return this.#keep(key, {
      output: new Output(this.#process, fd),
      reader: null,
      fd,
      child: typeof child === "number" ? null : child,
    }).output as Output;
  }

  /** Null when the file cannot be read. */
  *reader(from: "file" | "command", name: string): Run<RecordReader | null> {
    const key = from === "command" ? `<|${name}` : `<${name}`;
    const known = this.#opened.get(key)?.reader;
    if (known != null) return known;
    let fd: number;
    let child: Process | null = null;
    if (from === "command") {
      yield* this.flush();
      const pipe = createPipe();
      const files = new Map([[1, new OpenFile(pipe.writer)]]);
      for (const shared of [0, 2])
        if (this.#process.fds.has(shared)) files.set(shared, this.#process.file(shared).dup());
      const started = yield* startCommand(this.#process, ["sh", "-c", name], { fds: files });
      child = typeof started === "number" ? null : started;
      fd = this.#add(new OpenFile(pipe.reader));
    } else {
      try {
        fd = name === "-" ? 0 : openFile(this.#process, name);
      } catch (error) {
        if (error instanceof OsError) return null;
        throw error;
      }
    }
    return this.#keep(key, { output: null, reader: new RecordReader(this.#process, fd), fd, child }).reader;
  }

  *system(command: string): Run<number> {
    yield* this.flush();
    const child = yield* startCommand(this.#process, ["sh", "-c", command]);
    return typeof child === "number" ? child : (yield* this.#process.wait(child)).code;
  }

  *close(name: string): Run<number> {
    let result = -1;
    for (const key of [name, `|${name}`, `<${name}`, `<|${name}`]) {
      const opened = this.#opened.get(key);
      if (opened === undefined) continue;
      this.#opened.delete(key);
      result = yield* this.#closeOne(opened);
    }
    return result;
  }

  *flush(): Run<void> {
    yield* this.stdout.flush();
    for (const { output } of this.#opened.values()) if (output !== null) yield* output.flush();
  }

  *closeAll(): Run<void> {
    yield* this.stdout.flush();
    for (const opened of this.#opened.values()) yield* this.#closeOne(opened);
    this.#opened.clear();
  }

  *#closeOne({ output, fd, child, reader }: Opened): Run<number> {
    if (output !== null) yield* output.flush();
    if (fd > 2) this.#process.closeFile(fd);
    if (child === null) return 0;
    if (reader !== null && child.exit === null) yield* this.#process.charge(1);
    return (yield* this.#process.wait(child)).code;
  }

  #keep(key: string, opened: Opened): Opened {
    this.#opened.set(key, opened);
    return opened;
  }

  #add(file: OpenFile): number {
    let fd = 3;
    while (this.#process.fds.has(fd)) fd++;
    this.#process.setFile(fd, file);
    return fd;
  }
}
