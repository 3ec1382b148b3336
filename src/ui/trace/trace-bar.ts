/** What of the trace is shown: since when, whose, of which protocol, with which end; and the ways to take it along. */
import { html, nothing, type TemplateResult } from "lit";
import type { RequestFilter, RequestList } from "../worker/trace/trace-protocol.ts";
import { laneName } from "./ladder-layout.ts";

export interface TraceBarView {
  readonly since: "line" | "start";
  readonly filter: RequestFilter;
  readonly list: RequestList | null;
  /** Places of the chosen request, for captures. */
  readonly lanes: readonly string[];
  readonly exporting: string;
}

export interface TraceBarActions {
  setSince(since: "line" | "start"): void;
  setFilter(part: Partial<RequestFilter>): void;
  exportAs(as: "text" | "json"): void;
  capture(place: string): void;
}

export function traceBar(
  { since, filter, list, lanes, exporting }: TraceBarView,
  actions: TraceBarActions,
): TemplateResult {
  const own = list?.ownCount ?? 0;
  return html`
    <div class="trace-bar">
      ${select(
        "Since",
        since,
        [
          ["line", "since the last line"],
          ["start", "since the start"],
        ],
        (value) => actions.setSince(value as "line" | "start"),
      )}
      ${select("Protocol", filter.protocol ?? "", [["", "any protocol"], ...named(list?.protocols ?? [], filter.protocol)], (value) => actions.setFilter({ protocol: value || null }))}
      ${select(
        "End",
        filter.end ?? "",
        [
          ["", "any end"],
          ["answered", "answered"],
          ["refused", "refused"],
          ["unanswered", "unanswered"],
        ],
        (value) => actions.setFilter({ end: (value || null) as RequestFilter["end"] }),
      )}
      ${select("Object", filter.object ?? "", [["", "any object"], ...objects(list?.objects ?? [], filter.object)], (value) => actions.setFilter({ object: value || null }))}
      <input
        type="search"
        aria-label="Text in the trace"
        placeholder="text"
        .value=${filter.text}
        @input=${(event: Event) => actions.setFilter({ text: (event.target as HTMLInputElement).value })}
      />
      <label class="trace-own">
        <input
          type="checkbox"
          .checked=${filter.withOwn}
          @change=${(event: Event) => actions.setFilter({ withOwn: (event.target as HTMLInputElement).checked })}
        />
        Probes and the cluster's own${own > 0 ? ` (${own})` : nothing}
      </label>
      <details class="terminal-menu trace-export">
        <summary class="bar-button">Export</summary>
        <div class="terminal-menu-list">
          <ul>
            <li><button type="button" @click=${() => actions.exportAs("text")}>as text</button></li>
            <li><button type="button" @click=${() => actions.exportAs("json")}>as JSON</button></li>
            ${lanes.map((lane) => html`<li><button type="button" @click=${() => actions.capture(lane)}>this request as pcap, seen at ${laneName(lane)}</button></li>`)}
          </ul>
        </div>
      </details>
      <span role="status">${exporting}</span>
    </div>
  `;
}

type Choice = readonly [value: string, label: string];

function named(values: readonly string[], chosen: string | null): Choice[] {
  return withChosen(values, chosen).map((value) => [value, value.toUpperCase()]);
}

function objects(ids: readonly string[], chosen: string | null): Choice[] {
  return withChosen(ids, chosen).map((id) => [
    id,
    id.startsWith("Service/") ? `service ${laneName(id)}` : laneName(id),
  ]);
}

/** What was chosen stays to be seen, also where nothing has it just now. */
function withChosen(values: readonly string[], chosen: string | null): readonly string[] {
  return chosen === null || values.includes(chosen) ? values : [...values, chosen];
}

function select(
  label: string,
  chosen: string,
  choices: readonly Choice[],
  choose: (value: string) => void,
): TemplateResult {
  return html`
    <select aria-label=${label} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
      ${choices.map(([value, text]) => html`<option value=${value} .selected=${value === chosen}>${text}</option>`)}
    </select>
  `;
}
