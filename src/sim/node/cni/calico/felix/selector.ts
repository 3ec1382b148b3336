/**
 * Calico's selectors: expressions over labels, with namespaces' labels among them under a prefix.
 *
 * Models: projectcalico/calico libcalico-go/lib/selector/{tokenizer,parser}
 */

export type LabelMap = ReadonlyMap<string, string>;

export interface Selector {
  /** In the parser's normal form. */
  readonly text: string;
  readonly matches: (labels: LabelMap) => boolean;
}

const NAMESPACE = "projectcalico.org/namespace";

/** The words are the parser's own. */
export class SelectorError extends Error {}

const TOKEN =
  /\s*(?:(&&|\|\||==|!=|[(){},!])|"([^"]*)"|'([^']*)'|(not\s+in|starts\s+with|ends\s+with|in|contains)(?![\w./-])|(has|all|global)(?=\s*\()|([a-zA-Z0-9_./-]{1,512}))/y;

interface Token {
  readonly kind: "sign" | "string" | "operator" | "function" | "label" | "end";
  readonly text: string;
}

/** With a prefix it speaks of namespaces: their labels bear it, `all()` is every namespace and `global()` none. */
export function parseSelector(text: string, prefix = ""): Selector {
  return new Parser(tokensOf(text), prefix).whole();
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const source = text.trimEnd();
  while (at < source.length) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(source);
    if (found === null) throw new SelectorError(`unexpected characters in selector at ${at}: ${source.slice(at)}`);
    at = TOKEN.lastIndex;
    const [, sign, double, single, operator, call, label] = found;
    if (sign !== undefined) tokens.push({ kind: "sign", text: sign });
    else if ((double ?? single) !== undefined) tokens.push({ kind: "string", text: double ?? single ?? "" });
    else if (operator !== undefined) tokens.push({ kind: "operator", text: operator.replace(/\s+/, " ") });
    else if (call !== undefined) tokens.push({ kind: "function", text: call });
    else tokens.push({ kind: "label", text: label ?? "" });
  }
  return [...tokens, { kind: "end", text: "" }];
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #prefix: string;
  #at = 0;

  constructor(tokens: readonly Token[], prefix: string) {
    this.#tokens = tokens;
    this.#prefix = prefix;
  }

  whole(): Selector {
    if (this.#here.kind === "end") return { text: "all()", matches: () => true };
    const parsed = this.#or();
    const rest = this.#tokens.slice(this.#at, -1);
    if (rest.length > 0) throw new SelectorError(`unexpected content at end of selector: ${rest[0]?.text}`);
    return parsed;
  }

  get #here(): Token {
    return this.#tokens[this.#at] as Token;
  }

  #or(): Selector {
    const parts = this.#separated("||", () => this.#and());
    if (parts.length === 1) return parts[0] as Selector;
    const text = `(${parts.map((part) => part.text).join(" || ")})`;
    return { text, matches: (labels) => parts.some(({ matches }) => matches(labels)) };
  }

  #and(): Selector {
    const parts = this.#separated("&&", () => this.#unary());
    if (parts.length === 1) return parts[0] as Selector;
    const text = `(${parts.map((part) => part.text).join(" && ")})`;
    return { text, matches: (labels) => parts.every(({ matches }) => matches(labels)) };
  }

  #separated(sign: string, next: () => Selector): Selector[] {
    const parts = [next()];
    while (this.#takes(sign)) parts.push(next());
    return parts;
  }

  #unary(): Selector {
    if (this.#takes("!")) {
      const operand = this.#unary();
      return { text: `!${operand.text}`, matches: (labels) => !operand.matches(labels) };
    }
    if (this.#takes("(")) {
      const inner = this.#or();
      this.#needs(")");
      return inner;
    }
    return this.#here.kind === "function" ? this.#call() : this.#comparison();
  }

  #call(): Selector {
    const name = this.#next().text;
    this.#needs("(");
    if (name === "has") {
      const label = this.#label();
      this.#needs(")");
      return { text: `has(${label})`, matches: (labels) => labels.has(label) };
    }
    this.#needs(")");
    if (this.#prefix === "") return { text: `${name}()`, matches: () => name === "all" };
    const isInNamespace: Selector["matches"] = (labels) => labels.has(NAMESPACE);
    return name === "all"
      ? { text: `has(${NAMESPACE})`, matches: isInNamespace }
      : { text: `!has(${NAMESPACE})`, matches: (labels) => !isInNamespace(labels) };
  }

  #label(): string {
    const { kind, text } = this.#next();
    if (kind !== "label") throw new SelectorError(`expected a label, not ${text}`);
    return this.#prefix + text;
  }

  #comparison(): Selector {
    const label = this.#label();
    const operator = this.#next().text;
    if (operator === "in" || operator === "not in") return this.#inSet(label, operator === "not in");
    const value = this.#string();
    const text = `${label} ${operator} "${value}"`;
    switch (operator) {
      case "==":
        return { text, matches: (labels) => labels.get(label) === value };
      case "!=":
        return { text, matches: (labels) => labels.get(label) !== value };
      case "contains":
        return { text, matches: (labels) => labels.get(label)?.includes(value) === true };
      case "starts with":
        return { text, matches: (labels) => labels.get(label)?.startsWith(value) === true };
      case "ends with":
        return { text, matches: (labels) => labels.get(label)?.endsWith(value) === true };
      default:
        throw new SelectorError(`expected operator, not ${operator}`);
    }
  }

  #inSet(label: string, negate: boolean): Selector {
    this.#needs("{");
    const values = [this.#string()];
    while (this.#takes(",")) values.push(this.#string());
    this.#needs("}");
    const list = [...values].sort().map((value) => `"${value}"`);
    return {
      text: `${label} ${negate ? "not in" : "in"} {${list.join(", ")}}`,
      // A label that is not there is in no set.
      matches: (labels) => (labels.has(label) && values.includes(labels.get(label) as string)) !== negate,
    };
  }

  #string(): string {
    const { kind, text } = this.#next();
    if (kind !== "string") throw new SelectorError(`expected string, not ${text}`);
    return text;
  }

  #next(): Token {
    const token = this.#here;
    if (token.kind === "end") throw new SelectorError("unexpected end of string looking for op");
    this.#at++;
    return token;
  }

  #takes(sign: string): boolean {
    const isThere = this.#here.kind === "sign" && this.#here.text === sign;
    if (isThere) this.#at++;
    return isThere;
  }

  #needs(sign: string): void {
    if (!this.#takes(sign)) throw new SelectorError(`expected ${sign}, not ${this.#here.text}`);
  }
}
