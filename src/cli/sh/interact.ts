/** The learner's terminal in a real one: keys in, bytes out, virtual time at the pace of the wall clock. */
import type { Session } from "../../shell/session.ts";

const FRAME_MS = 10;
/** So long is worked between two looks at the keyboard: Ctrl-C must be heard however busy the machine is. */
const WORK_MAX_MS = 30;
const EVENTS_PER_LOOK = 100;

export async function interact(session: Session): Promise<number> {
  const { stdin, stdout } = process;
  const pass = pacerOf(session);
  const resize = (): void => session.resize(stdout.columns || 80, stdout.rows || 24);
  const keys = (data: Buffer): void => {
    pass();
    session.input(new Uint8Array(data));
  };
  session.onOutput((bytes) => stdout.write(bytes));
  stdin.setRawMode?.(true);
  stdin.on("data", keys);
  stdout.on("resize", resize);
  resize();
  try {
    await new Promise<void>((done) => {
      const timer = setInterval(() => {
        pass();
        if (!session.terminal.ended) return;
        clearInterval(timer);
        done();
      }, FRAME_MS);
    });
  } finally {
    stdin.setRawMode?.(false);
    stdin.off("data", keys);
    stdin.pause();
  }
  return session.terminal.shell.exit?.code ?? 0;
}

/** Lets as much time pass as has passed on the wall. What cannot keep up falls behind, and is not pushed further. */
function pacerOf(session: Session): () => void {
  const { clock } = session.cluster;
  let lastMs = performance.now();
  return () => {
    const nowMs = performance.now();
    const toUs = clock.nowUs + Math.round((nowMs - lastMs) * 1000);
    lastMs = nowMs;
    while (session.runUntil(toUs, EVENTS_PER_LOOK) === "budget") {
      if (performance.now() - nowMs < WORK_MAX_MS) continue;
      lastMs = performance.now();
      return;
    }
  };
}
