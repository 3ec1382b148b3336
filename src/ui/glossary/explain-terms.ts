/**
 * A term explains itself where it stands: on hover, on focus, and on a phone with the first tap; the second follows
 * the link. Escape closes it, and the pointer may go over to what it says (WCAG 1.4.13). Without script a term is a
 * link into the glossary.
 */

const LEAVE_MS = 180;
const GAP = 6;
const EDGE = 8;

export function explainTerms(): void {
  const terms = document.querySelectorAll<HTMLAnchorElement>("a.term");
  if (terms.length === 0) return;
  const explanation = new Explanation();
  for (const term of terms) {
    term.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "mouse") explanation.show(term);
    });
    term.addEventListener("pointerleave", () => explanation.leave());
    term.addEventListener("focus", () => explanation.show(term));
    term.addEventListener("blur", () => explanation.hide());
    let isTouch = false;
    let wasShown = false;
    term.addEventListener("pointerdown", (event) => {
      isTouch = event.pointerType !== "mouse";
      wasShown = explanation.explains(term);
    });
    term.addEventListener("click", (event) => {
      if (!isTouch || wasShown) return;
      event.preventDefault();
      explanation.show(term);
    });
  }
}

class Explanation {
  readonly #box = document.createElement("div");
  #term: HTMLAnchorElement | null = null;
  #leaving: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const box = this.#box;
    box.className = "term-meaning";
    box.id = "term-meaning";
    box.popover = "manual";
    box.setAttribute("role", "tooltip");
    box.addEventListener("pointerenter", () => clearTimeout(this.#leaving));
    box.addEventListener("pointerleave", () => this.leave());
    document.body.append(box);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.hide();
    });
    document.addEventListener("pointerdown", (event) => {
      const target = event.target as Element;
      if (!box.contains(target) && target.closest("a.term") === null) this.hide();
    });
    addEventListener("scroll", () => this.#follow(), { passive: true });
  }

  explains(term: HTMLAnchorElement): boolean {
    return this.#term === term;
  }

  show(term: HTMLAnchorElement): void {
    clearTimeout(this.#leaving);
    if (this.#term === term) return;
    this.hide();
    this.#term = term;
    term.setAttribute("aria-describedby", this.#box.id);
    this.#box.replaceChildren(...withCode(term.dataset.meaning ?? ""));
    this.#box.showPopover();
    this.#follow();
  }

  /** Focus may have scrolled the page: the explanation stays with its term while that is in view. */
  #follow(): void {
    if (this.#term === null) return;
    const at = this.#term.getClientRects()[0] ?? this.#term.getBoundingClientRect();
    if (at.bottom < 0 || at.top > innerHeight) this.hide();
    else this.#place(at);
  }

  /** The pointer may be on its way to the explanation. */
  leave(): void {
    clearTimeout(this.#leaving);
    this.#leaving = setTimeout(() => {
      if (document.activeElement !== this.#term) this.hide();
    }, LEAVE_MS);
  }

  hide(): void {
    clearTimeout(this.#leaving);
    if (this.#term === null) return;
    this.#term.removeAttribute("aria-describedby");
    this.#term = null;
    this.#box.hidePopover();
  }

  /** Under the term, or above it where there is no room; never beyond the edges of the window. */
  #place(at: DOMRect): void {
    const { width, height } = this.#box.getBoundingClientRect();
    const left = Math.max(EDGE, Math.min(at.left, document.documentElement.clientWidth - width - EDGE));
    const isRoomUnder = at.bottom + GAP + height < innerHeight - EDGE;
    this.#box.style.left = `${left}px`;
    this.#box.style.top = `${isRoomUnder ? at.bottom + GAP : Math.max(EDGE, at.top - GAP - height)}px`;
  }
}

function withCode(text: string): (Node | string)[] {
  return text.split("`").map((part, index) => {
    if (index % 2 === 0) return part;
    const code = document.createElement("code");
    code.textContent = part;
    return code;
  });
}
