/** The line above the terminal: what there is to know, and the one thing that may be done about it. */
import type { Notice } from "./bench-session.ts";

export function showNotice(place: Element | null, notice: Notice | null): void {
  if (place === null) return;
  const text = notice?.text ?? "";
  if (place.firstChild?.textContent === text && notice?.action === undefined) return;
  place.replaceChildren();
  if (notice === null) return;
  place.append(document.createTextNode(text));
  if (notice.action === undefined) return;
  const { label, act } = notice.action;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet-button";
  button.textContent = label;
  button.addEventListener("click", () => {
    place.replaceChildren();
    act();
  });
  place.append(" ", button);
}
