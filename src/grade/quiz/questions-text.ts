/** A lab's questions as the file that `answer` reads: an id and its question, and beneath it what may be chosen. */
import { letterOf, type QuizItem } from "./quiz-item.ts";

export function questionsText(items: readonly QuizItem[]): string {
  return items.map((item) => `${item.id}\t${oneLine(item.question)}\n${waysToAnswer(item)}`).join("");
}

function waysToAnswer(item: QuizItem): string {
  if (!("choices" in item)) return `\t*\t${item.form}\n`;
  return item.choices.map(({ text }, index) => `\t${letterOf(index)}\t${oneLine(text)}\n`).join("");
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
