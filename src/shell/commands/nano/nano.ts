/**
 * The editor with its keys at the bottom of the screen.
 *
 * Models: GNU nano 7.2
 * SIMPLIFIED: one file at a time; no marks, replacing, spell checking, help text or syntax colours: such keys say so.
 */
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { Tty } from "../../../sim/os/tty.ts";
import { Failure } from "../failure.ts";
import type { Flavour } from "../flavour.ts";
import { isTerminal } from "../kubectl/terminal.ts";
import { parseOptions } from "../options.ts";
import { onFullScreen } from "../screen/full-screen.ts";
import { Keyboard } from "../screen/keyboard.ts";
import { drawNano, textRows } from "./screen.ts";
import { NanoText } from "./text.ts";

export function* nano(process: Process, _flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "ABcEiklLmNOpRStT:vVwxYZ",
    long: { version: "V", view: "v", linenumbers: "l", nowrap: "w", "tabsize=": "T", nohelp: "x" },
    hint: "Type 'nano -h' for a list of available options.\n",
  });
  if (options.has("V")) {
    yield* process.print(" GNU nano, version 7.2\n (C) 2023 the Free Software Foundation and various contributors\n");
    return 0;
  }
  const { tty } = process;
  if (tty === null || !isTerminal(process, 0) || !isTerminal(process, 1))
    throw new Failure(
      isTerminal(process, 1) ? "Standard input is not a terminal\n" : "Standard output is not a terminal\n",
      1,
    );
  const names = options.operands.filter((word) => !word.startsWith("+"));
  const start = options.operands.find((word) => word.startsWith("+"))?.slice(1);
  const session = new Session(process, tty, { readOnly: options.has("v"), file: names[0] ?? "" });
  if (start !== undefined) session.text.goTo(start);
  for (const signal of ["INT", "TSTP", "QUIT"] as const) process.on(signal, "ignore");
  return yield* onFullScreen(process, tty, { run: () => session.run() });
}

/** A question on the line above the keys. */
interface Question {
  readonly words: string;
  readonly keys: string;
}

class Session {
  readonly #process: Process;
  readonly #tty: Tty;
  readonly #keys: Keyboard;
  readonly #readOnly: boolean;
  readonly text = new NanoText();
  #file: string;
  #message = "";
  #lastSearch = "";
  #isOver = false;

  constructor(process: Process, tty: Tty, { readOnly, file }: { readOnly: boolean; file: string }) {
    this.#process = process;
    this.#tty = tty;
    this.#keys = new Keyboard(process);
    this.#readOnly = readOnly;
    this.#file = file;
    if (file !== "") this.#read(file);
  }

  #read(file: string): void {
    try {
      this.text.load(this.#process.machine.fs.readText(file, this.#process.cwd));
      const count = this.text.lineCount;
      this.#message = `[ Read ${count} line${count === 1 ? "" : "s"} ]`;
    } catch (error) {
      if (!(error instanceof OsError)) throw error;
      if (error.code === "EISDIR") this.#file = "";
      this.#message =
        error.code === "ENOENT"
          ? "[ New File ]"
          : `[ "${file}" is ${error.code === "EISDIR" ? "a directory" : "not readable"} ]`;
    }
  }

  *run(): Run<number> {
    while (!this.#isOver) {
      if (!this.#keys.hasMore) yield* this.#draw(null);
      const key = yield* this.#keys.key();
      if (key === null) return 1;
      this.#message = "";
      yield* this.#press(key);
    }
    return 0;
  }

  *#draw(question: Question | null): Run<void> {
    const state = { file: this.#file, message: this.#message, question, readOnly: this.#readOnly };
    yield* this.#process.print(drawNano(this.text, this.#tty, state));
  }

  *#press(key: string): Run<void> {
    switch (key) {
      case "^X":
        return yield* this.#leave();
      case "^O":
      case "^S":
        yield* this.#save(key === "^S" ? this.#file : "");
        return;
      case "^W":
        return yield* this.#search();
      case "^_":
        return yield* this.#goToLine();
      case "^C":
        this.#message = this.text.where();
        return;
      case "escape":
        return yield* this.#meta();
      case "^G":
      case "^R":
      case "^\\":
      case "^T":
      case "^J":
        this.#message = `[ ${key} is not simulated here ]`;
        return;
      default:
        if (!this.text.key(key, { page: textRows(this.#tty) - 2, readOnly: this.#readOnly }))
          this.#message = this.#readOnly ? "[ Key is invalid in view mode ]" : "[ Unbound key ]";
    }
  }

  *#meta(): Run<void> {
    const key = yield* this.#keys.key();
    if (key === "u" || key === "U")
      this.#message = this.text.undo() ? "[ Undid the last change ]" : "[ Nothing to undo ]";
    else if (key === "w" || key === "W") this.#find(this.#lastSearch);
    else if (key === "\\") this.text.goTo("1");
    else if (key === "/") this.text.goTo(String(this.text.lines.length));
    else this.#message = "[ Unbound key ]";
  }

  /** What is typed at a question; null when it is called off. */
  *#ask(words: string, given = ""): Run<string | null> {
    let answer = given;
    for (;;) {
      yield* this.#draw({ words: `${words}: ${answer}`, keys: "^C Cancel" });
      const key = yield* this.#keys.key();
      if (key === null || key === "^C") {
        this.#message = "[ Cancelled ]";
        return null;
      }
      if (key === "enter") return answer;
      if (key === "backspace") answer = [...answer].slice(0, -1).join("");
      else if (key === "^K" || key === "^U") answer = "";
      else if ([...key].length === 1) answer += key;
    }
  }

  *#save(known: string): Run<boolean> {
    if (this.#readOnly) {
      this.#message = "[ Key is invalid in view mode ]";
      return false;
    }
    const file = known === "" ? yield* this.#ask("File Name to Write", this.#file) : known;
    if (file === null || file === "") {
      this.#message = "[ Cancelled ]";
      return false;
    }
    try {
      this.#process.machine.fs.writeFile(file, this.text.content, this.#process.cwd);
    } catch (error) {
      if (!(error instanceof OsError)) throw error;
      this.#message = `[ Error writing ${file}: ${error.message} ]`;
      return false;
    }
    this.#file = file;
    this.text.isModified = false;
    const count = this.text.lineCount;
    this.#message = `[ Wrote ${count} line${count === 1 ? "" : "s"} ]`;
    return true;
  }

  *#leave(): Run<void> {
    if (!this.text.isModified) {
      this.#isOver = true;
      return;
    }
    for (;;) {
      yield* this.#draw({ words: "Save modified buffer? ", keys: " Y Yes\n N No           ^C Cancel" });
      const key = yield* this.#keys.key();
      if (key === "y" || key === "Y" || key === "^Y") {
        if (yield* this.#save("")) this.#isOver = true;
        return;
      }
      if (key === "n" || key === "N" || key === null) {
        this.#isOver = true;
        return;
      }
      if (key === "^C") {
        this.#message = "[ Cancelled ]";
        return;
      }
    }
  }

  *#search(): Run<void> {
    const shown = this.#lastSearch === "" ? "Search" : `Search [${this.#lastSearch}]`;
    const wanted = yield* this.#ask(shown);
    if (wanted !== null) this.#find(wanted === "" ? this.#lastSearch : wanted);
  }

  #find(wanted: string): void {
    this.#lastSearch = wanted;
    const found = wanted === "" ? "none" : this.text.search(wanted);
    if (found === "none") this.#message = wanted === "" ? "[ No current search pattern ]" : `[ "${wanted}" not found ]`;
    else if (found === "wrapped") this.#message = "[ Search Wrapped ]";
  }

  *#goToLine(): Run<void> {
    const answer = yield* this.#ask("Enter line number, column number");
    if (answer !== null && answer !== "") this.text.goTo(answer);
  }
}
