/**
 * Programs that complete their own arguments: asked with `__complete`, they print what the last word could become, and
 * a number that says what to do with it.
 *
 * Models: github.com/spf13/cobra/completions.go (ShellCompDirective), bash_completionsV2.go
 */
import type { Run } from "../../sim/core/wait.ts";
import { substituteCommand } from "../interpreter/substitution.ts";
import { parseScript } from "../syntax/parse.ts";
import { type Candidate, type CompletionRequest, files } from "./completion.ts";

const NO_SPACE = 2;
const NO_FILES = 4;
const EXTENSIONS = 8;

/** Null: nothing, and not even files. */
export function* completeByProgram({ shell, words, word }: CompletionRequest): Run<readonly Candidate[] | null> {
  const quoted = words.map((one) => `'${one.replaceAll("'", "'\\''")}'`);
  const text = `command ${quoted[0]} __complete ${quoted.slice(1).join(" ")} 2>/dev/null </dev/null`;
  const { status, substitutionStatus } = shell;
  let answer: string;
  try {
    answer = yield* substituteCommand(shell, { text, script: parseScript(text).script, isBroken: false, line: 1 });
  } finally {
    shell.status = status;
    shell.substitutionStatus = substitutionStatus;
  }
  const lines = answer.split("\n");
  const directive = Number(/^:(\d+)$/.exec(lines.pop() ?? "")?.[1] ?? 0);
  if ((directive & EXTENSIONS) !== 0) {
    const wanted = new RegExp(`\\.(${lines.join("|")})$`);
    const isWanted = (path: string): boolean =>
      wanted.test(path) || shell.process.machine.fs.tryNode(path, shell.process.cwd)?.kind === "directory";
    return files(shell, word, (_, path) => isWanted(path));
  }
  const equals = word.startsWith("-") ? word.indexOf("=") + 1 : 0;
  const found = lines
    .map((line) => line.split("\t")[0] as string)
    .filter((name) => name !== "")
    .map((name) => ({
      text: word.slice(0, equals) + name,
      shown: name,
      ...((directive & NO_SPACE) !== 0 ? { isOpen: true } : {}),
    }));
  return found.length === 0 && (directive & NO_FILES) !== 0 ? null : found;
}
