/** Puts the values of the learner's own variant into the text beside the bench. */
import type { Values } from "../../grade/variant/variable.ts";

export function showValues(root: ParentNode, values: Values): void {
  for (const place of root.querySelectorAll<HTMLElement>("[data-variable]")) {
    const value = values[place.dataset.variable ?? ""];
    if (value !== undefined) place.textContent = value;
  }
  for (const block of root.querySelectorAll<HTMLElement>("[data-template]"))
    block.dataset.code = block.dataset.template?.replace(/@([a-zA-Z0-9]+)@/g, (name, word) => values[word] ?? name);
}
