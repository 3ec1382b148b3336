/** Turns the parser's tree into ours: commands and their redirections. Words are turned in convert-word.ts. */
import type * as ast from "./ast.ts";
import { WordConverter } from "./convert-word.ts";
import type * as parsed from "./parse.ts";
import { createWord } from "./words.ts";

const NAME = /^[A-Za-z_]\w*$/;

export class Converter extends WordConverter {
  statement(statement: parsed.Statement): ast.Statement {
    const node = this.#statementNode(statement.command);
    return {
      node,
      background: statement.background === true,
      text: this.slice(statement).replace(/\s*[;&]*\s*$/, ""),
      line: this.lines.at(statement.pos),
      endLine: Math.max(this.lines.at(Math.max(statement.end - 1, statement.pos)), this.documentEndLine),
    };
  }

  list(list: parsed.CompoundList): ast.List {
    return list.commands.map((statement) => this.statement(statement));
  }

  #statementNode(node: parsed.PipelineNode | parsed.AndOr): ast.Node {
    if (node.type !== "AndOr") return this.#node(node);
    const commands = node.commands.map((command) => this.#node(command));
    return { kind: "and-or", line: this.lines.at(node.pos), commands, operators: node.operators };
  }

  #node(node: parsed.PipelineNode | parsed.CompoundList): ast.Node {
    const line = this.lines.at(node.pos);
    switch (node.type) {
      case "Command":
        return this.#simple(node);
      case "Pipeline":
        return this.#pipeline(node);
      case "Redirected":
        return {
          ...this.#compound(node.command),
          redirects: node.redirects.map((redirect) => this.redirect(redirect)),
        };
      case "Function":
        return { kind: "function", line, name: node.name.text, body: this.#node(node.body) };
      case "Coproc":
        return { kind: "coprocess", line };
      case "CompoundList":
        return { kind: "group", line, redirects: [], body: this.list(node) };
      default:
        return this.#compound(node);
    }
  }

  #pipeline(node: parsed.Pipeline): ast.Node {
    const time = node.prefixes.find((prefix) => prefix.type === "Time");
    const negations = node.prefixes.filter((prefix) => prefix.type === "Negation").length;
    return {
      kind: "pipeline",
      line: this.lines.at(node.pos),
      negated: negations % 2 === 1,
      timed: time === undefined ? null : time.posix === undefined ? "bash" : "posix",
      commands: node.commands.map((command) => this.#node(command)),
      withErrors: node.operators.map((operator) => operator === "|&"),
      texts: node.commands.map((command) => this.slice(command).trim()),
    };
  }

  #simple(node: parsed.Command): ast.Simple {
    const assignments: ast.Assignment[] = [];
    const words: ast.Argument[] = node.name === undefined ? [] : [this.word(node.name)];
    const redirects: ast.Redirect[] = [];
    for (const item of [...node.prefix, ...node.suffix]) {
      if (item.type === "Word") words.push(this.word(item));
      else if (item.type !== "Assignment") redirects.push(this.redirect(item));
      else if (words.length > 0 && !node.prefix.includes(item)) words.push(this.assignment(item));
      else assignments.push(this.assignment(item));
    }
    const line = this.lines.at(node.pos);
    return { kind: "simple", line, assignments, words: reread(words), redirects, text: this.slice(node).trim() };
  }

  #compound(node: parsed.CompoundCommand): ast.Compound {
    const base = { line: this.lines.at(node.pos), redirects: [] as readonly ast.Redirect[] };
    switch (node.type) {
      case "If":
        return {
          ...base,
          kind: "if",
          branches: this.#branches(node),
          otherwise: node.else ? this.list(node.else) : null,
        };
      case "For":
        return {
          ...base,
          kind: "for",
          name: node.name.text,
          words: this.#wordList(node.wordlist),
          body: this.list(node.body),
        };
      case "Select":
        return {
          ...base,
          kind: "select",
          name: node.name.text,
          words: this.#wordList(node.wordlist),
          body: this.list(node.body),
        };
      case "While": {
        const condition = this.list(node.clause);
        return { ...base, kind: "while", until: node.kind === "until", condition, body: this.list(node.body) };
      }
      case "BraceGroup":
        return { ...base, kind: "group", body: this.list(node.body) };
      case "Subshell":
        return { ...base, kind: "subshell", body: this.list(node.body) };
      case "Case":
        return { ...base, kind: "case", word: this.word(node.word), items: node.items.map((item) => this.#item(item)) };
      case "TestCommand":
        return { ...base, kind: "test", expression: this.#test(node.expression) };
      case "ArithmeticCommand":
        return { ...base, kind: "arithmetic", expression: this.arithmetic(node.body) };
      case "ArithmeticFor":
        return { ...base, kind: "arithmetic-for", ...this.#arithmeticFor(node) };
    }
  }

  #arithmeticFor(node: parsed.ArithmeticFor): Pick<ast.ArithmeticFor, "initialize" | "test" | "update" | "body"> {
    const part = (expression: parsed.ArithmeticExpression | undefined): ast.ArithmeticText | null =>
      expression === undefined ? null : this.arithmetic(this.slice(expression));
    return {
      initialize: part(node.initialize),
      test: part(node.test),
      update: part(node.update),
      body: this.list(node.body),
    };
  }

  #branches(node: parsed.If): ast.If["branches"] {
    return [node, ...node.elif].map((branch) => ({
      condition: this.list(branch.clause),
      body: this.list(branch.then),
    }));
  }

  #wordList(words: readonly parsed.Word[] | undefined): ast.Word[] | null {
    return words === undefined ? null : words.map((word) => this.word(word));
  }

  #item(item: parsed.CaseItem): ast.CaseItem {
    const patterns = item.pattern.map((word) => this.word(word));
    return { patterns, body: this.list(item.body), end: item.terminator ?? ";;" };
  }

  #test(node: parsed.TestExpression): ast.TestExpression {
    switch (node.type) {
      case "TestUnary":
        return { kind: "unary", operator: node.operator, operand: this.word(node.operand) };
      case "TestBinary":
        return { kind: "binary", operator: node.operator, left: this.word(node.left), right: this.word(node.right) };
      case "TestLogical":
        return {
          kind: "logical",
          operator: node.operator,
          operands: node.operands.map((operand) => this.#test(operand)),
        };
      case "TestNot": {
        const operand = this.#test(node.operand);
        return node.negations.length % 2 === 1 ? { kind: "not", operand } : operand;
      }
      case "TestGroup":
        return this.#test(node.expression);
    }
  }

  redirect(redirect: parsed.Redirection): ast.Redirect {
    const { descriptor } = redirect;
    const fd = descriptor?.type === "FileDescriptor" ? descriptor.value : null;
    const variable = descriptor?.type === "FileDescriptorVariable" ? descriptor.name : null;
    if (redirect.type === "HereDoc") return this.hereDocument(redirect, { fd, variable });
    const target = redirect.target === undefined ? EMPTY : this.word(redirect.target);
    if (redirect.type === "HereString") return { kind: "here-string", fd, variable, target };
    return { kind: "file", operator: redirect.operator, fd, variable, target };
  }
}

const EMPTY: ast.Word = createWord("", []);
const DECLARATIONS = new Set(["declare", "typeset", "local", "export", "readonly", "alias"]);

/** Behind `command` and `builtin` the parser does not see that `export a=$b` assigns; bash does. */
function reread(words: ast.Argument[]): ast.Argument[] {
  const at = words.findIndex(
    (word) => word.kind === "word" && word.constant !== "command" && word.constant !== "builtin",
  );
  const first = words[at];
  if (at <= 0 || first?.kind !== "word" || first.constant === null || !DECLARATIONS.has(first.constant)) return words;
  return words.map((word, i) => (i > at && word.kind === "word" ? (assignmentOf(word) ?? word) : word));
}

function assignmentOf(word: ast.Word): ast.Assignment | null {
  const first = word.parts[0];
  if (first?.kind !== "text" || first.quoted) return null;
  const at = first.text.indexOf("=");
  const append = first.text[at - 1] === "+";
  const name = first.text.slice(0, append ? at - 1 : at);
  if (at < 0 || !NAME.test(name)) return null;
  const rest = first.text.slice(at + 1);
  const parts = [...(rest === "" ? [] : [{ ...first, text: rest }]), ...word.parts.slice(1)];
  const value = createWord(word.text.slice(at + 1), parts);
  return { kind: "assignment", name, subscript: null, append, value, line: 0 };
}
