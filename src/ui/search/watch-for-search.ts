/** Opens the search: by its button, by `/` and by Ctrl-K. The dialog itself comes when it is first asked for. */

export function watchForSearch(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-open-search]")) {
    button.hidden = false;
    button.addEventListener("click", () => void openSearch());
  }
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || isTyping(event.target)) return;
    const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey;
    const isCtrlK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
    if (!isSlash && !isCtrlK) return;
    event.preventDefault();
    void openSearch();
  });
}

/** In the terminal and in fields both keys have a meaning already. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest("input, textarea, select, hop-terminal, dialog") !== null;
}

async function openSearch(): Promise<void> {
  // Whoever types on at once loses no letter while the dialog is on its way.
  let early = "";
  const catchLetters = (event: KeyboardEvent): void => {
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
    early += event.key;
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("keydown", catchLetters, { capture: true });
  try {
    const { HopSearch } = await import("./hop-search.ts");
    if (!customElements.get("hop-search")) customElements.define("hop-search", HopSearch);
    let search = document.querySelector<InstanceType<typeof HopSearch>>("hop-search");
    if (search === null) {
      search = document.createElement("hop-search") as InstanceType<typeof HopSearch>;
      document.body.append(search);
    }
    await search.updateComplete;
    search.open(early);
  } finally {
    document.removeEventListener("keydown", catchLetters, { capture: true });
  }
}
