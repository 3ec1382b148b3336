import { expect, test } from "vitest";
import { homePath, shellWord } from "./file-name.ts";

test.each([
  ["web.yaml", "web.yaml"],
  [" ~/shop/web.yaml ", "shop/web.yaml"],
  ["/home/learner/a", "a"],
  ["/etc/hosts", "etc/hosts"],
  ["../a", null],
  ["a//b", null],
  ["a/", null],
  ["", null],
])("%j is the path %j", (typed, path) => {
  expect(homePath(typed)).toBe(path);
});

test.each([
  ["web.yaml", "web.yaml"],
  ["my file's.yaml", "'my file'\\''s.yaml'"],
  ["$(reboot).yaml", "'$(reboot).yaml'"],
  ["-f", "'./-f'"],
])("%j is the word %s", (path, word) => {
  expect(shellWord(path)).toBe(word);
});
