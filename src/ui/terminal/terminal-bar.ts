/** The row above the terminal: a tab for each of its shells, where another one can be had, find, size, plain text. */
import { html, nothing, type TemplateResult } from "lit";
import type { TerminalPlaces, TerminalStatus } from "../worker/protocol.ts";

export interface BarView {
  readonly statuses: readonly TerminalStatus[];
  readonly active: number;
  readonly isPlain: boolean;
  readonly isFinding: boolean;
  /** What the last search came to; empty: nothing to say. */
  readonly found: string;
  /** Where a shell can be had; null: not asked yet. */
  readonly places: TerminalPlaces | null;
}

export interface BarActions {
  show(terminal: number): void;
  close(terminal: number): void;
  /** `line`: typed into it when its shell is there; null: the learner's own machine. */
  open(line: string | null): void;
  askPlaces(): void;
  stop(): void;
  resize(by: number): void;
  setPlain(isPlain: boolean): void;
  setFinding(isFinding: boolean): void;
  find(text: string, isBack: boolean): void;
}

const PODS_MAX = 60;
const NAME_MAX = 28;

/** What a terminal is called: by what runs in front of its shell, as terminals do. */
export function nameOf({ terminal, program }: TerminalStatus): string {
  if (program === null) return terminal === 1 ? "Your machine" : `Your machine ${terminal}`;
  const ssh = /^ssh (\S+)$/.exec(program)?.[1];
  const pod = /^kubectl exec (?:-\S+ )*(?:-n \S+ )?(?:pods?\/)?([^-\s]\S*)/.exec(program)?.[1];
  const name = ssh ?? pod ?? program;
  return name.length > NAME_MAX ? `${name.slice(0, NAME_MAX - 1)}…` : name;
}

export function terminalBar(view: BarView, actions: BarActions): TemplateResult {
  const { statuses, active, isPlain, isFinding } = view;
  const isRunning = statuses.some(({ terminal, state }) => terminal === active && state === "running");
  return html`
    <div class="terminal-tabs" role="tablist" aria-label="Terminals" @keydown=${(event: KeyboardEvent) => onKey(event, view, actions)}>
      ${statuses.map((status) => tab(status, view, actions))}
    </div>
    ${statuses.length > 1 && active !== 1 ? html`<button type="button" class="bar-button" @click=${() => actions.close(active)}>Close</button>` : nothing}
    ${menu(view, actions)}
    <span class="bar-gap"></span>
    <button type="button" class="bar-button stop" ?hidden=${!isRunning} @click=${actions.stop}>Stop (Ctrl-C)</button>
    <button type="button" class="bar-button" aria-pressed=${isFinding ? "true" : "false"} ?hidden=${isPlain} @click=${() => actions.setFinding(!isFinding)}>Find</button>
    <button type="button" class="bar-button" aria-label="A−, smaller letters" ?hidden=${isPlain} @click=${() => actions.resize(-1)}>A−</button>
    <button type="button" class="bar-button" aria-label="A+, larger letters" ?hidden=${isPlain} @click=${() => actions.resize(1)}>A+</button>
    <button type="button" class="bar-button" aria-pressed=${isPlain ? "true" : "false"} @click=${() => actions.setPlain(!isPlain)}>Plain text</button>
    ${isFinding && !isPlain ? findForm(view, actions) : nothing}
  `;
}

function tab(status: TerminalStatus, { active }: BarView, actions: BarActions): TemplateResult {
  const isActive = status.terminal === active;
  return html`
    <button
      type="button"
      role="tab"
      id="terminal-tab-${status.terminal}"
      aria-selected=${isActive ? "true" : "false"}
      aria-controls="terminal-stage"
      tabindex=${isActive ? 0 : -1}
      @click=${() => actions.show(status.terminal)}
    >
      ${nameOf(status)}${status.state === "running" ? html`<span class="tab-state"> running</span>` : nothing}
    </button>
  `;
}

function onKey(event: KeyboardEvent, { statuses, active }: BarView, actions: BarActions): void {
  const now = statuses.findIndex(({ terminal }) => terminal === active);
  const steps: Readonly<Record<string, number>> = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: -1 };
  const step = steps[event.key];
  const next = step === undefined ? undefined : statuses.at(step % statuses.length);
  if (next === undefined) return;
  event.preventDefault();
  const list = event.currentTarget as HTMLElement;
  actions.show(next.terminal);
  requestAnimationFrame(() => list.querySelector<HTMLElement>(`#terminal-tab-${next.terminal}`)?.focus());
}

/** Closes as menus do: by Escape, by a choice, and by going elsewhere. */
function menu({ places }: BarView, actions: BarActions): TemplateResult {
  const choose = (event: Event, line: string | null): void => {
    (event.currentTarget as Element).closest("details")?.removeAttribute("open");
    actions.open(line);
  };
  const item = (label: string, line: string | null): TemplateResult =>
    html`<li><button type="button" @click=${(event: Event) => choose(event, line)}>${label}</button></li>`;
  const pods = places?.pods.slice(0, PODS_MAX) ?? [];
  return html`
    <details class="terminal-menu" @toggle=${(event: Event) => (event.currentTarget as HTMLDetailsElement).open && actions.askPlaces()} @keydown=${closeOnEscape} @focusout=${closeOnLeave}>
      <summary class="bar-button">New terminal</summary>
      <div class="terminal-menu-list">
        <p>A shell on</p>
        <ul>${item("your machine", null)} ${places?.nodes.map((name) => item(`node ${name}`, `ssh ${name}`))}</ul>
        ${pods.length === 0 ? nothing : html`<p>In a Pod</p><ul>${pods.map(({ namespace, name }) => item(namespace === "default" ? name : `${namespace}/${name}`, execLine(namespace, name)))}</ul>`}
      </div>
    </details>
  `;
}

function execLine(namespace: string, name: string): string {
  return namespace === "default" ? `kubectl exec -it ${name} -- sh` : `kubectl exec -it -n ${namespace} ${name} -- sh`;
}

function closeOnEscape(event: KeyboardEvent): void {
  if (event.key !== "Escape") return;
  const details = event.currentTarget as HTMLDetailsElement;
  details.open = false;
  details.querySelector("summary")?.focus();
}

function closeOnLeave(event: FocusEvent): void {
  const details = event.currentTarget as HTMLDetailsElement;
  if (event.relatedTarget !== null && !details.contains(event.relatedTarget as Node)) details.open = false;
}

function findForm({ found }: BarView, actions: BarActions): TemplateResult {
  const textOf = (event: Event): string =>
    (event.currentTarget as HTMLElement).closest("form")?.querySelector("input")?.value ?? "";
  return html`
    <form
      class="terminal-find"
      role="search"
      @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        actions.find(textOf(event), true);
      }}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === "Escape") actions.setFinding(false);
      }}
    >
      <label>Find in the terminal <input type="search" autocomplete="off" spellcheck="false" /></label>
      <button class="bar-button">Up</button>
      <button type="button" class="bar-button" @click=${(event: Event) => actions.find(textOf(event), false)}>Down</button>
      <button type="button" class="bar-button" @click=${() => actions.setFinding(false)}>Done</button>
      <span role="status">${found}</span>
    </form>
  `;
}
