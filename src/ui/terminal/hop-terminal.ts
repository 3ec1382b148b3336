/**
 * `<hop-terminal>`: the session's terminals as tabs, each a real emulator on its own tty, and beside them what a screen
 * reader hears: each command's output as plain text in a live region, instead of the screen's every repaint. Whoever
 * wants no emulator at all has a text field and a log (plain-terminal.ts).
 */
import { render } from "lit";
import { KeptSizes } from "../bench/kept-sizes.ts";
import type { TerminalPlaces, TerminalStatus } from "../worker/protocol.ts";
import { terminalBar } from "./terminal-bar.ts";
import type { NamedObject, TerminalLink } from "./terminal-links.ts";
import { isOfTheWorld } from "./terminal-links.ts";
import { TerminalScreen } from "./terminal-screen.ts";
import { FIRST, opening, TerminalSet } from "./terminal-set.ts";
import { withControl } from "./with-control.ts";

/** What a live region can be expected to be listened to. */
const SPOKEN_LINES_MAX = 30;
const QUIET_MS = 500;
const FONT = { usual: 14, min: 9, max: 28 } as const;
const TERMINALS_MAX = 64;

/** The buttons for keys that a phone lacks; any other button types its own label, and Ctrl goes with the next key. */
const KEY_ROW: Readonly<Record<string, string>> = {
  Tab: "\t",
  Esc: "\x1b",
  "Ctrl-C": "\x03",
  "←": "\x1b[D",
  "↑": "\x1b[A",
  "↓": "\x1b[B",
  "→": "\x1b[C",
};

/** Who is at the other end of the terminals. */
export interface TerminalHost {
  onKeys(keys: string, terminal: number): void;
  onResize(size: { readonly columns: number; readonly rows: number }, terminal: number): void;
  /** Another terminal, or the end of one. `line` is typed once its shell is there. */
  setTerminal(terminal: number, isOpen: boolean, line: string | null): void;
  places(): Promise<TerminalPlaces | null>;
  onObject(object: NamedObject): void;
  /** Another terminal is looked at. */
  onShow(): void;
}

export class HopTerminal extends HTMLElement {
  readonly #kept = new KeptSizes();
  #set = this.#freshSet();
  #isFinding = false;
  #found = "";
  #said = "";
  #quiet = 0;
  /** The button was pressed, and the next key goes with it. */
  #isControlHeld = false;

  /** Which terminal is looked at, and typed into. */
  get active(): number {
    return this.#set.active;
  }

  get #isPlain(): boolean {
    return this.#kept.get("terminal-plain") === 1;
  }

  get #fontSize(): number {
    return this.#kept.get("terminal-font") ?? FONT.usual;
  }

  get #stage(): HTMLElement {
    return this.querySelector("[data-screen]") as HTMLElement;
  }

  /** Puts the first emulator into the element; the engine may write from then on. */
  start(): void {
    if (this.#set.screens.size > 0) return;
    this.#stage.id = "terminal-stage";
    this.#stage.setAttribute("role", "tabpanel");
    this.#begin();
    for (const button of this.querySelectorAll<HTMLButtonElement>("[data-key]"))
      button.addEventListener("click", () => this.#pressKey(button.dataset.key ?? ""));
    new ResizeObserver(() => this.#refit()).observe(this.#stage);
    document.addEventListener("hop-theme", () => {
      for (const screen of this.#set.screens.values()) screen.setTheme(this);
    });
    void document.fonts.ready.then(() => this.#refit());
  }

  #freshSet(): TerminalSet {
    return new TerminalSet((keys) => this.#send(keys, this.active));
  }

  #begin(): void {
    this.#stage.after(this.#set.plain.element);
    this.#screen(FIRST);
    this.show(FIRST);
  }

  /** Puts fresh terminals in place of these, with nobody to type to. What was put aside is brought back, or disposed of. */
  putAside(): TerminalSet {
    const aside = this.#set;
    aside.hide();
    this.#set = this.#freshSet();
    this.#begin();
    return aside;
  }

  bringBack(aside: TerminalSet): void {
    this.#set.dispose();
    this.#set = aside;
    for (const screen of aside.screens.values()) {
      screen.setTheme(this);
      screen.setFontSize(this.#fontSize);
    }
    this.show(aside.active);
  }

  /** There is somebody to type to, from now on. */
  serve(host: TerminalHost): void {
    this.#set.host = host;
    for (const [number, screen] of this.#set.screens) host.onResize(screen.size, number);
  }

  write(bytes: Uint8Array, terminal: number = FIRST): void {
    this.#screen(terminal).write(bytes);
  }

  /** For whoever takes a picture of the rows, or reads them. */
  async painted(): Promise<void> {
    await this.#set.screens.get(this.active)?.painted();
  }

  /** What is open now, and what runs there. */
  setStatuses(told: readonly TerminalStatus[]): void {
    for (const { terminal } of told) this.#set.opening.delete(terminal);
    const statuses = [...told, ...[...this.#set.opening].map(opening)];
    if (JSON.stringify(statuses) === JSON.stringify(this.#set.statuses)) return;
    this.#set.statuses = statuses;
    const open = new Set(statuses.map(({ terminal }) => terminal));
    for (const number of [...this.#set.screens.keys()])
      if (!open.has(number) && number !== FIRST) this.#set.drop(number);
    if (this.#set.screens.has(this.active)) this.#draw();
    else this.show(FIRST);
  }

  /** A fresh screen, and nobody to type to until the next engine is there. */
  clear(): void {
    this.#set.host = null;
    for (const number of [...this.#set.screens.keys()]) if (number !== FIRST) this.#set.drop(number);
    this.#set.screens.get(FIRST)?.reset();
    this.#set.plain.forget();
    this.#set.places = null;
    this.#set.opening.clear();
    this.#set.statuses = this.#set.statuses.slice(0, 1);
    this.show(FIRST);
  }

  override focus(): void {
    if (this.#isPlain) this.#set.plain.focus();
    else this.#set.screens.get(this.active)?.focus();
  }

  /** Output to be spoken once there has been silence for a moment, unless it is old. */
  say(text: string, terminal: number = FIRST, { isOld = false }: { readonly isOld?: boolean } = {}): void {
    if (text === "") return;
    this.#set.plain.add(text, terminal);
    if (isOld || terminal !== this.active) return;
    this.#said += text;
    clearTimeout(this.#quiet);
    this.#quiet = window.setTimeout(() => this.#speak(), QUIET_MS);
  }

  show(terminal: number): void {
    this.#set.active = terminal;
    this.#said = "";
    this.#stage.setAttribute("aria-labelledby", `terminal-tab-${terminal}`);
    for (const [number, { element }] of this.#set.screens) element.hidden = number !== terminal;
    this.#stage.hidden = this.#isPlain;
    this.#set.plain.element.hidden = !this.#isPlain;
    this.#set.plain.show(terminal);
    this.#refit();
    this.#draw();
    this.#set.host?.onShow();
  }

  #screen(number: number): TerminalScreen {
    const set = this.#set;
    const known = set.screens.get(number);
    if (known !== undefined) return known;
    const screen = new TerminalScreen(this, {
      fontSize: this.#fontSize,
      handlers: {
        onKeys: (keys) => this.#send(keys, number),
        onResize: (columns, rows) => set.host?.onResize({ columns, rows }, number),
        onLink: (link) => this.#follow(link),
        onFind: () => this.#setFinding(true),
      },
    });
    set.screens.set(number, screen);
    this.#stage.append(screen.element);
    screen.open();
    screen.element.hidden = number !== this.active;
    return screen;
  }

  #send(keys: string, terminal: number): void {
    if (this.#set.host === null) return;
    const held = this.#isControlHeld;
    if (held) this.#holdControl(false);
    const state = this.#set.statuses.find((status) => status.terminal === terminal)?.state;
    // Nobody echoes what a field hands over whole, but programs that read lines: then it would stand there twice.
    if (this.#isPlain && keys.endsWith("\r") && state === "prompt")
      this.#set.plain.add(`$ ${keys.slice(0, -1)}\n`, terminal);
    this.#set.host.onKeys(held ? withControl(keys) : keys, terminal);
  }

  #pressKey(label: string): void {
    if (label === "Ctrl") this.#holdControl(!this.#isControlHeld);
    else this.#send(KEY_ROW[label] ?? label, this.active);
    this.focus();
  }

  #holdControl(isHeld: boolean): void {
    this.#isControlHeld = isHeld;
    this.querySelector('[data-key="Ctrl"]')?.setAttribute("aria-pressed", String(isHeld));
  }

  /** What is simulated cannot be opened by the browser: it is put at the prompt, for curl. */
  #follow(link: TerminalLink): void {
    if (link.kind === "object") this.#set.host?.onObject(link.object);
    else if (isOfTheWorld(link.url)) open(link.url, "_blank", "noopener,noreferrer");
    else {
      this.#set.host?.onKeys(`curl ${link.url}`, this.active);
      this.focus();
    }
  }

  #draw(): void {
    const bar = this.querySelector<HTMLElement>("[data-terminal-bar]");
    if (bar === null) return;
    const { active } = this;
    const view = {
      statuses: this.#set.statuses,
      active,
      isPlain: this.#isPlain,
      isFinding: this.#isFinding,
      found: this.#found,
      places: this.#set.places,
    };
    render(
      terminalBar(view, {
        show: (terminal) => {
          this.show(terminal);
          this.focus();
        },
        close: (terminal) => {
          this.#set.host?.setTerminal(terminal, false, null);
          this.show(FIRST);
          this.focus();
        },
        open: (line) => this.#open(line),
        askPlaces: () => void this.#askPlaces(),
        stop: () => {
          this.#send("\x03", this.active);
          this.focus();
        },
        resize: (by) => this.#setFontSize(this.#fontSize + by),
        setPlain: (isPlain) => {
          this.#kept.set("terminal-plain", isPlain ? 1 : 0);
          this.show(this.active);
          this.focus();
        },
        setFinding: (isFinding) => this.#setFinding(isFinding),
        find: (text, isBack) => void this.#find(text, isBack),
      }),
      bar,
    );
  }

  async #askPlaces(): Promise<void> {
    this.#set.places = (await this.#set.host?.places()) ?? null;
    this.#draw();
  }

  #open(line: string | null): void {
    const number = Math.max(...this.#set.screens.keys()) + 1;
    if (this.#set.host === null || number > TERMINALS_MAX) return;
    this.#set.opening.add(number);
    this.#set.statuses = [...this.#set.statuses, opening(number)];
    this.#set.host.setTerminal(number, true, line);
    const screen = this.#screen(number);
    this.show(number);
    this.#set.host.onResize(screen.size, number);
    this.focus();
  }

  #setFontSize(size: number): void {
    this.#kept.set("terminal-font", Math.min(FONT.max, Math.max(FONT.min, size)));
    for (const screen of this.#set.screens.values()) screen.setFontSize(this.#fontSize);
  }

  #setFinding(isFinding: boolean): void {
    this.#isFinding = isFinding;
    this.#found = "";
    this.#draw();
    if (isFinding) this.querySelector<HTMLElement>(".terminal-find input")?.focus();
    else {
      this.#set.screens.get(this.active)?.endFind();
      this.focus();
    }
  }

  async #find(text: string, isBack: boolean): Promise<void> {
    const isThere = await this.#set.screens.get(this.active)?.find(text, isBack);
    this.#found = isThere === false ? "not found" : "";
    this.#draw();
  }

  #speak(): void {
    const region = this.querySelector<HTMLElement>("[data-spoken]");
    // The log of the plain terminal is a live region of its own.
    if (region === null || this.#isPlain) return;
    const lines = this.#said.trimEnd().split("\n");
    this.#said = "";
    const more = lines.length - SPOKEN_LINES_MAX;
    const shown = lines.slice(0, SPOKEN_LINES_MAX).join("\n");
    region.textContent = more > 0 ? `${shown}\n${more} more lines in the terminal` : shown;
  }

  #refit(): void {
    if (this.offsetParent === null || this.clientHeight < 40) return;
    this.#set.screens.get(this.active)?.refit();
  }
}
