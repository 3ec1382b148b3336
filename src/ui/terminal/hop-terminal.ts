/**
 * `<hop-terminal>`: a real terminal emulator on the session's tty, and beside it what a screen reader hears: each
 * command's output as plain text in a live region, instead of the screen's every repaint.
 *
 * A terminal wants Tab for itself. So that nobody is trapped: Shift+Tab always leaves, and Tab leaves after Escape.
 */
import { FitAddon } from "@xterm/addon-fit";
import { type ITheme, Terminal } from "@xterm/xterm";
import { isBenchKey } from "../bench/bench-keys.ts";
import { withControl } from "./with-control.ts";

/** What a live region can be expected to be listened to. */
const SPOKEN_LINES_MAX = 30;
const QUIET_MS = 500;

/** The buttons for keys that a phone lacks; any other button types its own label, and Ctrl goes with the next key. */
const KEY_ROW: Readonly<Record<string, string>> = {
  Tab: "\t",
  Esc: "\x1b",
  "Ctrl-C": "\x03",
  "←": "\x1b[D",
  "↑": "\x1b[A",
  "↓": "\x1b[B",
  "→": "\x1b[C",
};

export interface TerminalKeys {
  onKeys(keys: string): void;
  onResize(columns: number, rows: number): void;
}

export class HopTerminal extends HTMLElement {
  #terminal: Terminal | null = null;
  #fit: FitAddon | null = null;
  #keys: TerminalKeys | null = null;
  #said = "";
  #quiet = 0;
  #escaped = false;
  /** The button was pressed, and the next key goes with it. */
  #isControlHeld = false;

  /** Puts the emulator into the element; the engine may write from then on. */
  start(): void {
    const screen = this.querySelector<HTMLElement>("[data-screen]");
    if (screen === null || this.#terminal !== null) return;
    const terminal = new Terminal({
      fontFamily: getComputedStyle(this).getPropertyValue("--mono"),
      fontSize: 14,
      lineHeight: 1.25,
      scrollback: 5000,
      cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      minimumContrastRatio: 4.5,
      theme: themeOf(this),
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(screen);
    terminal.attachCustomKeyEventHandler((event) => this.#mayTake(event));
    terminal.onData((keys) => this.#send(keys));
    terminal.onResize(({ cols, rows }) => this.#keys?.onResize(cols, rows));
    terminal.textarea?.setAttribute("aria-label", "Terminal");
    terminal.textarea?.setAttribute("aria-describedby", "terminal-hint");
    this.#terminal = terminal;
    this.#fit = fit;
    for (const button of this.querySelectorAll<HTMLButtonElement>("[data-key]"))
      button.addEventListener("click", () => {
        const label = button.dataset.key ?? "";
        if (label === "Ctrl") this.#holdControl(!this.#isControlHeld);
        else this.#send(KEY_ROW[label] ?? label);
        terminal.focus();
      });
    new ResizeObserver(() => this.#refit()).observe(screen);
    document.addEventListener("hop-theme", () => {
      terminal.options.theme = themeOf(this);
    });
    void document.fonts.ready.then(() => this.#refit());
    this.#refit();
  }

  #send(keys: string): void {
    const held = this.#isControlHeld;
    if (held) this.#holdControl(false);
    this.#keys?.onKeys(held ? withControl(keys) : keys);
  }

  #holdControl(isHeld: boolean): void {
    this.#isControlHeld = isHeld;
    this.querySelector('[data-key="Ctrl"]')?.setAttribute("aria-pressed", String(isHeld));
  }

  /** There is somebody to type to, from now on. */
  serve(keys: TerminalKeys): void {
    this.#keys = keys;
    if (this.#terminal !== null) keys.onResize(this.#terminal.cols, this.#terminal.rows);
  }

  write(bytes: Uint8Array): void {
    this.#terminal?.write(bytes);
  }

  /** A fresh screen, and nobody to type to until the next engine is there. */
  clear(): void {
    this.#keys = null;
    this.#terminal?.reset();
  }

  override focus(): void {
    this.#terminal?.focus();
  }

  /** Output to be spoken once there has been silence for a moment. */
  say(text: string): void {
    if (text === "") return;
    this.#said += text;
    clearTimeout(this.#quiet);
    this.#quiet = window.setTimeout(() => this.#speak(), QUIET_MS);
  }

  #speak(): void {
    const region = this.querySelector<HTMLElement>("[data-spoken]");
    if (region === null) return;
    const lines = this.#said.trimEnd().split("\n");
    this.#said = "";
    const more = lines.length - SPOKEN_LINES_MAX;
    const shown = lines.slice(0, SPOKEN_LINES_MAX).join("\n");
    region.textContent = more > 0 ? `${shown}\n${more} more lines in the terminal` : shown;
  }

  /** False gives the key back to the page. */
  #mayTake(event: KeyboardEvent): boolean {
    if (isBenchKey(event)) return false;
    if (event.type !== "keydown") return event.key !== "Tab";
    const leaves = event.key === "Tab" && (event.shiftKey || this.#escaped);
    this.#escaped = event.key === "Escape";
    return !leaves;
  }

  #refit(): void {
    if (this.offsetParent === null || this.clientHeight < 40) return;
    this.#fit?.fit();
  }
}

function themeOf(element: HTMLElement): ITheme {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const ink = colour("--ink");
  const paper = colour("--terminal-paper");
  return {
    background: paper,
    foreground: ink,
    cursor: colour("--accent"),
    cursorAccent: paper,
    selectionBackground: colour("--accent-wash"),
    black: ink,
    red: colour("--accent"),
    green: colour("--code-string"),
    yellow: colour("--code-function"),
    blue: colour("--code-constant"),
    magenta: colour("--code-keyword"),
    cyan: colour("--code-constant"),
    white: colour("--ink-soft"),
    brightBlack: colour("--ink-soft"),
    brightRed: colour("--accent"),
    brightGreen: colour("--code-string"),
    brightYellow: colour("--code-function"),
    brightBlue: colour("--code-constant"),
    brightMagenta: colour("--code-keyword"),
    brightCyan: colour("--code-constant"),
    brightWhite: ink,
  };
}
