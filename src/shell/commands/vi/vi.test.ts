import { describe, expect, it, test } from "vitest";
import { given, type } from "../../testing/given.ts";
import { ViEditor } from "./editor.ts";
import { ExError, parseEx, substitute } from "./ex.ts";
import recorded from "./recorded.json" with { type: "json" };

const KEYS: Readonly<Record<string, string>> = { ESC: "escape", CR: "enter", BS: "backspace", "C-R": "^R" };

function edited(text: string, keys: string): string {
  const editor = new ViEditor();
  editor.buffer.load(text);
  for (const [key, name] of keys.matchAll(/<(ESC|CR|BS|C-R)>|./gs))
    editor.key(name === undefined ? key : (KEYS[name] as string));
  editor.key("escape");
  return editor.buffer.text;
}

test.each(recorded.cases)("$keys does what vim does", ({ text, keys, result }) => {
  expect(edited(recorded.texts[text] as string, keys)).toBe(result);
});

describe("a search", () => {
  it("goes on at the top, and says so", () => {
    const editor = new ViEditor();
    editor.buffer.load("one\ntwo\none\n");
    editor.searchFor("one", 1);
    expect(editor.at).toEqual({ line: 2, column: 0 });
    editor.key("n");
    expect(editor.at).toEqual({ line: 0, column: 0 });
    expect(editor.message).toBe("search hit BOTTOM, continuing at TOP");
    editor.searchFor("nowhere", 1);
    expect(editor.message).toBe("E486: Pattern not found: nowhere");
  });
});

describe("behind a colon", () => {
  const where = { line: 1, last: 3, find: () => null };
  it.each([
    ["%s/a/b/g", { from: 0, to: 3, name: "s", rest: "/a/b/g" }],
    ["2,$d", { from: 1, to: 3, name: "d", rest: "" }],
    [".,+1y", { from: 1, to: 2, name: "y", rest: "" }],
    ["wq!", { from: 1, to: 1, name: "wq", bang: true }],
    ["3", { from: 2, to: 2, name: "", hasRange: true }],
  ])("%s", (text, expected) => expect(parseEx(text, where)).toMatchObject(expected));

  it("s replaces with groups, and says what is not found", () => {
    const editor = new ViEditor();
    editor.buffer.load("image: nginx:1.25\nimage: httpd:2.4\n");
    substitute(
      editor.buffer,
      { from: 0, to: 1, rest: "/\\(nginx\\):.*/\\1:latest/" },
      { lastPattern: "", ignoreCase: false },
    );
    expect(editor.buffer.text).toBe("image: nginx:latest\nimage: httpd:2.4\n");
    expect(() =>
      substitute(editor.buffer, { from: 0, to: 1, rest: "/zzz/x/" }, { lastPattern: "", ignoreCase: false }),
    ).toThrow(new ExError("E486: Pattern not found: zzz"));
  });
});

describe("at the keyboard", () => {
  it("edits a file and writes it", () => {
    const machine = given.machine({ files: { "pod.yaml": "kind: Pod\n" } });
    type(machine, ["vi pod.yaml", "ometadata:\u001b:wq", "cat pod.yaml"]);
    expect(machine.fs.readText("/home/learner/pod.yaml")).toBe("kind: Pod\nmetadata:\n");
  });

  it("does not leave unsaved changes without being told to", () => {
    const machine = given.machine({ files: { f: "x\n" } });
    const screens = type(machine, ["vi f", "dd:q", ":q!", "echo back"]);
    expect(screens.map(({ screen }) => screen).join("")).toContain(
      "E37: No write since last change (add ! to override)",
    );
    expect(machine.fs.readText("/home/learner/f")).toBe("x\n");
  });
});
