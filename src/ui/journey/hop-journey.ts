/** `<hop-journey>`: walks through the steps of a packet's journey, one at a time. Without it the figure is all there. */
export class HopJourney extends HTMLElement {
  #at = -1;
  #steps: HTMLElement[] = [];
  #back: HTMLButtonElement | null = null;
  #next: HTMLButtonElement | null = null;

  connectedCallback(): void {
    this.#steps = [...this.querySelectorAll<HTMLElement>(".journey-steps > li")];
    if (this.#steps.length < 2 || this.#next !== null) return;
    const bar = document.createElement("div");
    bar.className = "journey-bar";
    this.#back = button("Back", () => this.#go(this.#at - 1));
    this.#next = button("Step through it", () => this.#go(this.#at + 1));
    bar.append(this.#back, this.#next);
    this.#back.hidden = true;
    this.querySelector("figcaption")?.after(bar);
  }

  /** Past the last step the whole figure is shown again. */
  #go(to: number): void {
    const isOver = to >= this.#steps.length || to < 0;
    this.#at = isOver ? -1 : to;
    this.toggleAttribute("data-walking", !isOver);
    this.#steps.forEach((step, index) => {
      step.toggleAttribute("data-now", index === this.#at);
      step.toggleAttribute("data-ahead", !isOver && index > this.#at);
      if (index === this.#at) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    });
    if (this.#back) this.#back.hidden = isOver;
    if (this.#next) this.#next.textContent = isOver ? "Step through it" : `Next (${to + 1} of ${this.#steps.length})`;
    if (!isOver) this.#steps[this.#at]?.scrollIntoView({ block: "nearest" });
  }
}

function button(text: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "quiet-button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}
