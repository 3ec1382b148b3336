import { expect, test } from "vitest";
import { logOf, type Moment, momentsOf } from "./moments.ts";
import { typedLine } from "./typed-line.ts";

const keysAt = (startUs: number, text: string, terminal?: number) =>
  [...text].map((keys, i) => ({ atUs: startUs + i, keys, ...(terminal === undefined ? {} : { terminal }) }));

test("there is a moment after each entered line, and it lasts until the next key", () => {
  const entries = [{ atUs: 1, columns: 80, rows: 24 }, ...keysAt(10, "ls\r"), ...keysAt(50, "pwd\r")];
  expect(momentsOf(entries, 99)).toEqual([
    { entries: 1, sinceUs: 0, untilUs: 10, label: "the beginning" },
    { entries: 4, sinceUs: 12, untilUs: 50, label: "ls" },
    { entries: 8, sinceUs: 53, untilUs: 99, label: "pwd" },
  ]);
});

test("a saved file is a moment; what is half typed, or an empty line, is none of its own", () => {
  const entries = [
    { atUs: 5, file: "web.yaml", text: "" },
    ...keysAt(10, "\r"),
    ...keysAt(12, "cat\r"),
    ...keysAt(20, "ec"),
  ];
  expect(momentsOf(entries, 30)).toEqual([
    { entries: 0, sinceUs: 0, untilUs: 5, label: "the beginning" },
    { entries: 1, sinceUs: 5, untilUs: 10, label: "web.yaml saved" },
    { entries: 8, sinceUs: 15, untilUs: 30, label: "cat" },
  ]);
});

test("lines of two terminals are told apart, and each keeps what is half typed", () => {
  const entries = [
    ...keysAt(1, "kubectl get"),
    { atUs: 20, terminal: 2, isOpen: true },
    ...keysAt(30, "ls\r", 2),
    ...keysAt(40, " po\r"),
    ...keysAt(50, "\x1b[A\r", 2),
    { atUs: 60, terminal: 2, isOpen: false },
  ];
  expect(momentsOf(entries, 70).map(({ label, untilUs }) => [label, untilUs])).toEqual([
    ["the beginning", 1],
    ["terminal 2 opened", 30],
    ["ls (terminal 2)", 40],
    ["kubectl get po (terminal 1)", 50],
    ["ls (terminal 2)", 60],
    ["terminal 2 closed", 70],
  ]);
});

test("of a moment's log its first instant can be had, without what came later in it", () => {
  const entries = [...keysAt(10, "ls\r"), { atUs: 30, columns: 99, rows: 9 }, ...keysAt(50, "pwd\r")];
  const log = { version: 1, spec: { profile: "kind" }, entries } as const;
  const [, ls] = momentsOf(entries, 99) as [Moment, Moment];
  expect(logOf(log, ls).entries).toHaveLength(4);
  expect(logOf(log, ls, true).entries).toEqual(keysAt(10, "ls\r"));
});

test("an empty log is its beginning, now", () => {
  expect(momentsOf([], 7)).toEqual([{ entries: 0, sinceUs: 0, untilUs: 7, label: "the beginning" }]);
});

test.each([
  ["kubectl gte\x7f\x7fet\tpo\r", "kubectl get⇥po"],
  ["oops\x15ls\r", "ls"],
  ["one two\x17three\r", "one three"],
  ["cho x\x1b[He\x1b[C\x05y\r", "echo xy"],
  ["\x1b[A\x1b[A\r", "first"],
  ["\x1b[A\x1b[A\x1bOB -l\r", "second -l"],
  ["\x03", "^C"],
  ["\x1b[200~one\rtwo\x1b[201~\r", "one ↵ two"],
  ["\r", ""],
  [`echo ${"x".repeat(90)}\r`, `echo ${"x".repeat(54)}…`],
])("%j reads as %j", (keys, text) => {
  expect(typedLine(keys, ["first", "second"])).toBe(text);
});
