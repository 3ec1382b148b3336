import { expect, it, test } from "vitest";
import { decodeUtf8, encodeUtf8 } from "../../../sim/core/utf8.ts";
import { given, HOME, openTerminal, run } from "../../testing/given.ts";

/** Types keys into nano; what is in the file and was on the screen afterwards. */
function edit(keys: string, before = "one\ntwo\nthree\n"): { file: string; screen: string } {
  const machine = given.machine({ files: { "a.txt": before } });
  const terminal = openTerminal(machine);
  let screen = "";
  terminal.onOutput((bytes) => {
    screen += decodeUtf8(bytes);
  });
  for (const part of ["nano a.txt\r", ...keys]) {
    terminal.input(encodeUtf8(part));
    machine.clock.runUntil(machine.clock.nowUs + 100_000);
  }
  return { file: machine.fs.readText("a.txt", HOME), screen };
}

const [SAVE, LEAVE, CUT, PASTE] = ["\x0f\r", "\x18", "\x0b", "\x15"];

test.each([
  ["typing", `zero\r${SAVE}`, "zero\none\ntwo\nthree\n"],
  ["cutting lines and pasting them", `${CUT}${CUT}\x16${PASTE}${SAVE}`, "three\none\ntwo\n"],
  ["deleting over a line's end", `\x0e\x7f${SAVE}`, "onetwo\nthree\n"],
  ["a search before it", `\x17hre\rX${SAVE}`, "one\ntwo\ntXhree\n"],
  ["going to a line", `\x1f3,3\r-${SAVE}`, "one\ntwo\nth-ree\n"],
  ["undoing", `abc\x1buu${SAVE}`, "abuone\ntwo\nthree\n"],
  ["leaving with yes", `x${LEAVE}y\r`, "xone\ntwo\nthree\n"],
  ["leaving with no", `x${LEAVE}n`, "one\ntwo\nthree\n"],
  ["leaving, called off, and saved after all", `x${LEAVE}\x03y${SAVE}`, "xyone\ntwo\nthree\n"],
])("%s", (_what, keys, wanted) => {
  expect(edit(keys).file).toBe(wanted);
});

it("says what it has read and written, and leaves the screen as it was", () => {
  const { screen } = edit(`a${SAVE}${LEAVE}`);
  expect(screen).toContain("  GNU nano 7.2");
  expect(screen).toContain("[ Read 3 lines ]");
  expect(screen).toContain("Modified");
  expect(screen).toContain("[ Wrote 3 lines ]");
  expect(screen.slice(screen.lastIndexOf("\u001b[?1049l"))).toContain("$ ");
});

it("shows what would command the terminal with a caret", () => {
  expect(edit("", "a\u001b[31mb\n").screen).toContain("a^[[31mb");
});

it("wants a terminal", () => {
  expect(run(given.machine(), "nano a.txt")).toEqual({
    stdout: "",
    stderr: "Standard output is not a terminal\n",
    exitCode: 1,
  });
});
