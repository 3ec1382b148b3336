/**
 * What `complete` has said about a command's arguments: lists, names of a kind, or a function that is asked.
 *
 * Models: bash pcomplete.c gen_compspec_completions
 * SIMPLIFIED: COMP_TYPE is always a plain Tab's; `nosort` and `noquote` change nothing.
 */
import type { Run } from "../../sim/core/wait.ts";
import { BUILTINS } from "../interpreter/builtins/index.ts";
import { callFunction } from "../interpreter/execute/function.ts";
import { expandText } from "../interpreter/expansion/expand.ts";
import { Pattern } from "../interpreter/expansion/pattern.ts";
import type { Shell } from "../interpreter/shell.ts";
import { substituteCommand } from "../interpreter/substitution.ts";
import { parseDocument, parseScript } from "../syntax/parse.ts";
import { type Candidate, type CompletionRequest, commands, files, isDirectory, KEYWORDS } from "./completion.ts";

/** What `complete -D` is kept under. */
export const ANY_COMMAND = "_DefaultCmD_";

export interface CompletionSpec {
  readonly options: Set<string>;
  readonly actions: readonly string[];
  /** What came with the options G, W, F, C, X, P, S. */
  readonly values: ReadonlyMap<string, string>;
}

export interface CompletionCall {
  readonly command: string;
  readonly words: readonly string[];
  readonly line: string;
  readonly word: string;
}

interface Action {
  readonly letter: string | null;
  list(shell: Shell, word: string): Iterable<string>;
}

const paths = (shell: Shell, word: string, test = (_shell: Shell, _path: string): boolean => true): string[] =>
  files(shell, word, test).map(({ text }) => text.replace(/\/$/, ""));
const variables = (shell: Shell, wanted: (name: string) => boolean): string[] => shell.variables.names().filter(wanted);

/** The kinds of names that `-A` knows, and their letters. */
export const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ["alias", { letter: "a", list: (shell) => shell.aliases.keys() }],
  ["arrayvar", { letter: null, list: (shell) => variables(shell, (name) => shell.variables.find(name)?.list != null) }],
  ["builtin", { letter: "b", list: (shell) => namesOf(shell) }],
  ["command", { letter: "c", list: (shell, word) => commands(shell, word).map(({ text }) => text) }],
  ["directory", { letter: "d", list: (shell, word) => paths(shell, word, isDirectory) }],
  ["enabled", { letter: null, list: (shell) => namesOf(shell).filter((name) => !shell.disabled.has(name)) }],
  [
    "export",
    { letter: "e", list: (shell) => variables(shell, (name) => shell.variables.find(name)?.exported === true) },
  ],
  ["file", { letter: "f", list: (shell, word) => paths(shell, word) }],
  ["function", { letter: null, list: (shell) => shell.functions.keys() }],
  ["group", { letter: "g", list: () => [] }],
  ["hostname", { letter: null, list: () => [] }],
  ["job", { letter: "j", list: (shell) => shell.jobs.all.map(({ text }) => text.split(" ")[0] as string) }],
  ["keyword", { letter: "k", list: () => KEYWORDS }],
  ["service", { letter: "s", list: () => [] }],
  ["user", { letter: "u", list: () => [] }],
  ["variable", { letter: "v", list: (shell) => variables(shell, () => true) }],
]);

function namesOf({ dialect }: Shell): string[] {
  return [...BUILTINS.keys()].filter((name) => !dialect.lacks.has(name));
}

/** The texts that a specification makes, filtered and dressed. */
export function* generate(shell: Shell, spec: CompletionSpec, call: CompletionCall): Run<string[]> {
  const { values } = spec;
  const { word } = call;
  const made: string[] = [];
  for (const action of spec.actions)
    made.push(...[...(ACTIONS.get(action)?.list(shell, word) ?? [])].filter((name) => name.startsWith(word)).sort());
  const list = values.get("W");
  if (list !== undefined) {
    const text = yield* expandText(shell, parseDocument(list));
    const ifs = shell.variables.get("IFS") ?? " \t\n";
    const parts = [...text].reduce<string[]>(
      (found, char) => {
        if (ifs.includes(char)) found.push("");
        else found[found.length - 1] += char;
        return found;
      },
      [""],
    );
    made.push(...parts.filter((part) => part !== "" && part.startsWith(word)));
  }
  const asked = values.get("F");
  if (asked !== undefined) made.push(...(yield* askFunction(shell, asked, call)));
  const command = values.get("C");
  if (command !== undefined) {
    const parsed = parseScript(command);
    const text = yield* substituteCommand(shell, { text: command, script: parsed.script, isBroken: false, line: 1 });
    made.push(...text.split("\n").filter((line) => line !== ""));
  }
  return dressed(made, spec, word);
}

/** `-X` takes away what matches (or, with `!`, what does not); `-P` and `-S` are put around the rest. */
function dressed(made: readonly string[], { values }: CompletionSpec, word: string): string[] {
  const filter = values.get("X");
  let kept = made;
  if (filter !== undefined) {
    const isNegated = filter.startsWith("!");
    const pattern = new Pattern((isNegated ? filter.slice(1) : filter).replace(/(?<!\\)&/g, word), { extended: true });
    kept = made.filter((one) => pattern.matches(one) === isNegated);
  }
  const [before, after] = [values.get("P") ?? "", values.get("S") ?? ""];
  return kept.map((one) => before + one + after);
}

/** The function is given the command, the word and the one before it, and answers in COMPREPLY. */
function* askFunction(shell: Shell, name: string, call: CompletionCall): Run<readonly string[]> {
  const called = shell.functions.get(name);
  if (called === undefined) {
    yield* shell.printError(`${shell.name}: completion: function \`${name}' not found\n`);
    return [];
  }
  const words = call.words.flatMap((word) =>
    word.split(/([=:])/).filter((part, _i, all) => part !== "" || all.length === 1),
  );
  if (/[=:]$/.test(call.word)) words.push("");
  const { variables, status, substitutionStatus } = shell;
  variables.forceList("COMP_WORDS", words);
  variables.force("COMP_CWORD", String(words.length - 1));
  variables.force("COMP_LINE", call.line);
  variables.force("COMP_POINT", String(call.line.length));
  variables.force("COMP_TYPE", "9");
  variables.force("COMP_KEY", "9");
  variables.unset("COMPREPLY");
  try {
    yield* callFunction(shell, called, [name, call.command, words.at(-1) as string, words.at(-2) ?? ""]);
  } finally {
    shell.status = status;
    shell.substitutionStatus = substitutionStatus;
  }
  const reply = variables.find("COMPREPLY");
  const answer = reply === undefined ? [] : (reply.list ?? (reply.value === null ? [] : [reply.value]));
  for (const one of ["COMP_WORDS", "COMP_CWORD", "COMP_LINE", "COMP_POINT", "COMP_TYPE", "COMP_KEY", "COMPREPLY"])
    variables.unset(one);
  return answer;
}

/** Undefined when nothing was said about this command. Null: nothing, and not even files. */
export function* completeBySpec(request: CompletionRequest): Run<readonly Candidate[] | null | undefined> {
  const { shell, words, word, line } = request;
  const command = words[0] as string;
  const spec =
    shell.completions.get(command) ??
    shell.completions.get(command.replace(/^.*\//, "")) ??
    shell.completions.get(ANY_COMMAND);
  if (spec === undefined) return undefined;
  const options = new Set(spec.options);
  shell.completing = options;
  let made: string[];
  try {
    made = yield* generate(shell, spec, { command, words, line, word });
  } finally {
    shell.completing = null;
  }
  if (made.length === 0) {
    if (options.has("dirnames")) return files(shell, word, isDirectory);
    return options.has("default") || options.has("bashdefault") ? [] : null;
  }
  const isFile = options.has("filenames") || spec.actions.some((action) => action === "file" || action === "directory");
  const head = spec.values.has("F") ? (/^.*[=:]/.exec(word)?.[0] ?? "") : "";
  return made.map((text) => {
    const isFolder = isFile && isDirectory(shell, text);
    const isOpen = isFolder || options.has("nospace");
    return { text: head + text + (isFolder ? "/" : ""), shown: text, ...(isOpen ? { isOpen } : {}) };
  });
}
