/** `<hop-search>`: a dialog over the page. The arrow keys walk through what was found, Enter goes there, Escape closes. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { markedParts } from "./marked-text.ts";
import { type Finding, type FoundPage, find } from "./search-index.ts";

export class HopSearch extends LitElement {
  static override properties = { words: { state: true }, finding: { state: true }, trouble: { state: true } };
  declare words: string;
  declare finding: Finding | null;
  declare trouble: string;

  constructor() {
    super();
    this.words = "";
    this.finding = null;
    this.trouble = "";
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  /** With what was typed before it was there. */
  open(early: string): void {
    const dialog = this.querySelector("dialog");
    const input = this.querySelector("input");
    if (dialog === null || input === null || dialog.open) return;
    dialog.showModal();
    input.select();
    if (early === "") return;
    input.value = early;
    void this.#look(early);
  }

  async #look(words: string): Promise<void> {
    this.words = words.trim();
    if (this.words === "") {
      this.finding = null;
      return;
    }
    try {
      const finding = await find(this.words);
      if (finding === null || words.trim() !== this.words) return;
      this.finding = finding;
      this.trouble = "";
    } catch (error) {
      this.trouble = `The index could not be loaded: ${(error as Error).message}`;
    }
  }

  #walk(event: KeyboardEvent): void {
    const links = [...this.querySelectorAll<HTMLAnchorElement>("a")];
    const input = this.querySelector("input");
    const place = links.indexOf(document.activeElement as HTMLAnchorElement);
    // A search field keeps the first Escape for itself, to empty itself; here it means the way back.
    if (event.key === "Escape") {
      event.preventDefault();
      this.querySelector("dialog")?.close();
      return;
    }
    if (event.key === "Enter" && document.activeElement === input) {
      event.preventDefault();
      links[0]?.click();
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const to = place + (event.key === "ArrowDown" ? 1 : -1);
    if (to < 0) input?.focus();
    else links[Math.min(to, links.length - 1)]?.focus();
  }

  /** A click beside the dialog's box lands on the dialog itself. */
  #closeBeside(event: MouseEvent): void {
    const link = (event.target as Element).closest("a");
    if (event.target === event.currentTarget || link !== null) (event.currentTarget as HTMLDialogElement).close();
  }

  override render(): TemplateResult {
    return html`
      <dialog
        class="search"
        aria-label="Search"
        @keydown=${(event: KeyboardEvent) => this.#walk(event)}
        @click=${(event: MouseEvent) => this.#closeBeside(event)}
      >
        <div class="search-box" role="search">
          <div class="search-head">
            <input
              type="search"
              autofocus
              autocomplete="off"
              spellcheck="false"
              aria-label="Search lessons, labs and the glossary"
              placeholder="Search lessons, labs and the glossary"
              @input=${(event: Event) => void this.#look((event.target as HTMLInputElement).value)}
            />
            <form method="dialog"><button class="quiet-button">Close</button></form>
          </div>
          <p class="search-state" role="status">${this.#state()}</p>
          <ol class="search-found" ?hidden=${this.finding === null}>
            ${this.finding?.pages.map((page) => this.#page(page)) ?? nothing}
          </ol>
        </div>
      </dialog>
    `;
  }

  #state(): string {
    if (this.trouble !== "") return this.trouble;
    if (this.finding === null) return "Arrow keys walk through what is found, Enter goes there, Escape closes.";
    const { count } = this.finding;
    if (count === 0) return `Nothing has “${this.words}” in it.`;
    return count === 1 ? "One page" : `${count} pages`;
  }

  #page(page: FoundPage): TemplateResult {
    return html`
      <li>
        <a href=${page.url}>
          <span class="search-title">${page.title}</span> <span class="search-kind">${page.kind}</span>
          ${page.sections.length === 0 ? this.#excerpt(page.excerpt) : nothing}
        </a>
        ${page.sections.map(
          (section) => html`
            <a class="search-section" href=${section.url}>
              <span>${section.title}</span>
              ${this.#excerpt(section.excerpt)}
            </a>
          `,
        )}
      </li>
    `;
  }

  #excerpt(excerpt: string): TemplateResult {
    const parts = markedParts(excerpt);
    return html`<span class="search-excerpt"
      >${parts.map(({ text, isFound }) => (isFound ? html`<mark>${text}</mark>` : text))}</span
    >`;
  }
}
