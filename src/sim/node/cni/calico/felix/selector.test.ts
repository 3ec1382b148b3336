import { expect, test } from "vitest";
import { parseSelector, SelectorError } from "./selector.ts";

const LABELS = new Map([
  ["app", "web"],
  ["tier", "front"],
  ["pcns.team", "a"],
  ["projectcalico.org/namespace", "x"],
]);

test.each([
  ["app == 'web'", true],
  ['app == "web" && tier == "back"', false],
  ["app == 'db' || tier == 'front'", true],
  ["app == 'db' || app == 'web' && tier == 'back'", false],
  ["(app == 'db' || app == 'web') && tier == 'front'", true],
  ["!has(app)", false],
  ["! has(missing)", true],
  ["app != 'db'", true],
  ["missing != 'db'", true],
  ["tier in { 'front', 'back' }", true],
  ["tier not in {'front'}", false],
  ["missing not in {'front'}", true],
  ["missing in {'front'}", false],
  ["app contains 'eb'", true],
  ["app starts with 'w'", true],
  ["app ends with 'w'", false],
  ["all()", true],
  ["global()", false],
  ["", true],
])("%s", (text, expected) => {
  expect(parseSelector(text).matches(LABELS)).toBe(expected);
});

test.each([
  ["app=='web'&&has(tier)", '(app == "web" && has(tier))'],
  ["tier in {'b','a'}", 'tier in {"a", "b"}'],
  ["!(app == 'x')", '!app == "x"'],
])("%s is written as %s", (text, expected) => {
  expect(parseSelector(text).text).toBe(expected);
});

test("of namespaces, labels bear a prefix, all() means any and global() none", () => {
  expect(parseSelector("team == 'a'", "pcns.").matches(LABELS)).toBe(true);
  expect(parseSelector("all()", "pcns.").matches(LABELS)).toBe(true);
  expect(parseSelector("global()", "pcns.").matches(LABELS)).toBe(false);
});

test.each(["app ==", "app = 'web'", "(app == 'web'", "has()", "app in {}", "app == 'a' 'b'"])(
  "%s is no selector",
  (text) => {
    expect(() => parseSelector(text)).toThrow(SelectorError);
  },
);
