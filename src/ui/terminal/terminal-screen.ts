/** One emulator on one terminal of the session: its element, its keys, its links, and what can be found in it. */
import { FitAddon } from "@xterm/addon-fit";
import type { SearchAddon } from "@xterm/addon-search";
import { type ILink, Terminal } from "@xterm/xterm";
import { isBenchKey } from "../bench/bench-keys.ts";
import { styleByObject } from "./style-by-object.ts";
import { linksIn, type TerminalLink } from "./terminal-links.ts";
import { themeOf } from "./terminal-theme.ts";

export interface ScreenHandlers {
  onKeys(keys: string): void;
  onResize(columns: number, rows: number): void;
  onLink(link: TerminalLink): void;
  onFind(): void;
}

export class TerminalScreen {
  readonly element = document.createElement("div");
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #handlers: ScreenHandlers;
  #search: SearchAddon | null = null;
  #escaped = false;

  constructor(owner: HTMLElement, { fontSize, handlers }: { fontSize: number; handlers: ScreenHandlers }) {
    this.#handlers = handlers;
    this.element.className = "terminal-screen";
    this.#terminal = new Terminal({
      fontFamily: getComputedStyle(owner).getPropertyValue("--mono"),
      fontSize,
      lineHeight: 1.25,
      scrollback: 5000,
      cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      minimumContrastRatio: 4.5,
      theme: themeOf(owner),
      // The search addon marks what it finds through an interface that is still called proposed.
      allowProposedApi: true,
      linkHandler: { activate: (_event, url) => handlers.onLink({ kind: "url", url, start: 0, length: url.length }) },
    });
  }

  /** Once the element is in the page. */
  open(): void {
    const terminal = this.#terminal;
    terminal.loadAddon(this.#fit);
    terminal.open(this.element);
    styleByObject(terminal);
    terminal.attachCustomKeyEventHandler((event) => this.#mayTake(event));
    terminal.onData((keys) => this.#handlers.onKeys(keys));
    terminal.onResize(({ cols, rows }) => this.#handlers.onResize(cols, rows));
    terminal.textarea?.setAttribute("aria-label", "Terminal");
    terminal.textarea?.setAttribute("aria-describedby", "terminal-hint");
    // Where nothing else on the page is written in it, the font comes after the first measure: it is measured again.
    const { fontFamily = "monospace", fontSize = 14 } = terminal.options;
    void document.fonts.load(`${fontSize}px ${fontFamily}`).then(() => {
      terminal.options.fontFamily = `${fontFamily}, monospace`;
      this.refit();
    });
    terminal.registerLinkProvider({ provideLinks: (row, callback) => callback(this.#linksOf(row)) });
  }

  get size(): { readonly columns: number; readonly rows: number } {
    return { columns: this.#terminal.cols, rows: this.#terminal.rows };
  }

  write(bytes: Uint8Array): void {
    this.#terminal.write(bytes);
  }

  /** All that was written can be seen: the emulator has read it, and then a frame has been drawn. */
  async painted(): Promise<void> {
    await new Promise<void>((resolve) => this.#terminal.write("", resolve));
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }

  /** In its turn: what was written before may still wait to be read, and is not to come after it. */
  reset(): void {
    this.#terminal.write("\x1bc");
  }

  focus(): void {
    this.#terminal.focus();
  }

  refit(): void {
    if (this.element.clientHeight >= 40) this.#fit.fit();
  }

  setFontSize(size: number): void {
    this.#terminal.options.fontSize = size;
    this.refit();
  }

  setTheme(owner: HTMLElement): void {
    this.#terminal.options.theme = themeOf(owner);
  }

  /** Asks the reader's browser; a paste goes the browser's own way. */
  copy(): void {
    const text = this.#terminal.getSelection();
    if (text !== "") void navigator.clipboard?.writeText(text).catch(() => {});
  }

  /** The search comes when somebody searches. False where there is nothing like it. */
  async find(text: string, isBack: boolean): Promise<boolean> {
    if (this.#search === null) {
      const { SearchAddon } = await import("@xterm/addon-search");
      this.#search = new SearchAddon();
      this.#terminal.loadAddon(this.#search);
    }
    if (text === "") {
      this.endFind();
      return true;
    }
    return isBack ? this.#search.findPrevious(text) : this.#search.findNext(text);
  }

  endFind(): void {
    this.#search?.clearDecorations();
    this.#terminal.clearSelection();
  }

  dispose(): void {
    this.#terminal.dispose();
    this.element.remove();
  }

  /** A line that was wrapped is one line to whoever reads it. */
  #linksOf(row: number): ILink[] {
    const buffer = this.#terminal.buffer.active;
    let first = row - 1;
    while (first > 0 && buffer.getLine(first)?.isWrapped === true) first--;
    let text = "";
    for (let y = first; y === first || buffer.getLine(y)?.isWrapped === true; y++)
      text += buffer.getLine(y)?.translateToString(false) ?? "";
    const { cols } = this.#terminal;
    const placeOf = (at: number): { x: number; y: number } => ({
      x: (at % cols) + 1,
      y: first + Math.floor(at / cols) + 1,
    });
    return linksIn(text).map((link) => ({
      text: text.slice(link.start, link.start + link.length),
      range: { start: placeOf(link.start), end: placeOf(link.start + link.length - 1) },
      activate: () => this.#handlers.onLink(link),
    }));
  }

  /**
   * False gives the key back to the page. A terminal wants Tab for itself; so that nobody is trapped, Shift+Tab always
   * leaves, and Tab leaves after Escape. Ctrl-C copies while something is selected, and Ctrl-V pastes, as elsewhere in a page.
   */
  #mayTake(event: KeyboardEvent): boolean {
    if (isBenchKey(event)) return false;
    if (event.type !== "keydown") return event.key !== "Tab";
    const leaves = event.key === "Tab" && (event.shiftKey || this.#escaped);
    this.#escaped = event.key === "Escape";
    if (leaves) return false;
    if (!event.ctrlKey || event.altKey || event.metaKey) return true;
    const key = event.key.toLowerCase();
    if (key === "c" && (event.shiftKey || this.#terminal.hasSelection())) {
      event.preventDefault();
      this.copy();
      this.#terminal.clearSelection();
      return false;
    }
    if (key === "f" && event.shiftKey) {
      event.preventDefault();
      this.#handlers.onFind();
      return false;
    }
    return key !== "v";
  }
}
