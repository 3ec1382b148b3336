/** Compound commands. Models: POSIX XCU 2.9.4, bash execute_cmd.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { ArithmeticFor, Case, Compound, For, If, List, Select, While, Word } from "../../syntax/ast.ts";
import { evaluate } from "../arithmetic/evaluate.ts";
import { expandInto, expandPattern, expandText, expandWords } from "../expansion/expand.ts";
import { Pattern } from "../expansion/pattern.ts";
import { quoteTrace } from "../quote.ts";
import type { Shell } from "../shell.ts";
import { ShellError } from "../shell-error.ts";
import { NAME } from "../variables.ts";
import { hasJobControl, waitForeground } from "./foreground.ts";
import { withRedirects } from "./redirect.ts";
import { finish, runGuarded, runList } from "./run.ts";
import { fork } from "./subshell.ts";
import { runTest } from "./test.ts";
import { trace } from "./trace.ts";
import { runDebugTrap } from "./trap-run.ts";

export function* runCompound(shell: Shell, node: Compound): Run<number> {
  if (node.redirects.length === 0) return yield* runBody(shell, node);
  const state = { began: false };
  const status = yield* withRedirects(shell, node.redirects, () => {
    state.began = true;
    return runBody(shell, node);
  });
  return state.began ? status : yield* finish(shell, status);
}

function* runBody(shell: Shell, node: Compound): Run<number> {
  switch (node.kind) {
    case "group":
      return yield* runList(shell, node.body);
    case "subshell":
      return yield* runSubshell(shell, node.body);
    case "if":
      return yield* runIf(shell, node);
    case "for":
      return yield* runFor(shell, node);
    case "arithmetic-for":
      return yield* runArithmeticFor(shell, node);
    case "select":
      return yield* runSelect(shell, node);
    case "while":
      return yield* runWhile(shell, node);
    case "case":
      return yield* runCase(shell, node);
    case "test":
      shell.line = node.line;
      if (!shell.dialect.features.extendedTest) {
        yield* shell.complain(shell.dialect.words.notFound("[["));
        return 127;
      }
      yield* runDebugTrap(shell, "[[ ]]");
      return yield* runTest(shell, node);
    case "arithmetic":
      shell.line = node.line;
      yield* runDebugTrap(shell, `((${node.expression.text}))`);
      if (shell.options.xtrace) yield* trace(shell, `(( ${node.expression.text} ))`);
      return (yield* evaluateLoudly(shell, node)) === 0 ? 1 : 0;
  }
}

function* evaluateLoudly(shell: Shell, node: Extract<Compound, { kind: "arithmetic" }>): Run<number | bigint> {
  try {
    return yield* evaluate(shell, node.expression);
  } catch (error) {
    if (!(error instanceof ShellError) || error.scope === "shell") throw error;
    yield* shell.complain(`((: ${error.message}`);
    return 0;
  }
}

function* runSubshell(shell: Shell, body: List): Run<number> {
  const controls = hasJobControl(shell);
  const child = yield* fork(shell, (copy) => runList(copy, body), controls ? { pgid: "new" } : {});
  const texts = (): string[] => [`( ${body.map((statement) => statement.text).join("; ")} )`];
  return (yield* waitForeground(shell, { processes: [child], texts }))[0] as number;
}

function* runIf(shell: Shell, node: If): Run<number> {
  for (const { condition, body } of node.branches) {
    const status = yield* runGuarded(shell, () => runList(shell, condition));
    if (shell.jump !== null) return status;
    if (status === 0) return yield* runList(shell, body);
  }
  if (node.otherwise !== null) return yield* runList(shell, node.otherwise);
  shell.status = 0;
  return 0;
}

/** After a round of a loop: whether it goes on. A jump that is meant for an outer loop stays. */
function goesOn(shell: Shell): boolean {
  const { jump } = shell;
  if (jump === null) return true;
  if (jump.kind !== "break" && jump.kind !== "continue") return false;
  if (jump.levels > 1) {
    jump.levels--;
    return false;
  }
  shell.jump = null;
  return jump.kind === "continue";
}

function* looping(shell: Shell, run: () => Run<number>): Run<number> {
  shell.loops++;
  try {
    return yield* run();
  } finally {
    shell.loops--;
  }
}

function runWhile(shell: Shell, node: While): Run<number> {
  return looping(shell, function* rounds() {
    let status = 0;
    for (;;) {
      shell.guarded++;
      let condition: number;
      try {
        condition = yield* runList(shell, node.condition);
      } finally {
        shell.guarded--;
      }
      if (shell.jump !== null) {
        if (goesOn(shell)) continue;
        return shell.status;
      }
      if ((condition === 0) === node.until) break;
      status = yield* runList(shell, node.body);
      if (shell.jump !== null && !goesOn(shell)) return shell.status;
    }
    shell.status = status;
    return status;
  });
}

function* runFor(shell: Shell, node: For): Run<number> {
  if (!NAME.test(node.name)) {
    if (shell.dialect.id !== "bash") throw shell.fatal(shell.dialect.words.syntax(null, "bad for loop variable", null));
    yield* shell.complain(`\`${node.name}': not a valid identifier`);
    return 1;
  }
  shell.line = node.line;
  const words = node.words === null ? [...shell.positional] : yield* expandWords(shell, node.words);
  return yield* looping(shell, function* rounds() {
    let status = 0;
    for (const word of words) {
      yield* runDebugTrap(shell, `for ${node.name} in ${(node.words ?? []).map(({ text }) => text).join(" ")}`);
      if (shell.options.xtrace)
        yield* trace(shell, `for ${node.name} in ${(node.words ?? []).map(({ text }) => text).join(" ")}`);
      shell.line = node.line;
      shell.variables.set(node.name, word);
      status = yield* runList(shell, node.body);
      if (shell.jump !== null && !goesOn(shell)) return shell.status;
    }
    shell.status = status;
    return status;
  });
}

function runArithmeticFor(shell: Shell, node: ArithmeticFor): Run<number> {
  const part = function* part(text: ArithmeticFor["test"]): Run<boolean> {
    shell.line = node.line;
    if (text !== null) yield* runDebugTrap(shell, `((${text.text}))`);
    return text === null || (yield* evaluate(shell, text)) !== 0;
  };
  return looping(shell, function* rounds() {
    let status = 0;
    if (node.initialize !== null) yield* part(node.initialize);
    while (yield* part(node.test)) {
      status = yield* runList(shell, node.body);
      if (shell.jump !== null && !goesOn(shell)) return shell.status;
      if (node.update !== null) yield* part(node.update);
    }
    shell.status = status;
    return status;
  });
}

function* runCase(shell: Shell, node: Case): Run<number> {
  shell.line = node.line;
  yield* runDebugTrap(shell, `case ${node.word.text} in `);
  if (shell.options.xtrace) yield* trace(shell, `case ${node.word.text} in`);
  const text = yield* expandText(shell, node.word);
  let status = 0;
  let falls = false;
  for (const item of node.items) {
    if (!falls && !(yield* matchesAny(shell, item.patterns, text))) continue;
    shell.status = 0;
    status = yield* runList(shell, item.body);
    if (shell.jump !== null) return shell.status;
    if (item.end === ";;") return status;
    falls = item.end === ";&";
  }
  return status;
}

function* matchesAny(shell: Shell, patterns: readonly Word[], text: string): Run<boolean> {
  for (const word of patterns) {
    const ignoreCase = shell.options.nocasematch;
    if (word.constant !== null && !ignoreCase) {
      if (word.constant === text) return true;
      continue;
    }
    if (new Pattern(yield* expandPattern(shell, word), { extended: true, ignoreCase }).matches(text)) return true;
  }
  return false;
}

function* runSelect(shell: Shell, node: Select): Run<number> {
  const words: string[] = node.words === null ? [...shell.positional] : [];
  for (const word of node.words ?? []) yield* expandInto(shell, word, words);
  if (words.length === 0) return 0;
  yield* runDebugTrap(shell, `select ${node.name} in ${words.join(" ")}`);
  return yield* looping(shell, function* rounds() {
    for (let showMenu = true; ; ) {
      if (showMenu) yield* shell.printError(menu(words));
      yield* shell.printError(shell.variables.get("PS3") ?? "#? ");
      const line = yield* shell.process.readLine(0);
      if (line === null) {
        yield* shell.process.print("\n");
        return 1;
      }
      showMenu = line === "";
      shell.variables.set("REPLY", line);
      if (showMenu) continue;
      const chosen = /^\s*\d+\s*$/.test(line) ? words[Number(line) - 1] : undefined;
      shell.variables.set(node.name, chosen ?? "");
      yield* runList(shell, node.body);
      if (shell.jump !== null && !goesOn(shell)) return shell.status;
      showMenu = shell.variables.get("REPLY") === "";
    }
  });
}

function menu(words: readonly string[]): string {
  const width = String(words.length).length;
  return words.map((word, i) => `${String(i + 1).padStart(width)}) ${word}\n`).join("");
}

export function traceWords(words: readonly string[]): string {
  return words.map(quoteTrace).join(" ");
}
