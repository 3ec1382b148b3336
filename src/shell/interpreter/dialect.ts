/**
 * Which shell this is: what it knows beyond POSIX and how it words what it says. One interpreter runs all of them.
 *
 * Models: bash 5.2, dash 0.5.12, BusyBox 1.37 ash.
 * SIMPLIFIED: one parser reads all three, so dash and ash understand some of bash's grammar that they should refuse.
 * SIMPLIFIED: `@(a|b)` and its kin are read whether or not extglob is on.
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
    /** The script that it is to run. */
    cannotOpenScript(path: string, problem: string): string;
    cannotChangeDirectory(path: string, problem: string): string;
    /** `expecting` is the keyword that would close what is open at the end. */
    syntax(token: string | null, message: string, expecting: string | null): string;
    arithmetic(expression: string, problem: string): string;
    illegalOption(letter: string): string;
    unknownOperator(operands: readonly string[]): string;
    notInFunction: string;
    badSubstitution(text: string): string;
    /** `test` with what it cannot read. */
    testProblem(problem: "two words" | "unread" | "open", words: readonly string[]): string;
    /** What the conversions of printf complain of, and its usage; null: an operand that is not there is a 0. */
    notNumber(text: string): string;
    noNumber: string | null;
    badFormat(directive: string, bash: string): string;
    printfUsage: string;
    badName(text: string): string;
    badMode(text: string, bash: string): string;
    emptyParameter: string;
    /** Of getopts; null: bash's own, behind the shell's name. */
    badOption(problem: "missing" | "unknown", letter: string): string | null;
    noAlias(name: string): string;
    unset(name: string): string;
    illegalNumber(text: string): string;
    readonly(name: string): string;
  };
  /** The status of a redirection that fails. */
  readonly redirectStatus: number;
  /** The status of `type` and `cd` that find nothing. */
  readonly missingStatus: number;
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
    /** `**` in arithmetic. */
    readonly power: boolean;
    /** `${x:1:2}` and `${x/a/b}`. */
    readonly slices: boolean;
    /** `echo` reads backslashes without -e (dash). */
    readonly echoEscapes: boolean;
    readonly expandsAliases: boolean;
    readonly local: boolean;
  };
  /** Builtins by name that it does not have. */
  readonly lacks: ReadonlySet<string>;
  readonly prompt: (isRoot: boolean) => string;
}

const BASH_ONLY =
  "fc shopt declare typeset pushd popd dirs mapfile readarray let source history compgen complete compopt disown enable suspend builtin caller logout bind help".split(
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
    cannotOpenScript: (path, problem) => `${path}: ${problem}`,
    cannotChangeDirectory: (path, problem) => `${path}: ${problem}`,
    syntax: (_token, message) => message,
    arithmetic: (expression, problem) => `${expression}: ${problem}`,
    illegalOption: (letter) => `-${letter}: invalid option`,
    unknownOperator: ([, operator]) => `${operator}: binary operator expected`,
    notInFunction: "can only be used in a function",
    badSubstitution: (text) => `${text}: bad substitution`,
    testProblem: (problem, [word = ""]) =>
      problem === "two words"
        ? `${word}: unary operator expected`
        : problem === "open"
          ? "`)' expected"
          : word.startsWith("-") && word.length > 1
            ? `syntax error: \`${word}' unexpected`
            : "too many arguments",
    notNumber: (text) => `${text}: invalid number`,
    noNumber: null,
    badFormat: (_directive, bash) => bash,
    printfUsage: "printf: usage: printf [-v var] format [arguments]",
    badName: (text) => `\`${text}': not a valid identifier`,
    badMode: (_text, bash) => bash,
    emptyParameter: "parameter null or not set",
    badOption: () => null,
    noAlias: (name) => `${name}: not found`,
    unset: (name) => `${name}: unbound variable`,
    illegalNumber: (text) => `${text}: numeric argument required`,
    readonly: (name) => `${name}: readonly variable`,
  },
  redirectStatus: 1,
  missingStatus: 1,
  showsSource: true,
  features: {
    arrays: true,
    power: true,
    slices: true,
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
    cannotOpenScript: (path, problem) =>
      `cannot open ${path}: ${problem === "No such file or directory" ? "No such file" : problem}`,
    cannotOpen: (path, problem) =>
      `cannot open ${path}: ${problem === "No such file or directory" ? "No such file" : problem}`,
    cannotChangeDirectory: (path) => `can't cd to ${path}`,
    syntax: (token, message, expecting) =>
      token === null ? endOfFile(message, expecting) : `Syntax error: ${tokenWords(token)} unexpected`,
    arithmetic: (expression, problem) =>
      `arithmetic expression: ${problem === "division by 0" ? "division by zero" : "expecting primary"}: "${expression}"`,
    illegalOption: (letter) => `Illegal option -${letter}`,
    unknownOperator: ([left]) => `${left}: unexpected operator`,
    notInFunction: "not in a function",
    badSubstitution: () => "Bad substitution",
    testProblem: (problem, [word = "", second = ""]) =>
      problem === "open"
        ? "closing paren expected"
        : problem === "unread"
          ? `${word}: unexpected operator`
          : isTestOperator(second)
            ? `${second}: argument expected`
            : `${word}: unexpected operator`,
    notNumber: (text) => `${text}: expected numeric value`,
    noNumber: null,
    badFormat: (directive) => `${directive}: invalid directive`,
    printfUsage: "printf: usage: printf format [arg ...]",
    badName: (text) => `${text}: bad variable name`,
    badMode: (text) => `Illegal mode: ${text}`,
    emptyParameter: "parameter not set or null",
    badOption: (problem, letter) =>
      problem === "missing" ? `No arg for -${letter} option\n` : `Illegal option -${letter}\n`,
    noAlias: (name) => `alias: ${name} not found`,
    unset: (name) => `${name}: parameter not set`,
    illegalNumber: (text) => `Illegal number: ${text}`,
    readonly: (name) => `${name}: is read only`,
  },
  redirectStatus: 2,
  missingStatus: 127,
  showsSource: false,
  features: {
    arrays: false,
    power: false,
    slices: false,
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
};

function tokenWords(token: string): string {
  if (token === "<<<") return "redirection";
  return token === "newline" ? "newline" : /^[A-Za-z]/.test(token) && !KEYWORDS.has(token) ? "word" : `"${token}"`;
}

/** One that stands between two operands. */
function isTestOperator(word: string): boolean {
  return /^(?:=|==|!=|<|>|-(?:eq|ne|lt|le|gt|ge|nt|ot|ef|a|o))$/.test(word);
}

const KEYWORDS = new Set("if then else elif fi do done case esac while until for in { }".split(" "));

function endOfFile(message: string, expecting: string | null): string {
  if (message === "bad for loop variable") return "Syntax error: Bad for loop variable";
  if (message.includes("matching ``'")) return "Syntax error: EOF in backquote substitution";
  if (message.includes("matching `)'")) return 'Syntax error: end of file unexpected (expecting ")")';
  if (/matching `["']'/.test(message)) return "Syntax error: Unterminated quoted string";
  if (message.includes("matching `}'")) return "Syntax error: Missing '}'";
  return `Syntax error: end of file unexpected${expecting === null ? "" : ` (expecting "${expecting}")`}`;
}

export const ASH: Dialect = {
  ...DASH,
  id: "ash",
  prefix: ({ name, line, isInteractive, builtin }) => {
    // Its tests complain without their name, and `-c` counts lines from 0.
    const said = builtin === "[" || builtin === "test" || builtin === "printf" ? null : builtin;
    const isCommand = name === "sh" || name === "ash";
    const place = isInteractive || (isCommand && said === null) ? "" : `line ${isCommand ? line - 1 : line}: `;
    return `${name}: ${said === null ? "" : `${said}: `}${place}`;
  },
  words: {
    ...DASH.words,
    cannotCreate: (path, problem) => `can't create ${path}: ${lowerFirst(problem)}`,
    cannotOpenScript: (path, problem) => `can't open '${path}': ${problem}`,
    cannotOpen: (path, problem) =>
      `can't open ${path}: ${problem === "No such file or directory" ? "no such file" : problem}`,
    cannotChangeDirectory: (path, problem) => `can't cd to ${path}: ${problem}`,
    syntax: (token, message, expecting) =>
      token === null
        ? endOfFile(message, expecting)
            .replace("Syntax error: end of file unexpected", "syntax error: unexpected end of file")
            .replace("Syntax error: Unterminated", "syntax error: unterminated")
            .replace("Syntax error: Bad", "syntax error: bad")
            .replace("Syntax error: EOF", "syntax error: EOF")
            .replace("Syntax error: Missing", "syntax error: missing")
        : `syntax error: unexpected ${tokenWords(token)}`,
    arithmetic: (_expression, problem) => (problem === "division by 0" ? "divide by zero" : "arithmetic syntax error"),
    illegalOption: (letter) => `illegal option -${letter}`,
    unknownOperator: ([, operator]) => `${operator}: unknown operand`,
    badSubstitution: () => "syntax error: bad substitution",
    testProblem: (problem, [word = "", second = ""]) =>
      problem === "open"
        ? "closing paren expected"
        : problem === "unread"
          ? `${word}: unknown operand`
          : isTestOperator(second)
            ? `${second}: argument expected`
            : `${second}: unknown operand`,
    notNumber: (text) => `invalid number '${text}'`,
    noNumber: "",
    badFormat: (directive) => `${directive.replace(/^(%[-+ 0#]*[\d.*]*)[hlLjzt]+/, "$1")}: invalid format`,
    printfUsage: "usage: printf FORMAT [ARGUMENT...]",
    badMode: (text) => `illegal mode: ${text}`,
  },
  redirectStatus: 1,
  features: {
    ...DASH.features,
    power: true,
    slices: true,
    extendedTest: true,
    bashSyntax: true,
    hereStrings: false,
    echoEscapes: false,
  },
  lacks: new Set(BASH_ONLY.filter((name) => !["let", "source", "history", "help"].includes(name))),
  prompt: () => "\\w \\$ ",
};
