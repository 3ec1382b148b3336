import { describe, expect, test } from "vitest";
import { concatBytes, decodeUtf8, encodeUtf8 } from "../../sim/core/utf8.ts";
import { given, openTerminal } from "../testing/given.ts";
import { widthOf } from "./width.ts";

/** As much of a terminal as the editor uses: text, carriage movements, erasing to the end. */
class Display {
  readonly rows: string[][] = [[]];
  #row = 0;
  #column = 0;
  readonly #width: number;

  constructor(width: number) {
    this.#width = width;
  }

  show(text: string): this {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what a terminal reads
    for (const [part] of text.matchAll(/\x1b\][^\x07]*\x07|\x1b\[[?\d;]*[A-Za-z]|[\s\S]/gu)) this.#part(part);
    return this;
  }

  get lines(): string[] {
    return this.rows.map((row) => row.join("").trimEnd());
  }

  #part(part: string): void {
    const movement = /\[(\d*)([A-DJHK])$/.exec(part);
    const count = Number(movement?.[1] || 1);
    if (part.length > 2 && movement === null) return;
    if (movement?.[2] === "A") this.#row -= count;
    else if (movement?.[2] === "B") this.#row += count;
    else if (movement?.[2] === "C") this.#column += count;
    else if (movement?.[2] === "D") this.#column -= count;
    else if (movement?.[2] === "J") {
      this.rows.length = this.#row + 1;
      (this.rows[this.#row] as string[]).length = Math.min(this.#column, (this.rows[this.#row] as string[]).length);
    } else if (part === "\r") this.#column = 0;
    else if (part === "\b") this.#column--;
    else if (part === "\n") this.#feed();
    else if (part >= " ") this.#put(part);
  }

  #feed(): void {
    this.#row++;
    while (this.rows.length <= this.#row) this.rows.push([]);
  }

  #put(char: string): void {
    if (this.#column >= this.#width) {
      this.#feed();
      this.#column = 0;
    }
    const row = this.rows[this.#row] as string[];
    while (row.length < this.#column) row.push(" ");
    row[this.#column++] = char;
    if (widthOf(char) === 2) row[this.#column++] = "";
  }
}

const FILES = { "notes.txt": "x", "notes.md": "y", "my file": "z", "folder/inner": "w" };

function typed(keys: readonly string[], columns = 80): string[] {
  const machine = given.machine({ files: FILES });
  const terminal = openTerminal(machine, { PS1: "$ " });
  terminal.tty.resize(columns, 24);
  const shown: Uint8Array[] = [];
  terminal.onOutput((bytes) => shown.push(bytes.slice()));
  const display = new Display(columns);
  const settle = (): void => {
    machine.clock.runUntil(machine.clock.nowUs + 1_000_000);
    display.show(decodeUtf8(concatBytes(shown.splice(0))));
  };
  settle();
  for (const key of keys) {
    terminal.input(encodeUtf8(key));
    settle();
  }
  return display.lines;
}

const [UP, DOWN, RIGHT, LEFT] = ["\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"];

describe("keys", () => {
  test.each([
    ["typing in the middle", ["echo ac", LEFT, "b"], "$ echo abc"],
    ["Home and End", ["cho a", "\x1b[H", "e", "\x1b[F", "b"], "$ echo ab"],
    ["Ctrl-A, Ctrl-E, Ctrl-B, Ctrl-F", ["ac", "\x01", "\x06", "b", "\x05", "d", "\x02", "x"], "$ abcxd"],
    ["Backspace and Delete", ["abcd", "\x7f", LEFT, "\x1b[3~"], "$ ab"],
    ["Ctrl-W and Ctrl-Y", ["echo one two", "\x17", "x ", "\x19"], "$ echo one x two"],
    ["Ctrl-K and Ctrl-U", ["one two", LEFT, LEFT, LEFT, "\x0b", "\x15", "\x19"], "$ one two"],
    ["Alt-B, Alt-D, Alt-F", ["one two three", "\x1bb", "\x1bb", "\x1bd", "\x1bf", "!"], "$ one  three!"],
    ["Ctrl-T", ["ab", "\x14"], "$ ba"],
    ["Alt-U and Alt-C", ["one two", "\x01", "\x1bu", "\x1bc"], "$ ONE Two"],
    ["Ctrl-_ undoes", ["abc", "d", "\x1f"], "$ abc"],
    ["characters of two columns", ["日本語", LEFT, "\x7f"], "$ 日語"],
    ["Right stops at the end", ["a", RIGHT, RIGHT, "b"], "$ ab"],
  ])("%s", (_what, keys, line) => {
    expect(typed(keys).at(-1)).toBe(line);
  });
});

test("a long line wraps, and is edited across the edge", () => {
  expect(typed(["echo 0123456789abcdef", "\x01", "x"], 12)).toEqual(["$ xecho 0123", "456789abcdef", ""]);
  expect(typed(["echo 0123456789", "\x15", "ok"], 12)).toEqual(["$ ok"]);
});

test("Up and Down walk through the history and keep what was typed", () => {
  expect(typed(["echo 1\r", "echo 2\r", "new", UP, UP]).at(-1)).toBe("$ echo 1");
  expect(typed(["echo 1\r", "new", UP, DOWN]).at(-1)).toBe("$ new");
});

test("Ctrl-R finds, Enter runs", () => {
  const lines = typed(["echo alpha\r", "echo beta\r", "\x12", "alp", "\r"]);
  expect(lines.slice(-3)).toEqual(["$ echo alpha", "alpha", "$"]);
});

test("Ctrl-C gives a new prompt and leaves the line where it was", () => {
  expect(typed(["half a li", "\x03", "echo $?\r"])).toEqual(["$ half a li^C", "$ echo $?", "130", "$"]);
});

describe("Tab", () => {
  test.each([
    ["a file", ["cat notes.t\t"], "$ cat notes.txt"],
    ["as far as it is clear", ["cat no\t"], "$ cat notes."],
    ["a blank in a name", ["cat my\t"], "$ cat my\\ file"],
    ["inside quotes", ['cat "my\t'], '$ cat "my file"'],
    ["a folder stays open", ["cd fol\t"], "$ cd folder/"],
    ["a command", ["unali\t"], "$ unalias"],
    ["a variable", ["echo $HOM\t"], "$ echo $HOME"],
  ])("%s", (_what, keys, line) => {
    expect(typed(keys).at(-1)).toBe(line);
  });

  test("twice lists what is possible", () => {
    expect(typed(["cat notes.\t", "\t"])).toEqual(["$ cat notes.", "notes.md   notes.txt", "$ cat notes."]);
  });
});

test("a paste of several lines waits for Enter", () => {
  const lines = typed(["\x1b[200~echo a\necho b\x1b[201~", "\r"]);
  expect(lines).toEqual(["$ echo a", "echo b", "a", "b", "$"]);
});

test("keys typed ahead belong to whoever reads next", () => {
  expect(typed(["read x; echo got $x\rahead\r"])).toEqual(["$ read x; echo got $x", "got ahead", "$"]);
});
