/**
 * The terminal without a screen: a text field for the line, and a log of what was said. For screen readers, and for
 * whoever would rather type into a field; it talks to the same shell, so one can go back and forth.
 */

/** More than this is cut off at the top, as a terminal's scrollback is. */
const LOG_CHARACTERS_MAX = 200_000;

export interface PlainHandlers {
  onKeys(keys: string): void;
}

export class PlainTerminal {
  readonly element = document.createElement("div");
  readonly #log = document.createElement("pre");
  readonly #field = document.createElement("input");
  /** By terminal: what was said in it. */
  readonly #said = new Map<number, string>();
  readonly #handlers: PlainHandlers;
  readonly #lines: string[] = [];
  #at = 0;
  #shown = 1;

  constructor(handlers: PlainHandlers) {
    this.#handlers = handlers;
    this.element.className = "plain-terminal";
    this.element.hidden = true;
    this.#log.setAttribute("role", "log");
    this.#log.setAttribute("aria-label", "What the terminal said");
    this.#log.tabIndex = 0;
    const form = document.createElement("form");
    const label = document.createElement("label");
    label.textContent = "Line to enter";
    this.#field.autocomplete = "off";
    this.#field.autocapitalize = "off";
    this.#field.spellcheck = false;
    this.#field.addEventListener("keydown", (event) => this.#onKey(event));
    label.append(this.#field);
    form.append(label, button("Enter", "submit"));
    const keys = { "Ctrl-C": "\x03", "Ctrl-D": "\x04", Esc: "\x1b" };
    for (const [name, key] of Object.entries(keys)) {
      const one = button(name, "button");
      one.addEventListener("click", () => this.#handlers.onKeys(key));
      form.append(one);
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#enter();
    });
    this.element.append(this.#log, form);
  }

  /** `line`: was typed at the shell's own prompt, which what is said leaves out. */
  add(text: string, terminal: number): void {
    const all = (this.#said.get(terminal) ?? "") + text;
    const kept =
      all.length > LOG_CHARACTERS_MAX ? all.slice(all.indexOf("\n", all.length - LOG_CHARACTERS_MAX) + 1) : all;
    this.#said.set(terminal, kept);
    if (terminal !== this.#shown || this.element.hidden) return;
    if (kept === all) this.#log.append(text);
    else this.#log.textContent = kept;
    this.#log.scrollTop = this.#log.scrollHeight;
  }

  show(terminal: number): void {
    this.#shown = terminal;
    this.#log.textContent = this.#said.get(terminal) ?? "";
    this.#log.scrollTop = this.#log.scrollHeight;
  }

  forget(terminal?: number): void {
    if (terminal === undefined) this.#said.clear();
    else this.#said.delete(terminal);
    this.show(this.#shown);
  }

  focus(): void {
    this.#field.focus();
  }

  #enter(): void {
    const line = this.#field.value;
    this.#field.value = "";
    if (line !== "") this.#lines.push(line);
    this.#at = this.#lines.length;
    this.#handlers.onKeys(`${line}\r`);
  }

  /** The lines before, as in a shell. */
  #onKey(event: KeyboardEvent): void {
    const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (event.key === "c" && event.ctrlKey && this.#field.selectionStart === this.#field.selectionEnd) {
      event.preventDefault();
      this.#field.value = "";
      this.#handlers.onKeys("\x03");
    }
    if (step === 0) return;
    event.preventDefault();
    this.#at = Math.max(0, Math.min(this.#lines.length, this.#at + step));
    this.#field.value = this.#lines[this.#at] ?? "";
  }
}

function button(text: string, type: "button" | "submit"): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = type;
  made.className = "quiet-button";
  made.textContent = text;
  return made;
}
