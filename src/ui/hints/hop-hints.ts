/**
 * `<hop-hints>`: the hints of a lab one at a time. The next one is offered once the one before was opened, and is the one
 * that fits where the learner stands: the lab's panel tells which checks fail.
 */
import { type HintLine, nextHint } from "./next-hint.ts";

export const HINTS_EVENT = "hop-hints";

export interface HintsState {
  readonly shown: number;
  /** Another one would fit. */
  readonly hasMore: boolean;
}

export class HopHints extends HTMLElement {
  #lines: readonly HintLine[] = [];
  #hints: readonly HTMLDetailsElement[] = [];
  readonly #shown = new Set<number>();
  #offered: number | null = null;
  #failing: readonly string[] | null = null;

  connectedCallback(): void {
    const all = this.querySelector<HTMLElement>("[data-hints]");
    if (all === null) return;
    const parts = splitAtRules(all);
    const marks = JSON.parse(all.dataset.for ?? "[]") as readonly (readonly string[])[];
    this.#lines = parts.map((_, index) => ({ checkIds: marks[index] ?? [] }));
    this.#hints = parts.map((nodes, index) => this.#hintOf(nodes, index));
    this.replaceChildren(...this.#hints);
    this.#offer();
  }

  get state(): HintsState {
    return { shown: this.#shown.size, hasMore: this.#offered !== null };
  }

  /** The ids of the checks that do not pass now. */
  fit(failing: readonly string[]): void {
    this.#failing = failing;
    this.#offer();
  }

  /** Opens the one that is offered, and leads there. */
  show(): void {
    const hint = this.#hints[this.#offered ?? -1];
    if (hint === undefined) return;
    hint.open = true;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    hint.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
    hint.querySelector("summary")?.focus({ preventScroll: true });
  }

  #offer(): void {
    this.#offered = nextHint(this.#lines, this.#shown, this.#failing);
    this.#hints.forEach((hint, index) => {
      hint.hidden = !this.#shown.has(index) && index !== this.#offered;
    });
    const offered = this.#hints[this.#offered ?? -1];
    if (offered !== undefined) {
      (offered.querySelector("summary") as HTMLElement).textContent = `Hint ${this.#shown.size + 1}`;
      if (this.lastElementChild !== offered) this.append(offered);
    }
    document.dispatchEvent(new CustomEvent(HINTS_EVENT));
  }

  #hintOf(nodes: readonly ChildNode[], index: number): HTMLDetailsElement {
    const hint = document.createElement("details");
    hint.className = "hint";
    hint.append(document.createElement("summary"), ...nodes);
    hint.addEventListener("toggle", () => {
      if (!hint.open || this.#shown.has(index)) return;
      this.#shown.add(index);
      this.#offer();
    });
    return hint;
  }
}

function splitAtRules(parent: Element): ChildNode[][] {
  const parts: ChildNode[][] = [[]];
  for (const node of [...parent.childNodes])
    if (node.nodeName === "HR") parts.push([]);
    else parts.at(-1)?.push(node);
  return parts;
}
