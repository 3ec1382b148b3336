import { expect, test } from "vitest";
import { Clock } from "./clock.ts";
import { Late } from "./late.ts";
import { Task } from "./task.ts";
import type { Run } from "./wait.ts";

/** What happens, in order, when one of three neighbours at the same instant needs `late`. */
function story(late: Late<string>): { clock: Clock; seen: string[] } {
  const clock = new Clock();
  const seen: string[] = [];
  const neighbour = function* (name: string): Run<void> {
    seen.push(`${clock.nowUs} ${name}`);
    yield { on: [], untilUs: clock.nowUs };
    seen.push(`${clock.nowUs} ${name} again`);
  };
  const needy = function* (): Run<void> {
    seen.push(`${clock.nowUs} needy asks`);
    seen.push(`${clock.nowUs} needy has ${yield* late.awaited()}`);
    yield* neighbour("needy");
  };
  clock.at(5, () => {
    for (const run of [neighbour("left"), needy(), neighbour("right")]) new Task(clock, run, () => {});
  });
  return { clock, seen };
}

test("what comes late is there at the instant, and in the place, where it would have been had it been here", () => {
  const prompt = story(new Late<string>((late) => late.arrive("it")));
  expect(prompt.clock.runUntil(9)).toBe("reached");

  const late = new Late<string>(() => {});
  const waited = story(late);
  expect(waited.clock.runUntil(9)).toBe("held");
  expect(waited.seen).toEqual(["5 left", "5 needy asks"]);
  late.arrive("it");
  expect(waited.clock.runUntil(9)).toBe("reached");
  expect(waited.seen).toEqual(prompt.seen);
});

test("what was lost on the way is asked for again by the next who needs it", () => {
  const asked: string[] = [];
  const late = new Late<string>((late) => {
    asked.push("asked");
    if (asked.length === 1) late.lose();
    else late.arrive("it");
  });
  const first = story(late);
  first.clock.runUntil(9);
  const second = story(late);
  second.clock.runUntil(9);
  expect(first.seen).toContain("5 needy has null");
  expect(second.seen).toContain("5 needy has it");
});

test("a task that is killed while it waits lets go of the clock", () => {
  const clock = new Clock();
  const late = new Late<string>(() => {});
  const task = new Task(clock, late.awaited(), () => {});
  expect(clock.runUntil(9)).toBe("held");
  task.kill();
  expect(clock.runUntil(9)).toBe("reached");
});
