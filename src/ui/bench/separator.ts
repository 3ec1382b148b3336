/**
 * A separator between two panes, as the ARIA pattern has it: arrow keys move it, Home and End put it at its ends, Enter
 * folds the pane before it away and brings it back. At an end the pane there is folded.
 */
import type { KeptSizes } from "./kept-sizes.ts";

const STEP_PERCENT = 2;
/** Narrower than this a pane is of no use, and is folded instead. */
const LIMITS = { min: 20, max: 80 };
const ENDS = { min: 0, max: 100 };
/** So near to an end the pane folds. */
const FOLD_AT = 10;

export function watchSeparator(separator: HTMLElement, kept: KeptSizes, onMoved: () => void): void {
  const name = separator.dataset.separator as string;
  const isUpright = separator.getAttribute("aria-orientation") === "vertical";
  let open = held(kept.get(`${name}-open`) ?? Number(separator.getAttribute("aria-valuenow")));
  const set = (percent: number): void => {
    const at = percent <= FOLD_AT ? ENDS.min : percent >= 100 - FOLD_AT ? ENDS.max : held(percent);
    if (at !== ENDS.min && at !== ENDS.max) open = at;
    document.documentElement.style.setProperty(`--split-${name}`, `${at}%`);
    separator.setAttribute("aria-valuenow", String(Math.round(at)));
    document.body.dataset[`fold${name[0]?.toUpperCase()}${name.slice(1)}`] =
      at === 0 ? "before" : at === 100 ? "after" : "";
    kept.set(name, at);
    kept.set(`${name}-open`, open);
    onMoved();
  };
  const before = kept.get(name);
  if (before !== undefined) set(before);
  separator.addEventListener("keydown", (event) => {
    const now = Number(separator.getAttribute("aria-valuenow"));
    const to = target(event.key, { now, open, isUpright });
    if (to === undefined) return;
    event.preventDefault();
    set(to);
  });
  separator.addEventListener("dblclick", () => set(open));
  separator.addEventListener("pointerdown", (event) => {
    separator.setPointerCapture(event.pointerId);
    const move = ({ clientX, clientY }: PointerEvent): void => {
      const box = (separator.closest("[data-panes]") as HTMLElement).getBoundingClientRect();
      set(isUpright ? ((clientX - box.left) / box.width) * 100 : ((clientY - box.top) / box.height) * 100);
    };
    const end = (): void => separator.removeEventListener("pointermove", move);
    separator.addEventListener("pointermove", move);
    for (const type of ["pointerup", "pointercancel"] as const) separator.addEventListener(type, end, { once: true });
  });
}

function held(percent: number): number {
  return Math.min(LIMITS.max, Math.max(LIMITS.min, percent));
}

interface Standing {
  readonly now: number;
  /** Where it was when nothing was folded. */
  readonly open: number;
  readonly isUpright: boolean;
}

/** Where a key puts it; from a folded end an arrow leads back to the nearest size that is of use. */
function target(key: string, { now, open, isUpright }: Standing): number | undefined {
  const [back, forth] = isUpright ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
  switch (key) {
    case back:
      return now === ENDS.max ? LIMITS.max : now - STEP_PERCENT < LIMITS.min ? ENDS.min : now - STEP_PERCENT;
    case forth:
      return now === ENDS.min ? LIMITS.min : now + STEP_PERCENT > LIMITS.max ? ENDS.max : now + STEP_PERCENT;
    case "Home":
      return ENDS.min;
    case "End":
      return ENDS.max;
    case "Enter":
      return now === ENDS.min || now === ENDS.max ? open : ENDS.min;
    default:
      return undefined;
  }
}
