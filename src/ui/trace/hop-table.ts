/** One packet's way as a table: when, where, what happened there and by which rule, and how it looked afterwards. */
import { html, nothing, type TemplateResult } from "lit";
import type { HopView } from "../worker/protocol.ts";
import { atText } from "./time-text.ts";

export interface HopTableOptions {
  readonly title: string;
  readonly hops: readonly HopView[];
  /** Also the steps that change and decide nothing. */
  readonly withMinor: boolean;
}

export function hopTable({ title, hops, withMinor }: HopTableOptions): TemplateResult {
  const shown = hops.filter((hop) => withMinor || !hop.minor);
  const startUs = hops[0]?.atUs ?? 0;
  return html`
    <div class="table-scroll" role="region" aria-label="The way of the packet" tabindex="0">
      <table class="hops">
        <caption>${title}</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Place</th>
            <th scope="col">What happens</th>
            <th scope="col">Headers</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map((hop, index) => row(hop, { startUs, opening: index === 0 ? title : null }))}
        </tbody>
      </table>
    </div>
  `;
}

function row(hop: HopView, { startUs, opening }: { startUs: number; opening: string | null }): TemplateResult {
  return html`
    <tr class=${hop.type === "dropped" ? "bad" : nothing}>
      <td class="at">${atText(hop.atUs - startUs)}</td>
      <th scope="row">${hop.where}</th>
      <td>${what(hop)}</td>
      <td>${headers(hop, opening)}</td>
    </tr>
  `;
}

function what({ chain, rule, sentence, origin }: HopView): TemplateResult {
  const source = origin === null ? nothing : html`<span class="origin">because of ${origin}</span>`;
  if (chain === null || rule === null) return html`${sentence} ${source}`;
  return html`<span class="chain">${chain}</span> <code class="rule">${rule}</code> ${source}`;
}

/** Said in full where the way begins and wherever something changes; in between they are as the row above left them. */
function headers({ before, after }: HopView, opening: string | null): TemplateResult {
  if (before !== null && after !== null && before !== after)
    return html`
      <span class="visually-hidden">before</span><del>${before}</del>
      <span class="visually-hidden">after</span><ins>${after}</ins>
    `;
  return opening === null
    ? html`<span class="unchanged">unchanged</span>`
    : html`<span class="same">${after ?? opening}</span>`;
}
