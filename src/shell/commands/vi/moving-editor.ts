/** Where the cursor can go. Models: vim 9.0 normal.c, motion.txt */
import type { Place } from "./buffer.ts";
import { EditorState } from "./editor-state.ts";
import {
  findCharacter,
  firstNonBlank,
  kindOf,
  type Motion,
  matchingBracket,
  nextWord,
  paragraph,
  wordBack,
  wordEnd,
} from "./motions.ts";

interface MotionKeys {
  readonly key: string;
  readonly second: string | undefined;
  readonly count: number | null;
  /** `cw` stops where the word does. */
  readonly isChange: boolean;
}

export class MovingEditor extends EditorState {
  /** Where a motion leads; null when nowhere, "more" when it is not whole. */
  protected motion(keys: readonly string[], count: number | null, isChange = false): Motion | null | "more" {
    const [key = "", second] = keys;
    const typed = { key, second, count, isChange };
    for (const way of [this.withinLine, this.toLines, this.overText]) {
      const found = way.call(this, typed);
      if (found !== undefined) return found;
    }
    return null;
  }

  /** To another character of the line. */
  protected withinLine({ key, second, count }: MotionKeys): Motion | null | "more" | undefined {
    const times = count ?? 1;
    const { line, column } = this.at;
    const last = this.buffer.lines.length - 1;
    const text = this.buffer.line(line);
    switch (key) {
      case "h":
      case "left":
      case "backspace":
        return { to: { line, column: Math.max(0, column - times) } };
      case "l":
      case "right":
      case " ":
        return { to: { line, column: Math.min(text.length, column + times) } };
      case "0":
      case "home":
        return { to: { line, column: 0 } };
      case "^":
        return { to: { line, column: firstNonBlank(text) } };
      case "$":
      case "end": {
        const to = Math.min(last, line + times - 1);
        return {
          to: { line: to, column: Math.max(0, this.buffer.line(to).length - 1) },
          isInclusive: this.buffer.line(to) !== "",
        };
      }
      case "f":
      case "F":
      case "t":
      case "T":
        if (second === undefined) return "more";
        this.lastFind = { kind: key, char: second };
        return this.find(key, second, times);
      case ";":
      case ",": {
        if (this.lastFind === null) return null;
        const { kind: known, char } = this.lastFind;
        const flipped = { f: "F", F: "f", t: "T", T: "t" }[known] as string;
        return this.find(key === ";" ? known : flipped, char, times);
      }
      default:
        return undefined;
    }
  }

  /** To another line. */
  protected toLines({ key, second, count }: MotionKeys): Motion | null | "more" | undefined {
    const times = count ?? 1;
    const { line } = this.at;
    const last = this.buffer.lines.length - 1;
    const onLine = (to: number): Motion => ({
      to: { line: Math.max(0, Math.min(last, to)), column: this.wanted },
      isLinewise: true,
    });
    switch (key) {
      case "j":
      case "down":
      case "^N":
        return onLine(line + times);
      case "k":
      case "up":
      case "^P":
        return onLine(line - times);
      case "enter":
      case "+":
        return {
          to: { line: Math.min(last, line + times), column: firstNonBlank(this.buffer.line(line + times)) },
          isLinewise: true,
        };
      case "-":
        return {
          to: { line: Math.max(0, line - times), column: firstNonBlank(this.buffer.line(line - times)) },
          isLinewise: true,
        };
      case "G":
        return this.toLine(count === null ? last : count - 1);
      case "g":
        if (second === undefined) return "more";
        return second === "g" ? this.toLine((count ?? 1) - 1) : null;
      case "H":
        return this.toLine(this.top);
      case "L":
        return this.toLine(Math.min(last, this.top + this.height - 1));
      case "M":
        return this.toLine(Math.min(last, this.top + Math.floor(this.height / 2)));
      default:
        return undefined;
    }
  }

  /** By words, paragraphs, brackets, and what is searched for. */
  protected overText({ key, count, isChange }: MotionKeys): Motion | null | "more" | undefined {
    const times = count ?? 1;
    const { line, column } = this.at;
    const text = this.buffer.line(line);
    const repeat = (step: (from: Place) => Place): Place => {
      let at = this.at;
      for (let i = 0; i < times; i++) at = step(at);
      return at;
    };
    switch (key) {
      case "w":
      case "W":
        return { to: repeat((from) => nextWord(this.buffer, from, key === "W")) };
      case "b":
      case "B":
        return { to: repeat((from) => wordBack(this.buffer, from, key === "B")) };
      case "e":
      case "E":
        return { to: repeat((from) => this.endOfWord(from, key === "E", isChange)), isInclusive: true };
      case "}":
      case "{":
        return { to: repeat((from) => paragraph(this.buffer, from.line, key === "}" ? 1 : -1)) };
      case "%": {
        const to = matchingBracket(this.buffer, this.at);
        return to === null ? null : { to, isInclusive: true };
      }
      case "n":
      case "N":
        return this.searchAgain(key === "n" ? this.searchDirection : this.searchDirection === 1 ? -1 : 1);
      case "*":
      case "#": {
        const word = /^\w+/.exec(text.slice(this.wordStart(text, column)))?.[0];
        if (word === undefined) return null;
        this.pattern = `\\<${word}\\>`;
        this.searchDirection = key === "*" ? 1 : -1;
        return this.searchAgain(this.searchDirection);
      }
      default:
        return undefined;
    }
  }

  protected endOfWord(from: Place, big: boolean, isChange: boolean): Place {
    const text = this.buffer.line(from.line);
    const here = kindOf(text[from.column] ?? " ", big);
    // `cw` on the last character of a word changes that character.
    if (isChange && here !== "blank" && kindOf(text[from.column + 1] ?? " ", big) !== here) return from;
    return wordEnd(this.buffer, from, big);
  }

  protected wordStart(text: string, column: number): number {
    let at = column;
    while (at < text.length && !/\w/.test(text[at] as string)) at++;
    while (at > 0 && /\w/.test(text[at - 1] as string)) at--;
    return at;
  }

  protected find(how: string, char: string, count: number): Motion | null {
    const { line, column } = this.at;
    const to = findCharacter(this.buffer.line(line), column, { kind: how, char, count });
    if (to === null) return null;
    return { to: { line, column: to }, isInclusive: how === "f" || how === "t" };
  }

  protected searchAgain(direction: 1 | -1): Motion | null {
    const to = this.search(this.pattern, direction);
    return to === null ? null : { to };
  }

  protected go(keys: readonly string[], count: number | null): void {
    const motion = this.motion(keys, count);
    if (motion === "more") return;
    this.done();
    if (motion === null) return;
    const isVertical = ["j", "k", "up", "down", "^N", "^P"].includes(keys[0] ?? "");
    this.at = motion.to;
    if (!isVertical) this.wanted = keys[0] === "$" || keys[0] === "end" ? Number.MAX_SAFE_INTEGER : this.at.column;
  }
}
