/** Keys that belong to the page even while the terminal has the keyboard: F6 to the next pane, Alt+Enter to fill the window. */

export function isBenchKey({ key, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return !ctrlKey && !metaKey && ((key === "F6" && !altKey) || (key === "Enter" && altKey));
}
