/** Tab: what the word at the cursor could become. Models: bash bashline.c attempt_shell_completion, readline complete.c */
import type { Run } from "../../sim/core/wait.ts";
import { OsError } from "../../sim/os/os-error.ts";
import { BUILTINS } from "../interpreter/builtins/index.ts";
import { homeOf } from "../interpreter/expansion/expand.ts";
import type { Shell } from "../interpreter/shell.ts";
import { COMPLETERS } from "./completers.ts";
import { completeBySpec } from "./programmable.ts";

export interface Candidate {
  /** What the word becomes, unquoted. */
  readonly text: string;
  /** What the list of possibilities shows; default: the text. */
  readonly shown?: string;
  /** No blank is put behind it: more is to come (a directory, `--flag=`). */
  readonly isOpen?: boolean;
}

export interface CompletionRequest {
  readonly shell: Shell;
  /** The command's words up to the cursor, quotes taken away; the last is the one to complete. */
  readonly words: readonly string[];
  readonly word: string;
  /** The command as typed, up to the cursor. */
  readonly line: string;
}

/** Knows the arguments of one command. May wait: it may ask the API server. Null: nothing, and not even files. */
export type Completer = (request: CompletionRequest) => Run<readonly Candidate[] | null>;

export interface Completion {
  readonly candidates: readonly Candidate[];
  /** The word as typed, which the chosen text replaces. */
  readonly typed: string;
  /** The quote it stands in. */
  readonly quote: "" | "'" | '"';
}

export const KEYWORDS =
  "if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc".split(" ");

export function* complete(shell: Shell, before: string): Run<Completion> {
  const { words, typed, quote, afterRedirect, line } = splitCommand(before);
  const word = words.at(-1) as string;
  const candidates = yield* candidatesFor({ shell, words, word, line }, afterRedirect);
  const unique = new Map(candidates.map((candidate) => [candidate.text, candidate]));
  const sorted = [...unique.values()].sort((a, b) => (a.text < b.text ? -1 : 1));
  return { candidates: sorted, typed, quote };
}

function* candidatesFor(request: CompletionRequest, afterRedirect: boolean): Run<readonly Candidate[]> {
  const { shell, words, word } = request;
  const variable = /\$\{?([A-Za-z_]*)$/.exec(word);
  if (variable !== null) return variables(shell, word, variable[1] as string);
  if (afterRedirect) return files(shell, word, () => true);
  if (words.length === 1) return word.includes("/") ? files(shell, word, isExecutable) : commands(shell, word);
  const specified = shell.completions.size === 0 ? undefined : yield* completeBySpec(request);
  if (specified === null) return [];
  if (specified !== undefined && specified.length > 0) return specified;
  const meant = withoutAlias(request);
  const completer =
    specified !== undefined ? undefined : COMPLETERS.get((meant.words[0] as string).replace(/^.*\//, ""));
  if (completer !== undefined) {
    const own = yield* completer(meant);
    if (own === null) return [];
    if (own.length > 0) return own;
  }
  return files(shell, word, words[0] === "cd" || words[0] === "rmdir" ? isDirectory : () => true);
}

/** `k get po` is completed as what `k` stands for. */
function withoutAlias(request: CompletionRequest): CompletionRequest {
  const [name = "", ...rest] = request.words;
  const value = request.shell.aliases.get(name);
  if (value === undefined || /[|&;<>()$`"'\\\n]/.test(value)) return request;
  return { ...request, words: [...value.split(" ").filter((word) => word !== ""), ...rest] };
}

interface Split {
  readonly words: string[];
  readonly typed: string;
  readonly quote: "" | "'" | '"';
  readonly afterRedirect: boolean;
  readonly line: string;
}

/** The words of the last command in an unfinished line. */
export function splitCommand(before: string): Split {
  let words: string[] = [];
  let word = "";
  let start = 0;
  let first = 0;
  let inWord = false;
  let quote: "" | "'" | '"' = "";
  let afterRedirect = false;
  const finish = (): void => {
    if (inWord && !(words.length === 0 && /^[A-Za-z_]\w*=/.test(word)) && !afterRedirect) words.push(word);
    if (inWord) afterRedirect = false;
    word = "";
    inWord = false;
  };
  for (let i = 0; i < before.length; i++) {
    const char = before.charAt(i);
    if (!inWord && !/\s/.test(char)) {
      start = i;
      if (words.length === 0) first = i;
    }
    if (quote !== "") {
      if (char === quote) quote = "";
      else if (char === "\\" && quote === '"') word += before.charAt(++i);
      else word += char;
    } else if (char === "'" || char === '"') {
      quote = char;
      inWord = true;
    } else if (char === "\\") {
      word += before.charAt(++i);
      inWord = true;
    } else if (/\s/.test(char)) finish();
    else if (
      ";|&(){}!`\n".includes(char) &&
      !(char === "{" && inWord) &&
      !(char === "}" && inWord) &&
      !(char === "!" && inWord)
    ) {
      finish();
      words = [];
    } else if (char === "<" || char === ">") {
      if (/^\d+$/.test(word)) inWord = false;
      finish();
      afterRedirect = true;
    } else {
      word += char;
      inWord = true;
    }
  }
  const typed = inWord || quote !== "" ? before.slice(start) : "";
  while (
    words.length > 0 &&
    ["if", "then", "else", "while", "until", "do", "time", "sudo", "elif"].includes(words[0] as string)
  )
    words.shift();
  return { words: [...words, word], typed, quote, afterRedirect, line: before.slice(first) };
}

export function commands(shell: Shell, prefix: string): Candidate[] {
  const names = [...BUILTINS.keys(), ...shell.functions.keys(), ...shell.aliases.keys(), ...KEYWORDS];
  const { machine, cwd } = shell.process;
  for (const path of (shell.variables.get("PATH") ?? "").split(":")) {
    const directory = machine.fs.tryNode(path === "" ? "." : path, cwd);
    if (directory?.kind === "directory") names.push(...directory.entries.keys());
  }
  return names.filter((name) => name.startsWith(prefix)).map((text) => ({ text }));
}

function variables(shell: Shell, word: string, prefix: string): Candidate[] {
  const head = word.slice(0, word.length - prefix.length);
  const close = head.endsWith("{") ? "}" : "";
  return shell.variables.names(prefix).map((name) => ({ text: `${head}${name}${close}`, shown: name }));
}

type FileTest = (shell: Shell, path: string) => boolean;

export function isDirectory(shell: Shell, path: string): boolean {
  return shell.process.machine.fs.tryNode(path, shell.process.cwd)?.kind === "directory";
}

function isExecutable(shell: Shell, path: string): boolean {
  const node = shell.process.machine.fs.tryNode(path, shell.process.cwd);
  return node !== undefined && (node.kind === "directory" || (node.attributes.mode & 0o111) !== 0);
}

export function files(shell: Shell, word: string, wanted: FileTest): Candidate[] {
  const cut = word.lastIndexOf("/") + 1;
  const head = word.slice(0, cut);
  const prefix = word.slice(cut);
  const tilde = /^~([^/]*)\//.exec(head);
  const directory = tilde === null ? head : homeOf(shell, tilde[1] as string) + head.slice(tilde[0].length - 1);
  return namesIn(shell, directory === "" ? "." : directory)
    .filter((name) => name.startsWith(prefix) && (prefix.startsWith(".") || !name.startsWith(".")))
    .filter((name) => wanted(shell, `${directory}${name}`))
    .map((name) => {
      const isOpen = isDirectory(shell, `${directory}${name}`);
      return { text: `${head}${name}${isOpen ? "/" : ""}`, shown: `${name}${isOpen ? "/" : ""}`, isOpen };
    });
}

function namesIn(shell: Shell, directory: string): string[] {
  try {
    return shell.process.machine.fs.list(directory, shell.process.cwd);
  } catch (error) {
    if (error instanceof OsError) return [];
    throw error;
  }
}

/** The text as it is put into the line: what would be special is quoted the way the word already is. */
export function quoteCandidate(text: string, quote: Completion["quote"]): string {
  if (quote === "'") return text.replaceAll("'", "'\\''");
  if (quote === '"') return text.replace(/["\\`]/g, "\\$&");
  return text.replace(/[\s!"&'()*;<>?[\\\]^`{|}]/g, "\\$&");
}

export function commonPrefix(texts: readonly string[]): string {
  let prefix = texts[0] ?? "";
  for (const text of texts) while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1);
  return prefix;
}

/** The list of possibilities in columns, down and then across, as `ls` does it. */
export function columnsOf(names: readonly string[], width: number): string {
  const cell = Math.max(...names.map((name) => name.length)) + 2;
  const across = Math.max(1, Math.floor(width / cell));
  const rows = Math.ceil(names.length / across);
  const used = Math.ceil(names.length / rows);
  let out = "";
  for (let row = 0; row < rows; row++) {
    let line = "";
    for (let column = 0; column < used; column++) {
      const name = names[column * rows + row];
      if (name !== undefined) line += name.padEnd(cell);
    }
    out += `${line.trimEnd()}\r\n`;
  }
  return out;
}
