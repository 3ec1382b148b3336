/**
 * The line editor: Emacs keys over a raw terminal, inside the shell's own process, so that what is typed and what is
 * shown are the same bytes on a page, in a terminal and in a test.
 *
 * Models: GNU readline 8.2 in its default Emacs mode.
 * SIMPLIFIED: no numeric arguments, macros, vi mode or inputrc.
 */
import type { Run } from "../../sim/core/wait.ts";
import { Interrupted } from "../../sim/os/signal.ts";
import type { Tty } from "../../sim/os/tty.ts";
import type { Shell } from "../interpreter/shell.ts";
import { toBytes } from "../syntax/bytes.ts";
import { LIMITS } from "../syntax/limits.ts";
import { type Candidate, columnsOf, commonPrefix, complete, quoteCandidate } from "./completion.ts";
import { HistoryCursor } from "./history-cursor.ts";
import { type Key, KeyReader } from "./keys.ts";
import { LineBuffer } from "./line-buffer.ts";
import { Screen } from "./screen.ts";

export type Entered = { readonly line: string } | "end" | "interrupted";

export const MARK = {
  prompt: "\x1b]133;A\x07",
  input: "\x1b]133;B\x07",
  output: "\x1b]133;C\x07",
  end: (status: number): string => `\x1b]133;D;${status}\x07`,
} as const;

/** More possibilities than that are listed only when somebody says so. */
const ASK_FROM = 100;

export class LineEditor {
  readonly #shell: Shell;
  readonly #tty: Tty;
  readonly #keys = new KeyReader();
  readonly #buffer = new LineBuffer();
  readonly #screen: Screen;
  #prompt = "";
  #out = "";
  #history: HistoryCursor;
  #lastKey = "";
  #search: { query: string; before: string } | null = null;

  constructor(shell: Shell, tty: Tty) {
    this.#shell = shell;
    this.#tty = tty;
    this.#screen = new Screen(() => tty.columns);
    this.#history = new HistoryCursor([]);
  }

  /** One line. `end` is Ctrl-D on an empty line or a terminal that is gone. */
  *readLine(prompt: string): Run<Entered> {
    this.#prompt = prompt;
    this.#buffer.clear();
    this.#search = null;
    this.#history = new HistoryCursor(this.#shell.history?.lines ?? []);
    const mode = this.#tty.makeRaw();
    try {
      this.#showPrompt();
      this.#write("\x1b[?2004h");
      for (;;) {
        const entered = yield* this.#handleKeys();
        if (entered === null) {
          yield* this.#flush();
          if (!(yield* this.#readMore())) return "end";
          continue;
        }
        this.#write("\x1b[?2004l\r");
        yield* this.#flush();
        return entered;
      }
    } catch (error) {
      if (!(error instanceof Interrupted) || error.signal !== "INT") throw error;
      this.#write("^C\r\n");
      yield* this.#flush();
      return "interrupted";
    } finally {
      const rest = this.#tty.restore(mode, this.#keys.takeRest());
      if (rest.length > 0) this.#shell.process.fds.get(0)?.unread(rest);
    }
  }

  #showPrompt(): void {
    const shown = this.#prompt.replaceAll("\n", "\r\n");
    this.#out += MARK.prompt + shown + MARK.input;
    this.#screen.begin(this.#prompt);
  }

  *#readMore(): Run<boolean> {
    const bytes = yield* this.#shell.process.read(0);
    if (bytes === null) return false;
    this.#keys.feed(bytes);
    return true;
  }

  *#handleKeys(): Run<Entered | null> {
    for (let key = this.#keys.next(); key !== null; key = this.#keys.next()) {
      const entered = yield* this.#handle(key);
      if (entered !== null) return entered;
      this.#lastKey = key.name;
    }
    return null;
  }

  #write(text: string): void {
    this.#out += text;
  }

  *#flush(): Run<void> {
    const out = this.#out;
    this.#out = "";
    if (out !== "") yield* this.#shell.process.write(2, toBytes(out));
  }

  #redraw(): void {
    this.#write(this.#screen.update(this.#buffer.chars, this.#buffer.cursor));
  }

  #bell(): void {
    this.#write("\x07");
  }

  *#handle(key: Key): Run<Entered | null> {
    if (this.#search !== null) {
      const handled = this.#handleSearch(key);
      if (handled) return null;
    }
    this.#buffer.beginKey(key.name);
    switch (key.name) {
      case "enter":
        return this.#enter();
      case "ctrl-c":
        this.#buffer.moveTo(this.#buffer.end());
        this.#redraw();
        this.#write("^C\r\n");
        return "interrupted";
      case "ctrl-d":
        if (this.#buffer.end() === 0) {
          this.#write(this.#screen.leave().replace("\r\n", ""));
          return "end";
        }
        if (!this.#buffer.deleteForward()) this.#bell();
        break;
      case "tab":
        yield* this.#complete();
        break;
      case "ctrl-r":
        this.#startSearch();
        return null;
      case "ctrl-l":
        this.#write("\x1b[H\x1b[2J");
        this.#reprompt();
        break;
      default:
        this.#edit(key);
    }
    this.#redraw();
    return null;
  }

  #enter(): Entered {
    this.#buffer.moveTo(this.#buffer.end());
    this.#redraw();
    this.#write(this.#screen.leave());
    return { line: this.#buffer.text };
  }

  #edit(key: Key): void {
    const { name, text } = key;
    if (name === "text" || name === "paste") {
      if (this.#buffer.end() + text.length > LIMITS.lineLength) this.#bell();
      else this.#buffer.insert(text);
      return;
    }
    const action = ACTIONS[name];
    if (action !== undefined) {
      if (action(this.#buffer) === false) this.#bell();
      return;
    }
    this.#historyKey(name);
  }

  #historyKey(name: string): void {
    const moved = this.#history.move(name, this.#buffer.text);
    if (moved !== null) this.#buffer.set(moved);
    else if (name === "alt-." || name === "alt-_") this.#insertLastArgument();
    else if (name === "alt-#") {
      this.#buffer.set(`#${this.#buffer.text}`);
    } else if (name !== "unknown" && name !== "escape" && name !== "insert") this.#bell();
  }

  #insertLastArgument(): void {
    const again = this.#lastKey === "alt-." || this.#lastKey === "alt-_";
    const word = this.#history.lastArgument(again);
    if (word === null) {
      this.#bell();
      return;
    }
    if (again) this.#buffer.undo();
    this.#buffer.insert(word);
  }

  #startSearch(): void {
    this.#search = { query: "", before: this.#buffer.text };
    this.#showSearch(true);
  }

  /** False when the key ends the search and is to be handled as usual. */
  #handleSearch(key: Key): boolean {
    const search = this.#search as { query: string; before: string };
    if (key.name === "text") search.query += key.text;
    else if (key.name === "backspace" || key.name === "ctrl-h") search.query = [...search.query].slice(0, -1).join("");
    else if (key.name === "ctrl-r") this.#history.searchOlder();
    else if (key.name === "ctrl-g" || key.name === "ctrl-c") {
      this.#buffer.set(search.before);
      this.#endSearch();
      return key.name === "ctrl-g";
    } else {
      this.#endSearch();
      return key.name === "escape";
    }
    const found = this.#history.search(search.query);
    if (found !== null) this.#buffer.set(found.line, found.at);
    this.#showSearch(found !== null || search.query === "");
    return true;
  }

  #showSearch(isFound: boolean): void {
    this.#write(this.#screen.erase());
    const prompt = `(${isFound ? "" : "failed "}reverse-i-search)\`${this.#search?.query}': `;
    this.#write(prompt);
    this.#screen.begin(prompt);
    this.#redraw();
  }

  #endSearch(): void {
    this.#search = null;
    this.#history.endSearch();
    this.#write(this.#screen.erase());
    this.#reprompt();
    this.#redraw();
  }

  /** Shows the last line of the prompt again. */
  #reprompt(): void {
    const last = this.#prompt.slice(this.#prompt.lastIndexOf("\n") + 1);
    this.#write(MARK.prompt + last + MARK.input);
    this.#screen.begin(last);
  }

  *#complete(): Run<void> {
    const { before } = this.#buffer;
    const { candidates, typed, quote } = yield* complete(this.#shell, before);
    if (candidates.length === 0) {
      this.#bell();
      return;
    }
    const [only] = candidates;
    const texts = candidates.map(({ text }) => text);
    const opening = quote === "" ? "" : quote;
    const prefix = opening + quoteCandidate(commonPrefix(texts), quote);
    const isLonger = prefix.length > typed.length || (candidates.length === 1 && prefix !== typed);
    if (candidates.length === 1 || isLonger) {
      const close = candidates.length === 1 && only?.isOpen !== true ? `${quote} ` : "";
      this.#replaceWord(typed, prefix + close);
      if (candidates.length > 1) this.#bell();
      return;
    }
    if (this.#lastKey === "tab") yield* this.#list(candidates);
    else this.#bell();
  }

  #replaceWord(typed: string, text: string): void {
    const from = this.#buffer.cursor - [...typed].length;
    this.#buffer.remove(from, this.#buffer.cursor);
    this.#buffer.insert(text);
  }

  *#list(candidates: readonly Candidate[]): Run<void> {
    this.#write(this.#screen.leave());
    if (candidates.length > ASK_FROM) {
      this.#write(`Display all ${candidates.length} possibilities? (y or n)`);
      const isWanted = yield* this.#askYesNo();
      this.#write("\r\n");
      if (!isWanted) {
        this.#reprompt();
        return;
      }
    }
    this.#write(
      columnsOf(
        candidates.map((candidate) => candidate.shown ?? candidate.text),
        this.#tty.columns,
      ),
    );
    this.#reprompt();
  }

  *#askYesNo(): Run<boolean> {
    for (;;) {
      const key = this.#keys.next();
      if (key === null) {
        yield* this.#flush();
        if (!(yield* this.#readMore())) return false;
      } else if (/^[yY ]/.test(key.text) || key.name === "tab") return true;
      else if (/^[nN]/.test(key.text) || key.name === "backspace" || key.name === "ctrl-c") return false;
    }
  }
}

/** False rings the bell; what the other actions answer does not matter. */
type Action = (buffer: LineBuffer) => unknown;

const ACTIONS: Readonly<Record<string, Action>> = {
  "ctrl-a": (buffer) => buffer.moveTo(0),
  home: (buffer) => buffer.moveTo(0),
  "ctrl-e": (buffer) => buffer.moveTo(buffer.end()),
  end: (buffer) => buffer.moveTo(buffer.end()),
  "ctrl-b": (buffer) => buffer.move(-1),
  left: (buffer) => buffer.move(-1),
  "ctrl-f": (buffer) => buffer.move(1),
  right: (buffer) => buffer.move(1),
  "alt-b": (buffer) => buffer.moveTo(buffer.wordBefore()),
  "ctrl-left": (buffer) => buffer.moveTo(buffer.wordBefore()),
  "alt-left": (buffer) => buffer.moveTo(buffer.wordBefore()),
  "alt-f": (buffer) => buffer.moveTo(buffer.wordAfter()),
  "ctrl-right": (buffer) => buffer.moveTo(buffer.wordAfter()),
  "alt-right": (buffer) => buffer.moveTo(buffer.wordAfter()),
  backspace: (buffer) => buffer.backspace(),
  "ctrl-h": (buffer) => buffer.backspace(),
  delete: (buffer) => buffer.deleteForward(),
  "ctrl-k": (buffer) => buffer.kill(buffer.cursor, buffer.end()),
  "ctrl-u": (buffer) => buffer.kill(0, buffer.cursor),
  "ctrl-w": (buffer) => buffer.kill(buffer.blankBefore(), buffer.cursor),
  "alt-backspace": (buffer) => buffer.kill(buffer.wordBefore(), buffer.cursor),
  "alt-ctrl-h": (buffer) => buffer.kill(buffer.wordBefore(), buffer.cursor),
  "alt-d": (buffer) => buffer.kill(buffer.cursor, buffer.wordAfter()),
  "ctrl-y": (buffer) => buffer.yank(),
  "alt-y": (buffer) => buffer.yankBefore(),
  "ctrl-t": (buffer) => buffer.transpose(),
  "alt-u": (buffer) => buffer.changeWord((word) => word.toUpperCase()),
  "alt-l": (buffer) => buffer.changeWord((word) => word.toLowerCase()),
  "alt-c": (buffer) =>
    buffer.changeWord((word) => word.toLowerCase().replace(/\p{L}/u, (first) => first.toUpperCase())),
  "ctrl-_": (buffer) => buffer.undo(),
  "ctrl-g": () => false,
};
