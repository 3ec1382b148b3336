/** One packet's way as a table: when, where, what happened there and by which rule, what it changed, and why. */
import { html, nothing, type TemplateResult } from "lit";
import type { CauseView, HopView } from "../worker/trace/trace-protocol.ts";
import { ageText, atText } from "./time-text.ts";

export interface HopTableOptions {
  readonly title: string;
  readonly hops: readonly HopView[];
  /** Also the steps that change and decide nothing. */
  readonly withMinor: boolean;
  /** The event that one is at in the ladder. */
  readonly atSeq: number | null;
  point(objectId: string): void;
}

export function hopTable(options: HopTableOptions): TemplateResult {
  const { title, hops, withMinor } = options;
  const shown = hops.filter((hop) => withMinor || !hop.minor);
  const startUs = hops[0]?.atUs ?? 0;
  const current = shown.findLast(({ seq }) => options.atSeq !== null && seq <= options.atSeq)?.seq;
  return html`
    <div class="table-scroll" role="region" aria-label="The way of the packet" tabindex="0">
      <table class="hops">
        <caption>${title}</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Place</th>
            <th scope="col">What happens, and why</th>
            <th scope="col">Headers</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map((hop, index) => row(hop, { ...options, startUs, isOpening: index === 0, isCurrent: hop.seq === current }))}
        </tbody>
      </table>
    </div>
  `;
}

interface RowContext extends HopTableOptions {
  readonly startUs: number;
  readonly isOpening: boolean;
  readonly isCurrent: boolean;
}

function row(hop: HopView, context: RowContext): TemplateResult {
  return html`
    <tr class=${hop.type === "dropped" ? "bad" : nothing} aria-current=${context.isCurrent ? "step" : nothing}>
      <td class="at">${atText(hop.atUs - context.startUs)}</td>
      <th scope="row">${hop.where}${hop.hook === null ? nothing : html`<span class="hook">${hop.hook}</span>`}</th>
      <td>${what(hop)} ${hop.causes.map((cause) => why(cause, context))}</td>
      <td>${headers(hop, context)}</td>
    </tr>
  `;
}

function what({ chain, rule, sentence, origin, causes }: HopView): TemplateResult {
  const writer =
    origin === null || causes.length > 0 ? nothing : html`<span class="origin">written by ${origin}</span>`;
  if (chain === null || rule === null) return html`${sentence} ${writer}`;
  return html`<span class="chain">${chain}</span> <code class="rule">${rule}</code> ${writer}`;
}

function why({ object, objectId, manifest, events }: CauseView, { point }: RowContext): TemplateResult {
  return html`
    <div class="why">
      because of
      <button type="button" class="link-button" @click=${() => point(objectId)}>${object}</button>
      ${
        manifest === null
          ? html`<span>, which is gone</span>`
          : html`<span class="manifest">${manifest.source}, line ${manifest.line}: <code>${manifest.text}</code></span>`
      }
      ${
        events.length === 0
          ? nothing
          : html`<details>
              <summary>What brought the rule here</summary>
              <ol>${events.map(({ atUs, text }) => html`<li><span class="at">${ageText(atUs)}</span> ${text}</li>`)}</ol>
            </details>`
      }
    </div>
  `;
}

/** Said in full where the way begins, and part by part where something changes. */
function headers({ changes, headers: now }: HopView, { isOpening, title }: RowContext): TemplateResult {
  if (isOpening) return html`<span class="same">${now ?? title}</span>`;
  if (changes.length === 0) return html`<span class="unchanged">unchanged</span>`;
  return html`${changes.map(
    ({ part, before, after }) => html`
      <span class="part">${part}</span>
      <span class="visually-hidden">before</span><del>${before}</del>
      <span class="visually-hidden">after</span><ins>${after}</ins>
    `,
  )}`;
}
