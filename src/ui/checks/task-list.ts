/** A lab's tasks: for each check what was wanted, what was seen, where to look, and the packets that show it. */
import { html, nothing, type TemplateResult } from "lit";
import type { CheckView, TaskView } from "../worker/protocol.ts";
import { withCode } from "./with-code.ts";

/** `onStory`: somebody wants to see a check's packets in the trace. */
export function taskList(tasks: readonly TaskView[], onStory: (check: CheckView) => void): TemplateResult {
  return html`
    <ol class="tasks">
      ${tasks.map(
        (task) => html`
          <li class=${task.ok ? "task done" : "task"}>
            <p class="task-title">
              <span class="task-state">${task.ok ? "Done" : "Open"}</span> ${withCode(task.title)}
            </p>
            ${task.checks.map((check) => checkOf(check, onStory))}
          </li>
        `,
      )}
    </ol>
  `;
}

function checkOf(check: CheckView, onStory: (check: CheckView) => void): TemplateResult {
  const lookAt = check.lookAt === null ? nothing : html`<div><dt>look at</dt><dd>${withCode(check.lookAt)}</dd></div>`;
  return html`
    <details class=${check.ok ? "check ok" : "check"} ?open=${!check.ok}>
      <summary><span class="check-state">${check.ok ? "passes" : "fails"}</span> ${withCode(check.wanted)}</summary>
      <dl>
        <div><dt>saw</dt><dd>${withCode(check.saw)}</dd></div>
        ${lookAt}
      </dl>
      ${check.evidence.length === 0 ? nothing : evidenceOf(check)}
      ${
        check.story === null
          ? nothing
          : html`<button type="button" class="quiet-button story-button" @click=${() => onStory(check)}>
              Show its packets in the trace<span class="visually-hidden">: ${check.wanted}</span>
            </button>`
      }
    </details>
  `;
}

function evidenceOf({ evidence }: CheckView): TemplateResult {
  return html`
    <details class="evidence">
      <summary>What the packets did</summary>
      <ul>
        ${evidence.map((line) => html`<li>${line}</li>`)}
      </ul>
    </details>
  `;
}
