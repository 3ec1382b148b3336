/** Redirections: what a command's descriptors become, and what they were before. Models: POSIX XCU 2.7, bash redir.c */

import type { Run } from "../../../sim/core/wait.ts";
import { openBytes } from "../../../sim/os/null-device.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import { createPipe } from "../../../sim/os/pipe.ts";
import { OpenFile, type OpenMode } from "../../../sim/os/vfs/open-file.ts";
import type { FileRedirect, HereDocument, HereString, Redirect } from "../../syntax/ast.ts";
import { toBytes } from "../../syntax/bytes.ts";
import { expandInto, expandText } from "../expansion/expand.ts";
import type { Shell } from "../shell.ts";
import { ShellError } from "../shell-error.ts";

/** What descriptors were before; null: closed. */
type Saved = { readonly fd: number; readonly file: OpenFile | null }[];

/** Makes the redirections, runs, and takes them back. A redirection that fails is told and gives 1. */
export function* withRedirects(shell: Shell, redirects: readonly Redirect[], run: () => Run<number>): Run<number> {
  if (redirects.length === 0) return yield* run();
  const saved: Saved = [];
  try {
    for (const redirect of redirects) {
      const problem = yield* apply(shell, redirect, saved);
      if (problem === null) continue;
      // Told through the redirections before it, as they are still in force.
      yield* shell.complain(problem);
      return shell.dialect.redirectStatus;
    }
    return yield* run();
  } finally {
    restore(shell, saved);
  }
}

/** Makes them for good (`exec >file`); false when one failed. */
export function* applyForGood(shell: Shell, redirects: readonly Redirect[]): Run<boolean> {
  const saved: Saved = [];
  for (const redirect of redirects) {
    const problem = yield* apply(shell, redirect, saved);
    if (problem === null) continue;
    yield* shell.complain(problem);
    restore(shell, saved);
    return false;
  }
  for (const { file } of saved) file?.close();
  return true;
}

function restore(shell: Shell, saved: Saved): void {
  const { fds } = shell.process;
  for (const { fd, file } of saved.reverse()) {
    fds.get(fd)?.close();
    if (file === null) fds.delete(fd);
    else fds.set(fd, file);
  }
}

function put(shell: Shell, fd: number, file: OpenFile | null, saved: Saved): void {
  const { fds } = shell.process;
  saved.push({ fd, file: fds.get(fd) ?? null });
  if (file === null) fds.delete(fd);
  else fds.set(fd, file);
}

/** Null, or what went wrong. */
function* apply(shell: Shell, redirect: Redirect, saved: Saved): Run<string | null> {
  try {
    if (redirect.kind === "here-document") return yield* hereDocument(shell, redirect, saved);
    if (redirect.kind === "here-string") {
      if (!shell.dialect.features.hereStrings) throw shell.fatal(shell.dialect.words.syntax("<<<", "", null));
      const text = `${yield* expandText(shell, redirect.target)}\n`;
      return assignDescriptor(shell, redirect, 0, bytesFile(text), saved);
    }
    return yield* fileRedirect(shell, redirect, saved);
  } catch (error) {
    if (error instanceof ShellError && error.scope === "line") return error.message;
    throw error;
  }
}

function bytesFile(text: string): OpenFile {
  return new OpenFile(openBytes(toBytes(text)));
}

function* hereDocument(shell: Shell, redirect: HereDocument, saved: Saved): Run<string | null> {
  if (redirect.isOpen && shell.dialect.id === "bash")
    yield* shell.complain(
      `warning: here-document at line ${redirect.line} delimited by end-of-file (wanted \`${redirect.delimiter}')`,
    );
  return assignDescriptor(shell, redirect, 0, bytesFile(yield* expandText(shell, redirect.body)), saved);
}

/** Puts the file at the redirection's descriptor, or at a fresh one whose number the variable gets. */
function assignDescriptor(
  shell: Shell,
  redirect: FileRedirect | HereDocument | HereString,
  usual: number,
  file: OpenFile | null,
  saved: Saved,
): null {
  if (redirect.variable === null) {
    put(shell, redirect.fd ?? usual, file, saved);
    return null;
  }
  let fd = 10;
  while (shell.process.fds.has(fd)) fd++;
  if (file !== null) {
    shell.process.fds.set(fd, file);
    shell.variables.set(redirect.variable, String(fd));
  }
  return null;
}

function* fileRedirect(shell: Shell, redirect: FileRedirect, saved: Saved): Run<string | null> {
  const targets: string[] = [];
  yield* expandInto(shell, redirect.target, targets);
  const target = targets[0];
  if (targets.length !== 1 || target === undefined) return `${redirect.target.text}: ambiguous redirect`;
  const { operator } = redirect;
  if (operator === "<&" || operator === ">&") return duplicate(shell, redirect, target, saved);
  if (operator === "&>" || operator === "&>>") {
    const opened = open(shell, target, operator === "&>" ? ">" : ">>");
    if (typeof opened === "string") return opened;
    put(shell, 1, opened, saved);
    put(shell, 2, opened.dup(), saved);
    return null;
  }
  const opened = open(shell, target, operator);
  // What could not be overwritten is named by its variable: `{fd}>file`.
  if (typeof opened === "string")
    return redirect.variable === null || !opened.endsWith("cannot overwrite existing file")
      ? opened
      : `${redirect.variable}: cannot overwrite existing file`;
  return assignDescriptor(shell, redirect, operator.startsWith("<") ? 0 : 1, opened, saved);
}

function duplicate(shell: Shell, redirect: FileRedirect, target: string, saved: Saved): string | null {
  const usual = redirect.operator === "<&" ? 0 : 1;
  if (target === "-") return close(shell, redirect, usual, saved);
  const found = /^(\d+)(-?)$/.exec(target);
  if (found === null) {
    if (redirect.operator === "<&" || (redirect.fd !== null && redirect.fd !== 1))
      return `${target}: ambiguous redirect`;
    const opened = open(shell, target, ">");
    if (typeof opened === "string") return opened;
    put(shell, 1, opened, saved);
    put(shell, 2, opened.dup(), saved);
    return null;
  }
  const from = Number(found[1]);
  const file = shell.process.fds.get(from);
  if (file === undefined) return `${target}: Bad file descriptor`;
  assignDescriptor(shell, redirect, usual, file.dup(), saved);
  if (found[2] === "-" && from !== (redirect.fd ?? usual)) put(shell, from, null, saved);
  return null;
}

function close(shell: Shell, redirect: FileRedirect, usual: number, saved: Saved): string | null {
  if (redirect.variable === null) {
    put(shell, redirect.fd ?? usual, null, saved);
    return null;
  }
  const fd = Number(shell.variables.get(redirect.variable));
  if (!shell.process.fds.has(fd)) return `${redirect.variable}: Bad file descriptor`;
  shell.process.closeFile(fd);
  return null;
}

const MODES: Readonly<Record<string, OpenMode>> = {
  "<": "read",
  "<>": "read-write",
  ">>": "append",
  ">": "write",
  ">|": "write",
};

/** The open file, or bash's words for why not. */
function open(shell: Shell, path: string, operator: string): OpenFile | string {
  const { process, dialect } = shell;
  const special = /^\/dev\/(?:fd\/(\d+)|(stdin|stdout|stderr))$/.exec(path);
  if (special !== null) {
    const fd =
      special[1] !== undefined ? Number(special[1]) : ["stdin", "stdout", "stderr"].indexOf(special[2] as string);
    return process.fds.get(fd)?.dup() ?? `${path}: No such file or directory`;
  }
  const isRead = operator === "<";
  if (
    operator === ">" &&
    shell.options.isOn("noclobber") &&
    process.machine.fs.tryNode(path, process.cwd)?.kind === "file"
  )
    return dialect.id === "bash"
      ? `${path}: cannot overwrite existing file`
      : dialect.words.cannotCreate(path, "File exists");
  try {
    const mode = MODES[operator] as OpenMode;
    return process.machine.open(path, mode, { process, truncate: mode === "write" });
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    return isRead ? dialect.words.cannotOpen(path, error.message) : dialect.words.cannotCreate(path, error.message);
  }
}

/** A pipe whose ends are open files. */
export function openPipe(): { reader: OpenFile; writer: OpenFile } {
  const { reader, writer } = createPipe();
  return { reader: new OpenFile(reader), writer: new OpenFile(writer) };
}
