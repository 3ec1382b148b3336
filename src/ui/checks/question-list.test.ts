import { expect, it } from "vitest";
import { answerLine } from "./question-list.ts";

it("an answer is one line that a shell takes as one word, whatever was written", () => {
  expect(answerLine("who", "b")).toBe("answer who b");
  expect(answerLine("who", "10.96.0.10")).toBe("answer who 10.96.0.10");
  expect(answerLine("who", "it's; rm -rf $HOME\r\x1b[A`id`")).toBe("answer who 'it'\\''s; rm -rf $HOME[A`id`'");
});
