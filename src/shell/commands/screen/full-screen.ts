/** A program that has the whole screen: raw keys, the alternate screen, and everything put back at its end. Models: termios(3), terminfo's smcup and rmcup */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { Tty } from "../../../sim/os/tty.ts";

export interface Screen {
  readonly tty: Tty;
  readonly columns: number;
  readonly rows: number;
}

/** The alternate screen, unless `keepsScreen`; keys one by one, unless `keepsMode`. */
export function* onFullScreen<T>(
  process: Process,
  tty: Tty,
  options: { readonly keepsScreen?: boolean; readonly keepsMode?: boolean; run(): Run<T> },
): Run<T> {
  const before = options.keepsMode === true ? tty.mode : tty.makeRaw();
  const alternate = options.keepsScreen !== true;
  yield* process.print(alternate ? "\u001b[?1049h\u001b[H\u001b[2J" : "");
  try {
    return yield* options.run();
  } finally {
    tty.restore(before);
    if (alternate && process.fds.has(1)) process.fds.get(1)?.stream.tryWrite(LEAVE);
  }
}

const LEAVE = Uint8Array.from([..."\u001b[?1049l"].map((char) => char.charCodeAt(0)));
