import { expect, test } from "vitest";
import { PromptWatch } from "./prompt-watch.ts";

const PROMPT = "\x1b]133;A\x07$ \x1b]133;B\x07";
const shown = `${PROMPT}ls\r\n\x1b]133;C\x07\x1b[32mk8s.yaml\x1b[0m\r\n\x1b]133;D;0\x07${PROMPT}`;

test("prompts and typed text are not said, output is, without its colours", () => {
  const watch = new PromptWatch();
  expect(watch.read(shown)).toEqual({
    said: "k8s.yaml\n",
    marks: [{ phase: "started" }, { phase: "ended", exitCode: 0 }],
  });
});

test("cutting the stream anywhere changes nothing", () => {
  for (let cut = 1; cut < shown.length; cut++) {
    const watch = new PromptWatch();
    const parts = [watch.read(shown.slice(0, cut)), watch.read(shown.slice(cut))];
    expect(parts.flatMap((part) => part.marks)).toHaveLength(2);
    expect(parts.map((part) => part.said).join("")).toContain("k8s.yaml");
  }
});

test("a command that was interrupted tells its status", () => {
  const watch = new PromptWatch();
  watch.read("\x1b]133;C\x07");
  expect(watch.read("^C\r\n\x1b]133;D;130\x07").marks).toEqual([{ phase: "ended", exitCode: 130 }]);
});
