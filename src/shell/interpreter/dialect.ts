/**
 * Which shell this is: what it knows beyond POSIX and how it words what it says. One interpreter runs all of them.
 *
 * Models: bash 5.2, dash 0.5.12, BusyBox 1.37 ash.
 */

export interface Place {
  /** The name the shell was called by, or the script. */
  readonly name: string;
  readonly line: number;
  readonly isInteractive: boolean;
  /** The builtin that complains. */
  readonly builtin: string | null;
}

export interface Dialect {
  readonly id: "bash" | "dash" | "ash";
  /** `NAME: line 3: cd: ` before what went wrong. */
  prefix(place: Place): string;
  readonly words: {
    notFound(command: string): string;
    cannotCreate(path: string, problem: string): string;
    cannotOpen(path: string, problem: string): string;
    cannotChangeDirectory(path: string, problem: string): string;
    syntax(token: string | null, message: string): string;
    badSubstitution(text: string): string;
    unset(name: string): string;
    illegalNumber(text: string): string;
    readonly(name: string): string;
  };
  /** Bash tells a line's source below a syntax error, and the reason of a signal's death. */
  readonly showsSource: boolean;
  readonly features: {
    readonly arrays: boolean;
    readonly extendedTest: boolean;
    readonly processSubstitution: boolean;
    readonly braces: boolean;
    /** `function f`, `select`, `((…))`, `<<<`, `&>`. */
    readonly bashSyntax: boolean;
    readonly hereStrings: boolean;
    /** `echo` reads backslashes without -e (dash). */
    readonly echoEscapes: boolean;
    readonly expandsAliases: boolean;
    readonly local: boolean;
  };
  /** Builtins by name that it does not have. */
  readonly lacks: ReadonlySet<string>;
  readonly prompt: (isRoot: boolean) => string;
  readonly fatalStatus: number;
}

const BASH_ONLY =
  "shopt declare typeset pushd popd dirs mapfile readarray let source history compgen complete compopt disown enable suspend builtin caller logout bind help".split(
    " ",
  );

function plainPrefix(name: string, builtin: string | null): string {
  return `${name}: ${builtin === null ? "" : `${builtin}: `}`;
}

export const BASH: Dialect = {
  id: "bash",
  prefix: ({ name, line, isInteractive, builtin }) =>
    isInteractive ? plainPrefix(name, builtin) : `${name}: line ${line}: ${builtin === null ? "" : `${builtin}: `}`,
  words: {
    notFound: (command) => `${command}: command not found`,
    cannotCreate: (path, problem) => `${path}: ${problem}`,
    cannotOpen: (path, problem) => `${path}: ${problem}`,
    cannotChangeDirectory: (path, problem) => `${path}: ${problem}`,
    syntax: (_token, message) => message,
    badSubstitution: (text) => `${text}: bad substitution`,
    unset: (name) => `${name}: unbound variable`,
    illegalNumber: (text) => `${text}: numeric argument required`,
    readonly: (name) => `${name}: readonly variable`,
  },
  showsSource: true,
  features: {
    arrays: true,
    extendedTest: true,
    processSubstitution: true,
    braces: true,
    bashSyntax: true,
    hereStrings: true,
    echoEscapes: false,
    expandsAliases: false,
    local: true,
  },
  lacks: new Set(["chdir"]),
  prompt: () => "\\s-\\v\\$ ",
  fatalStatus: 127,
};

function lowerFirst(problem: string): string {
  return problem === "No such file or directory" ? "nonexistent directory" : problem;
}

export const DASH: Dialect = {
  id: "dash",
  prefix: ({ name, line, builtin }) => `${name}: ${line}: ${builtin === null ? "" : `${builtin}: `}`,
  words: {
    notFound: (command) => `${command}: not found`,
    cannotCreate: (path, problem) =>
      `cannot create ${path}: ${problem === "No such file or directory" ? "Directory nonexistent" : problem}`,
    cannotOpen: (path, problem) =>
      `cannot open ${path}: ${problem === "No such file or directory" ? "No such file" : problem}`,
    cannotChangeDirectory: (path) => `can't cd to ${path}`,
    syntax: (token, message) => (token === null ? endOfFile(message) : `Syntax error: ${tokenWords(token)} unexpected`),
    badSubstitution: () => "Bad substitution",
    unset: (name) => `${name}: parameter not set`,
    illegalNumber: (text) => `Illegal number: ${text}`,
    readonly: (name) => `${name}: is read only`,
  },
  showsSource: false,
  features: {
    arrays: false,
    extendedTest: false,
    processSubstitution: false,
    braces: false,
    bashSyntax: false,
    hereStrings: false,
    echoEscapes: true,
    expandsAliases: true,
    local: true,
  },
  lacks: new Set(BASH_ONLY),
  prompt: (isRoot) => (isRoot ? "# " : "$ "),
  fatalStatus: 2,
};

function tokenWords(token: string): string {
  return token === "newline" ? "newline" : /^[A-Za-z]/.test(token) && !KEYWORDS.has(token) ? "word" : `"${token}"`;
}

const KEYWORDS = new Set("if then else elif fi do done case esac while until for in { }".split(" "));

function endOfFile(message: string): string {
  if (message.includes("matching `\"'") || message.includes("matching `''") || message.includes("matching ``'"))
    return "Syntax error: Unterminated quoted string";
  if (message.includes("matching `}'")) return "Syntax error: Missing '}'";
  return "Syntax error: end of file unexpected";
}

export const ASH: Dialect = {
  ...DASH,
  id: "ash",
  prefix: ({ name, line, isInteractive, builtin }) =>
    `${name}: ${builtin === null ? "" : `${builtin}: `}${isInteractive || name === "sh" || name === "ash" ? (builtin === null ? "" : isInteractive ? "" : `line ${line - 1}: `) : `line ${line}: `}`,
  words: {
    ...DASH.words,
    cannotCreate: (path, problem) => `can't create ${path}: ${lowerFirst(problem)}`,
    cannotOpen: (path, problem) =>
      `can't open ${path}: ${problem === "No such file or directory" ? "no such file" : problem}`,
    cannotChangeDirectory: (path, problem) => `can't cd to ${path}: ${problem}`,
    syntax: (token, message) =>
      token === null
        ? endOfFile(message).replace("Syntax", "syntax").replace("Unterm", "unterm")
        : `syntax error: unexpected ${tokenWords(token)}`,
    badSubstitution: () => "syntax error: bad substitution",
  },
  features: {
    ...DASH.features,
    extendedTest: true,
    bashSyntax: true,
    hereStrings: false,
    echoEscapes: false,
  },
  lacks: new Set(BASH_ONLY.filter((name) => !["let", "source", "history", "help"].includes(name))),
  prompt: () => "\\w \\$ ",
};
