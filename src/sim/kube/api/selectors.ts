/**
 * Label selectors: parsed from text or from a LabelSelector object, matched, and printed in canonical form.
 *
 * Models: staging/src/k8s.io/apimachinery/pkg/labels/selector.go, pkg/apis/meta/v1/helpers.go LabelSelectorAsSelector
 */
import type { Labels } from "./objects.ts";
import { isQualifiedName, isValidLabelValue } from "./validation/formats.ts";

export type Operator = "in" | "notin" | "=" | "==" | "!=" | "exists" | "!" | "gt" | "lt";

export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

export type LabelSelectorObject = {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
};

export class SelectorError extends Error {}

const OPERATORS: readonly string[] = ["in", "notin", "=", "==", "!=", "gt", "lt", "exists", "!"];
const NO_LABELS: Labels = {};

export class LabelSelector {
  readonly requirements: readonly Requirement[];
  readonly #nothing: boolean;

  constructor(requirements: readonly Requirement[], nothing = false) {
    this.requirements = requirements;
    this.#nothing = nothing;
  }

  get isNothing(): boolean {
    return this.#nothing;
  }

  get isEmpty(): boolean {
    return !this.#nothing && this.requirements.length === 0;
  }

  matches(labels: Labels | undefined): boolean {
    if (this.#nothing) return false;
    for (const requirement of this.requirements) if (!meets(requirement, labels ?? NO_LABELS)) return false;
    return true;
  }

  /** Canonical: sorted by key, values sorted. */
  toString(): string {
    return this.requirements.map(formatRequirement).join(",");
  }
}

export const EVERYTHING = new LabelSelector([]);
export const NOTHING = new LabelSelector([], true);

function meets({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = labels[key];
  switch (operator) {
    case "in":
    case "=":
    case "==":
      return value !== undefined && values.includes(value);
    case "notin":
    case "!=":
      return value === undefined || !values.includes(value);
    case "exists":
      return value !== undefined;
    case "!":
      return value === undefined;
    case "gt":
    case "lt": {
      if (value === undefined || !/^[-+]?\d+$/.test(value)) return false;
      const [have, want] = [BigInt(value), BigInt(values[0] as string)];
      return operator === "gt" ? have > want : have < want;
    }
  }
}

export function formatRequirement({ key, operator, values }: Requirement): string {
  const list = [...values].sort().join(",");
  switch (operator) {
    case "in":
    case "notin":
      return `${key} ${operator} (${list})`;
    case "exists":
      return key;
    case "!":
      return `!${key}`;
    case "gt":
      return `${key}>${list}`;
    case "lt":
      return `${key}<${list}`;
    default:
      return `${key}${operator}${list}`;
  }
}

function goStrings(values: readonly string[]): string {
  return `[]string{${values.map((value) => JSON.stringify(value)).join(", ")}}`;
}

/** Throws in upstream's words when key, operator and values do not go together. */
export function newRequirement(key: string, operator: string, values: readonly string[]): Requirement {
  const problems: string[] = isQualifiedName(key).map(
    (message) => `key: Invalid value: ${JSON.stringify(key)}: ${message}`,
  );
  const badValues = (why: string): number => problems.push(`values: Invalid value: ${goStrings(values)}: ${why}`);
  if (operator === "in" || operator === "notin") {
    if (values.length === 0) badValues("for 'in', 'notin' operators, values set can't be empty");
  } else if (operator === "=" || operator === "==" || operator === "!=") {
    if (values.length !== 1) badValues("exact-match compatibility requires one single value");
  } else if (operator === "exists" || operator === "!") {
    if (values.length !== 0) badValues("values set must be empty for exists and does not exist");
  } else if (operator === "gt" || operator === "lt") {
    if (values.length !== 1) badValues("for 'Gt', 'Lt' operators, exactly one value is required");
    for (const [i, value] of values.entries())
      if (!/^[-+]?\d+$/.test(value))
        problems.push(
          `values[${i}]: Invalid value: ${JSON.stringify(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
        );
  } else {
    const supported = OPERATORS.map((one) => JSON.stringify(one)).join(", ");
    problems.push(`operator: Unsupported value: ${JSON.stringify(operator)}: supported values: ${supported}`);
  }
  for (const [i, value] of values.entries())
    for (const message of isValidLabelValue(value))
      problems.push(`values[${i}][${key}]: Invalid value: ${JSON.stringify(value)}: ${message}`);
  if (problems.length > 0) throw new SelectorError(problems.length === 1 ? problems[0] : `[${problems.join(", ")}]`);
  return { key, operator: operator as Operator, values };
}

interface Token {
  readonly kind: "identifier" | "end" | "," | "(" | ")" | "!" | "=" | "==" | "!=" | "gt" | "lt" | "in" | "notin";
  readonly text: string;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let i = 0;
  while (i < text.length) {
    const char = text[i] as string;
    if (" \t\r\n".includes(char)) i++;
    else if ("=!(),><".includes(char)) {
      const two = text.slice(i, i + 2);
      const symbol = two === "==" || two === "!=" ? two : char;
      const kind = symbol === ">" ? "gt" : symbol === "<" ? "lt" : (symbol as Token["kind"]);
      tokens.push({ kind, text: symbol });
      i += symbol.length;
    } else {
      let end = i;
      while (end < text.length && !" \t\r\n=!(),><".includes(text[end] as string)) end++;
      const word = text.slice(i, end);
      tokens.push({ kind: word === "in" || word === "notin" ? word : "identifier", text: word });
      i = end;
    }
  }
  return tokens;
}

const END: Token = { kind: "end", text: "" };

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  /** In places where a key or value is meant, `in` and `notin` are ordinary words. */
  #peek(asValue = false): Token {
    const token = this.#tokens[this.#at] ?? END;
    return asValue && (token.kind === "in" || token.kind === "notin")
      ? { kind: "identifier", text: token.text }
      : token;
  }

  #next(asValue = false): Token {
    const token = this.#peek(asValue);
    this.#at++;
    return token;
  }

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      const token = this.#peek(true);
      if (token.kind === "end") return requirements;
      if (token.kind !== "identifier" && token.kind !== "!")
        throw new SelectorError(`found '${token.text}', expected: !, identifier, or 'end of string'`);
      try {
        requirements.push(this.#requirement());
      } catch (error) {
        throw new SelectorError(`unable to parse requirement: ${(error as Error).message}`);
      }
      const after = this.#next();
      if (after.kind === "end") return requirements;
      if (after.kind !== ",") throw new SelectorError(`found '${after.text}', expected: ',' or 'end of string'`);
      const following = this.#peek(true);
      if (following.kind !== "identifier" && following.kind !== "!")
        throw new SelectorError(`found '${following.text}', expected: identifier after ','`);
    }
  }

  #requirement(): Requirement {
    let token = this.#next(true);
    const negated = token.kind === "!";
    if (negated) token = this.#next(true);
    if (token.kind !== "identifier") throw new SelectorError(`found '${token.text}', expected: identifier`);
    const key = token.text;
    const problems = isQualifiedName(key).map((message) => `<nil>: Invalid value: ${JSON.stringify(key)}: ${message}`);
    if (problems.length > 0) throw new SelectorError(problems.join(", "));
    const ahead = this.#peek();
    if (ahead.kind === "end" || ahead.kind === ",") return newRequirement(key, negated ? "!" : "exists", []);
    if (negated) return newRequirement(key, "!", []);
    const operator = this.#next();
    if (operator.kind === "in" || operator.kind === "notin") return newRequirement(key, operator.kind, this.#values());
    if (!["=", "==", "!=", "gt", "lt"].includes(operator.kind))
      throw new SelectorError(`found '${operator.text}', expected: in, notin, =, ==, !=, gt, lt`);
    return newRequirement(key, operator.kind, [this.#exactValue()]);
  }

  #exactValue(): string {
    const token = this.#peek(true);
    if (token.kind === "end" || token.kind === ",") return "";
    if (token.kind !== "identifier") throw new SelectorError(`found '${token.text}', expected: identifier`);
    return this.#next(true).text;
  }

  #values(): string[] {
    const open = this.#next();
    if (open.kind !== "(") throw new SelectorError(`found '${open.text}' expected: '('`);
    const values = new Set<string>();
    const first = this.#peek(true);
    if (first.kind === ")") {
      this.#next();
      return [""];
    }
    if (first.kind !== "identifier" && first.kind !== ",")
      throw new SelectorError(`found '${first.text}', expected: ',', ')' or identifier`);
    for (;;) {
      const token = this.#peek(true);
      if (token.kind === "identifier") values.add(this.#next(true).text);
      else values.add("");
      const after = this.#next();
      if (after.kind === ")") break;
      if (after.kind !== ",") throw new SelectorError(`found '${after.text}', expected: ',' or ')'`);
      if (this.#peek(true).kind === ")") {
        values.add("");
        this.#next();
        break;
      }
    }
    return [...values].sort();
  }
}

function byKey(a: Requirement, b: Requirement): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

export function parseSelector(text: string): LabelSelector {
  const requirements = new Parser(text).parse().sort(byKey);
  return requirements.length === 0 ? EVERYTHING : new LabelSelector(requirements);
}

const OBJECT_OPERATORS: Readonly<Record<string, Operator>> = {
  In: "in",
  NotIn: "notin",
  Exists: "exists",
  DoesNotExist: "!",
};

/** An absent selector matches nothing, an empty one everything. */
export function selectorOf(object: LabelSelectorObject | null | undefined): LabelSelector {
  if (object === null || object === undefined) return NOTHING;
  const requirements: Requirement[] = Object.entries(object.matchLabels ?? {}).map(([key, value]) =>
    newRequirement(key, "=", [value]),
  );
  for (const { key, operator, values } of object.matchExpressions ?? []) {
    const known = OBJECT_OPERATORS[operator];
    if (known === undefined) throw new SelectorError(`"${operator}" is not a valid label selector operator`);
    requirements.push(newRequirement(key, known, [...(values ?? [])].sort()));
  }
  return requirements.length === 0 ? EVERYTHING : new LabelSelector(requirements.sort(byKey));
}

/** The selector of Services and ReplicationControllers: a plain map. */
export function selectorOfMap(labels: Labels | undefined): LabelSelector {
  if (labels === undefined) return NOTHING;
  const requirements = Object.entries(labels).map(
    ([key, value]): Requirement => ({ key, operator: "=", values: [value] }),
  );
  return new LabelSelector(requirements.sort(byKey));
}

/** `a=b,c=d` as kubectl's `--labels` reads it. */
export function parseLabelMap(text: string): Labels {
  const labels: { [key: string]: string } = {};
  if (text === "") return labels;
  for (const pair of text.split(",")) {
    const parts = pair.split("=");
    if (parts.length !== 2) throw new SelectorError(`invalid selector: ${text}`);
    const [key, value] = parts.map((part) => part.trim()) as [string, string];
    const problems = isQualifiedName(key);
    if (problems.length > 0)
      throw new SelectorError(`invalid label key ${JSON.stringify(key)}: ${problems.join("; ")}`);
    const bad = isValidLabelValue(value);
    if (bad.length > 0)
      throw new SelectorError(
        `invalid label value: ${JSON.stringify(value)}: at key: ${JSON.stringify(key)}: ${bad.join("; ")}`,
      );
    labels[key] = value;
  }
  return labels;
}
