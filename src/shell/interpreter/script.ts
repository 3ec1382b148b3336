/**
 * Running a text: a script, the string of `-c`, `eval`, `source`. Commands run line by line, so that an alias or a
 * mistake counts only for what comes after it.
 *
 * Models: bash eval.c reader_loop, builtins/evalstring.c
 */
import type { Run } from "../../sim/core/wait.ts";
import type { Script, Statement } from "../syntax/ast.ts";
import { type Problem, parseScript } from "../syntax/parse.ts";
import { runStatement } from "./execute/run.ts";
import type { Shell } from "./shell.ts";
import { ShellError } from "./shell-error.ts";

export interface TextOptions {
  readonly line: number;
  /** What a syntax error names: `bash: -c`, `eval`. */
  readonly label: string;
}

/** The status of the last command. */
export function* runText(shell: Shell, text: string, options: TextOptions): Run<number> {
  const isCut = /(?:^|[^\\])(?:\\\\)*\\$/.test(text);
  if (isCut) return yield* runText(shell, text.slice(0, -1), options);
  if (shell.aliases.size === 0 || !shell.options.shopt("expand_aliases")) {
    const { script, problem } = parseScript(text, options.line);
    const rest = yield* runLines(shell, script, { text, ...options });
    if (rest !== null) return yield* runText(shell, rest.text, { ...options, line: rest.line });
    if (shell.jump !== null || problem === null) return shell.status;
    return yield* tellProblem(shell, problem, options);
  }
  return yield* runWithAliases(shell, text, options);
}

interface Rest {
  readonly text: string;
  readonly line: number;
}

/** Runs statements, and answers with what is left when aliases have come up that the parser has not seen. */
function* runLines(shell: Shell, script: Script, { text, line }: TextOptions & { text: string }): Run<Rest | null> {
  const { statements } = script;
  for (let i = 0; i < statements.length; ) {
    const group = lineOf(statements, i);
    i += group.length;
    const before = shell.aliases.size;
    const last = group.at(-1) as Statement;
    shell.observer?.started(linesOf(text, (group[0] as Statement).line - line, last.endLine - line));
    yield* runGroup(shell, group);
    shell.observer?.ended(shell.status);
    if (shell.jump !== null) return null;
    if (shell.aliases.size > before && shell.options.shopt("expand_aliases") && i < statements.length)
      return {
        text: text
          .split("\n")
          .slice(last.endLine - line + 1)
          .join("\n"),
        line: last.endLine + 1,
      };
  }
  return null;
}

function linesOf(text: string, first: number, last: number): string {
  return text
    .split("\n")
    .slice(first, last + 1)
    .join("\n");
}

/** The statements that stand on one line, as the shell reads them in one go. */
function lineOf(statements: readonly Statement[], from: number): Statement[] {
  const group = [statements[from] as Statement];
  for (let i = from + 1; i < statements.length; i++) {
    const next = statements[i] as Statement;
    if (next.line > (group.at(-1) as Statement).endLine) break;
    group.push(next);
  }
  return group;
}

function* runGroup(shell: Shell, group: readonly Statement[]): Run<void> {
  const { guarded, loops } = shell;
  try {
    for (const statement of group) {
      yield* runStatement(shell, statement);
      if (shell.jump !== null) return;
    }
  } catch (error) {
    if (!(error instanceof ShellError) || error.scope === "shell") throw error;
    yield* shell.printError(`${error.prefix ?? shell.prefix()}${error.message}\n`);
    shell.jump = null;
    shell.guarded = guarded;
    shell.loops = loops;
    shell.status = error.status;
    if (shell.options.errexit) shell.jump = { kind: "exit" };
  }
}

/** After a line was given up in the middle. */
export function recover(shell: Shell): void {
  shell.guarded = 0;
  shell.loops = 0;
  shell.jump = null;
}

/** With aliases every line is parsed when its turn comes. */
function* runWithAliases(shell: Shell, text: string, options: TextOptions): Run<number> {
  const lines = text.split("\n");
  let { line } = options;
  for (let from = 0; from < lines.length; ) {
    let chunk = "";
    let count = 0;
    let parsed = parseScript("");
    do {
      chunk = lines.slice(from, from + ++count).join("\n");
      parsed = parseScript(shell.withAliases(chunk), line);
    } while (parsed.problem?.isIncomplete === true && from + count < lines.length);
    if (parsed.script.statements.length > 0) shell.observer?.started(chunk);
    for (const statement of parsed.script.statements) {
      yield* runGroup(shell, [statement]);
      if (shell.jump !== null) break;
    }
    if (parsed.script.statements.length > 0) shell.observer?.ended(shell.status);
    if (shell.jump !== null) return shell.status;
    if (parsed.problem !== null) return yield* tellProblem(shell, parsed.problem, options);
    from += count;
    line += count;
  }
  return shell.status;
}

export function* tellProblem(shell: Shell, problem: Problem, options: Pick<TextOptions, "label">): Run<number> {
  const { dialect } = shell;
  if (problem.message === "") return shell.status;
  shell.status = 2;
  const words = dialect.words.syntax(problem.token, problem.message, problem.expecting);
  if (dialect.id !== "bash") {
    shell.line = problem.expecting === null ? problem.line : problem.line - 1;
    const isEval = options.label.endsWith(": eval");
    yield* shell.complain(words, isEval ? "eval" : null);
    if (isEval && !shell.isInteractive) shell.jump = { kind: "exit" };
    return 2;
  }
  const place =
    shell.isInteractive && options.label === shell.name
      ? `${options.label}: `
      : `${options.label}: line ${problem.line}: `;
  yield* shell.printError(`${place}${words}\n`);
  if (problem.source !== null && !(shell.isInteractive && options.label === shell.name))
    yield* shell.printError(`${place}\`${problem.source}'\n`);
  return 2;
}

export function* runFile(shell: Shell, text: string, name: string): Run<number> {
  shell.source = name;
  const status = yield* runText(shell, text, { line: 1, label: name });
  return shell.jump?.kind === "exit" ? shell.status : status;
}
