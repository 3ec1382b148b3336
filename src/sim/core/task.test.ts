import { expect, test } from "vitest";
import { Clock } from "./clock.ts";
import { Task, type TaskEnd } from "./task.ts";
import { type Run, WaitQueue } from "./wait.ts";

function start<T>(run: (clock: Clock) => Run<T>): { clock: Clock; task: Task<T>; ends: TaskEnd<T>[] } {
  const clock = new Clock();
  const ends: TaskEnd<T>[] = [];
  return { clock, task: new Task(clock, run(clock), (end) => ends.push(end)), ends };
}

test("a task waits for a moment and ends with its value", () => {
  const { clock, ends } = start(function* (clock) {
    yield { on: [], untilUs: 50 };
    return clock.nowUs;
  });
  clock.runUntil(49);
  expect(ends).toEqual([]);
  clock.runUntil(50);
  expect(ends).toEqual([{ value: 50 }]);
});

test("whichever of its queues wakes first resumes it once, and the others forget it", () => {
  const [left, right] = [new WaitQueue(), new WaitQueue()];
  const { clock, ends } = start(function* () {
    yield { on: [left, right], untilUs: 1000 };
    return "woken";
  });
  clock.runUntil(1);
  right.wake();
  left.wake();
  clock.runUntil(2);
  expect(ends).toEqual([{ value: "woken" }]);
  expect(left.isEmpty && right.isEmpty).toBe(true);
  expect(clock.nextAtUs()).toBeUndefined();
});

test("a kill runs finally blocks and nothing else", () => {
  const seen: string[] = [];
  const { clock, task, ends } = start(function* (): Run<void> {
    try {
      yield { on: [] };
      seen.push("went on");
    } finally {
      seen.push("closed");
    }
  });
  clock.runUntil(1);
  task.kill();
  clock.runUntil(2);
  expect(seen).toEqual(["closed"]);
  expect(ends).toEqual(["killed"]);
});

test("an interrupt is thrown where it waits, and can be survived", () => {
  const { clock, task, ends } = start(function* (): Run<string> {
    try {
      yield { on: [] };
    } catch (error) {
      return `caught ${String(error)}`;
    }
    return "nothing came";
  });
  clock.runUntil(1);
  task.interrupt("ctrl-c");
  clock.runUntil(2);
  expect(ends).toEqual([{ value: "caught ctrl-c" }]);
});

test("a stopped task keeps its wake-up for later", () => {
  const queue = new WaitQueue();
  const { clock, task, ends } = start(function* () {
    yield { on: [queue] };
    return "done";
  });
  clock.runUntil(1);
  task.stop();
  queue.wake();
  clock.runUntil(5);
  expect(ends).toEqual([]);
  task.resume();
  clock.runUntil(6);
  expect(ends).toEqual([{ value: "done" }]);
});

test("a stopped task can be killed", () => {
  const { clock, task, ends } = start(function* (): Run<void> {
    yield { on: [] };
  });
  clock.runUntil(1);
  task.stop();
  task.kill();
  clock.runUntil(2);
  expect(ends).toEqual(["killed"]);
});
