/** Authors write `code` in their sentences. */
import { html, type TemplateResult } from "lit";

export function withCode(text: string): (string | TemplateResult)[] {
  return text.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}
