/**
 * The panes of a lesson: side by side, with separators that mouse and keyboard move and that fold a pane away; on a
 * narrow screen one at a time. Sizes, and what is folded, are remembered. F6 goes from pane to pane.
 */
import { FILE_EVENT } from "../files/file-request.ts";
import { isBenchKey } from "./bench-keys.ts";
import { KeptSizes } from "./kept-sizes.ts";
import { watchSeparator } from "./separator.ts";
import { watchTabs } from "./tabs.ts";

export const VIEW_EVENT = "hop-view";
/** Of the terminal that is looked at: the emulator's own field, or the plain one. */
const TYPED_INTO =
  ".bench-screen:not([hidden]) .terminal-screen:not([hidden]) .xterm-helper-textarea, .plain-terminal:not([hidden]) input";
const NARROW = "(max-width: 60rem)";

/** Which of the panes beneath the terminal can be seen now; null: none. */
export function shownPane(bench: HTMLElement): string | null {
  const lower = bench.querySelector<HTMLElement>(".bench-lower");
  return lower === null || lower.offsetParent === null ? null : (bench.dataset.lower ?? null);
}

export function watchPanes(bench: HTMLElement): void {
  const kept = new KeptSizes();
  const tell = (): void => void bench.dispatchEvent(new CustomEvent(VIEW_EVENT));
  for (const separator of document.querySelectorAll<HTMLElement>("[data-separator]"))
    watchSeparator(separator, kept, tell);
  const show = (view: string): void => {
    showView(view, bench);
    tell();
  };
  for (const tab of document.querySelectorAll<HTMLButtonElement>(".bench-tabs [data-view]"))
    tab.addEventListener("click", () => show(tab.dataset.view as string));
  const list = bench.querySelector<HTMLElement>(".bench-lower [role=tablist]");
  if (list !== null) watchTabs(list, show);
  for (const button of bench.querySelectorAll<HTMLButtonElement>("[data-fill]"))
    button.addEventListener("click", () => fill(bench, tell));
  document.addEventListener("keydown", (event) => onKey(event, bench, tell));
  document.addEventListener("hop-run", () => {
    if (matchMedia(NARROW).matches) show("terminal");
  });
  document.addEventListener(FILE_EVENT, () => show("files"));
  matchMedia(NARROW).addEventListener("change", tell);
}

/** `lesson`, `terminal`, or the name of a pane beneath it. */
function showView(view: string, bench: HTMLElement): void {
  document.body.dataset.shown = view;
  if (bench.querySelector(`#pane-${view}`) !== null) bench.dataset.lower = view;
  for (const tab of document.querySelectorAll<HTMLElement>(".bench-tabs [data-view]"))
    tab.setAttribute("aria-pressed", String(tab.dataset.view === view));
  for (const panel of bench.querySelectorAll<HTMLElement>(".bench-lower [role=tabpanel]"))
    panel.hidden = panel.id !== `pane-${bench.dataset.lower}`;
  for (const tab of bench.querySelectorAll<HTMLElement>(".bench-lower [role=tab]")) {
    const isChosen = tab.dataset.view === bench.dataset.lower;
    tab.setAttribute("aria-selected", String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
  }
}

/** The terminal alone in the window, and back. */
function fill(bench: HTMLElement, tell: () => void): void {
  const isFull = bench.dataset.full !== undefined;
  if (isFull) delete bench.dataset.full;
  else bench.dataset.full = "";
  for (const button of bench.querySelectorAll<HTMLButtonElement>("[data-fill]")) {
    button.setAttribute("aria-pressed", String(!isFull));
    button.textContent = isFull ? "Full screen" : "Leave full screen";
  }
  bench.querySelector<HTMLElement>(TYPED_INTO)?.focus();
  tell();
}

function onKey(event: KeyboardEvent, bench: HTMLElement, tell: () => void): void {
  if (!isBenchKey(event)) return;
  if (event.key === "Enter") {
    const isOurs = (event.target as Element).closest("hop-terminal") !== null;
    if (!isOurs) return;
    event.preventDefault();
    fill(bench, tell);
    return;
  }
  event.preventDefault();
  // What has to do with time is the bench's own.
  if (event.key !== "F6") return;
  const stops = paneStops();
  const now = stops.findIndex((stop) => stop.pane.contains(document.activeElement));
  const next = stops.at((now + (event.shiftKey ? -1 : 1)) % stops.length);
  next?.focus.focus();
}

/** The text, the terminal, and the pane beneath: those that can be seen, and what in them takes the keyboard. */
function paneStops(): { readonly pane: HTMLElement; readonly focus: HTMLElement }[] {
  const pairs: readonly (readonly [string, string])[] = [
    ["#main", "#main"],
    ["hop-terminal", TYPED_INTO],
    [".bench-lower", "[role=tab][aria-selected=true]"],
  ];
  return pairs.flatMap(([paneSelector, focusSelector]) => {
    const pane = document.querySelector<HTMLElement>(paneSelector);
    const focus = pane?.matches(focusSelector) ? pane : (pane?.querySelector<HTMLElement>(focusSelector) ?? null);
    return pane === null || focus === null || pane.offsetParent === null ? [] : [{ pane, focus }];
  });
}
