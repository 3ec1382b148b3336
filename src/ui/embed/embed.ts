/**
 * `embed.js`: `<hop-terminal>`, `<hop-map>`, `<hop-trace>` and `<hop-lab>` for somebody else's page. Each has its styles
 * in a shadow root, and all of them take part in the session of a terminal: the one that `for` names, else the first.
 */
import type { BenchPane } from "../bench/bench-pane.ts";
import { HopChecks } from "../checks/hop-checks.ts";
import { HopMap } from "../map/hop-map.ts";
import { HopTerminal } from "../terminal/hop-terminal.ts";
import { HopTrace } from "../trace/hop-trace.ts";
import { worldAskedFor } from "./asked-for.ts";
import { EmbedSession } from "./embed-session.ts";
import { shadowStyle } from "./shadow-style.ts";

const READY = "hop-embedded";

/** The site's own elements, under names of their own: the page's `<hop-terminal>` is the one with the shadow root. */
const PARTS = [
  ["hop-terminal-part", class extends HopTerminal {}],
  ["hop-map-part", class extends HopMap {}],
  ["hop-trace-part", class extends HopTrace {}],
  ["hop-lab-part", class extends HopChecks {}],
] as const;

class TerminalElement extends HTMLElement {
  #session: EmbedSession | null = null;

  get session(): EmbedSession | null {
    return this.#session;
  }

  connectedCallback(): void {
    if (this.shadowRoot !== null) return;
    const root = this.attachShadow({ mode: "open" });
    const part = document.createElement("div");
    part.className = "embed-part";
    const said = document.createElement("p");
    said.className = "bench-notice";
    said.setAttribute("role", "status");
    const terminal = document.createElement("hop-terminal-part") as HopTerminal;
    terminal.className = "bench-terminal";
    terminal.append(box("bench-screen", "screen"), hint(), box("visually-hidden", "spoken"));
    terminal.querySelector("[data-spoken]")?.setAttribute("role", "status");
    part.append(said, terminal);
    root.append(shadowStyle(), part);
    const world = worldAskedFor((name) => this.getAttribute(name));
    if (typeof world === "string") {
      said.textContent = `This terminal cannot start: ${world}.`;
      return;
    }
    const session = new EmbedSession(terminal, world, (text) => {
      said.textContent = text;
    });
    this.#session = session;
    document.dispatchEvent(new CustomEvent(READY));
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      try {
        session.open();
      } catch (error) {
        said.textContent = `The worker does not start: ${(error as Error).message}. An iframe of /embed/ works here.`;
      }
    });
    seen.observe(this);
  }
}

function box(className: string, name: string): HTMLElement {
  const made = document.createElement("div");
  made.className = className;
  made.dataset[name] = "";
  return made;
}

function hint(): HTMLElement {
  const made = document.createElement("p");
  made.className = "bench-hint";
  made.id = "terminal-hint";
  made.textContent = "Tab completes. Shift+Tab leaves the terminal, and so does Tab after Esc.";
  return made;
}

/** An element that stands for one pane of a terminal's session. */
function paneElement(tag: string): CustomElementConstructor {
  return class extends HTMLElement {
    connectedCallback(): void {
      if (this.shadowRoot !== null) return;
      const pane = document.createElement(tag) as BenchPane;
      this.attachShadow({ mode: "open" }).append(shadowStyle(), pane);
      const join = (): void => {
        const wanted = this.getAttribute("for");
        const terminal = wanted === null ? document.querySelector("hop-terminal") : document.getElementById(wanted);
        const session = terminal instanceof TerminalElement ? terminal.session : null;
        if (session === null) return;
        document.removeEventListener(READY, join);
        if ("lab" in session.world) pane.dataset.lab = session.world.lab;
        session.join(pane);
      };
      document.addEventListener(READY, join);
      join();
    }
  };
}

for (const [name, element] of PARTS) customElements.define(name, element);
customElements.define("hop-terminal", TerminalElement);
for (const [name, tag] of [
  ["hop-map", "hop-map-part"],
  ["hop-trace", "hop-trace-part"],
  ["hop-lab", "hop-lab-part"],
] as const)
  customElements.define(name, paneElement(tag));
