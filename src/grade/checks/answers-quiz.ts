/** The learner answered a question of the lab, and rightly; what is wrong with a wrong answer is told. */
import { ANSWERS_FILE, answersOf } from "../../shell/commands/answer/answers-file.ts";
import { decodeUtf8 } from "../../sim/core/utf8.ts";
import { type Check, type CheckOptions, NO_EVIDENCE, type Problem, type Verdict } from "../check.ts";
import type { Copy } from "../copy.ts";
import { letterOf, type QuizItem, rightAnswers, saidTo, sameAnswer } from "../quiz/quiz-item.ts";

export interface AnswersQuizOptions extends CheckOptions {
  /** The same as stands in the lab's `quiz`. */
  readonly item: QuizItem;
}

export function answersQuiz(options: AnswersQuizOptions): Check {
  const problems: Problem[] = [];
  if (rightAnswers(options.item).length === 0)
    problems.push({ field: "item", got: options.item.id, wanted: "an item with a right answer", fix: "say which is" });
  return { id: options.id, check: "answersQuiz", effect: "looks", problems, run: (copy) => look(copy, options) };
}

function look(copy: Copy, { item, lookAt }: AnswersQuizOptions): Verdict {
  const node = copy.cluster.host.fs.tryNode(ANSWERS_FILE, "/");
  const given = node?.kind === "file" ? answersOf(decodeUtf8(node.bytes)).get(item.id) : undefined;
  const wanted = `the question "${item.question}" to be answered: ${how(item)}`;
  if (given === undefined)
    return { ok: false, wanted, saw: "no answer yet", lookAt: lookAt ?? `answer ${item.id}`, evidence: NO_EVIDENCE };
  if (rightAnswers(item).some((right) => sameAnswer(given, right)))
    return { ok: true, wanted, saw: `${given}: ${saidTo(item, given)}`, evidence: NO_EVIDENCE };
  return { ok: false, wanted, saw: `${given}: ${saidTo(item, given)}`, ...at(lookAt), evidence: NO_EVIDENCE };
}

function at(lookAt: string | undefined): { readonly lookAt?: string } {
  return lookAt === undefined ? {} : { lookAt };
}

function how(item: QuizItem): string {
  if (!("choices" in item)) return `answer ${item.id} ${item.form.toUpperCase().replaceAll(" ", "-")}`;
  return `answer ${item.id} ${item.choices.map((_, index) => letterOf(index)).join("|")}`;
}
