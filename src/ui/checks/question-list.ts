/** A lab's questions. A choice types `answer QUESTION LETTER` into the terminal, so that it is in the log like all else. */
import { html, nothing, type TemplateResult } from "lit";
import type { QuestionView } from "../worker/protocol.ts";
import { withCode } from "./with-code.ts";

/** No key of the terminal's, and nothing that a shell would read. */
export function answerLine(id: string, answer: string): string {
  const plain = [...answer]
    .filter((letter) => letter >= " " && letter !== "\x7f")
    .join("")
    .trim()
    .slice(0, 200);
  return `answer ${id} ${/^[\w.-]+$/.test(plain) ? plain : `'${plain.replaceAll("'", "'\\''")}'`}`;
}

export function questionList(questions: readonly QuestionView[], onAnswer: (line: string) => void): TemplateResult {
  return html`
    <section class="questions" aria-labelledby="questions-head">
      <h3 id="questions-head">${questions.length === 1 ? "The question" : "The questions"}</h3>
      ${questions.map((question) =>
        question.form === null ? choiceOf(question, onAnswer) : wordOf(question, question.form, onAnswer),
      )}
    </section>
  `;
}

function choiceOf(
  { id, question, choices, given, said }: QuestionView,
  onAnswer: (line: string) => void,
): TemplateResult {
  return html`
    <div class="question" role="group" aria-labelledby=${`question-${id}`}>
      <p id=${`question-${id}`}>${withCode(question)}</p>
      ${choices.map(
        ({ letter, text }) => html`
          <button
            type="button"
            class="choice"
            aria-pressed=${given === letter ? "true" : "false"}
            @click=${() => onAnswer(answerLine(id, letter))}
          >
            <span class="choice-letter">${letter}</span> <span>${withCode(text)}</span>
          </button>
        `,
      )}
      ${saidOf(given, said)}
    </div>
  `;
}

function wordOf(
  { id, question, given, said }: QuestionView,
  form: string,
  onAnswer: (line: string) => void,
): TemplateResult {
  const send = (event: Event): void => {
    event.preventDefault();
    const input = (event.target as HTMLFormElement).elements.namedItem("answer") as HTMLInputElement;
    if (input.value.trim() !== "") onAnswer(answerLine(id, input.value));
  };
  return html`
    <form class="question" @submit=${send}>
      <label for=${`answer-${id}`}>${withCode(question)} <span class="question-form">(${form})</span></label>
      <div class="panel-line">
        <input id=${`answer-${id}`} name="answer" type="text" autocomplete="off" maxlength="200" .value=${given ?? ""} />
        <button type="submit" class="quiet-button">Answer</button>
      </div>
      ${saidOf(given, said)}
    </form>
  `;
}

function saidOf(given: string | null, said: string | null): TemplateResult | typeof nothing {
  return given === null
    ? nothing
    : html`<p class="question-said" role="status">You answered ${given}. ${withCode(said ?? "")}</p>`;
}
