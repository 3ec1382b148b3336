import { expect, test } from "vitest";
import { Clock } from "./clock.ts";

test("events at one instant fire in the order in which they were asked for", () => {
  const clock = new Clock();
  const seen: string[] = [];
  clock.at(5, () => seen.push("late"));
  for (const name of ["a", "b", "c"]) clock.at(3, () => seen.push(name));
  clock.runUntil(10);
  expect(seen).toEqual(["a", "b", "c", "late"]);
  expect(clock.nowUs).toBe(10);
});

test("however a run is sliced, the same events fire at the same times in the same order", () => {
  const story = (sliceUs: number): string[] => {
    const clock = new Clock();
    const seen: string[] = [];
    const spread = (depth: number, name: string): void => {
      seen.push(`${clock.nowUs} ${name}`);
      if (depth === 0) return;
      for (let i = 0; i < 3; i++) clock.after((i * 13 * depth) % 29, () => spread(depth - 1, `${name}${i}`));
    };
    clock.at(1, () => spread(4, "x"));
    for (let untilUs = sliceUs; untilUs < 500 + sliceUs; untilUs += sliceUs) clock.runUntil(Math.min(untilUs, 500));
    return seen;
  };
  const whole = story(500);
  expect(whole).toHaveLength(121);
  expect(story(7)).toEqual(whole);
  expect(story(1)).toEqual(whole);
});

test("a budget stops between events and loses none", () => {
  const clock = new Clock();
  let fired = 0;
  for (let i = 0; i < 10; i++) clock.at(i, () => fired++);
  expect(clock.runUntil(100, 4)).toBe("budget");
  expect(fired).toBe(4);
  expect(clock.nowUs).toBe(3);
  expect(clock.runUntil(100)).toBe("reached");
  expect(fired).toBe(10);
});

test("a cancelled timer does not fire, and only foreground timers keep a cluster busy", () => {
  const clock = new Clock();
  const timer = clock.at(5, () => expect.unreachable());
  clock.at(6, () => {}, { background: true });
  expect(clock.pending).toBe(1);
  clock.cancel(timer);
  clock.cancel(timer);
  expect(clock.pending).toBe(0);
  expect(clock.nextAtUs()).toBe(6);
});

test("a timer in the past, or between microseconds, is a bug of ours", () => {
  const clock = new Clock();
  clock.runUntil(10);
  expect(() => clock.at(9, () => {})).toThrow(/in the past/);
  expect(() => clock.after(0.5, () => {})).toThrow(/between microseconds/);
});

test("while somebody holds the clock nothing fires and no time passes, and then it goes on where it was", () => {
  const clock = new Clock();
  const seen: string[] = [];
  const releases: (() => void)[] = [];
  clock.at(3, () => releases.push(clock.hold(), clock.hold()));
  clock.at(3, () => seen.push("next"));
  expect(clock.runUntil(10)).toBe("held");
  expect([clock.nowUs, clock.runNext(), clock.nextAtUs(), seen]).toEqual([3, false, undefined, []]);
  clock.released.add(() => seen.push("released"));
  releases[0]?.();
  releases[0]?.();
  expect(clock.runUntil(10)).toBe("held");
  releases[1]?.();
  expect(clock.runUntil(10)).toBe("reached");
  expect(seen).toEqual(["released", "next"]);
});
