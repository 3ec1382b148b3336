/** The learner's terminal in a real one: keys in, bytes out, virtual time at the pace of the wall clock. */
import type { Session } from "../../shell/session.ts";

const FRAME_MS = 10;
const EVENTS_PER_FRAME = 100_000;

export async function interact(session: Session): Promise<number> {
  const { stdin, stdout } = process;
  const startUs = session.cluster.clock.nowUs;
  const started = performance.now();
  const elapsedUs = (): number => startUs + Math.round((performance.now() - started) * 1000);
  const resize = (): void => session.resize(stdout.columns || 80, stdout.rows || 24);
  const keys = (data: Buffer): void => {
    session.runUntil(Math.max(elapsedUs(), session.cluster.clock.nowUs), EVENTS_PER_FRAME);
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
        session.runUntil(Math.max(elapsedUs(), session.cluster.clock.nowUs), EVENTS_PER_FRAME);
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
