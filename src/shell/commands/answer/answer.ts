/**
 * Answers a question of the lab, at the prompt like everything else, so that the answer is in the log, is replayed and
 * can be graded. It says whether an answer is one, never whether it is right: that is the lab's check.
 */
import { decodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { ANSWERS_FILE, answersOf, QUESTIONS_FILE } from "./answers-file.ts";

const USAGE = `usage: answer                     what is asked, and what was answered
       answer QUESTION            one question
       answer QUESTION ANSWER     the letter of a choice, or a word
`;

interface Question {
  readonly id: string;
  readonly text: string;
  /** Letter to choice; `*` where a word is wanted. */
  readonly choices: ReadonlyMap<string, string>;
}

export function* answer(process: Process): Run<number> {
  const [id, ...words] = process.argv.slice(1);
  if (id === "-h" || id === "--help") {
    yield* process.print(USAGE);
    return 0;
  }
  const questions = parseQuestions(textOf(process, QUESTIONS_FILE));
  if (questions.length === 0) {
    yield* process.printError("answer: nothing is asked here\n");
    return 1;
  }
  const given = answersOf(textOf(process, ANSWERS_FILE));
  const asked = id === undefined ? questions : questions.filter((question) => question.id === id);
  if (asked.length === 0) {
    const ids = questions.map((question) => question.id).join(", ");
    yield* process.printError(`answer: there is no question "${id}"; there is ${ids}\n`);
    return 1;
  }
  if (words.length === 0) {
    yield* process.print(asked.map((question) => shown(question, given.get(question.id))).join("\n"));
    return 0;
  }
  return yield* take(process, asked[0] as Question, words.join(" ").trim());
}

function* take(process: Process, { id, choices }: Question, text: string): Run<number> {
  const isFree = choices.has("*");
  const chosen = isFree ? text : text.toLowerCase();
  if (text === "" || (!isFree && !choices.has(chosen))) {
    const wanted = isFree ? choices.get("*") : [...choices.keys()].join(", ");
    yield* process.printError(`answer: ${id}: "${text}" is no answer to it; wanted is ${wanted}\n`);
    return 1;
  }
  const { fs } = process.machine;
  const kept = answersOf(textOf(process, ANSWERS_FILE));
  kept.delete(id);
  kept.set(id, chosen);
  fs.writeFile(ANSWERS_FILE, [...kept].map(([key, value]) => `${key}\t${value}\n`).join(""));
  yield* process.print(`${id}: ${isFree ? chosen : `${chosen}) ${choices.get(chosen)}`}\n`);
  return 0;
}

function shown({ id, text, choices }: Question, given: string | undefined): string {
  const lines = [`${id}: ${text}`];
  for (const [letter, choice] of choices)
    if (letter === "*") lines.push(`    ${choice}${given === undefined ? "" : `: ${given}`}`);
    else lines.push(`  ${given === letter ? "*" : " "} ${letter}) ${choice}`);
  return `${lines.join("\n")}\n`;
}

function parseQuestions(text: string): Question[] {
  const questions: { id: string; text: string; choices: Map<string, string> }[] = [];
  for (const line of text.split("\n")) {
    const [first = "", second = "", third = ""] = line.split("\t");
    if (first !== "") questions.push({ id: first, text: second, choices: new Map() });
    else if (second !== "") questions.at(-1)?.choices.set(second, third);
  }
  return questions;
}

function textOf(process: Process, path: string): string {
  const node = process.machine.fs.tryNode(path, "/");
  return node?.kind === "file" ? decodeUtf8(node.bytes) : "";
}
