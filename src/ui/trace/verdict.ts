/** What came of the request, at the top and in one sentence; where it failed, why, and where to look. */
import { html, nothing, type TemplateResult } from "lit";
import type { RequestView } from "../worker/trace/trace-protocol.ts";
import type { Diagnosis } from "./why-failed.ts";

export function verdict(request: RequestView, diagnosis: Diagnosis | null): TemplateResult {
  if (request.end === "answered")
    return html`<p class="verdict" role="status"><strong>Answered</strong> by ${request.backend}.</p>`;
  return html`
    <div class="verdict bad" role="status">
      <p><strong>${request.end === "refused" ? "Refused" : "No answer"}</strong>: ${because(request, diagnosis)}</p>
      ${diagnosis?.state === "told" ? html`<p>Look at: ${diagnosis.lookAt}.</p>` : nothing}
      ${diagnosis?.state === "asking" ? html`<p class="pane-quiet">Trying it in a copy of the cluster, to find out why.</p>` : nothing}
      ${diagnosis?.state === "nothing" ? html`<p class="pane-quiet">In a copy of the cluster as it was then: ${diagnosis.outcome}.</p>` : nothing}
      ${diagnosis?.state === "told" ? html`<p class="pane-quiet">The packet itself: ${request.why}.</p>` : nothing}
    </div>
  `;
}

function because({ why }: RequestView, diagnosis: Diagnosis | null): string {
  const text = diagnosis?.state === "told" ? diagnosis.saw : why;
  return `${text}.`;
}
