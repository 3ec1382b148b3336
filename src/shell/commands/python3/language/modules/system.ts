/** `sys`. Models: CPython 3.11 Python/sysmodule.c */

import { PYTHON_VERSION } from "../../version.ts";
import { raised } from "../errors.ts";
import type { Interpreter } from "../interpreter.ts";
import { native } from "../native.ts";
import { PyList, type PyObject, PyTuple, type Value } from "../values.ts";
import { standardFile } from "./files.ts";
import { moduleOf } from "./module.ts";

export function exitWith(code: Value): never {
  const error = raised("SystemExit", ...(code === null ? [] : [code]));
  error.exception.attributes.set("code", code);
  throw error;
}

export function sysModule(run: Interpreter): PyObject {
  const numbers = PYTHON_VERSION.split(".").map(BigInt);
  return moduleOf(
    "sys",
    [native("exit", "status?", ({ status = null }) => exitWith(status)), native("getrecursionlimit", "", () => 1000n)],
    [
      ["argv", new PyList([...run.argv])],
      ["stdin", standardFile(0, "<stdin>")],
      ["stdout", standardFile(1, "<stdout>")],
      ["stderr", standardFile(2, "<stderr>")],
      ["version", `${PYTHON_VERSION} (main, Dec  9 2023, 00:21:08) [GCC 12.2.0]`],
      ["version_info", new PyTuple([...numbers, "final", 0n])],
      ["platform", "linux"],
      ["executable", "/usr/local/bin/python3"],
      ["maxsize", 9_223_372_036_854_775_807n],
      ["byteorder", "little"],
    ],
  );
}
