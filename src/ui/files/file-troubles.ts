/** What is wrong with the open file, in words: what is underlined in it, and that a program has written it too. */
import { html, nothing, type TemplateResult } from "lit";
import type { Finding } from "./findings.ts";

/** For whoever does not see what is underlined, and for whoever does not hover. */
export function problemList(
  text: string,
  findings: readonly Finding[],
  goTo: (offset: number) => void,
): TemplateResult | typeof nothing {
  if (findings.length === 0) return nothing;
  const lineOf = (offset: number): number => text.slice(0, offset).split("\n").length;
  return html`<ul class="file-problems" aria-label="Problems">
    ${findings.map(
      ({ from, severity, message }) => html`<li>
        <button type="button" class=${severity} @click=${() => goTo(from)}>
          <span class="file-problem-line">line ${lineOf(from)}</span> <span class="file-problem">${message}</span>
        </button>
      </li>`,
    )}
  </ul>`;
}

export interface ConflictActions {
  keepMine(): void;
  takeTheirs(): void;
}

export function conflictBar(file: string, isGone: boolean, actions: ConflictActions): TemplateResult {
  const what = isGone ? "has been removed" : "has been changed";
  return html`<div class="file-conflict" role="alert">
    <p>${file} ${what} by a program in the terminal, and you have changed it here.</p>
    <button type="button" class="quiet-button" @click=${actions.keepMine}>Keep mine</button>
    <button type="button" class="quiet-button" @click=${actions.takeTheirs}>Take the terminal’s</button>
  </div>`;
}
