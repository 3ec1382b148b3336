import { describe, expect, it } from "vitest";
import { given, run, type } from "../../testing/given.ts";

const LINES = Array.from({ length: 100 }, (_, i) => `line ${i + 1}`).join("\n");

describe("less", () => {
  it("copies when its output is no terminal", () => {
    const machine = given.machine({ files: { f: "a\nb\n" } });
    expect(run(machine, "less f | tr a-z A-Z").stdout).toBe("A\nB\n");
    expect(run(machine, "cat f | more").stdout).toBe("a\nb\n");
  });

  it("shows a screenful, moves, searches and quits", () => {
    const machine = given.machine({ files: { f: `${LINES}\n` } });
    const [opened, moved, found, ended, quit] = type(machine, ["less f", "G", "/line 50", "q", "echo back"]);
    expect(opened?.screen).toContain("line 23\n");
    expect(opened?.screen).not.toContain("line 24");
    expect(moved?.screen).toContain("line 100\n(END)");
    expect(found?.screen).toContain("Pattern not found");
    expect(`${ended?.screen}${quit?.screen}`).toContain("back\n");
  });

  it("says what is not there", () => {
    const machine = given.machine();
    expect(run(machine, "less nosuch | cat")).toMatchObject({ stderr: "nosuch: No such file or directory\n" });
  });
});
