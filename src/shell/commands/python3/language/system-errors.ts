/** What the system's calls fail with, as Python's exceptions. Models: CPython 3.11 Objects/exceptions.c oserror_new(), Modules/socketmodule.c set_gaierror() */
import { NetError } from "../../../../sim/net/net-error.ts";
import { OsError } from "../../../../sim/os/os-error.ts";
import { type ResolveCode, ResolveError } from "../../../../sim/os/resolver/resolve.ts";
import { Interrupted } from "../../../../sim/os/signal.ts";
import { exceptionType, osError, raised } from "./errors.ts";
import { PyType, type Raised } from "./values.ts";

const NUMBERS: Readonly<Record<string, readonly [number, string]>> = {
  EPERM: [1, "PermissionError"],
  ENOENT: [2, "FileNotFoundError"],
  ESRCH: [3, "ProcessLookupError"],
  EBADF: [9, "OSError"],
  EACCES: [13, "PermissionError"],
  EEXIST: [17, "FileExistsError"],
  ENOTDIR: [20, "NotADirectoryError"],
  EISDIR: [21, "IsADirectoryError"],
  EINVAL: [22, "OSError"],
  EPIPE: [32, "BrokenPipeError"],
  EMSGSIZE: [90, "OSError"],
  EAFNOSUPPORT: [97, "OSError"],
  EADDRINUSE: [98, "OSError"],
  EADDRNOTAVAIL: [99, "OSError"],
  ENETUNREACH: [101, "OSError"],
  ECONNABORTED: [103, "ConnectionAbortedError"],
  ECONNRESET: [104, "ConnectionResetError"],
  ENOTCONN: [107, "OSError"],
  ETIMEDOUT: [110, "TimeoutError"],
  ECONNREFUSED: [111, "ConnectionRefusedError"],
  EHOSTUNREACH: [113, "OSError"],
};
const RESOLVING: Readonly<Record<ResolveCode, number>> = {
  EAI_NONAME: -2,
  EAI_AGAIN: -3,
  EAI_FAIL: -4,
  EAI_NODATA: -5,
  EAI_ADDRFAMILY: -9,
};

export const GAIERROR = new PyType("gaierror", { module: "socket", bases: [exceptionType("OSError")] });

export function errnoOf(code: string): number {
  return NUMBERS[code]?.[0] ?? 5;
}

/** Null for what is not the program's to catch. */
export function raisedFor(error: unknown): Raised | null {
  if (error instanceof ResolveError) return osError(GAIERROR, RESOLVING[error.code], error.message);
  if (error instanceof Interrupted && error.signal === "INT") return raised("KeyboardInterrupt");
  if (!(error instanceof NetError || error instanceof OsError)) return null;
  const [errno, type] = NUMBERS[error.code] ?? [5, "OSError"];
  return osError(type, errno, error.message, error instanceof OsError && error.path !== "" ? error.path : null);
}
