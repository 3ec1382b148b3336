import { expect, test } from "vitest";
import { OpenFile } from "./open-file.ts";

const opened = () => new OpenFile({ file: "web.yaml", text: "a", base: "a" });

test("an untouched text follows the file", () => {
  const open = opened();
  expect(open.meet({ text: "b" })).toEqual({ kind: "follow", text: "b" });
  expect(open.isTouched).toBe(false);
  expect(open.meet({ text: "b" })).toEqual({ kind: "same" });
  expect(open.meet(null)).toEqual({ kind: "gone" });
});

test("a touched text and another file are a conflict, settled one way or the other", () => {
  for (const keepsMine of [true, false]) {
    const open = opened();
    open.text = "mine";
    expect(open.meet({ text: "theirs" })).toEqual({ kind: "conflict" });
    if (keepsMine) open.keepMine();
    else expect(open.takeTheirs()).toBe("theirs");
    expect(open).toMatchObject({ base: "theirs", text: keepsMine ? "mine" : "theirs", theirs: undefined });
    expect(open.meet({ text: "theirs" })).toEqual({ kind: "same" });
  }
});

test("what a program writes may be what was typed", () => {
  const open = opened();
  open.text = "b";
  expect(open.meet({ text: "b" })).toEqual({ kind: "same" });
  expect(open.draft).toBeNull();
});

test("a file that is gone under a touched text can be written anew", () => {
  const open = opened();
  open.text = "b";
  expect(open.meet(null)).toEqual({ kind: "conflict" });
  open.keepMine();
  expect(open.draft).toEqual({ file: "web.yaml", text: "b", base: null });
});

test("a new file is a draft of none", () => {
  const open = new OpenFile({ file: "new.yaml", text: "", base: null });
  expect(open.isTouched).toBe(true);
  expect(open.meet(null)).toEqual({ kind: "same" });
});
