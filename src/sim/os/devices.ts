/** Opening what is in `/dev`. Models: null(4), zero(4), random(4), tty(4), proc_pid_fd(5). */
import type { Stream } from "../core/stream.ts";
import { openNull, openZero } from "./null-device.ts";
import { OsError } from "./os-error.ts";
import type { Process } from "./process.ts";
import type { DeviceName } from "./vfs/node.ts";
import { OpenFile } from "./vfs/open-file.ts";

/** A read brings no more than that, which is what the kernel hands out without a pause. */
const RANDOM_BYTES = 256;

/** `process` is who opens it: `/dev/tty` and `/dev/stdin` mean something only to a process. */
export function openDevice(device: DeviceName, process: Process | null): OpenFile {
  switch (device) {
    case "null":
      return new OpenFile(openNull());
    case "zero":
      return new OpenFile(openZero());
    case "urandom":
      return new OpenFile(openRandom(process));
    case "tty":
      if (process?.tty == null) throw new OsError("ENOENT", "/dev/tty");
      return new OpenFile(process.tty.stream);
    case "stdin":
      return standard(process, 0);
    case "stdout":
      return standard(process, 1);
    case "stderr":
      return standard(process, 2);
  }
}

function standard(process: Process | null, fd: number): OpenFile {
  const file = process?.fds.get(fd);
  if (file === undefined) throw new OsError("ENOENT", `/dev/fd/${fd}`);
  return file.dup();
}

function openRandom(process: Process | null): Stream {
  const prng = process?.machine.prng.split(`urandom/${process.pid}`);
  if (prng === undefined) return openZero();
  const most = (max: number): number => Math.min(max, RANDOM_BYTES);
  return { ...openNull(), tryRead: (max) => Uint8Array.from({ length: most(max) }, () => prng.below(256)) };
}
