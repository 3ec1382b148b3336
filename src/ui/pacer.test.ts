import { beforeEach, expect, test, vi } from "vitest";
import { Pacer } from "./pacer.ts";

let frames = new Map<number, (nowMs: number) => void>();
let asked: number[] = [];

beforeEach(() => {
  let last = 0;
  frames = new Map();
  asked = [];
  vi.stubGlobal("requestAnimationFrame", (onFrame: (nowMs: number) => void) => {
    frames.set(++last, onFrame);
    return last;
  });
  vi.stubGlobal("cancelAnimationFrame", (frame: number) => frames.delete(frame));
});

function frame(nowMs: number): void {
  const due = [...frames.values()];
  frames.clear();
  for (const onFrame of due) onFrame(nowMs);
}

/** An engine that gets as far as it is asked. */
function pacerOf(): Pacer {
  const pacer: Pacer = new Pacer({
    advance: (toUs) => {
      asked.push(toUs);
      pacer.reached(toUs, false);
    },
  });
  return pacer;
}

test.each([
  [1, [1_000_000, 1_020_000, 1_040_000]],
  [0.1, [1_000_000, 1_002_000, 1_004_000]],
  [100, [1_000_000, 3_000_000, 5_000_000]],
])("%f seconds of the cluster go by in one of ours", (speed, expected) => {
  const pacer = pacerOf();
  pacer.speed = speed;
  pacer.start(1_000_000);
  for (const nowMs of [500, 520, 540]) frame(nowMs);
  expect(asked).toEqual(expected);
});

test("paused it asks for nothing, and the time that it stood still is not caught up with", () => {
  const pacer = pacerOf();
  pacer.start(0);
  frame(0);
  frame(20);
  pacer.isPaused = true;
  frame(40);
  expect(frames.size).toBe(0);
  pacer.isPaused = false;
  frame(9_000);
  frame(9_020);
  expect(asked).toEqual([0, 20_000, 20_000, 40_000]);
});

test("a bench that was idle when it was paused goes on too", () => {
  const pacer = pacerOf();
  pacer.start(0);
  frame(0);
  pacer.isPaused = true;
  pacer.reached(0, true);
  pacer.isPaused = false;
  for (const nowMs of [1_000, 1_050, 1_100, 1_150]) frame(nowMs);
  expect(asked).toEqual([0, 100_000, 150_000]);
});

test("one that is paused before it is started waits to be played", () => {
  const pacer = pacerOf();
  pacer.isPaused = true;
  pacer.start(7);
  expect(frames.size).toBe(0);
  pacer.isPaused = false;
  frame(0);
  expect(asked).toEqual([7]);
});

test("an engine that is behind is not pushed, and a page that slept does not leap", () => {
  const pacer = new Pacer({ advance: (toUs) => void asked.push(toUs) });
  pacer.start(0);
  for (const nowMs of [0, 20, 40]) frame(nowMs);
  expect(asked).toEqual([0]);
  pacer.reached(0, false);
  frame(60_000);
  expect(asked).toEqual([0, 100_000]);
});
