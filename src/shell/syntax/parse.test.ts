import { describe, expect, test } from "vitest";
import { expandAliases } from "./aliases.ts";
import type { Statement, Word } from "./ast.ts";
import { expandBraces } from "./braces.ts";
import { parseScript, parseWord } from "./parse.ts";
import { printNode } from "./print.ts";

describe("more lines are asked for after", () => {
  test.each([
    "if true; then",
    "while :; do echo x",
    "for i in a b",
    "case x in",
    "case x in a) echo",
    "f() {",
    "{ echo",
    "( echo",
    "echo 'a",
    'echo "a',
    "echo `a",
    "echo $(a",
    "echo ${a",
    "echo $((1",
    "cat <<E",
    "cat <<E\ntext",
    "a &&",
    "a ||",
    "a |",
    "echo a \\",
    "a=(1 2",
    "[[ a ==",
  ])("%s", (source) => {
    expect(parseScript(source).problem?.isIncomplete).toBe(true);
  });
});

describe("nothing more is asked for after", () => {
  test.each([
    "",
    "echo a",
    "if true; then echo; fi",
    "cat <<E\ntext\nE",
    "echo a \\\\",
    "echo '\\'",
    "a &",
    "# if",
    "f() { :; }",
  ])("%s", (source) => {
    expect(parseScript(source).problem).toBeNull();
  });
});

describe("a mistake is named by its token", () => {
  test.each([
    ["echo )", ")"],
    ["a && && b", "&&"],
    ["a | | b", "|"],
    ["if true; fi", "fi"],
    ["while true; done", "done"],
    ["f() { ; }", ";"],
    ["{ }", "}"],
    ["cat < ", "newline"],
    ["then", "then"],
    ["x;;", ";;"],
  ])("%s", (source, token) => {
    const { problem } = parseScript(source);
    expect(problem?.isIncomplete).toBe(false);
    expect(problem?.message).toBe(`syntax error near unexpected token \`${token}'`);
  });
});

test("the lines before a mistake still run", () => {
  const { script, problem } = parseScript("echo a\necho b; )\necho c");
  expect(script.statements.map(({ text }) => text)).toEqual(["echo a"]);
  expect(problem).toMatchObject({ line: 2, source: "echo b; )" });
});

test.each([
  ["a{b,c}d", ["abd", "acd"]],
  ["{1..3}", ["1", "2", "3"]],
  ["{01..10..4}", ["01", "05", "09"]],
  ["{c..a}", ["c", "b", "a"]],
  ["{a,b{1,2}}", ["a", "b1", "b2"]],
  ["${a,b}", null],
  ['"{a,b}"', null],
  ["{a}", null],
  ["{1..99999999999}", null],
])("braces: %s", (text, expected) => {
  expect(expandBraces(text)).toEqual(expected);
});

test("aliases are put in where commands begin, and never into themselves", () => {
  const aliases = new Map([
    ["ls", "ls -l"],
    ["k", "kubectl "],
    ["p", "get pods"],
  ]);
  expect(expandAliases("ls; echo ls | ls", aliases)).toBe("ls -l; echo ls | ls -l");
  expect(expandAliases("k p", aliases)).toBe("kubectl  get pods");
  expect(expandAliases("echo p; 'p'", aliases)).toBe("echo p; 'p'");
});

test("quotes end up in parts", () => {
  const word = parseWord("a\"b $c\"'d'\\e*") as Word;
  expect(word.parts.map((part) => part.kind)).toEqual(["text", "double", "text", "text", "text"]);
  expect(word.constant).toBeNull();
  expect(parseWord("'a b'c\\ d")?.constant).toBe("a bc d");
});

test("a command can be printed again", () => {
  const { script } = parseScript("a=1 cmd x >f 2>&1 | b && ! c");
  expect(printNode((script.statements[0] as Statement).node)).toBe("a=1 cmd x > f 2>&1 | b && ! c");
});
