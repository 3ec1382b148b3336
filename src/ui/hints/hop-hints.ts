/** `<hop-hints>`: the hints of a lab one at a time; the next one is offered once the one before was opened. */
export class HopHints extends HTMLElement {
  connectedCallback(): void {
    const all = this.querySelector("[data-hints]");
    if (all === null) return;
    const hints = splitAtRules(all).map((nodes, index) => hintOf(nodes, index));
    hints.forEach((hint, index) => {
      hint.hidden = index > 0;
      hint.addEventListener("toggle", () => {
        const next = hints[index + 1];
        if (next && hint.open) next.hidden = false;
      });
    });
    this.replaceChildren(...hints);
  }
}

function splitAtRules(parent: Element): ChildNode[][] {
  const parts: ChildNode[][] = [[]];
  for (const node of [...parent.childNodes])
    if (node.nodeName === "HR") parts.push([]);
    else parts.at(-1)?.push(node);
  return parts;
}

function hintOf(nodes: readonly ChildNode[], index: number): HTMLDetailsElement {
  const hint = document.createElement("details");
  hint.className = "hint";
  const summary = document.createElement("summary");
  summary.textContent = `Hint ${index + 1}`;
  hint.append(summary, ...nodes);
  return hint;
}
