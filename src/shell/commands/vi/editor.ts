/**
 * vi without its screen: keys in, a changed text and a cursor out.
 *
 * Models: vim 9.0 normal.c, edit.c, ops.c, as far as everyday use goes
 * SIMPLIFIED: one register besides the unnamed one's shape (whole lines or not), no macros, windows, folds, text objects but iw, aw and quotes.
 */
import { ChangingEditor } from "./changing-editor.ts";
import { isBefore, wordBack } from "./motions.ts";

export class ViEditor extends ChangingEditor {
  /** True when the key was for the text; a command line is the caller's. */
  key(key: string): void {
    this.message = "";
    if (this.recording !== null) this.recording.push(key);
    if (this.mode === "insert" || this.mode === "replace") this.typed(key);
    else {
      this.keysSoFar.push(key);
      this.normal();
    }
    this.clamp();
  }

  protected typed(key: string): void {
    const { line, column } = this.at;
    switch (key) {
      case "escape":
      case "^C":
        this.mode = "normal";
        this.at = { line, column: Math.max(0, column - 1) };
        this.endChange();
        return;
      case "enter": {
        const indent = this.settings.autoIndent ? (/^\s*/.exec(this.buffer.line(line))?.[0] ?? "") : "";
        this.at = this.buffer.insert(this.at, `\n${indent}`);
        return;
      }
      case "backspace":
        if (column > 0) {
          this.buffer.cut({ line, column: column - 1 }, this.at);
          this.at = { line, column: column - 1 };
        } else if (line > 0) {
          const end = { line: line - 1, column: this.buffer.line(line - 1).length };
          this.buffer.cut(end, this.at);
          this.at = end;
        }
        return;
      case "^W": {
        const start = wordBack(this.buffer, this.at, false);
        const from = start.line === line ? start : { line, column: 0 };
        this.buffer.cut(from, this.at);
        this.at = from;
        return;
      }
      case "tab":
        this.at = this.buffer.insert(this.at, this.settings.expandTab ? " ".repeat(this.settings.shiftWidth) : "\t");
        return;
      case "delete":
        this.buffer.cut(this.at, { line, column: Math.min(column + 1, this.buffer.line(line).length) });
        return;
      case "up":
      case "down":
      case "left":
      case "right":
      case "home":
      case "end":
        this.arrow(key);
        return;
      default:
        if ([...key].length !== 1) return;
        if (this.mode === "replace" && column < this.buffer.line(line).length)
          this.buffer.cut(this.at, { line, column: column + 1 });
        this.at = this.buffer.insert(this.at, key);
    }
  }

  protected arrow(key: string): void {
    const { line, column } = this.at;
    if (key === "up") this.at = { line: Math.max(0, line - 1), column };
    else if (key === "down") this.at = { line: Math.min(this.buffer.lines.length - 1, line + 1), column };
    else if (key === "left") this.at = { line, column: Math.max(0, column - 1) };
    else if (key === "right") this.at = { line, column: column + 1 };
    else this.at = { line, column: key === "home" ? 0 : this.buffer.line(line).length };
    this.at = { ...this.at, column: Math.min(this.at.column, this.buffer.line(this.at.line).length) };
  }

  protected normal(): void {
    const keys = this.keysSoFar;
    let i = 0;
    const number = (): number | null => {
      let text = "";
      while (/^\d$/.test(keys[i] ?? "") && !(text === "" && keys[i] === "0")) text += keys[i++];
      return text === "" ? null : Number(text);
    };
    if (keys[0] === '"') i = 2;
    const count = number();
    const key = keys[i];
    if (key === undefined) return;
    if (key === "escape" || key === "^C") {
      this.done();
      this.mode = "normal";
      return;
    }
    if (this.mode === "visual" || this.mode === "visual-line") {
      this.visual(keys.slice(i), count);
      return;
    }
    const operator = ["d", "c", "y", ">", "<"].includes(key) ? key : null;
    if (operator !== null) {
      i++;
      const inner = number();
      const rest = keys.slice(i);
      if (rest.length === 0) return;
      this.operate(operator, rest, count === null && inner === null ? null : (count ?? 1) * (inner ?? 1));
      return;
    }
    this.simple(keys.slice(i), count);
  }

  protected visual(keys: readonly string[], count: number | null): void {
    const [key = ""] = keys;
    if (key === "v" || key === "V") {
      const wanted = key === "v" ? "visual" : "visual-line";
      this.mode = this.mode === wanted ? "normal" : wanted;
      this.done();
      return;
    }
    if (key === ":") {
      this.done();
      this.mode = "command";
      this.command = ":'<,'>";
      return;
    }
    if (key === "p" || key === "P") {
      const kept = this.register;
      this.visual(["d"], null);
      const taken = this.register;
      this.register = kept;
      this.put(kept.isLinewise && !taken.isLinewise ? "p" : "P", 1);
      this.register = taken;
      return;
    }
    if (key === "o") {
      [this.at, this.anchor] = [this.anchor, this.at];
      this.done();
      return;
    }
    const operator = { d: "d", x: "d", y: "y", c: "c", s: "c", ">": ">", "<": "<", D: "d", Y: "y" }[key];
    if (operator !== undefined) {
      const isLines = this.mode === "visual-line" || operator === ">" || operator === "<" || key === "D" || key === "Y";
      const [from, to] = isBefore(this.anchor, this.at) ? [this.anchor, this.at] : [this.at, this.anchor];
      this.mode = "normal";
      this.done();
      if (isLines) {
        this.onLines(operator, from.line, to.line);
        return;
      }
      this.beginChange(operator, []);
      this.onSpan(operator, from, { line: to.line, column: Math.min(to.column + 1, this.buffer.line(to.line).length) });
      return;
    }
    this.go(keys, count);
  }

  protected simple(keys: readonly string[], count: number | null): void {
    const [key = "", second] = keys;
    const times = count ?? 1;
    if (key === ":" || key === "/" || key === "?") {
      this.done();
      this.mode = "command";
      this.command = key;
      return;
    }
    if (key === "." && !this.isReplaying) {
      this.done();
      this.replay(times);
      return;
    }
    if (this.inserts(key)) {
      const typed = this.keysSoFar;
      this.done();
      if (!this.isReplaying) this.recording = [...typed];
      this.buffer.remember(this.at);
      this.beginInsert(key, times);
      return;
    }
    if (["x", "X", "delete", "D", "Y", "p", "P", "J", "~", "r"].includes(key)) {
      if (key === "r" && second === undefined) return;
      const typed = this.keysSoFar;
      this.done();
      if (key === "Y") {
        this.onLines("y", this.at.line, Math.min(this.buffer.lines.length - 1, this.at.line + times - 1));
        return;
      }
      if (!this.isReplaying) this.recording = [...typed];
      this.buffer.remember(this.at);
      this.changeAt(key, { times, second });
      this.endChange();
      return;
    }
    if (this.other(key, { times, second })) return;
    this.go(keys, count);
  }

  protected inserts(key: string): boolean {
    return ["i", "a", "I", "A", "o", "O", "s", "S", "C", "R", "insert"].includes(key);
  }

  /** Commands that neither move by a motion nor change the text. */
  protected other(
    key: string,
    { times, second }: { readonly times: number; readonly second: string | undefined },
  ): boolean {
    const half = Math.floor(this.height / 2);
    switch (key) {
      case "u":
      case "^R": {
        this.done();
        const to = key === "u" ? this.buffer.undo(this.at) : this.buffer.redo(this.at);
        this.message = to === null ? (key === "u" ? "Already at oldest change" : "Already at newest change") : "";
        if (to !== null) this.at = to;
        return true;
      }
      case "v":
      case "V":
        this.done();
        this.mode = key === "v" ? "visual" : "visual-line";
        this.anchor = this.at;
        return true;
      case "^F":
      case "pagedown":
      case "^B":
      case "pageup":
      case "^D":
      case "^U": {
        this.done();
        const page = key === "^D" || key === "^U" ? half : Math.max(1, this.height - 2);
        const down = key === "^F" || key === "pagedown" || key === "^D";
        this.at = { line: this.at.line + (down ? page : -page) * times, column: this.wanted };
        return true;
      }
      case "z":
        if (second !== undefined) this.done();
        return true;
      default:
        return false;
    }
  }

  protected replay(times: number): void {
    const keys = this.lastChange;
    this.isReplaying = true;
    for (let i = 0; i < times; i++) for (const key of keys) this.key(key);
    this.isReplaying = false;
    this.lastChange = keys;
  }
}
