/**
 * The shell's grammar as the interpreter runs it: what the parser found, with everything decided that can be decided
 * before anything runs (which words are constant, which can be expanded without starting a command).
 *
 * Models: POSIX XCU 2.10 and bash's command.h.
 */

export interface Script {
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly node: Node;
  readonly background: boolean;
  /** As it was typed, blanks at its ends gone. */
  readonly text: string;
  readonly line: number;
  /** The line on which it ends, here-documents included. */
  readonly endLine: number;
}

export type List = readonly Statement[];

export type Node = Simple | Compound | Pipeline | AndOr | FunctionDefinition | Coprocess;

export interface Simple {
  readonly kind: "simple";
  readonly line: number;
  readonly assignments: readonly Assignment[];
  readonly words: readonly Argument[];
  readonly redirects: readonly Redirect[];
  readonly text: string;
}

/** An assignment stands among the words only behind `declare` and its like. */
export type Argument = Word | Assignment;

export interface Pipeline {
  readonly kind: "pipeline";
  readonly line: number;
  readonly negated: boolean;
  readonly timed: null | "bash" | "posix";
  readonly commands: readonly Node[];
  /** For each `|` whether it is `|&`. */
  readonly withErrors: readonly boolean[];
  readonly texts: readonly string[];
}

export interface AndOr {
  readonly kind: "and-or";
  readonly line: number;
  readonly commands: readonly Node[];
  readonly operators: readonly ("&&" | "||")[];
}

export interface FunctionDefinition {
  readonly kind: "function";
  readonly line: number;
  readonly name: string;
  readonly body: Node;
}

export interface Coprocess {
  readonly kind: "coprocess";
  readonly line: number;
}

export interface Redirected {
  readonly line: number;
  readonly redirects: readonly Redirect[];
}

export type Compound = If | For | ArithmeticFor | Select | While | Group | Subshell | Case | Test | ArithmeticCommand;

export interface If extends Redirected {
  readonly kind: "if";
  readonly branches: readonly { readonly condition: List; readonly body: List }[];
  readonly otherwise: List | null;
}

export interface For extends Redirected {
  readonly kind: "for";
  readonly name: string;
  /** Null: over the positional parameters. */
  readonly words: readonly Word[] | null;
  readonly body: List;
}

export interface Select extends Redirected {
  readonly kind: "select";
  readonly name: string;
  readonly words: readonly Word[] | null;
  readonly body: List;
}

export interface ArithmeticFor extends Redirected {
  readonly kind: "arithmetic-for";
  readonly initialize: ArithmeticText | null;
  readonly test: ArithmeticText | null;
  readonly update: ArithmeticText | null;
  readonly body: List;
}

export interface While extends Redirected {
  readonly kind: "while";
  readonly until: boolean;
  readonly condition: List;
  readonly body: List;
}

export interface Group extends Redirected {
  readonly kind: "group";
  readonly body: List;
}

export interface Subshell extends Redirected {
  readonly kind: "subshell";
  readonly body: List;
}

export interface Case extends Redirected {
  readonly kind: "case";
  readonly word: Word;
  readonly items: readonly CaseItem[];
}

export interface CaseItem {
  readonly patterns: readonly Word[];
  readonly body: List;
  readonly end: ";;" | ";&" | ";;&";
}

export interface Test extends Redirected {
  readonly kind: "test";
  readonly expression: TestExpression;
}

export interface ArithmeticCommand extends Redirected {
  readonly kind: "arithmetic";
  readonly expression: ArithmeticText;
}

export type TestExpression =
  | { readonly kind: "unary"; readonly operator: string; readonly operand: Word }
  | { readonly kind: "binary"; readonly operator: string; readonly left: Word; readonly right: Word }
  | { readonly kind: "logical"; readonly operator: "&&" | "||"; readonly operands: readonly TestExpression[] }
  | { readonly kind: "not"; readonly operand: TestExpression };

export interface Assignment {
  readonly kind: "assignment";
  readonly name: string;
  readonly subscript: Word | null;
  readonly append: boolean;
  readonly value: Word | ArrayValue;
  readonly line: number;
}

export interface ArrayValue {
  readonly kind: "array";
  readonly elements: readonly ArrayElement[];
  readonly text: string;
}

export interface ArrayElement {
  readonly subscript: Word | null;
  readonly append: boolean;
  readonly value: Word;
  /** The whole of it as one word, for `a=([x]=1)` where it turns out not to be a subscript. */
  readonly whole: Word;
}

export type Redirect = FileRedirect | HereString | HereDocument;

export interface Descriptor {
  /** A number, or the variable of `{fd}>file`. */
  readonly fd: number | null;
  readonly variable: string | null;
}

export interface FileRedirect extends Descriptor {
  readonly kind: "file";
  readonly operator: ">" | ">>" | "<" | "<>" | "<&" | ">&" | ">|" | "&>" | "&>>";
  readonly target: Word;
}

export interface HereString extends Descriptor {
  readonly kind: "here-string";
  readonly target: Word;
}

export interface HereDocument extends Descriptor {
  readonly kind: "here-document";
  readonly body: Word;
  readonly delimiter: string;
  readonly isQuoted: boolean;
  /** The script ended before the delimiter. */
  readonly isOpen: boolean;
  readonly line: number;
}

/** What is expanded to one or many arguments. */
export interface Word {
  readonly kind: "word";
  /** As written. */
  readonly text: string;
  readonly parts: readonly Part[];
  /** The word's one value when nothing in it is expanded. */
  readonly constant: string | null;
  /** The words that its braces make of it. */
  readonly braces: readonly Word[] | null;
  /** How many words its braces would make, when that is too many: they stay as they are. */
  readonly excess?: number;
  /** It can be expanded without waiting: no command in it, no operator that might have one. */
  readonly isPlain: boolean;
}

export type Part = TextPart | TildePart | DoubleQuotedPart | ParameterPart | CommandPart | ArithmeticPart | ProcessPart;

export interface TextPart {
  readonly kind: "text";
  readonly text: string;
  readonly quoted: boolean;
}

export interface TildePart {
  readonly kind: "tilde";
  /** What follows the tilde: a name, `+`, `-` or nothing. */
  readonly user: string;
}

export interface DoubleQuotedPart {
  readonly kind: "double";
  readonly parts: readonly Part[];
}

export interface ParameterPart {
  readonly kind: "parameter";
  readonly name: string;
  readonly prefix: "" | "!" | "#";
  readonly subscript: "@" | "*" | Word | null;
  readonly operation: ParameterOperation | null;
  readonly text: string;
}

export type ParameterOperation =
  | { readonly kind: "default"; readonly operator: "-" | "=" | "+" | "?"; readonly colon: boolean; readonly word: Word }
  | { readonly kind: "remove"; readonly operator: "#" | "##" | "%" | "%%"; readonly pattern: Word }
  | {
      readonly kind: "replace";
      readonly operator: "/" | "//" | "/#" | "/%";
      readonly pattern: Word;
      readonly replacement: Word;
    }
  | { readonly kind: "slice"; readonly offset: ArithmeticText; readonly length: ArithmeticText | null }
  | { readonly kind: "case"; readonly operator: "^" | "^^" | "," | ",,"; readonly pattern: Word | null }
  | { readonly kind: "transform"; readonly operator: string }
  | { readonly kind: "names"; readonly operator: "@" | "*" }
  | { readonly kind: "bad" };

export interface CommandPart {
  readonly kind: "command";
  readonly body: NestedScript;
}

export interface ProcessPart {
  readonly kind: "process";
  readonly direction: "<" | ">";
  readonly body: NestedScript;
}

/** A script inside a word. It is parsed when the word is, but its mistakes are told when it runs. */
export interface NestedScript {
  readonly text: string;
  readonly script: Script;
  readonly isBroken: boolean;
  readonly line: number;
}

export interface ArithmeticPart {
  readonly kind: "arithmetic";
  readonly expression: ArithmeticText;
}

/** Arithmetic is text until its expansions are done; without any it is the same text every time. */
export interface ArithmeticText {
  readonly text: string;
  /** Null when there is nothing to expand in it. */
  readonly word: Word | null;
}
