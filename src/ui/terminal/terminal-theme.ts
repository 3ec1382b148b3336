/** The emulator in the page's colours. */
import type { ITheme } from "@xterm/xterm";

export function themeOf(element: HTMLElement): ITheme {
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
