/** `os` and `os.path`: the environment and the files. Models: CPython 3.11 Lib/os.py, Lib/posixpath.py */
import { raised } from "../errors.ts";
import type { Interpreter } from "../interpreter.ts";
import { native } from "../native.ts";
import { PyDict, PyList, type PyObject, PyTuple, type Value } from "../values.ts";
import { moduleOf } from "./module.ts";

export function osModule({ process }: Interpreter): PyObject {
  const { fs, hostname } = process.machine;
  const path = (value: Value | undefined): string =>
    value == null ? process.cwd : absolute(process.cwd, String(value));
  const environ = PyDict.of(process.env);
  return moduleOf(
    "os",
    [
      native("getenv", "key default?", ({ key = null, default: otherwise = null }) => environ.get(key) ?? otherwise),
      native("getpid", "", () => BigInt(process.pid)),
      native("getppid", "", () => BigInt(process.ppid)),
      native("getcwd", "", () => process.cwd),
      native("getuid", "", () => 0n),
      native("listdir", "path?", (given) => new PyList(fs.list(path(given.path)))),
      native("uname", "", () => {
        const release = fs.exists("/proc/sys/kernel/osrelease") ? fs.readText("/proc/sys/kernel/osrelease").trim() : "";
        return new PyTuple(["Linux", hostname, release, "#1 SMP", "x86_64"]);
      }),
    ],
    [
      ["environ", environ],
      ["sep", "/"],
      ["linesep", "\n"],
      ["name", "posix"],
    ],
  );
}

function absolute(cwd: string, path: string): string {
  return path.startsWith("/") ? path : `${cwd === "/" ? "" : cwd}/${path}`;
}

export function pathModule({ process }: Interpreter): PyObject {
  const { fs } = process.machine;
  const kind = (path: Value | undefined): string | null =>
    fs.tryNode(absolute(process.cwd, String(path)))?.kind ?? null;
  const last = (path: Value | undefined): number => String(path).lastIndexOf("/") + 1;
  return moduleOf("os.path", [
    native("exists", "path", ({ path }) => kind(path) !== null),
    native("isfile", "path", ({ path }) => kind(path) === "file"),
    native("isdir", "path", ({ path }) => kind(path) === "directory"),
    native("basename", "path", ({ path }) => String(path).slice(last(path))),
    native("dirname", "path", ({ path }) =>
      String(path)
        .slice(0, last(path))
        .replace(/(?<=[^/])\/+$/, ""),
    ),
    native("abspath", "path", ({ path }) => absolute(process.cwd, String(path))),
    native("getsize", "path", ({ path }) => {
      const node = fs.tryNode(absolute(process.cwd, String(path)));
      if (node?.kind !== "file") throw raised("OSError", `[Errno 2] No such file or directory: '${String(path)}'`);
      return BigInt(node.bytes.length);
    }),
    native("join", "a b c? d?", ({ a, b, c, d }) =>
      [a, b, c, d]
        .filter((part) => part !== undefined)
        .map(String)
        .reduce((all, part) =>
          part.startsWith("/") ? part : all === "" || all.endsWith("/") ? all + part : `${all}/${part}`,
        ),
    ),
  ]);
}
