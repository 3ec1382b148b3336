/** `/dev/null`, `/dev/zero` and bytes that are simply there (a here-document). Models: null(4), zero(4). */
import type { Stream } from "../core/stream.ts";
import { WaitQueue } from "../core/wait.ts";

export function openNull(): Stream {
  return {
    tryRead: () => "eof",
    tryWrite: (data) => data.length,
    readable: new WaitQueue(),
    writable: new WaitQueue(),
    close() {},
  };
}

export function openZero(): Stream {
  return { ...openNull(), tryRead: (max) => new Uint8Array(max) };
}

export function openBytes(bytes: Uint8Array): Stream {
  let at = 0;
  const tryRead = (max: number): Uint8Array | "eof" => {
    if (at >= bytes.length) return "eof";
    const part = bytes.subarray(at, at + max);
    at += part.length;
    return part;
  };
  return { ...openNull(), tryRead, tryWrite: () => "broken" };
}
