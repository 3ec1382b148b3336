/**
 * The shell at a terminal: prompt, line, run, and again.
 *
 * Models: bash eval.c reader_loop and parse.y prompting; OSC 133 marks as terminals' shell integration writes them.
 */
import type { Run } from "../../sim/core/wait.ts";
import { type Entered, LineEditor, MARK } from "../line-editor/editor.ts";
import { expandHistory } from "../line-editor/history-expansion.ts";
import { type Parsed, parseScript } from "../syntax/parse.ts";
import { History } from "./history.ts";
import { type Job, jobState } from "./jobs.ts";
import { runLine } from "./line.ts";
import { runPrompt } from "./prompt.ts";
import { runText, tellProblem } from "./script.ts";
import type { Shell } from "./shell.ts";
import { runStandardInput } from "./standard-input.ts";

export function* interact(shell: Shell): Run<number> {
  const { tty } = shell.process;
  if (tty === null) return yield* runStandardInput(shell);
  shell.history ??= new History();
  const editor = new LineEditor(shell, tty);
  for (let isFirst = true; ; isFirst = false) {
    tty.foreground = shell.process.pgid;
    yield* tellJobs(shell);
    yield* beforePrompt(shell, isFirst);
    const entered = yield* readCommand(shell, editor);
    if (entered === "end") {
      yield* endOfInput(shell);
      if (shell.jump === null) continue;
    } else if (entered === "interrupted") shell.status = 130;
    else if (entered !== null) yield* runEntered(shell, entered);
    if (shell.jump !== null) return yield* leave(shell);
  }
}

function* beforePrompt(shell: Shell, isFirst: boolean): Run<void> {
  if (!isFirst) yield* shell.printError(MARK.end(shell.status));
  const command = shell.variables.get("PROMPT_COMMAND");
  if (command === null || command === "") return;
  const { status } = shell;
  yield* runText(shell, command, { line: 1, label: "PROMPT_COMMAND" });
  if (shell.jump === null) shell.status = status;
}

/** A whole command, over as many lines as it takes; null when it was wrong. */
function* readCommand(shell: Shell, editor: LineEditor): Run<Parsed | "end" | "interrupted" | null> {
  let text = "";
  let remembered = "";
  for (;;) {
    const prompt = text === "" ? (shell.variables.get("PS1") ?? "") : (shell.variables.get("PS2") ?? "");
    const entered: Entered = yield* editor.readLine(yield* runPrompt(shell, prompt));
    if (entered === "interrupted") return entered;
    if (entered === "end") {
      if (text === "") return entered;
      const parsed = parseScript(shell.withAliases(`${text}\n`));
      const { problem } = parsed;
      shell.history?.add(text, historyOptions(shell));
      yield* shell.printError(`${MARK.output}\r`);
      // An open here-document ends where the input does, with a warning.
      if (problem?.isIncomplete === true && problem.message === "") return { ...parsed, problem: null };
      if (problem !== null)
        yield* tellProblem(
          shell,
          { ...problem, message: problem.message || "syntax error: unexpected end of file" },
          { label: shell.name },
        );
      return null;
    }
    const line = yield* expandEntered(shell, text, entered.line);
    if (line === null) return null;
    remembered = text === "" ? line : remembered + joint(text) + line;
    text = text === "" ? line : `${text}\n${line}`;
    const parsed = parseScript(shell.withAliases(text));
    if (parsed.problem?.isIncomplete === true) continue;
    shell.history?.add(remembered, historyOptions(shell));
    yield* shell.printError(MARK.output);
    if (parsed.problem !== null) yield* tellProblem(shell, parsed.problem, { label: shell.name });
    return parsed.problem === null ? parsed : null;
  }
}

/** What a line break becomes when the command is remembered as one line. */
function joint(before: string): string {
  const message = parseScript(before).problem?.message ?? "";
  if (message === "" || /matching `["'`]'/.test(message) || before.includes("<<")) return "\n";
  return /(?:^|[\s;])(?:do|then|else|elif|if|while|until|in|\{|!)\s*$|[|&({]\s*$|\)\s*$/.test(before) ? " " : "; ";
}

function historyOptions(shell: Shell): { control: string } {
  return { control: shell.variables.get("HISTCONTROL") ?? "" };
}

/** What was pasted at once is read line by line too; the body of a here-document is nobody's history. */
function* expandEntered(shell: Shell, before: string, entered: string): Run<string | null> {
  if (!entered.includes("!")) return entered;
  const lines: string[] = [];
  for (const line of entered.split("\n")) {
    const text = [...(before === "" ? [] : [before]), ...lines].join("\n");
    const inHereDocument = text.includes("<<") && parseScript(text).problem?.isIncomplete === true;
    const expanded = inHereDocument ? line : yield* expandTyped(shell, line);
    if (expanded === null) return null;
    lines.push(expanded);
  }
  return lines.join("\n");
}

/** `!!` and its kin; null when there is no such event. */
function* expandTyped(shell: Shell, line: string): Run<string | null> {
  if (shell.history === null || !shell.options.isOn("histexpand") || shell.dialect.id !== "bash") return line;
  const expanded = expandHistory(line, shell.history);
  if (expanded.kind === "same") return line;
  if (expanded.kind === "error") {
    yield* shell.printError(`${MARK.output}${shell.name}: ${expanded.message}\n`);
    return null;
  }
  yield* shell.printError(`${MARK.output}${expanded.text}\n`);
  if (!expanded.onlyPrint) return expanded.text;
  shell.history.add(expanded.text);
  return null;
}

function* runEntered(shell: Shell, parsed: Parsed): Run<void> {
  shell.endedBySignal = null;
  const before = shell.warnedOfJobs;
  yield* runLine(shell, parsed.script);
  if (before && shell.jump === null) shell.warnedOfJobs = false;
}

/** Ctrl-D. */
function* endOfInput(shell: Shell): Run<void> {
  const stopped = shell.jobs.all.some((job) => jobState(job) === "stopped");
  const word = shell.dialect.id !== "bash" ? "" : shell.isLogin ? "logout" : "exit";
  yield* shell.printError(`${MARK.output}${word}\n`);
  if (stopped && !shell.warnedOfJobs) {
    shell.warnedOfJobs = true;
    yield* shell.printError("There are stopped jobs.\n");
    return;
  }
  shell.jump = { kind: "exit" };
}

/** Jobs that are not disowned are told that their terminal is gone. */
function* leave(shell: Shell): Run<number> {
  for (const job of shell.jobs.all)
    if (!job.isDisowned && jobState(job) === "stopped") {
      shell.process.machine.processes.signalGroup(job.pgid, "HUP");
      shell.process.machine.processes.signalGroup(job.pgid, "CONT");
    }
  yield* shell.printError(MARK.end(shell.status));
  return shell.status;
}

/** Before a prompt: background jobs that have ended. */
export function* tellJobs(shell: Shell): Run<void> {
  const lines: string[] = [];
  const ended: Job[] = [];
  for (const job of shell.jobs.all) {
    if (jobState(job) !== "done") continue;
    lines.push(shell.jobs.line(job));
    ended.push(job);
  }
  for (const job of ended) shell.jobs.remove(job);
  if (lines.length > 0) yield* shell.printError(`${lines.join("\n")}\n`);
}
