import { expect, test } from "vitest";
import { formatted, type Row } from "./rows.ts";

const GOOD: Row = {
  file: "a.json",
  student: 'Ada "L", =1+1',
  lab: "x",
  standing: "graded",
  reason: "",
  earned: 3,
  total: 5,
  tasks: [
    { id: "one", earned: 3, weight: 3 },
    { id: "two", earned: 0, weight: 2 },
  ],
};
const BAD: Row = { ...GOOD, file: "b.json", student: "=cmd()", standing: "damaged", reason: "<empty>", tasks: [] };

test("CSV quotes what needs it, and hands no formula to a spreadsheet", () => {
  expect(formatted([GOOD, BAD], "csv").split("\n")).toEqual([
    "file,student,lab,standing,earned,total,reason",
    'a.json,"Ada ""L"", =1+1",x,graded,3,5,',
    "b.json,'=cmd(),x,damaged,,,<empty>",
    "",
  ]);
});

test("JUnit has a suite for each submission, a case for each task, and no stray markup", () => {
  const text = formatted([GOOD, BAD], "junit");
  expect(text).toContain('<testsuite name="Ada &quot;L&quot;, =1+1" tests="2" failures="1">');
  expect(text).toContain('<testcase classname="x" name="two"><failure message="0 of 2 points"/></testcase>');
  expect(text).toContain('<failure message="&lt;empty&gt;"/>');
});

test("JSON is a row a line and one document", () => {
  expect(JSON.parse(formatted([GOOD, BAD], "json"))).toEqual([GOOD, BAD]);
});

test("a table has a line for each row, whatever a submission calls itself", () => {
  const text = formatted([{ ...GOOD, student: "Eve\nAda\u001b[2J" }, BAD], "table");
  expect(text.split("\n")).toHaveLength(4);
  expect(text).toContain("Eve?Ada?[2J");
});
