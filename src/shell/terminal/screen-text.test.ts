import { expect, test } from "vitest";
import { screenText } from "./screen-text.ts";

const prompt = (text: string): string => `\x1b]133;A\x07${text}\x1b]133;B\x07`;
const RUN = "\x1b]133;C\x07";

test("prompts and typed text are not output", () => {
  const shown = `${prompt("me@host:~$ ")}echo hi\r\n${RUN}hi\r\n\x1b]133;D;0\x07${prompt("me@host:~$ ")}`;
  expect(screenText(shown)).toEqual({ text: "hi\n", exitCode: 0, endsInPrompt: true });
});

test("colours, titles and cursor movements are not output", () => {
  expect(screenText("\x1b[33;1mWarning:\x1b[0m old\r\n\x1b]0;title\x1b\\next\x1b[K\x1b(B").text).toBe(
    "Warning: old\nnext",
  );
});

test("an inner shell's prompt is a prompt too, and the last status counts", () => {
  const shown = `${RUN}a\r\n${prompt("/ # ")}exit 3\r\n${RUN}\x1b]133;D;3\x07b\r\n\x1b]133;D;4\x07${prompt("$ ")}`;
  expect(screenText(shown)).toEqual({ text: "a\nb\n", exitCode: 4, endsInPrompt: true });
});

test("a continuation prompt and a line given up with Ctrl-C leave nothing", () => {
  expect(screenText(`${prompt("$ ")}for x in\r\n${prompt("> ")}^C\r\n\x1b]133;D;130\x07${prompt("$ ")}`)).toEqual({
    text: "",
    exitCode: 130,
    endsInPrompt: true,
  });
});

test("text with nothing to hide stays as it is", () => {
  expect(screenText("plain\n")).toEqual({ text: "plain\n", exitCode: null, endsInPrompt: false });
});

test("what is read in pieces knows that a piece began in a prompt", () => {
  expect(screenText(`echo hi\r\n${RUN}hi\r\n`, true)).toEqual({ text: "hi\n", exitCode: null, endsInPrompt: false });
});
