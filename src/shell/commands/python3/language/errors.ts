/** The exceptions that Python and its library raise. Models: CPython 3.11 Objects/exceptions.c */
import { PyObject, PyTuple, PyType, Raised, type Value } from "./values.ts";

/** Name, and what it derives from. */
const TREE: readonly (readonly [string, string])[] = [
  ["BaseException", ""],
  ["KeyboardInterrupt", "BaseException"],
  ["SystemExit", "BaseException"],
  ["Exception", "BaseException"],
  ["ArithmeticError", "Exception"],
  ["OverflowError", "ArithmeticError"],
  ["ZeroDivisionError", "ArithmeticError"],
  ["AssertionError", "Exception"],
  ["AttributeError", "Exception"],
  ["EOFError", "Exception"],
  ["ImportError", "Exception"],
  ["ModuleNotFoundError", "ImportError"],
  ["LookupError", "Exception"],
  ["IndexError", "LookupError"],
  ["KeyError", "LookupError"],
  ["NameError", "Exception"],
  ["OSError", "Exception"],
  ["BlockingIOError", "OSError"],
  ["ConnectionError", "OSError"],
  ["BrokenPipeError", "ConnectionError"],
  ["ConnectionAbortedError", "ConnectionError"],
  ["ConnectionRefusedError", "ConnectionError"],
  ["ConnectionResetError", "ConnectionError"],
  ["FileExistsError", "OSError"],
  ["FileNotFoundError", "OSError"],
  ["IsADirectoryError", "OSError"],
  ["NotADirectoryError", "OSError"],
  ["PermissionError", "OSError"],
  ["ProcessLookupError", "OSError"],
  ["TimeoutError", "OSError"],
  ["RuntimeError", "Exception"],
  ["NotImplementedError", "RuntimeError"],
  ["RecursionError", "RuntimeError"],
  ["StopIteration", "Exception"],
  ["SyntaxError", "Exception"],
  ["TypeError", "Exception"],
  ["ValueError", "Exception"],
  ["UnicodeError", "ValueError"],
  ["UnicodeDecodeError", "UnicodeError"],
];

export const EXCEPTIONS = new Map<string, PyType>();
for (const [name, base] of TREE) {
  const parent = EXCEPTIONS.get(base);
  EXCEPTIONS.set(name, new PyType(name, parent === undefined ? {} : { bases: [parent] }));
}

/** Of one that the table holds. */
export function exceptionType(name: string): PyType {
  return EXCEPTIONS.get(name) as PyType;
}

export function exception(
  type: PyType,
  args: readonly Value[],
  more: Iterable<readonly [string, Value]> = [],
): PyObject {
  return new PyObject(type, [["args", new PyTuple(args)], ...more]);
}

export function raised(type: string | PyType, ...args: readonly Value[]): Raised {
  return new Raised(exception(typeof type === "string" ? exceptionType(type) : type, args));
}

/** `[Errno 111] Connection refused`; with `name`, the file that it is about. */
export function osError(type: string | PyType, errno: number, words: string, name: Value = null): Raised {
  const args = [BigInt(errno), words];
  return new Raised(
    exception(typeof type === "string" ? exceptionType(type) : type, args, [
      ["errno", BigInt(errno)],
      ["strerror", words],
      ["filename", name],
    ]),
  );
}
