/** The requests, one row each: when, what, who to whom, and what came of it. */
import { html, nothing, type TemplateResult } from "lit";
import type { RequestList, RequestView } from "../worker/trace/trace-protocol.ts";
import { laneName } from "./ladder-layout.ts";
import { ageText } from "./time-text.ts";

export const REQUEST_HEIGHT = 44;

export function requestRows(
  list: RequestList,
  chosenId: number | null,
  choose: (request: RequestView) => void,
): TemplateResult {
  return html`${list.requests.map((request, i) => row(request, { index: list.from + i, total: list.total, isChosen: request.requestId === chosenId, choose }))}`;
}

interface RowOptions {
  readonly index: number;
  readonly total: number;
  readonly isChosen: boolean;
  choose(request: RequestView): void;
}

function row(request: RequestView, { index, total, isChosen, choose }: RowOptions): TemplateResult {
  const { protocol, fromObject, toObject, server, backend, end, packets, startUs } = request;
  return html`
    <div role="listitem" aria-posinset=${index + 1} aria-setsize=${total}>
      <button type="button" class="request" aria-pressed=${isChosen ? "true" : "false"} @click=${() => choose(request)}>
        <span class="protocol">${protocol.toUpperCase()}</span>
        <span class="ends">${laneName(fromObject)} to ${laneName(toObject)}
          <span class="via">${server}${backend === server ? nothing : `, which became ${backend}`}</span></span>
        <span class="request-end"><span class=${end === "answered" ? "end" : "end bad"}>${end}</span>
          <span class="via">${ageText(startUs)}, ${packets} packet${packets === 1 ? "" : "s"}</span></span>
      </button>
    </div>
  `;
}
