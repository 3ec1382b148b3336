/** Open files, and the three that are open from the start. Models: CPython 3.11 Lib/_pyio.py */
import { decodeUtf8 } from "../../../../../sim/core/utf8.ts";
import type { Run } from "../../../../../sim/core/wait.ts";
import { openFile } from "../../../input.ts";
import { raised } from "../errors.ts";
import type { Interpreter } from "../interpreter.ts";
import { type Given, waiting } from "../native.ts";
import { PyBytes, PyList, PyObject, typeName, type Value } from "../values.ts";
import { typeWith } from "./module.ts";

interface Opened {
  readonly fd: number;
  readonly isBinary: boolean;
}

function opened({ self }: Given): Opened {
  return (self as PyObject).inner as Opened;
}

function shown(bytes: Uint8Array, { isBinary }: Opened): Value {
  return isBinary ? new PyBytes(bytes) : decodeUtf8(bytes);
}

function* readAll(run: Interpreter, given: Given): Run<Value> {
  const file = opened(given);
  const size = given.size;
  if (typeof size === "bigint" && size >= 0n)
    return shown((yield* run.process.read(file.fd, Number(size))) ?? new Uint8Array(0), file);
  return shown(yield* run.process.readToEnd(file.fd), file);
}

function* readLine(run: Interpreter, given: Given): Run<Value> {
  const file = opened(given);
  return shown((yield* run.process.readLineBytes(file.fd)) ?? new Uint8Array(0), file);
}

function* write(run: Interpreter, given: Given): Run<Value> {
  const { fd, isBinary } = opened(given);
  const data = given.data ?? null;
  if (isBinary && !(data instanceof PyBytes))
    throw raised("TypeError", `a bytes-like object is required, not '${typeName(data)}'`);
  if (!isBinary && typeof data !== "string")
    throw raised("TypeError", `write() argument must be str, not ${typeName(data)}`);
  yield* run.process.write(fd, data instanceof PyBytes ? data.data : String(data));
  return BigInt(data instanceof PyBytes ? data.data.length : [...String(data)].length);
}

function isEmpty(value: Value): boolean {
  return value === "" || (value instanceof PyBytes && value.data.length === 0);
}

const METHODS = [
  waiting("read", "self size?", readAll),
  waiting("readline", "self", readLine),
  waiting("readlines", "self", function* (run, given) {
    const lines: Value[] = [];
    for (let line = yield* readLine(run, given); !isEmpty(line); line = yield* readLine(run, given)) lines.push(line);
    return new PyList(lines);
  }),
  waiting("__next__", "self", function* (run, given) {
    const line = yield* readLine(run, given);
    if (isEmpty(line)) throw raised("StopIteration");
    return line;
  }),
  waiting("write", "self data", write),
  waiting("flush", "self", function* (run) {
    yield* run.process.charge(1);
    return null;
  }),
  waiting("close", "self", function* (run, given) {
    yield* run.process.charge(1);
    const { fd } = opened(given);
    if (fd > 2 && run.process.fds.has(fd)) run.process.closeFile(fd);
    return null;
  }),
  waiting("isatty", "self", function* (run) {
    yield* run.process.charge(1);
    return run.process.tty !== null;
  }),
  waiting("__enter__", "self", function* (run, { self = null }) {
    yield* run.process.charge(1);
    return self;
  }),
  waiting("__exit__", "self a b c", function* (run, given) {
    yield* run.process.charge(1);
    const { fd } = opened(given);
    if (fd > 2 && run.process.fds.has(fd)) run.process.closeFile(fd);
    return null;
  }),
];
const TEXT_FILE = typeWith("TextIOWrapper", "_io", METHODS);
const BYTE_FILE = typeWith("BufferedReader", "_io", METHODS);

/** Descriptor 0, 1 or 2. */
export function standardFile(fd: number, name: string): PyObject {
  const mode = fd === 0 ? "r" : "w";
  return new PyObject(
    TEXT_FILE,
    [
      ["buffer", new PyObject(BYTE_FILE, [], { fd, isBinary: true } satisfies Opened)],
      ["name", name],
      ["encoding", "utf-8"],
      ["__repr__", `<_io.TextIOWrapper name='${name}' mode='${mode}' encoding='utf-8'>`],
    ],
    { fd, isBinary: false } satisfies Opened,
  );
}

export function* openedFile(run: Interpreter, file: Value, mode: string): Run<Value> {
  yield* run.process.charge(10);
  if (typeof file !== "string")
    throw raised("TypeError", `expected str, bytes or os.PathLike object, not ${typeName(file)}`);
  if (!/^[rwax]b?t?\+?b?$/.test(mode)) throw raised("ValueError", `invalid mode: '${mode}'`);
  const how = mode.startsWith("r")
    ? mode.includes("+")
      ? "read-write"
      : "read"
    : mode.startsWith("a")
      ? "append"
      : "write";
  const fd = openFile(run.process, file, how);
  const isBinary = mode.includes("b");
  return new PyObject(
    isBinary ? BYTE_FILE : TEXT_FILE,
    [
      ["name", file],
      ["mode", mode],
    ],
    { fd, isBinary } satisfies Opened,
  );
}
