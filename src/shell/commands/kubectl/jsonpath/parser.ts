/**
 * Reads JSONPath templates: text with actions in braces.
 *
 * Models: k8s.io/client-go/util/jsonpath/parser.go
 */
import { JsonPathError, type ListNode, type PathNode, type SliceBound } from "./node.ts";

export function parseTemplate(text: string): ListNode {
  return new Parser(text).template();
}

function parseAction(text: string): ListNode {
  const root = new Parser(`{${text}}`).template();
  return root.nodes[0] as ListNode;
}

const DICT_KEY = /^'([^']*)'$/;
const SLICE = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/;
const COMPARISON = /^([^!<>=]+)([!<>=]+)(.+?)$/;

class Parser {
  readonly #input: string;
  #at = 0;

  constructor(input: string) {
    this.#input = input;
  }

  template(): ListNode {
    const root: ListNode = { type: "list", nodes: [] };
    while (this.#at < this.#input.length) {
      const open = this.#input.indexOf("{", this.#at);
      const end = open < 0 ? this.#input.length : open;
      if (end > this.#at) root.nodes.push({ type: "text", text: this.#input.slice(this.#at, end) });
      this.#at = end;
      if (open < 0) break;
      this.#at++;
      const action: ListNode = { type: "list", nodes: [] };
      root.nodes.push(action);
      this.#action(action.nodes);
    }
    return root;
  }

  #action(nodes: PathNode[]): void {
    for (;;) {
      const rest = this.#input.slice(this.#at);
      if (rest.startsWith("}")) {
        this.#at++;
        return;
      }
      if (rest.startsWith("[?(")) nodes.push(this.#filter());
      else if (rest.startsWith("..")) this.#recursive(nodes);
      else this.#step(nodes);
    }
  }

  #step(nodes: PathNode[]): void {
    const next = this.#input[this.#at];
    if (next === undefined || next === "\n" || next === "\r") throw new JsonPathError("unclosed action");
    if (next === " " || next === "@" || next === "$") this.#at++;
    else if (next === "[") nodes.push(...this.#array());
    else if (next === '"' || next === "'") nodes.push(this.#quote(next));
    else if (next === ".") {
      this.#at++;
      nodes.push(this.#field());
    } else if (/[+\-\d]/.test(next)) nodes.push(this.#number());
    else if (/[\p{L}\p{N}_]/u.test(next)) nodes.push(this.#identifier());
    else throw new JsonPathError(`unrecognized character in action: ${unicodeName(next)}`);
  }

  #recursive(nodes: PathNode[]): void {
    if (nodes.at(-1)?.type === "recursive") throw new JsonPathError("invalid multiple recursive descent");
    this.#at += 2;
    nodes.push({ type: "recursive" });
    if (/^[\p{L}\p{N}_]/u.test(this.#input.slice(this.#at))) nodes.push(this.#field());
  }

  #identifier(): PathNode {
    const start = this.#at;
    while (this.#at < this.#input.length && !isTerminator(this.#input[this.#at] as string)) this.#at++;
    const name = this.#input.slice(start, this.#at);
    return name === "true" || name === "false"
      ? { type: "bool", value: name === "true" }
      : { type: "identifier", name };
  }

  #number(): PathNode {
    const text = (/^[+-]?[\d.]*/.exec(this.#input.slice(this.#at)) as RegExpExecArray)[0];
    this.#at += text.length;
    if (/^[+-]?\d+$/.test(text)) return { type: "int", value: Number(text) };
    if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) return { type: "float", value: Number(text) };
    throw new JsonPathError(`cannot parse number ${text}`);
  }

  #field(): PathNode {
    const start = this.#at;
    while (this.#at < this.#input.length) {
      const character = this.#input[this.#at] as string;
      if (character === "\\") this.#at += 2;
      else if (isTerminator(character)) break;
      else this.#at++;
    }
    const name = this.#input.slice(start, this.#at);
    return name === "*" ? { type: "wildcard" } : { type: "field", name: name.replaceAll("\\", "") };
  }

  #quote(mark: string): PathNode {
    const start = this.#at;
    for (this.#at++; ; this.#at++) {
      const character = this.#input[this.#at];
      if (character === undefined || character === "\n") throw new JsonPathError("unterminated quoted string");
      if (character === mark && this.#input[this.#at - 1] !== "\\") break;
    }
    this.#at++;
    const quoted = this.#input.slice(start, this.#at);
    return { type: "text", text: unquote(quoted) };
  }

  #array(): PathNode[] {
    const start = this.#at;
    for (;;) {
      const character = this.#input[this.#at++];
      if (character === undefined || character === "\n") throw new JsonPathError("unterminated array");
      if (character === "]") break;
    }
    const inside = this.#input.slice(start + 1, this.#at - 1);
    const text = inside === "*" ? ":" : inside;
    const parts = text.split(",");
    if (parts.length > 1) {
      const lists = parts.map((part) => parseAction(`[${part.replace(/^ +| +$/g, "")}]`));
      return [{ type: "union", lists }];
    }
    const key = DICT_KEY.exec(text);
    if (key !== null) return parseAction(`.${key[1]}`).nodes;
    const slice = SLICE.exec(text);
    if (slice === null) throw new JsonPathError(`invalid array index ${text}`);
    return [{ type: "array", bounds: boundsOf(slice.slice(1)) }];
  }

  #filter(): PathNode {
    this.#at += 3;
    const start = this.#at;
    let mark = "";
    let isClosed = true;
    for (;;) {
      const character = this.#input[this.#at++];
      if (character === undefined || character === "\n") throw new JsonPathError("unterminated filter");
      if (character === '"' || character === "'") {
        if (mark === "") {
          mark = character;
          isClosed = false;
        } else if (this.#input[this.#at - 2] !== "\\" && character === mark) isClosed = true;
      } else if (character === ")" && isClosed) break;
    }
    if (this.#input[this.#at++] !== "]") throw new JsonPathError("unclosed array expect ]");
    const text = this.#input.slice(start, this.#at - 2);
    const comparison = COMPARISON.exec(text);
    if (comparison === null)
      return { type: "filter", left: parseAction(text), right: { type: "list", nodes: [] }, operator: "exists" };
    const [, left, operator, right] = comparison as unknown as [string, string, string, string];
    return { type: "filter", left: parseAction(left), right: parseAction(right), operator };
  }
}

function boundsOf(written: readonly (string | undefined)[]): readonly [SliceBound, SliceBound, SliceBound] {
  const bounds: SliceBound[] = [];
  for (let i = 0; i < 3; i++) {
    const text = written[i] ?? "";
    if (text !== "") {
      const digits = i > 0 ? text.slice(1) : text;
      if (i > 0 && digits === "") bounds.push({ value: 0, known: false, derived: false });
      else {
        const value = Number(digits);
        if (!Number.isSafeInteger(value) || digits === "-")
          throw new JsonPathError(`array index ${digits} is not a number`);
        bounds.push({ value, known: true, derived: false });
      }
    } else if (i === 1) bounds.push({ value: (bounds[0] as SliceBound).value + 1, known: true, derived: true });
    else bounds.push({ value: 0, known: false, derived: false });
  }
  return bounds as unknown as readonly [SliceBound, SliceBound, SliceBound];
}

function isTerminator(character: string): boolean {
  return /[\s.,[\]$@{}]/.test(character);
}

function unicodeName(character: string): string {
  const code = (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0");
  return `U+${code} '${character}'`;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", a: "\u0007", b: "\b", f: "\f", v: "\v" };

function unquote(quoted: string): string {
  const mark = quoted[0] as string;
  return quoted.slice(1, -1).replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)/g, (_, code: string) => {
    if (/^[xu]./.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
    const known = ESCAPES[code];
    if (known !== undefined) return known;
    if (code === "\\" || code === mark || code === "'" || code === '"') return code;
    throw new JsonPathError(`unquote string ${quoted} error invalid syntax`);
  });
}
