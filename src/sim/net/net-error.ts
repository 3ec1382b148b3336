/**
 * What a socket call can fail with: the errno names of Linux. The words that a program prints for them are the
 * program's own (`strerror` for most).
 *
 * Models: include/uapi/asm-generic/errno.h
 */

export type NetErrorCode =
  | "EACCES"
  | "EADDRINUSE"
  | "EADDRNOTAVAIL"
  | "EAFNOSUPPORT"
  | "ECONNABORTED"
  | "ECONNREFUSED"
  | "ECONNRESET"
  | "EEXIST"
  | "EHOSTUNREACH"
  | "EINVAL"
  | "EISCONN"
  | "EMSGSIZE"
  | "ENETDOWN"
  | "ENETUNREACH"
  | "ENOBUFS"
  | "ENODEV"
  | "ENOENT"
  | "ENOTCONN"
  | "EPERM"
  | "EPIPE"
  | "ESRCH"
  | "ETIMEDOUT";

const WORDS: Readonly<Record<NetErrorCode, string>> = {
  EACCES: "Permission denied",
  EADDRINUSE: "Address already in use",
  EADDRNOTAVAIL: "Cannot assign requested address",
  EAFNOSUPPORT: "Address family not supported by protocol",
  ECONNABORTED: "Software caused connection abort",
  ECONNREFUSED: "Connection refused",
  ECONNRESET: "Connection reset by peer",
  EEXIST: "File exists",
  EHOSTUNREACH: "No route to host",
  EINVAL: "Invalid argument",
  EISCONN: "Transport endpoint is already connected",
  EMSGSIZE: "Message too long",
  ENETDOWN: "Network is down",
  ENETUNREACH: "Network is unreachable",
  ENOBUFS: "No buffer space available",
  ENOENT: "No such file or directory",
  ENODEV: "No such device",
  ENOTCONN: "Transport endpoint is not connected",
  EPERM: "Operation not permitted",
  EPIPE: "Broken pipe",
  ESRCH: "No such process",
  ETIMEDOUT: "Connection timed out",
};

export class NetError extends Error {
  override readonly name = "NetError";
  readonly code: NetErrorCode;

  /** The message is what glibc's strerror says. */
  constructor(code: NetErrorCode) {
    super(WORDS[code]);
    this.code = code;
  }
}
