/** A question of a lab or a lesson, with choices or a short free answer, and for each what to say to it. */

export interface QuizChoice {
  readonly text: string;
  readonly right?: true;
  /** Said when it is chosen: why it is right, or what it overlooks. */
  readonly why: string;
}

interface Asked {
  /** What is typed after `answer`. */
  readonly id: string;
  readonly question: string;
}

/** To be answered with the letter of a choice: the first is `a`. */
export interface ChoiceItem extends Asked {
  readonly choices: readonly QuizChoice[];
}

/** To be answered with a word or a number. */
export interface WordItem extends Asked {
  readonly answers: readonly string[];
  /** What a right answer looks like, without being one: `an address`, `a number`. */
  readonly form: string;
  readonly why: string;
}

export type QuizItem = ChoiceItem | WordItem;

export function letterOf(index: number): string {
  return String.fromCharCode(97 + index);
}

/** The answers that are taken as right. */
export function rightAnswers(item: QuizItem): readonly string[] {
  if ("answers" in item) return item.answers;
  return item.choices.flatMap((choice, index) => (choice.right === true ? [letterOf(index)] : []));
}

/** As people write it: no quotes around, no case, no full stop. */
export function sameAnswer(given: string, right: string): boolean {
  const plain = (text: string): string =>
    text
      .trim()
      .toLowerCase()
      .replace(/^["'`]+|["'`.]+$/g, "");
  return plain(given) === plain(right);
}

/** What is said to an answer. A free one that is wrong is not explained: that would give the right one away. */
export function saidTo(item: QuizItem, given: string): string {
  if ("choices" in item) return item.choices.find((_, index) => letterOf(index) === given)?.why ?? "";
  return rightAnswers(item).some((right) => sameAnswer(given, right)) ? item.why : "that is not it";
}
