import { expect, test } from "vitest";
import { openSession, type Session } from "../../../shell/session.ts";
import { SOFTWARE } from "../../../shell/software.ts";
import { encodeUtf8 } from "../../../sim/core/utf8.ts";
import { fingerprintOf } from "../fingerprint.ts";
import { Leap } from "./leap.ts";
import { stepWords } from "./step-words.ts";

const SPEC = { profile: "docker-desktop", seed: 7 };
const LINE = encodeUtf8("kubectl run web --image=nginx\r");

/** A leap whose slices are as short as can be, and what waits to be done later. */
function leaping(): { readonly leap: Leap; readonly due: (() => void)[]; run(): void } {
  const due: (() => void)[] = [];
  let ms = 0;
  const leap = new Leap({
    later: (work) => due.push(work),
    nowMs: () => (ms += 15),
    onSlice: () => {},
    onBug: (error) => expect.unreachable(String(error)),
  });
  const run = (): void => {
    for (let work = due.shift(); work !== undefined; work = due.shift()) work();
  };
  return { leap, due, run };
}

function step(session: Session): string | null {
  const { leap, run } = leaping();
  const { clock, trace } = session.cluster;
  const before = trace.nextSeq;
  leap.start(session, { kind: "step", isOver: () => trace.nextSeq > before, untilUs: clock.nowUs + 60_000_000 });
  run();
  return stepWords(trace.between(before));
}

test("a step is one event that leaves something in the trace, and none after it", () => {
  const [stepped, twin] = [openSession(SPEC, SOFTWARE), openSession(SPEC, SOFTWARE)];
  for (const session of [stepped, twin]) session.input(LINE);
  for (let i = 0; i < 60; i++) {
    step(stepped);
    const before = twin.cluster.trace.nextSeq;
    while (twin.cluster.trace.nextSeq === before) twin.cluster.clock.runNext();
    expect(stepped.cluster.clock.nowUs).toBe(twin.cluster.clock.nowUs);
    expect(stepped.cluster.trace.nextSeq).toBe(twin.cluster.trace.nextSeq);
  }
  expect(fingerprintOf(stepped)).toBe(fingerprintOf(twin));
});

test("stepping goes the way that time goes by itself, and says what happened", () => {
  const [stepped, straight] = [openSession(SPEC, SOFTWARE), openSession(SPEC, SOFTWARE)];
  for (const session of [stepped, straight]) session.input(LINE);
  const texts = Array.from({ length: 40 }, () => step(stepped));
  straight.runUntil(stepped.cluster.clock.nowUs);
  stepped.runUntil(stepped.cluster.clock.nowUs);
  expect(fingerprintOf(stepped)).toBe(fingerprintOf(straight));
  expect(texts).toContain("kubectl: create pods default/web");
});

test("a skip goes to the prompt and not a virtual minute further, in slices that let a Ctrl-C in between", () => {
  const session = openSession(SPEC, SOFTWARE);
  const { leap, due, run } = leaping();
  const { clock } = session.cluster;
  const isOver = (): boolean => !session.busy;
  session.input(encodeUtf8("sleep 300\r"));
  session.runUntil(clock.nowUs + 1_000_000);
  const startUs = clock.nowUs;
  leap.start(session, { kind: "skip", isOver, untilUs: startUs + 600_000_000 });
  expect(leap.kind).toBe("skip");
  expect(due).toHaveLength(1);
  run();
  expect(leap.kind).toBeNull();
  expect(session.busy).toBe(false);
  expect((clock.nowUs - startUs) / 1e6).toBeCloseTo(299, 0);

  session.input(encodeUtf8("sleep 300\r"));
  session.runUntil(clock.nowUs + 1_000_000);
  leap.start(session, { kind: "skip", isOver, untilUs: clock.nowUs + 600_000_000 });
  leap.stop();
  const stoppedUs = clock.nowUs;
  run();
  expect(clock.nowUs).toBe(stoppedUs);
  expect(session.busy).toBe(true);
});

test("what never comes is given up at its limit", () => {
  const session = openSession(SPEC, SOFTWARE);
  const { leap, run } = leaping();
  const { clock } = session.cluster;
  const untilUs = clock.nowUs + 5_000_000;
  leap.start(session, { kind: "skip", isOver: () => false, untilUs });
  run();
  expect(leap.kind).toBeNull();
  expect(clock.nowUs).toBeLessThanOrEqual(untilUs);
});
