/** `$( )`, `<( )` and `>( )`. Models: POSIX XCU 2.6.3, bash subst.c command_substitute and process_substitute. */

import { concatBytes } from "../../sim/core/utf8.ts";
import type { Run } from "../../sim/core/wait.ts";
import { OsError } from "../../sim/os/os-error.ts";
import type { NestedScript, ProcessPart, Script } from "../syntax/ast.ts";
import { fromBytes } from "../syntax/bytes.ts";
import { LIMITS } from "../syntax/limits.ts";
import { parseScript } from "../syntax/parse.ts";
import { openPipe } from "./execute/redirect.ts";
import { runList } from "./execute/run.ts";
import { fork } from "./execute/subshell.ts";
import { expandText } from "./expansion/expand.ts";
import type { Shell } from "./shell.ts";
import { ShellError } from "./shell-error.ts";

/** What the commands print, line feeds at the end taken away. */
export function* substituteCommand(shell: Shell, body: NestedScript): Run<string> {
  const script = yield* scriptOf(shell, body);
  if (script === null) return "";
  const file = yield* readShortcut(shell, script);
  if (file !== null) return file.replace(/\n+$/, "");
  const { reader, writer } = openPipe();
  const child = yield* fork(
    shell,
    (copy) => {
      if (!copy.options.shopt("inherit_errexit") && !copy.isPosix) copy.options.turn("errexit", false);
      copy.traceLevel++;
      return runList(copy, script.statements);
    },
    { fds: new Map([[1, writer]]), showsJobs: true },
  );
  const fd = freeDescriptor(shell);
  shell.process.fds.set(fd, reader);
  try {
    const text = yield* readAll(shell, fd);
    shell.substitutionStatus = (yield* shell.process.wait(child)).code;
    shell.status = shell.substitutionStatus;
    return text.replace(/\n+$/, "");
  } finally {
    shell.process.closeFile(fd);
  }
}

function* readAll(shell: Shell, fd: number): Run<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let part = yield* shell.process.read(fd); part !== null; part = yield* shell.process.read(fd)) {
    size += part.length;
    if (size > LIMITS.substitutionBytes) throw new ShellError("command substitution: output is too long");
    parts.push(part);
  }
  const text = fromBytes(concatBytes(parts));
  if (!text.includes("\0")) return text;
  yield* shell.complain("warning: command substitution: ignored null byte in input");
  return text.replaceAll("\0", "");
}

/** Backquoted scripts tell of their mistakes when they run, the others are found when the line is read. */
function* scriptOf(shell: Shell, body: NestedScript): Run<Script | null> {
  const needsAliases = shell.aliases.size > 0 && shell.options.shopt("expand_aliases");
  if (!body.isBroken && !needsAliases) return body.script;
  const { script, problem } = parseScript(needsAliases ? shell.withAliases(body.text) : body.text, body.line);
  if (problem === null) return script;
  yield* shell.printError(
    `${shell.name}: command substitution: line ${problem.line + (problem.isIncomplete ? 1 : 0)}: ${problem.message}\n`,
  );
  shell.substitutionStatus = 2;
  return null;
}

/** `$(<file)` reads the file without starting anything. */
function* readShortcut(shell: Shell, { statements }: Script): Run<string | null> {
  const node = statements.length === 1 ? statements[0]?.node : undefined;
  if (node?.kind !== "simple" || node.words.length > 0 || node.assignments.length > 0 || node.redirects.length !== 1)
    return null;
  const [redirect] = node.redirects;
  if (redirect?.kind !== "file" || redirect.operator !== "<" || (redirect.fd ?? 0) !== 0) return null;
  const path = yield* expandText(shell, redirect.target);
  try {
    shell.substitutionStatus = 0;
    return fromBytes(shell.process.machine.fs.readFile(path, shell.process.cwd)).replaceAll("\0", "");
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    yield* shell.complain(`${path}: ${error.message}`);
    shell.substitutionStatus = 1;
    return "";
  }
}

/** Starts the commands and answers with the path of the pipe's other end. */
export function* startProcessSubstitution(shell: Shell, part: ProcessPart): Run<string> {
  if (!shell.dialect.features.processSubstitution)
    throw new ShellError("syntax error near unexpected token `('", "shell", 2);
  const { reader, writer } = openPipe();
  const reads = part.direction === "<";
  const child = yield* fork(shell, (copy) => runList(copy, part.body.script.statements), {
    fds: new Map([reads ? [1, writer] : [0, reader]]),
  });
  let fd = 63;
  while (shell.process.fds.has(fd)) fd--;
  shell.process.fds.set(fd, reads ? reader : writer);
  shell.processFiles.push(fd);
  shell.lastBackground = child.pid;
  return `/dev/fd/${fd}`;
}

/** After the command that used them. */
export function closeProcessFiles(shell: Shell, from: number): void {
  for (const fd of shell.processFiles.splice(from)) shell.process.closeFile(fd);
}

function freeDescriptor(shell: Shell): number {
  let fd = 100;
  while (shell.process.fds.has(fd)) fd++;
  return fd;
}
