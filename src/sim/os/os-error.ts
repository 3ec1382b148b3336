/**
 * What a system call answers when it cannot: the name of the error, from which tools make their words.
 *
 * Models: errno(3) and glibc's strerror(3).
 */

const MESSAGES = {
  ENOENT: "No such file or directory",
  EACCES: "Permission denied",
  EPERM: "Operation not permitted",
  EEXIST: "File exists",
  ENOTDIR: "Not a directory",
  EISDIR: "Is a directory",
  ENOTEMPTY: "Directory not empty",
  ELOOP: "Too many levels of symbolic links",
  EROFS: "Read-only file system",
  EBADF: "Bad file descriptor",
  EFBIG: "File too large",
  EINVAL: "Invalid argument",
  ENOEXEC: "Exec format error",
  EAGAIN: "Resource temporarily unavailable",
  ESRCH: "No such process",
  ENAMETOOLONG: "File name too long",
  EBUSY: "Device or resource busy",
  EPIPE: "Broken pipe",
} as const;

export type OsErrorCode = keyof typeof MESSAGES;

export class OsError extends Error {
  readonly code: OsErrorCode;
  readonly path: string;

  constructor(code: OsErrorCode, path = "") {
    super(MESSAGES[code]);
    this.code = code;
    this.path = path;
  }
}

/** The words alone, as strerror gives them: `No such file or directory`. */
export function strerror(code: OsErrorCode): string {
  return MESSAGES[code];
}
