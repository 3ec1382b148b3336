/**
 * Text a screenful at a time, forwards and back, with searches. Without a terminal it copies, as cat does.
 *
 * Models: less 590, util-linux and busybox more
 * SIMPLIFIED: everything is read before the first screen; no marks, tags, several windows, -F follow mode or editing of prompts.
 */
import { decodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { Tty } from "../../../sim/os/tty.ts";
import { Failure } from "../failure.ts";
import type { Flavour } from "../flavour.ts";
import { isTerminal } from "../kubectl/terminal.ts";
import { parseOptions } from "../options.ts";
import { compileRegex, type PosixRegex, RegexError } from "../posix-regex/posix-regex.ts";
import { onFullScreen } from "../screen/full-screen.ts";
import { expanded, Keyboard } from "../screen/keyboard.ts";

interface Text {
  readonly name: string | null;
  readonly lines: readonly string[];
}

export function* less(process: Process, flavour: Flavour): Run<number> {
  const isMore = process.name === "more";
  const options = parseOptions(process, {
    short: "eEfFgiIJmMnNqQrRsSuUwWXx:z:p:j:~+c",
    long: {
      "quit-if-one-screen": "F",
      "chop-long-lines": "S",
      "LINE-NUMBERS": "N",
      "RAW-CONTROL-CHARS": "R",
      "no-init": "X",
      "ignore-case": "i",
      "quit-at-eof": "e",
      "squeeze-blank-lines": "s",
    },
    hint:
      flavour.name === "gnu" && !isMore ? 'There is no such option ("less --help" for help)\n' : flavour.hint(process),
  });
  const operands = options.operands.filter((word) => !word.startsWith("+"));
  const texts = yield* readAll(process, operands, isMore);
  if (texts === null) return 1;
  const tty = process.tty;
  if (tty === null || !isTerminal(process, 1)) {
    for (const { lines } of texts) yield* process.print(lines.map((line) => `${line}\n`).join(""));
    return 0;
  }
  const first = texts[0] as Text;
  if ((options.has("F") || isMore) && first.lines.length < tty.rows && texts.length === 1) {
    yield* process.print(first.lines.map((line) => `${line}\n`).join(""));
    return 0;
  }
  const start = options.operands.find((word) => word.startsWith("+"))?.slice(1);
  const pager = new Pager(process, tty, {
    texts,
    isMore,
    numbers: options.has("N"),
    chops: options.has("S"),
    ignoreCase: options.has("i", "I"),
  });
  if (start === "G") pager.toEnd();
  else if (start?.startsWith("/") === true) pager.search(start.slice(1), 1);
  yield* onFullScreen(process, tty, { keepsScreen: isMore || options.has("X"), run: () => pager.run() });
  return 0;
}

function* readAll(process: Process, names: readonly string[], isMore: boolean): Run<Text[] | null> {
  if (names.length === 0) {
    if (isTerminal(process, 0))
      throw new Failure(
        isMore
          ? "more: bad usage\nTry 'more --help' for more information.\n"
          : 'Missing filename ("less --help" for help)\n',
        1,
      );
    return [{ name: null, lines: linesOf(decodeUtf8(yield* process.readToEnd(0))) }];
  }
  const texts: Text[] = [];
  for (const name of names) {
    try {
      if (name === "-") texts.push({ name: null, lines: linesOf(decodeUtf8(yield* process.readToEnd(0))) });
      else texts.push({ name, lines: linesOf(process.machine.fs.readText(name, process.cwd)) });
    } catch (error) {
      if (!(error instanceof OsError)) throw error;
      const words = error.code === "EISDIR" ? `${name} is a directory` : `${name}: ${error.message}`;
      yield* process.printError(isMore ? `more: cannot open ${name}: ${error.message}\n` : `${words}\n`);
    }
  }
  return texts.length === 0 ? null : texts;
}

function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

interface PagerOptions {
  readonly texts: readonly Text[];
  readonly isMore: boolean;
  readonly numbers: boolean;
  readonly chops: boolean;
  readonly ignoreCase: boolean;
}

class Pager {
  readonly #process: Process;
  readonly #tty: Tty;
  readonly #options: PagerOptions;
  readonly #keys: Keyboard;
  #file = 0;
  #top = 0;
  #pattern: PosixRegex | null = null;
  #direction: 1 | -1 = 1;
  #message: string | null = null;
  #isFirst = true;

  constructor(process: Process, tty: Tty, options: PagerOptions) {
    this.#process = process;
    this.#tty = tty;
    this.#options = options;
    this.#keys = new Keyboard(process, isTerminal(process, 0) ? 0 : 2);
  }

  get #text(): Text {
    return this.#options.texts[this.#file] as Text;
  }

  get #height(): number {
    return Math.max(1, this.#tty.rows - 1);
  }

  get #last(): number {
    return Math.max(0, this.#text.lines.length - this.#height);
  }

  toEnd(): void {
    this.#top = this.#last;
  }

  *run(): Run<void> {
    for (;;) {
      yield* this.#draw();
      const key = yield* this.#keys.key();
      if (key === null || (yield* this.#obey(key)) === "quit") break;
    }
    yield* this.#process.print("\r\u001b[K");
  }

  *#obey(key: string): Run<"quit" | "go on"> {
    this.#message = null;
    let count = "";
    let command = key;
    while (/^\d$/.test(command)) {
      count += command;
      yield* this.#process.print(command);
      command = (yield* this.#keys.key()) ?? "q";
    }
    const times = count === "" ? 1 : Number(count);
    switch (command) {
      case "q":
      case "Q":
      case "^C":
        return "quit";
      case "/":
      case "?": {
        const pattern = yield* this.#ask(command);
        if (pattern !== null) this.search(pattern, command === "/" ? 1 : -1);
        return "go on";
      }
      case "n":
        this.#find(this.#direction);
        return "go on";
      case "N":
        this.#find(this.#direction === 1 ? -1 : 1);
        return "go on";
      case ":":
        return yield* this.#colon();
      default:
        return this.#move(command, { times, count });
    }
  }

  #move(command: string, { times, count }: { readonly times: number; readonly count: string }): "quit" | "go on" {
    const page = this.#height;
    const before = this.#top;
    switch (command) {
      case " ":
      case "f":
      case "^F":
      case "^V":
      case "pagedown":
        this.#top += page * times;
        break;
      case "b":
      case "^B":
      case "pageup":
        this.#top -= page * times;
        break;
      case "j":
      case "e":
      case "enter":
      case "down":
      case "^N":
        this.#top += times;
        break;
      case "k":
      case "y":
      case "up":
      case "^P":
        this.#top -= times;
        break;
      case "d":
      case "^D":
        this.#top += Math.floor(page / 2);
        break;
      case "u":
      case "^U":
        this.#top -= Math.floor(page / 2);
        break;
      case "g":
      case "<":
      case "home":
        this.#top = times - 1;
        break;
      case "G":
      case ">":
      case "end":
        this.#top = count === "" ? this.#last : times - 1;
        break;
      case "=":
      case "^G":
        this.#message = this.#where();
        break;
      case "h":
      case "H":
        this.#message = "q quits, space goes on, b goes back, / searches, n finds the next, g and G go to the ends";
        break;
      default:
        return "go on";
    }
    this.#top = Math.max(0, Math.min(this.#top, Math.max(this.#last, 0)));
    const isAtEnd = before >= this.#last && this.#top >= this.#last;
    return this.#options.isMore && isAtEnd && !/^[kbyu^=h]/.test(command) ? "quit" : "go on";
  }

  *#colon(): Run<"quit" | "go on"> {
    yield* this.#process.print("\r\u001b[K:");
    const key = yield* this.#keys.key();
    if (key === "q") return "quit";
    if (key === "n" && this.#file + 1 < this.#options.texts.length) {
      this.#file++;
      this.#top = 0;
    } else if (key === "p" && this.#file > 0) {
      this.#file--;
      this.#top = 0;
    } else if (key === "n" || key === "p") this.#message = key === "n" ? "No next file" : "No previous file";
    return "go on";
  }

  /** A pattern typed at the bottom; null when it is given up. */
  *#ask(prompt: string): Run<string | null> {
    let text = "";
    for (;;) {
      yield* this.#process.print(`\r\u001b[K${prompt}${text}`);
      const key = yield* this.#keys.key();
      if (key === null || key === "escape" || key === "^C") return null;
      if (key === "enter") return text;
      if (key === "backspace") {
        if (text === "") return null;
        text = [...text].slice(0, -1).join("");
      } else if ([...key].length === 1) text += key;
    }
  }

  search(pattern: string, direction: 1 | -1): void {
    if (pattern !== "")
      try {
        this.#pattern = compileRegex(pattern, { extended: true, ignoreCase: this.#options.ignoreCase });
      } catch (error) {
        if (!(error instanceof RegexError)) throw error;
        this.#message = "Invalid pattern";
        return;
      }
    this.#direction = direction;
    this.#find(direction);
  }

  #find(direction: 1 | -1): void {
    const pattern = this.#pattern;
    if (pattern === null) {
      this.#message = "No previous regular expression";
      return;
    }
    const { lines } = this.#text;
    for (let at = this.#top + direction; at >= 0 && at < lines.length; at += direction)
      if (pattern.test(lines[at] as string)) {
        this.#top = at;
        return;
      }
    this.#message = "Pattern not found";
  }

  #where(): string {
    const { name, lines } = this.#text;
    const end = Math.min(lines.length, this.#top + this.#height);
    return `${name ?? "(standard input)"} lines ${this.#top + 1}-${end}/${lines.length} ${this.#isAtEnd ? "(END)" : `${Math.floor((end * 100) / Math.max(1, lines.length))}%`}`;
  }

  get #isAtEnd(): boolean {
    return this.#top + this.#height >= this.#text.lines.length;
  }

  *#draw(): Run<void> {
    const { lines } = this.#text;
    const rows: string[] = [];
    for (let at = this.#top; rows.length < this.#height; at++) {
      const line = lines[at];
      if (line === undefined) rows.push(this.#options.isMore ? "" : "~");
      else rows.push(...this.#rowsOf(line, at).slice(0, this.#height - rows.length));
    }
    const shown = this.#options.isMore ? rows.filter((row, i) => row !== "" || i < lines.length - this.#top) : rows;
    yield* this.#process.print(`\u001b[H\u001b[2J${shown.map((row) => `${row}\r\n`).join("")}${this.#prompt()}`);
    this.#isFirst = false;
  }

  #rowsOf(line: string, at: number): string[] {
    const number = this.#options.numbers ? `${String(at + 1).padStart(7)} ` : "";
    const width = Math.max(10, this.#tty.columns - number.length);
    const chars = [...expanded(line)];
    const rows: string[] = [];
    for (let from = 0; from === 0 || from < chars.length; from += width)
      rows.push((from === 0 ? number : " ".repeat(number.length)) + chars.slice(from, from + width).join(""));
    return (this.#options.chops ? rows.slice(0, 1) : rows).map((row) => this.#highlighted(row));
  }

  #highlighted(row: string): string {
    const pattern = this.#pattern;
    if (pattern === null) return row;
    let text = "";
    let from = 0;
    for (let found = pattern.exec(row, from); found !== null; found = pattern.exec(row, from)) {
      const [start = 0, end = 0] = found;
      if (end <= start) break;
      text += `${row.slice(from, start)}\u001b[7m${row.slice(start, end)}\u001b[27m`;
      from = end;
    }
    return text + row.slice(from);
  }

  #prompt(): string {
    const standout = (text: string): string => `\u001b[7m${text}\u001b[27m`;
    if (this.#message !== null)
      return standout(`${this.#message}${/^(Pattern|No |Invalid)/.test(this.#message) ? "  (press RETURN)" : ""}`);
    const { name, lines } = this.#text;
    const next = this.#options.texts[this.#file + 1]?.name;
    if (this.#options.isMore) {
      const shown = Math.min(lines.length, this.#top + this.#height);
      return standout(`--More--${lines.length === 0 ? "" : `(${Math.floor((shown * 100) / lines.length)}%)`}`);
    }
    if (this.#isAtEnd) return standout(next === undefined || next === null ? "(END)" : `(END) - Next: ${next}`);
    return this.#isFirst && name !== null ? standout(name) : ":";
  }
}
