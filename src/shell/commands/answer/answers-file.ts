/** Where a lab's questions lie and where the answers go; a line each, parted by tabs, so that a grader reads them too. */

/** `ID<tab>QUESTION`, and beneath it `<tab>LETTER<tab>CHOICE`, or `<tab>*<tab>WHAT IS WANTED`. */
export const QUESTIONS_FILE = "/usr/share/hop/questions";
export const ANSWERS_FILE = "/home/learner/.answers";

/** What was answered, by the question's id; the last answer counts. */
export function answersOf(text: string): Map<string, string> {
  const rows = text
    .split("\n")
    .filter((line) => line.includes("\t"))
    .map((line): [string, string] => [line.slice(0, line.indexOf("\t")), line.slice(line.indexOf("\t") + 1)]);
  return new Map(rows);
}
