/** What the real python3 said to these snippets (`scripts/record-python.mjs`), and what ours says. */
import { describe, expect, test } from "vitest";
import { given, runProgram } from "../../../testing/given.ts";
import { tool } from "../../failure.ts";
import { python3 } from "../python3.ts";
import recorded from "./python.json" with { type: "json" };

/** By the first words of the snippet: why ours differs. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  'd = {"a": 1, "b": 2}; print(d.keys()': "a dictionary's views are what they were when they were asked for",
  "None()": "no SyntaxWarning",
};

const machine = given.machine();

function ours(code: string) {
  return runProgram(machine, tool(python3), { argv: ["python3", "-c", code], stdin: recorded.stdin });
}

describe("snippets", () => {
  test.each(recorded.rows)("$code", ({ code, stdout, stderr, exitCode }) => {
    const isKnown = Object.keys(DIFFERENCES).some((start) => code.startsWith(start));
    const found = ours(code);
    if (isKnown) expect(found).not.toEqual({ stdout, stderr, exitCode });
    else expect(found).toEqual({ stdout, stderr, exitCode });
  });
});
