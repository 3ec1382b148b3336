/** Functions as text again, the way `declare -f` and `type` lay them out. Models: bash print_cmd.c */
import type { Compound, List, Node, Redirect, Simple, Statement, TestExpression } from "./ast.ts";

export function printFunction(name: string, body: Node): string {
  return `${name} () \n${new Printer().body(body)}`;
}

export function printNode(node: Node): string {
  return new Printer().node(node, 0);
}

/** As `jobs` shows a command: groups stay on their line. */
export function printJob(node: Node): string {
  const documents = documentsOf(node);
  return `${new Printer({ inlineGroups: true }).node(node, 0)}${documents === "" ? "" : `\n${documents}`}`;
}

class Printer {
  readonly #inlineGroups: boolean;

  constructor({ inlineGroups = false }: { readonly inlineGroups?: boolean } = {}) {
    this.#inlineGroups = inlineGroups;
  }

  body(node: Node): string {
    const redirects = node.kind === "group" ? this.redirects(node.redirects) : "";
    if (node.kind === "group") return `{ \n${this.block(node.body, 4)}\n}${redirects}`;
    return `{ \n    ${this.node(node, 4)}\n}`;
  }

  /** Statements, each on its line; all but the last end in a semicolon. */
  block(list: List, indent: number): string {
    return list.map((statement, i) => this.statement(statement, { indent, isLast: i === list.length - 1 })).join("\n");
  }

  statement({ node, background }: Statement, { indent, isLast }: { indent: number; isLast: boolean }): string {
    const end = background ? " &" : isLast || node.kind === "function" ? "" : ";";
    const text = this.node(node, indent);
    const documents = documentsOf(node);
    return `${" ".repeat(indent)}${text}${documents === "" ? end : `${background ? " &" : ""}\n${documents}`}`;
  }

  node(node: Node, indent: number): string {
    switch (node.kind) {
      case "simple":
        return this.simple(node);
      case "pipeline": {
        const commands = node.commands.map((command) => this.node(command, indent));
        const joined = commands.reduce(
          (text, command, i) => (i === 0 ? command : `${text} ${node.withErrors[i - 1] ? "2>&1 |" : "|"} ${command}`),
          "",
        );
        return `${node.timed === null ? "" : node.timed === "posix" ? "time -p " : "time "}${node.negated ? "! " : ""}${joined}`;
      }
      case "and-or":
        return node.commands
          .map((command, i) =>
            i === 0 ? this.node(command, indent) : `${node.operators[i - 1]} ${this.node(command, indent)}`,
          )
          .join(" ");
      case "function": {
        const inner = printFunction(node.name, node.body).split("\n");
        return `function ${inner.map((line, i) => (i === 0 ? line : " ".repeat(indent) + line)).join("\n")}`;
      }
      case "coprocess":
        return "coproc";
      default:
        return this.compound(node, indent) + this.redirects(node.redirects);
    }
  }

  simple(node: Simple): string {
    const assignments = node.assignments.map(
      ({ name, subscript, append, value }) =>
        `${name}${subscript === null ? "" : `[${subscript.text}]`}${append ? "+" : ""}=${value.text}`,
    );
    const words = node.words.map((word) =>
      word.kind === "word"
        ? word.text
        : `${word.name}${word.subscript === null ? "" : `[${word.subscript.text}]`}${word.append ? "+" : ""}=${word.value.text}`,
    );
    return [...assignments, ...words].join(" ") + this.redirects(node.redirects);
  }

  redirects(redirects: readonly Redirect[]): string {
    return redirects.map((redirect) => ` ${this.redirect(redirect)}`).join("");
  }

  redirect(redirect: Redirect): string {
    const fd = redirect.variable === null ? (redirect.fd ?? "") : `{${redirect.variable}}`;
    if (redirect.kind === "here-document")
      return `${fd}<<${redirect.isQuoted ? `'${redirect.delimiter}'` : redirect.delimiter}`;
    if (redirect.kind === "here-string") return `${fd}<<< ${redirect.target.text}`;
    if (redirect.operator === ">&" || redirect.operator === "<&")
      return `${fd === "" ? (redirect.operator === ">&" ? 1 : 0) : fd}${redirect.operator}${redirect.target.text}`;
    return `${fd}${redirect.operator} ${redirect.target.text}`;
  }

  compound(node: Compound, indent: number): string {
    const pad = " ".repeat(indent);
    const block = (list: List): string => this.closed(list, indent + 4);
    switch (node.kind) {
      case "group":
        return this.#inlineGroups
          ? `{ ${this.inline(node.body, indent)}; }`
          : `{ \n${this.block(node.body, indent + 4)}\n${pad}}`;
      case "subshell":
        return `( ${this.inline(node.body, indent)} )`;
      case "if": {
        const [first, ...others] = node.branches;
        if (first === undefined) return "";
        let text = `if ${this.inline(first.condition, indent)}; then\n${block(first.body)}\n`;
        let depth = "";
        for (const branch of others) {
          text += `${pad}${depth}else\n${pad}${depth}    if ${this.inline(branch.condition, indent)}; then\n${indented(block(branch.body), `${depth}    `)}\n`;
          depth += "    ";
        }
        if (node.otherwise !== null) text += `${pad}${depth}else\n${indented(block(node.otherwise), depth)}\n`;
        for (; depth !== ""; depth = depth.slice(4)) text += `${pad}${depth}fi;\n`;
        return `${text}${pad}fi`;
      }
      case "while":
        return `${node.until ? "until" : "while"} ${this.inline(node.condition, indent)}; do\n${block(node.body)}\n${pad}done`;
      case "for":
      case "select": {
        const words = node.words === null ? ' in "$@"' : ` in ${node.words.map((word) => word.text).join(" ")}`;
        return `${node.kind} ${node.name}${words};\n${pad}do\n${block(node.body)}\n${pad}done`;
      }
      case "arithmetic-for": {
        const part = (text: { text: string } | null): string => text?.text.trim() ?? "1";
        return `for ((${part(node.initialize)}; ${part(node.test)}; ${part(node.update)}))\n${pad}do\n${block(node.body)}\n${pad}done`;
      }
      case "case": {
        const items = node.items.map(({ patterns, body, end }) => {
          const inner = body.length === 0 ? "" : `${this.block(body, indent + 8)}\n`;
          return `${pad}    ${patterns.map((word) => word.text).join(" | ")})\n${inner}${pad}    ${end}\n`;
        });
        return `case ${node.word.text} in \n${items.join("")}${pad}esac`;
      }
      case "test":
        return `[[ ${this.test(node.expression)} ]]`;
      case "arithmetic":
        return `((${node.expression.text}))`;
    }
  }

  /** The body of a loop or a branch: its last command ends in a semicolon too. */
  closed(list: List, indent: number): string {
    const text = this.block(list, indent);
    const last = list.at(-1);
    return last === undefined || last.background || documentsOf(last.node) !== "" ? text : `${text};`;
  }

  inline(list: List, indent: number): string {
    return list
      .map(
        ({ node, background }, i) =>
          `${this.node(node, indent)}${background ? " &" : i === list.length - 1 ? "" : ";"}`,
      )
      .join(" ");
  }

  test(expression: TestExpression): string {
    switch (expression.kind) {
      case "not":
        return `! ${this.test(expression.operand)}`;
      case "unary":
        return `${expression.operator} ${expression.operand.text}`;
      case "binary":
        return `${expression.left.text} ${expression.operator} ${expression.right.text}`;
      case "logical":
        return expression.operands.map((operand) => this.test(operand)).join(` ${expression.operator} `);
    }
  }
}

function indented(text: string, by: string): string {
  return text
    .split("\n")
    .map((line) => by + line)
    .join("\n");
}

/** The bodies of here-documents stand below the command. */
function documentsOf(node: Node): string {
  const redirects =
    "redirects" in node
      ? node.redirects
      : node.kind === "pipeline"
        ? node.commands.flatMap((command) => ("redirects" in command ? command.redirects : []))
        : [];
  return redirects
    .map((redirect) => (redirect.kind === "here-document" ? `${redirect.body.text}${redirect.delimiter}\n` : ""))
    .join("");
}
