/**
 * The editor itself: files in and out, the command line at the bottom, and the screen.
 *
 * Models: vim 9.0 (as Debian's vim.tiny answers), busybox editors/vi.c
 * SIMPLIFIED: one file at a time, no swap files, no syntax colours.
 */
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { Tty } from "../../../sim/os/tty.ts";
import { Failure } from "../failure.ts";
import type { Flavour } from "../flavour.ts";
import { isTerminal } from "../kubectl/terminal.ts";
import { onFullScreen } from "../screen/full-screen.ts";
import { Keyboard, sizeInBytes } from "../screen/keyboard.ts";
import { ViEditor } from "./editor.ts";
import { ExError, type ExLine, parseEx, substitute } from "./ex.ts";
import { drawScreen } from "./screen.ts";

export function* vi(process: Process, flavour: Flavour): Run<number> {
  const files: string[] = [];
  const commands: string[] = [];
  let readOnly = process.name === "view";
  const words = process.argv.slice(1);
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === "--version") {
      yield* process.print("VIM - Vi IMproved 9.0 (2022 Jun 28, compiled May 04 2023 10:24:44)\n");
      return 0;
    }
    if (word.startsWith("+")) commands.push(word === "+" ? "$" : word.slice(1));
    else if (word === "-c") commands.push(words.shift() ?? "");
    else if (word === "-R") readOnly = true;
    else if (word.startsWith("-") && word.length > 1 && !/^-[nNeyX]$/.test(word))
      throw new Failure(
        flavour.name === "busybox"
          ? flavour.hint(process)
          : `VIM - Vi IMproved 9.0 (2022 Jun 28, compiled May 04 2023 10:24:44)\nUnknown option argument: "${word}"\nMore info with: "vim -h"\n`,
        1,
      );
    else files.push(word);
  }
  const { tty } = process;
  if (tty === null || !isTerminal(process, 0) || !isTerminal(process, 1))
    throw new Failure(
      `Vim: Warning: Output is not to a terminal\nVim: Warning: Input is not from a terminal\nVim: Error reading input, exiting...\nVim: Finished.\n`,
      1,
    );
  const session = new Session(process, tty, readOnly);
  session.open(files[0] ?? null);
  for (const command of commands) session.execute(command);
  for (const signal of ["INT", "TSTP"] as const) process.on(signal, "ignore");
  return yield* onFullScreen(process, tty, { run: () => session.run() });
}

class Session {
  readonly #process: Process;
  readonly #tty: Tty;
  readonly #editor = new ViEditor();
  readonly #keys: Keyboard;
  #file: string | null = null;
  #exitCode: number | null = null;

  constructor(process: Process, tty: Tty, readOnly: boolean) {
    this.#process = process;
    this.#tty = tty;
    this.#keys = new Keyboard(process);
    this.#editor.settings.readOnly = readOnly;
  }

  open(file: string | null): void {
    this.#file = file;
    this.#editor.buffer.load("");
    this.#editor.at = { line: 0, column: 0 };
    if (file === null) return;
    try {
      const text = this.#process.machine.fs.readText(file, this.#process.cwd);
      this.#editor.buffer.load(text);
      const open = text !== "" && !text.endsWith("\n") ? "[noeol] " : "";
      const shown = this.#editor.settings.readOnly ? "[readonly] " : "";
      this.#editor.message = `"${file}" ${shown}${open}${text === "" ? 0 : this.#editor.buffer.lines.length}L, ${sizeInBytes(text)}B`;
    } catch (error) {
      if (!(error instanceof OsError)) throw error;
      this.#editor.message = error.code === "EISDIR" ? `"${file}" is a directory` : `"${file}" [New]`;
    }
  }

  *run(): Run<number> {
    while (this.#exitCode === null) {
      if (!this.#keys.hasMore) yield* this.#process.print(drawScreen(this.#editor, this.#tty));
      const key = yield* this.#keys.key();
      if (key === null) return 1;
      if (this.#editor.mode === "command") this.#typeCommand(key);
      else if (key === "Z" && this.#editor.pending === "Z") this.execute("x");
      else if (key === "Q" && this.#editor.pending === "Z") this.execute("q!");
      else if (key === "^G" && this.#editor.mode === "normal") this.#editor.message = this.#where();
      else this.#editor.key(key);
    }
    return this.#exitCode;
  }

  #where(): string {
    const { buffer, at } = this.#editor;
    return `"${this.#file ?? "[No Name]"}"${buffer.isChanged ? " [Modified]" : ""} ${buffer.lines.length} lines --${Math.floor(((at.line + 1) * 100) / buffer.lines.length)}%--`;
  }

  #typeCommand(key: string): void {
    const editor = this.#editor;
    if (key === "escape" || key === "^C" || (key === "backspace" && editor.command.length === 1)) {
      editor.mode = "normal";
      editor.command = "";
    } else if (key === "backspace") editor.command = [...editor.command].slice(0, -1).join("");
    else if (key === "^U") editor.command = editor.command.slice(0, 1);
    else if (key === "enter") {
      const { command } = editor;
      editor.mode = "normal";
      editor.command = "";
      if (command.startsWith(":")) this.execute(command.slice(1));
      else editor.searchFor(command.slice(1), command.startsWith("/") ? 1 : -1);
    } else if ([...key].length === 1) editor.command += key;
    else if (key === "tab") editor.command += "\t";
  }

  execute(text: string): void {
    const editor = this.#editor;
    try {
      const [from, to] = [editor.anchor.line, editor.at.line].sort((a, b) => a - b);
      const ranged = text.replace("'<,'>", `${(from ?? 0) + 1},${(to ?? 0) + 1}`);
      const ex = parseEx(ranged, {
        line: editor.at.line,
        last: editor.buffer.lines.length - 1,
        find: (pattern, direction) => editor.search(pattern, direction)?.line ?? null,
      });
      this.#obey(ex);
    } catch (error) {
      if (error instanceof ExError) editor.message = error.message;
      else if (error instanceof OsError) editor.message = `"${this.#file ?? ""}" E212: Can't open file for writing`;
      else throw error;
    }
  }

  #obey(ex: ExLine): void {
    const { name } = ex;
    const editor = this.#editor;
    if (name === "") {
      if (ex.hasRange) editor.goTo(ex.to);
    } else if (isShort(name, "quit", 1) || isShort(name, "qall", 2)) this.#quit(ex.bang);
    else if (isShort(name, "write", 1)) this.#write(ex);
    else if (name === "wq" || isShort(name, "xit", 1) || isShort(name, "exit", 3) || name === "wqa" || name === "xa") {
      if (
        name.startsWith("w") ||
        editor.buffer.isChanged ||
        !this.#process.machine.fs.exists(this.#file ?? "", this.#process.cwd)
      )
        this.#write(ex);
      this.#exitCode = 0;
    } else if (isShort(name, "edit", 1)) this.#edit(ex);
    else if (isShort(name, "substitute", 1)) this.#substitute(ex);
    else if (isShort(name, "delete", 1)) {
      editor.buffer.remember(editor.at);
      editor.buffer.cutLines(ex.from, ex.to);
      editor.goTo(ex.from);
      if (ex.to - ex.from > 1) editor.message = `${ex.to - ex.from + 1} fewer lines`;
    } else if (isShort(name, "read", 1)) this.#read(ex);
    else if (isShort(name, "set", 2)) this.#set(ex.rest);
    else if (isShort(name, "cquit", 2)) this.#exitCode = 1;
    else if (isShort(name, "nohlsearch", 3) || isShort(name, "syntax", 2) || isShort(name, "filetype", 5))
      editor.message = "";
    else if (isShort(name, "undo", 1)) editor.key("u");
    else if (isShort(name, "file", 1)) editor.message = this.#where();
    else if (["help", "split", "vsplit", "g", "v", "global", "normal", "map", "!", "tabnew"].includes(name))
      editor.message = `:${name} is not simulated here`;
    else
      throw new ExError(
        `E492: Not an editor command: ${name}${ex.bang ? "!" : ""}${ex.rest === "" ? "" : ` ${ex.rest}`}`,
      );
  }

  #quit(bang: boolean): void {
    if (this.#editor.buffer.isChanged && !bang)
      throw new ExError("E37: No write since last change (add ! to override)");
    this.#exitCode = 0;
  }

  #write({ rest, bang, from, to, hasRange }: ExLine): void {
    const { buffer, settings } = this.#editor;
    const file = rest === "" ? this.#file : rest;
    if (file === null) throw new ExError("E32: No file name");
    if (settings.readOnly && !bang) throw new ExError("E45: 'readonly' option is set (add ! to override)");
    const { fs } = this.#process.machine;
    const existed = fs.exists(file, this.#process.cwd);
    if (existed && file !== this.#file && !bang) throw new ExError("E13: File exists (add ! to override)");
    const lines = hasRange ? buffer.lines.slice(from, to + 1) : buffer.lines;
    const text = hasRange ? `${lines.join("\n")}\n` : buffer.text;
    fs.writeFile(file, text, this.#process.cwd);
    this.#file ??= file;
    if (!hasRange && file === this.#file) buffer.isChanged = false;
    this.#editor.message = `"${file}" ${existed ? "" : "[New] "}${text === "" ? 0 : lines.length}L, ${sizeInBytes(text)}B written`;
  }

  #edit({ rest, bang }: ExLine): void {
    if (this.#editor.buffer.isChanged && !bang)
      throw new ExError("E37: No write since last change (add ! to override)");
    if (rest === "" && this.#file === null) throw new ExError("E32: No file name");
    this.open(rest === "" ? this.#file : rest);
  }

  #read({ rest, to }: ExLine): void {
    const { buffer } = this.#editor;
    const { fs } = this.#process.machine;
    if (rest.startsWith("!")) throw new ExError(":r! is not simulated here");
    if (!fs.exists(rest, this.#process.cwd)) throw new ExError(`E484: Can't open file ${rest}`);
    buffer.remember(this.#editor.at);
    const lines = fs.readText(rest, this.#process.cwd).replace(/\n$/, "").split("\n");
    buffer.lines.splice(to + 1, 0, ...lines);
    this.#editor.goTo(to + 1);
  }

  #substitute(ex: ExLine): void {
    const editor = this.#editor;
    editor.buffer.remember(editor.at);
    try {
      const done = substitute(editor.buffer, ex, {
        lastPattern: editor.pattern,
        ignoreCase: editor.settings.ignoreCase,
      });
      editor.pattern = done.pattern;
      editor.goTo(done.last);
      if (done.count > 2)
        editor.message = `${done.count} substitutions on ${done.lines} line${done.lines === 1 ? "" : "s"}`;
    } catch (error) {
      editor.buffer.forget();
      throw error;
    }
  }

  #set(text: string): void {
    const { settings } = this.#editor;
    for (const word of text.split(/\s+/).filter((one) => one !== "")) {
      const [name = "", value] = word.split("=");
      const off = name.startsWith("no") && name !== "number";
      const key = off ? name.slice(2) : name;
      if (key === "number" || key === "nu") settings.number = !off;
      else if (key === "ignorecase" || key === "ic") settings.ignoreCase = !off;
      else if (key === "expandtab" || key === "et") settings.expandTab = !off;
      else if (key === "autoindent" || key === "ai") settings.autoIndent = !off;
      else if (key === "readonly" || key === "ro") settings.readOnly = !off;
      else if (key === "tabstop" || key === "ts") settings.tabStop = Math.max(1, Number(value) || 8);
      else if (key === "shiftwidth" || key === "sw") settings.shiftWidth = Math.max(1, Number(value) || 8);
      else if (
        !/^(paste|hlsearch|hls|incsearch|is|list|wrap|ruler|smartindent|si|softtabstop|sts|mouse|syntax|background|bg|compatible|cp|encoding|showcmd|sc|cursorline|cul|relativenumber|rnu)$/.test(
          key,
        )
      )
        throw new ExError(`E518: Unknown option: ${name}`);
    }
  }
}

function isShort(text: string, full: string, least: number): boolean {
  return text.length >= least && full.startsWith(text);
}
