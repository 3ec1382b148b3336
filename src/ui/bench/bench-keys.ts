/**
 * Keys that belong to the page even while the terminal has the keyboard: F6 to the next pane, F8 to pause, F9 to step,
 * Alt+Enter to fill the window.
 */
const PLAIN: ReadonlySet<string> = new Set(["F6", "F8", "F9"]);

export function isBenchKey({ key, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return !ctrlKey && !metaKey && ((PLAIN.has(key) && !altKey) || (key === "Enter" && altKey));
}
