/** The arrows of a ladder, row by row: a button each, drawn for eyes and said in words. */
import { html, nothing, svg, type TemplateResult } from "lit";
import type { LadderView, LegView } from "../worker/trace/trace-protocol.ts";
import { laneAt, laneName, legText, purposeOf } from "./ladder-layout.ts";
import { atText } from "./time-text.ts";

export const LEG_HEIGHT = 26;
const MIDDLE = LEG_HEIGHT / 2;

export interface LadderState {
  readonly ladder: LadderView;
  /** The arrow that one is at; null: none. */
  readonly at: number | null;
  choose(index: number, leg: LegView): void;
}

export function laneHeads({ lanes }: LadderView): TemplateResult {
  return html`
    <div class="lane-heads" aria-hidden="true">
      <span class="at"></span>
      <span class="lane-names">${lanes.map((lane) => html`<span>${laneName(lane)}</span>`)}</span>
      <span class="leg-text"></span>
    </div>
  `;
}

export function ladderRows({ ladder, at, choose }: LadderState): TemplateResult {
  return html`${ladder.legs.map((leg, i) => row(leg, ladder.from + i, { ladder, at, choose }))}`;
}

function row(leg: LegView, index: number, { ladder, at, choose }: LadderState): TemplateResult {
  const isAhead = at !== null && index > at;
  const bad = leg.end === "dropped" ? " bad" : "";
  return html`
    <div role="listitem" aria-posinset=${index + 1} aria-setsize=${ladder.total}>
      <button
        type="button"
        class="leg ${leg.end.replaceAll(" ", "-")}${isAhead ? " ahead" : ""}${leg.isRewritten ? " rewritten" : ""}"
        data-leg=${index}
        aria-current=${index === at ? "true" : nothing}
        @click=${() => choose(index, leg)}
      >
        <span class="at">${atText(leg.atUs - ladder.startUs)}</span>
        <svg class="lanes" height=${LEG_HEIGHT} aria-hidden="true">${arrow(leg, ladder.lanes.length)}</svg>
        <span class="visually-hidden">${legText(leg, ladder.lanes)}</span>
        <span class="leg-text${bad}" aria-hidden="true">${leg.end === "dropped" ? "dropped: " : ""}${purposeOf(leg.headers)}</span>
      </button>
    </div>
  `;
}

function arrow({ from, to, end }: LegView, lanes: number): TemplateResult {
  const [x1, x2] = [laneAt(from, lanes), laneAt(to, lanes)];
  // The head keeps off the lane, so that it can be seen there.
  const gap = from === to ? 0 : x2 > x1 ? -0.8 : 0.8;
  const head = end === "dropped" ? "url(#trace-cross)" : end === "delivered" ? "url(#trace-arrow)" : "url(#trace-tip)";
  return svg`
    ${Array.from({ length: lanes }, (_, lane) => svg`<line class="lane" x1="${laneAt(lane, lanes)}%" x2="${laneAt(lane, lanes)}%" y1="0" y2=${LEG_HEIGHT}></line>`)}
    ${
      from === to
        ? svg`<line class="arrow" x1="${x1 - 2}%" x2="${x1}%" y1=${MIDDLE} y2=${MIDDLE} marker-end=${head}></line>`
        : svg`<line class="arrow" x1="${x1}%" x2="${x2 + gap}%" y1=${MIDDLE} y2=${MIDDLE} marker-end=${head}></line>`
    }
  `;
}

/** The heads of the arrows; once in the pane. */
export function arrowHeads(): TemplateResult {
  return html`
    <svg class="trace-heads" width="0" height="0" aria-hidden="true">
      <defs>
        <marker id="trace-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">
          <path class="head" d="M0 0 L8 4 L0 8 Z"></path>
        </marker>
        <marker id="trace-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">
          <path class="tip" d="M1 1 L7 4 L1 7"></path>
        </marker>
        <marker id="trace-cross" viewBox="0 0 10 10" refX="5" refY="5" markerWidth="10" markerHeight="10" markerUnits="userSpaceOnUse" orient="auto">
          <path class="cross" d="M1 1 L9 9 M9 1 L1 9"></path>
        </marker>
      </defs>
    </svg>
  `;
}
