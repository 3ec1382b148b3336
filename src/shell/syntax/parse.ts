/**
 * From text to the grammar's tree. The one place that knows the parser we use; what it says about mistakes becomes
 * bash's words here, and what it does not decide (whether more lines are needed, aliases) is decided here.
 *
 * Models: bash parse.y (report_syntax_error, the secondary prompt), execute line by line as reader_loop does.
 */
import { type Statement as ParsedStatement, type ParseError, parse as parseBash } from "unbash";
import type { ArrayElement, Assignment, Script, Statement, Word } from "./ast.ts";
import { Converter } from "./convert.ts";
import { Lines } from "./lines.ts";
import { documentWord, type WordContext } from "./words.ts";

export type * from "unbash";
export { forEachChild, parse as parseSource } from "unbash";

export interface Problem {
  /** More lines could still make it right. */
  readonly isIncomplete: boolean;
  /** In bash's words, without the shell's name and line number. */
  readonly message: string;
  readonly line: number;
  /** The source line that bash shows below the message. */
  readonly source: string | null;
  /** The token that was not expected; dash and ash word it differently. */
  readonly token: string | null;
  /** At the end of the text: the keyword that would close what is open. */
  readonly expecting: string | null;
}

export interface Parsed {
  /** Everything before the line with the problem. */
  readonly script: Script;
  readonly problem: Problem | null;
}

export function parseScript(source: string, firstLine = 1): Parsed {
  const parsed = parseBash(source);
  const lines = new Lines(source, firstLine);
  const converter = new Converter(source, lines);
  const errors: ParseError[] = [...(parsed.errors ?? [])];
  const statements: Statement[] = [];
  for (const statement of parsed.commands) {
    if (errors.length > 0 && statement.pos > (errors[0] as ParseError).pos) break;
    statements.push(converter.statement(statement));
  }
  errors.push(...converter.errors);
  const open = /\\$/.test(source) && !/(^|[^\\])(\\\\)+$/.test(source);
  if (errors.length === 0 && !open && !converter.hasOpenDocument) return { script: { statements }, problem: null };
  if (errors.length === 0) {
    const problem = {
      isIncomplete: true,
      message: "",
      line: lines.at(source.length),
      source: null,
      token: null,
      expecting: null,
    };
    return { script: { statements }, problem };
  }
  const problem = problemOf(source, errors, lines);
  const cut = problem.isIncomplete
    ? lines.at(parsed.commands.at(-1)?.pos ?? 0)
    : firstBrokenLine(parsed.commands, errors[0] as ParseError, lines);
  return { script: { statements: statements.filter((statement) => statement.endLine < cut) }, problem };
}

function firstBrokenLine(statements: readonly ParsedStatement[], error: ParseError, lines: Lines): number {
  const broken = statements.find((statement) => statement.pos <= error.pos && error.pos <= statement.end);
  return lines.at(Math.min(broken?.pos ?? error.pos, error.pos));
}

function problemOf(source: string, errors: readonly ParseError[], lines: Lines): Problem {
  const open = errors.find((error) => error.message.startsWith("unterminated"));
  if (open !== undefined) return unterminated(source, open, lines);
  const again = parseBash(`${source}\n:\n`).errors ?? [];
  if (again.every((error) => error.pos > source.length)) {
    const line = lines.at(source.length) + (source.endsWith("\n") ? 0 : 1);
    const expecting = /^expected '(.+?)'/.exec(errors.at(-1)?.message ?? "")?.[1] ?? null;
    return {
      isIncomplete: true,
      message: "syntax error: unexpected end of file",
      line,
      source: null,
      token: null,
      expecting,
    };
  }
  const error = errors[0] as ParseError;
  const line = lines.at(Math.min(error.pos, source.length));
  const shown = source.split("\n")[line - lines.at(0)] ?? "";
  const token = tokenAt(source, error);
  const words = error.message.startsWith("expected operand")
    ? `unexpected argument \`${token}' to conditional unary operator`
    : `syntax error near unexpected token \`${token}'`;
  return { isIncomplete: false, message: words, line, source: shown, token, expecting: null };
}

const CLOSERS: readonly (readonly [RegExp, string])[] = [
  [/double quote|locale/, '"'],
  [/single|ansi/i, "'"],
  [/backtick|backquote/, "`"],
  [/parameter/, "}"],
  [/bracket/, "]"],
];

function unterminated(source: string, error: ParseError, lines: Lines): Problem {
  let closer = CLOSERS.find(([pattern]) => pattern.test(error.message))?.[1] ?? ")";
  if (error.message.includes("command substitution") && source[error.pos] === "`") closer = "`";
  const line =
    closer === ")" && !source.startsWith("((", error.pos) ? lines.at(source.length) + 1 : lines.at(error.pos);
  const message = `unexpected EOF while looking for matching \`${closer}'`;
  return { isIncomplete: true, message, line, source: null, token: null, expecting: null };
}

const OPERATORS = /^(?:;;&|<<<|<<-|&>>|;;|;&|&&|\|\||\|&|<<|>>|<&|>&|<>|>\||&>|[();&|<>])/;

/** The token that bash would name: at the error, or just before it where our parser has already read it. */
function tokenAt(source: string, error: ParseError): string {
  const before = /(?:^|[\s;&|(])([a-z]+|\})$/.exec(source.slice(0, error.pos))?.[1];
  if (before !== undefined && /^expected '/.test(error.message)) return before;
  let at = error.pos;
  if (error.message.startsWith("expected command in")) at += 1;
  while (source[at] === " " || source[at] === "\t") at++;
  const rest = source.slice(at);
  if (rest === "" || rest[0] === "\n") return "newline";
  return OPERATORS.exec(rest)?.[0] ?? /^[^\s;&|()<>]+/.exec(rest)?.[0] ?? rest.charAt(0);
}

const NO_LINES = new Lines("", 1);

/** Text as if it stood in a here-document: expansions and backslashes count, quotes do not. */
export function parseDocument(text: string, context: WordContext = "document"): Word {
  if (!/[$`\\]/.test(text)) return documentWord([{ kind: "text", text, quoted: true }], text);
  const source = `: <<_end_of_text_\n${text}\n_end_of_text_\n`;
  const command = parseBash(source).commands[0]?.command;
  const document = command?.type === "Command" ? command.redirects[0] : undefined;
  if (document?.type !== "HereDoc") return documentWord([{ kind: "text", text, quoted: true }], text);
  const parts = new Converter(source, NO_LINES).documentParts(document.body, context);
  const last = parts.at(-1);
  const trimmed =
    last?.kind === "text" ? [...parts.slice(0, -1), { ...last, text: last.text.replace(/\n$/, "") }] : parts;
  return documentWord(trimmed, text);
}

/** Text as one word of a command line; null when it is not exactly one. */
export function parseWord(text: string): Word | null {
  const parsed = parseBash(`: ${text}`);
  const command = parsed.commands[0]?.command;
  if (parsed.errors !== undefined && parsed.errors.length > 0) return null;
  if (parsed.commands.length !== 1 || command?.type !== "Command" || command.suffix.length !== 1) return null;
  const word = command.suffix[0];
  return word?.type === "Word" ? new Converter(`: ${text}`, NO_LINES).word(word) : null;
}

/** `name=value`, `name[sub]+=value`, `name=(…)`; null when the text is none of these. */
export function parseAssignment(text: string, line = 1): Assignment | null {
  const parsed = parseBash(text);
  const command = parsed.commands[0]?.command;
  if (parsed.commands.length !== 1 || command?.type !== "Command" || command.name !== undefined) return null;
  const found = command.prefix[0];
  if (found?.type !== "Assignment" || command.prefix.length !== 1) return null;
  return new Converter(text, new Lines(text, line)).assignment(found);
}

/** `[subscript]=value` inside `a=(…)`; null when the text has no subscript. */
export function parseElement(text: string, whole: Word): ArrayElement | null {
  const found = /^\[/.test(text) ? parseAssignment(`x${text}`) : null;
  if (found === null || found.subscript === null || found.value.kind !== "word") return null;
  return { subscript: found.subscript, append: found.append, value: found.value, whole };
}
