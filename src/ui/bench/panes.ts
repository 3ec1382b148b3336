/**
 * The panes of a lesson: side by side with separators that mouse and keyboard move, and on a narrow screen one at a
 * time, chosen by tabs. Sizes are remembered.
 */

const STEP_PERCENT = 2;
const LIMITS = { min: 20, max: 80 };
const KEY = "hop-panes-1";

type View = "lesson" | "terminal" | "trace" | "checks";

export function watchPanes(bench: Element): void {
  const sizes = loadSizes();
  for (const separator of document.querySelectorAll<HTMLElement>("[data-separator]")) watchSeparator(separator, sizes);
  for (const tab of document.querySelectorAll<HTMLButtonElement>("[data-view]"))
    tab.addEventListener("click", () => show(tab.dataset.view as View, bench));
  document.addEventListener("hop-run", () => {
    if (matchMedia("(max-width: 60rem)").matches) show("terminal", bench);
  });
}

function show(view: View, bench: Element): void {
  document.body.dataset.shown = view;
  if (view === "trace" || view === "checks") (bench as HTMLElement).dataset.lower = view;
  for (const tab of document.querySelectorAll<HTMLButtonElement>("[data-view]")) {
    const current =
      tab.dataset.view === view ||
      (tab.dataset.view === (bench as HTMLElement).dataset.lower && tab.closest(".bench-lower-tabs"));
    tab.setAttribute("aria-pressed", current ? "true" : "false");
  }
  bench.dispatchEvent(new CustomEvent("hop-view", { detail: view }));
}

/** The size of the pane before the separator, in percent of both. */
function watchSeparator(separator: HTMLElement, sizes: Record<string, number>): void {
  const name = separator.dataset.separator as string;
  const isUpright = separator.getAttribute("aria-orientation") === "vertical";
  const set = (percent: number): void => {
    const held = Math.min(LIMITS.max, Math.max(LIMITS.min, percent));
    document.documentElement.style.setProperty(`--split-${name}`, `${held}%`);
    separator.setAttribute("aria-valuenow", String(Math.round(held)));
    sizes[name] = held;
    keepSizes(sizes);
  };
  const kept = sizes[name];
  if (kept !== undefined) set(kept);
  separator.addEventListener("keydown", (event) => {
    const now = Number(separator.getAttribute("aria-valuenow"));
    const back = isUpright ? "ArrowLeft" : "ArrowUp";
    const forth = isUpright ? "ArrowRight" : "ArrowDown";
    if (event.key !== back && event.key !== forth) return;
    event.preventDefault();
    set(now + (event.key === forth ? STEP_PERCENT : -STEP_PERCENT));
  });
  separator.addEventListener("pointerdown", (event) => {
    separator.setPointerCapture(event.pointerId);
    const move = ({ clientX, clientY }: PointerEvent): void => {
      const box = (separator.closest("[data-panes]") as HTMLElement).getBoundingClientRect();
      set(isUpright ? ((clientX - box.left) / box.width) * 100 : ((clientY - box.top) / box.height) * 100);
    };
    separator.addEventListener("pointermove", move);
    separator.addEventListener("pointerup", () => separator.removeEventListener("pointermove", move), { once: true });
  });
}

function loadSizes(): Record<string, number> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    const entries = Object.entries(kept as object).filter(([, size]) => typeof size === "number");
    return Object.fromEntries(entries);
  } catch {
    return {};
  }
}

function keepSizes(sizes: Record<string, number>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(sizes));
  } catch {
    // The sizes then hold for this page.
  }
}
