/** Operators and what they do: delete, change, yank, shift, put. Models: vim 9.0 ops.c, change.txt */
import type { Place } from "./buffer.ts";
import { firstNonBlank, isBefore, kindOf, type Motion } from "./motions.ts";
import { MovingEditor } from "./moving-editor.ts";

export class ChangingEditor extends MovingEditor {
  protected startInsert(at: Place, mode: "insert" | "replace" = "insert"): void {
    this.at = at;
    this.mode = mode;
  }

  protected operate(operator: string, rest: readonly string[], count: number | null): void {
    if (rest[0] === operator) {
      this.done();
      this.onLines(operator, this.at.line, Math.min(this.buffer.lines.length - 1, this.at.line + (count ?? 1) - 1));
      return;
    }
    if (rest[0] === "escape") {
      this.done();
      return;
    }
    const object = rest[0] === "i" || rest[0] === "a" ? this.object(rest) : undefined;
    if (object === "more") return;
    const isOnWord = /\S/.test(this.buffer.line(this.at.line)[this.at.column] ?? "");
    const isChangeOfWord = operator === "c" && (rest[0] === "w" || rest[0] === "W") && isOnWord;
    const motion =
      object !== undefined
        ? null
        : this.motion(isChangeOfWord ? [rest[0] === "w" ? "e" : "E"] : rest, count, isChangeOfWord);
    if (motion === "more") return;
    const keys = this.keysSoFar;
    this.done();
    if (object != null) {
      this.beginChange(operator, keys);
      this.onSpan(operator, object.from, object.to);
      return;
    }
    if (motion === null || object === null) return;
    this.applyMotion(operator, motion, { keys, isWord: rest[0] === "w" || rest[0] === "W" });
  }

  protected applyMotion(
    operator: string,
    motion: Motion,
    { keys, isWord }: { keys: readonly string[]; isWord: boolean },
  ): void {
    if (motion.isLinewise === true || operator === ">" || operator === "<") {
      const [from, to] = [Math.min(this.at.line, motion.to.line), Math.max(this.at.line, motion.to.line)];
      this.keysSoFar = [...keys];
      this.onLines(operator, from, to);
      this.done();
      return;
    }
    let [from, to] = isBefore(motion.to, this.at) ? [motion.to, this.at] : [this.at, motion.to];
    if (motion.isInclusive === true) to = { line: to.line, column: to.column + 1 };
    // The last word before a line's end is taken without that end.
    if (isWord && to.line > from.line && to.column <= firstNonBlank(this.buffer.line(to.line)))
      to = { line: to.line - 1, column: this.buffer.line(to.line - 1).length };
    const isWhole = to.line > from.line && from.column <= firstNonBlank(this.buffer.line(from.line));
    if (
      isWhole &&
      motion.isInclusive !== true &&
      to.column > 0 &&
      to.column === this.buffer.line(to.line).length &&
      operator !== "c"
    ) {
      this.keysSoFar = [...keys];
      this.onLines(operator, from.line, to.line);
      this.done();
      return;
    }
    this.beginChange(operator, keys);
    this.onSpan(operator, from, to);
  }

  protected beginChange(operator: string, keys: readonly string[]): void {
    if (operator === "y") return;
    if (!this.isReplaying) this.recording = [...keys];
    this.buffer.remember(this.at);
  }

  protected endChange(): void {
    if (this.recording !== null) this.lastChange = this.recording;
    this.recording = null;
  }

  protected onSpan(operator: string, from: Place, to: Place): void {
    if (operator === "y") {
      this.register = { text: this.buffer.between(from, to), isLinewise: false };
      this.at = from;
      return;
    }
    this.register = { text: this.buffer.cut(from, to), isLinewise: false };
    this.at = from;
    if (operator === "c") this.startInsert(from);
    else this.endChange();
  }

  protected onLines(operator: string, from: number, to: number): void {
    const count = to - from + 1;
    if (operator === "y") {
      this.register = { text: this.buffer.lines.slice(from, to + 1).join("\n"), isLinewise: true };
      if (count > 2) this.message = `${count} lines yanked`;
      this.at = { line: from, column: this.at.column };
      return;
    }
    this.beginChange(operator, this.keysSoFar.length > 0 ? this.keysSoFar : [operator, operator]);
    if (operator === ">" || operator === "<") {
      for (let line = from; line <= to; line++)
        this.buffer.lines[line] = this.shifted(this.buffer.line(line), operator);
      this.at = { line: from, column: firstNonBlank(this.buffer.line(from)) };
      this.endChange();
      return;
    }
    this.register = { text: this.buffer.lines.slice(from, to + 1).join("\n"), isLinewise: true };
    if (operator === "c") {
      const indent = this.settings.autoIndent ? (/^\s*/.exec(this.buffer.line(from))?.[0] ?? "") : "";
      this.buffer.lines.splice(from, count, indent);
      this.startInsert({ line: from, column: indent.length });
      return;
    }
    this.buffer.cutLines(from, to);
    if (count > 2) this.message = `${count} fewer lines`;
    const line = Math.min(from, this.buffer.lines.length - 1);
    this.at = { line, column: firstNonBlank(this.buffer.line(line)) };
    this.endChange();
  }

  protected shifted(line: string, way: string): string {
    const { shiftWidth, expandTab, tabStop } = this.settings;
    if (line === "") return line;
    const indent = /^[ \t]*/.exec(line)?.[0] ?? "";
    let width = 0;
    for (const char of indent) width += char === "\t" ? tabStop - (width % tabStop) : 1;
    width = Math.max(0, width + (way === ">" ? shiftWidth : -shiftWidth));
    const made = expandTab ? " ".repeat(width) : "\t".repeat(Math.floor(width / tabStop)) + " ".repeat(width % tabStop);
    return made + line.slice(indent.length);
  }

  /** `iw`, `aw`, `i"`, `i(`…; null for what is none, "more" when a key is missing. */
  protected object(rest: readonly string[]): { from: Place; to: Place } | null | "more" {
    const [around, what] = rest;
    if (what === undefined) return "more";
    const { line, column } = this.at;
    const text = this.buffer.line(line);
    if (what === "w" || what === "W") {
      const same = (char: string | undefined): boolean =>
        char !== undefined && kindOf(char, what === "W") === kindOf(text[column] ?? " ", what === "W");
      let [from, to] = [column, column];
      while (same(text[from - 1])) from--;
      while (same(text[to])) to++;
      if (around === "a") while (/\s/.test(text[to] ?? "")) to++;
      return { from: { line, column: from }, to: { line, column: to } };
    }
    const [open, close] =
      { "(": "()", ")": "()", b: "()", "[": "[]", "]": "[]", "{": "{}", "}": "{}", B: "{}" }[what] ?? what + what;
    if (!/[()[\]{}"'`bB]/.test(what)) return null;
    const from = open === close && text[column] === open ? column : text.lastIndexOf(open as string, column);
    const to = text.indexOf(close as string, from + 1);
    if (from < 0 || to < 0) return null;
    return around === "a"
      ? { from: { line, column: from }, to: { line, column: to + 1 } }
      : { from: { line, column: from + 1 }, to: { line, column: to } };
  }

  protected beginInsert(key: string, times: number): void {
    const { line, column } = this.at;
    const text = this.buffer.line(line);
    const indent = this.settings.autoIndent ? (/^\s*/.exec(text)?.[0] ?? "") : "";
    switch (key) {
      case "i":
      case "insert":
        this.startInsert(this.at);
        return;
      case "a":
        this.startInsert({ line, column: Math.min(text.length, column + 1) });
        return;
      case "I":
        this.startInsert({ line, column: text.trim() === "" ? text.length : firstNonBlank(text) });
        return;
      case "A":
        this.startInsert({ line, column: text.length });
        return;
      case "o":
        this.buffer.lines.splice(line + 1, 0, indent);
        this.startInsert({ line: line + 1, column: indent.length });
        return;
      case "O":
        this.buffer.lines.splice(line, 0, indent);
        this.startInsert({ line, column: indent.length });
        return;
      case "s":
        this.register = {
          text: this.buffer.cut(this.at, { line, column: Math.min(text.length, column + times) }),
          isLinewise: false,
        };
        this.startInsert(this.at);
        return;
      case "S":
        this.register = { text, isLinewise: true };
        this.buffer.lines[line] = indent;
        this.startInsert({ line, column: indent.length });
        return;
      case "C":
        this.register = { text: this.buffer.cut(this.at, { line, column: text.length }), isLinewise: false };
        this.startInsert(this.at);
        return;
      default:
        this.startInsert(this.at, "replace");
    }
  }

  protected changeAt(
    key: string,
    { times, second }: { readonly times: number; readonly second: string | undefined },
  ): void {
    const { line, column } = this.at;
    const text = this.buffer.line(line);
    switch (key) {
      case "x":
      case "delete":
        this.register = {
          text: this.buffer.cut(this.at, { line, column: Math.min(text.length, column + times) }),
          isLinewise: false,
        };
        return;
      case "X": {
        const from = { line, column: Math.max(0, column - times) };
        this.register = { text: this.buffer.cut(from, this.at), isLinewise: false };
        this.at = from;
        return;
      }
      case "D":
        this.register = { text: this.buffer.cut(this.at, { line, column: text.length }), isLinewise: false };
        return;
      case "r":
        if (second === "enter") {
          this.buffer.cut(this.at, { line, column: column + 1 });
          this.at = this.buffer.insert(this.at, "\n");
        } else if (second !== undefined && [...second].length === 1 && column + times <= text.length) {
          this.buffer.lines[line] = text.slice(0, column) + second.repeat(times) + text.slice(column + times);
          this.at = { line, column: column + times - 1 };
        }
        return;
      case "~":
        this.buffer.lines[line] =
          text.slice(0, column) +
          [...text.slice(column, column + times)]
            .map((char) => (char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase()))
            .join("") +
          text.slice(column + times);
        this.at = { line, column: column + times };
        return;
      case "J":
        for (let i = 0; i < Math.max(1, times - 1); i++) this.joinLines();
        return;
      default:
        this.put(key, times);
    }
  }

  protected joinLines(): void {
    const { line } = this.at;
    if (line + 1 >= this.buffer.lines.length) return;
    const head = this.buffer.line(line).replace(/\s+$/, "");
    const tail = this.buffer.line(line + 1).trimStart();
    this.buffer.lines.splice(line, 2, tail === "" || tail.startsWith(")") ? head + tail : `${head} ${tail}`);
    this.at = { line, column: head.length };
  }

  protected put(key: string, times: number): void {
    const { text, isLinewise } = this.register;
    const { line, column } = this.at;
    if (isLinewise) {
      const lines = Array.from({ length: times }, () => text.split("\n")).flat();
      const at = key === "p" ? line + 1 : line;
      this.buffer.lines.splice(at, 0, ...lines);
      if (lines.length > 2) this.message = `${lines.length} more lines`;
      this.at = { line: at, column: firstNonBlank(this.buffer.line(at)) };
      return;
    }
    const from = key === "p" && this.buffer.line(line) !== "" ? { line, column: column + 1 } : this.at;
    const end = this.buffer.insert(from, text.repeat(times));
    this.at = text.includes("\n") ? from : { line: end.line, column: Math.max(0, end.column - 1) };
  }
}
