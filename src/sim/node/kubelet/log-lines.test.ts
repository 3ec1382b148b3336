import { expect, test } from "vitest";
import { decodeUtf8, encodeUtf8 } from "../../core/utf8.ts";
import { LogLines } from "./log-lines.ts";

const text = (lines: LogLines, n: number): string | undefined => {
  const line = lines.at(n);
  return line && decodeUtf8(line.bytes);
};

test("lines are counted from the very first, and know when they came", () => {
  const lines = new LogLines();
  lines.push(encodeUtf8("one\n"), 10);
  lines.push(encodeUtf8(""), 20);
  lines.push(encodeUtf8("three"), 30);
  expect([text(lines, 0), text(lines, 1), text(lines, 2), text(lines, 3)]).toEqual(["one\n", "", "three", undefined]);
  expect([lines.first, lines.end, lines.at(2)?.atUs]).toEqual([0, 3, 30]);
});

test("of many lines the last 20,000 are kept, under their old numbers", () => {
  const lines = new LogLines();
  for (let n = 0; n < 70_000; n++) lines.push(encodeUtf8(`line ${n}\n`), n);
  expect([lines.first, lines.end]).toEqual([50_000, 70_000]);
  expect([text(lines, 49_999), text(lines, 50_000), text(lines, 69_999)]).toEqual([
    undefined,
    "line 50000\n",
    "line 69999\n",
  ]);
});

test("of long lines ten megabytes are kept, and what was handed out stays as it was", () => {
  const lines = new LogLines();
  const line = (n: number): Uint8Array => new Uint8Array(1024 * 1024).fill(n);
  lines.push(line(0), 0);
  const first = lines.at(0);
  for (let n = 1; n < 40; n++) lines.push(line(n), n);
  expect([lines.first, lines.end, lines.at(30)?.bytes[0], lines.at(39)?.bytes.length]).toEqual([
    30,
    40,
    30,
    1024 * 1024,
  ]);
  expect([first?.bytes[0], first?.bytes.at(-1)]).toEqual([0, 0]);
});
