/** The row beneath the bar: a slider over what was done, the moment in words, and what can be done from there. */
import { html, nothing, type TemplateResult } from "lit";
import { ageText } from "../trace/time-text.ts";
import type { Moment } from "./moments.ts";

export interface HistoryView {
  readonly moments: readonly Moment[];
  /** Which of them the slider stands at. */
  readonly at: number;
  readonly isPast: boolean;
  /** Between 0 and 1 while a moment is being replayed; null: it is there. */
  readonly progress: number | null;
  /** What the last step did; null: none since the moment was chosen. */
  readonly step: string | null;
}

export interface HistoryRowActions {
  choose(at: number): void;
  undo(): void;
  again(): void;
  backToNow(): void;
  goOn(): void;
}

export function momentText({ moments, at }: Pick<HistoryView, "moments" | "at">): string {
  const moment = moments[at];
  if (moment === undefined) return "";
  const after = at === 0 ? moment.label : `after ${moment.label}`;
  return at === moments.length - 1 ? `now, ${after}` : `${after}, ${ageText(moment.untilUs)}`;
}

export function historyRow(view: HistoryView, actions: HistoryRowActions): TemplateResult {
  const { moments, at, isPast, progress, step } = view;
  const last = moments.length - 1;
  const isComing = progress !== null;
  return html`
    <input
      type="range"
      min="0"
      max=${Math.max(0, last)}
      step="1"
      .value=${String(at)}
      ?disabled=${last < 1}
      aria-label="Moment"
      aria-valuetext=${momentText(view)}
      @input=${(event: Event) => actions.choose(Number((event.target as HTMLInputElement).value))}
    />
    ${isComing ? html`<progress max="1" .value=${progress} aria-label="Replaying"></progress>` : nothing}
    <button type="button" class="quiet-button" ?hidden=${isPast} ?disabled=${last < 1} @click=${actions.undo}>Undo the last</button>
    <button type="button" class="quiet-button" ?hidden=${!isPast} ?disabled=${at === 0} @click=${actions.again}>Play it again</button>
    <button type="button" class="quiet-button" ?hidden=${!isPast} @click=${actions.goOn}>Go on from here</button>
    <button type="button" class="quiet-button" ?hidden=${!isPast} @click=${actions.backToNow}>Back to now</button>
    <span class="bench-moment">${step ?? momentText(view)}</span>
  `;
}
