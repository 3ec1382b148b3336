/** `tcp[tcpflags] & (tcp-syn|tcp-fin) != 0`, `ip[2:2] > 576`, `len <= 100`. Models: pcap-filter(7), "expr relop expr" */

import type { Test } from "./filter-tests.ts";
import type { FilterTokens } from "./filter-tokens.ts";
import type { PacketView } from "./packet-view.ts";

export type Arithmetic = Test;
/** Null: the packet is too short, or of another protocol. */
type Expression = (view: PacketView) => number | null;

const CONSTANTS: Readonly<Record<string, number>> = {
  tcpflags: 13,
  "tcp-fin": 1,
  "tcp-syn": 2,
  "tcp-rst": 4,
  "tcp-push": 8,
  "tcp-ack": 16,
  "tcp-urg": 32,
  "tcp-ece": 64,
  "tcp-cwr": 128,
  icmptype: 0,
  icmpcode: 1,
  "icmp-echoreply": 0,
  "icmp-unreach": 3,
  "icmp-redirect": 5,
  "icmp-echo": 8,
  "icmp-timxceed": 11,
};
const RELATIONS = ["<=", ">=", "!=", "==", "<", ">", "="];
const OPERATORS: readonly (readonly string[])[] = [["|"], ["^"], ["&"], ["<<", ">>"], ["+", "-"], ["*", "/", "%"]];

/** Null when what stands there is no comparison; the caller then begins again. */
export function parseComparison(tokens: FilterTokens, protocols: ReadonlyMap<string, Test>): Test | null {
  const parser = new ArithmeticParser(tokens, protocols);
  const left = parser.expression(0);
  if (left === null) return null;
  const relation = RELATIONS.find((one) => tokens.peek === one);
  if (relation === undefined) return null;
  tokens.next();
  const right = parser.expression(0) ?? tokens.syntaxError();
  return (view) => {
    const [a, b] = [left(view), right(view)];
    return a !== null && b !== null && compared(relation, a, b);
  };
}

function compared(relation: string, a: number, b: number): boolean {
  switch (relation) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    case "!=":
      return a !== b;
    default:
      return a === b;
  }
}

function calculated(operator: string, a: number, b: number): number {
  switch (operator) {
    case "+":
      return (a + b) >>> 0;
    case "-":
      return (a - b) >>> 0;
    case "*":
      return (a * b) >>> 0;
    case "/":
      return b === 0 ? 0 : Math.floor(a / b);
    case "%":
      return b === 0 ? 0 : a % b;
    case "&":
      return (a & b) >>> 0;
    case "|":
      return (a | b) >>> 0;
    case "^":
      return (a ^ b) >>> 0;
    case "<<":
      return (a << b) >>> 0;
    default:
      return a >>> b;
  }
}

class ArithmeticParser {
  readonly #tokens: FilterTokens;
  readonly #protocols: ReadonlyMap<string, Test>;

  constructor(tokens: FilterTokens, protocols: ReadonlyMap<string, Test>) {
    this.#tokens = tokens;
    this.#protocols = protocols;
  }

  expression(level: number): Expression | null {
    const operators = OPERATORS[level];
    if (operators === undefined) return this.#operand();
    let left = this.expression(level + 1);
    while (left !== null) {
      const operator = operators.find((one) => this.#tokens.peek === one);
      if (operator === undefined) return left;
      this.#tokens.next();
      const [first, second]: [Expression, Expression | null] = [left, this.expression(level + 1)];
      if (second === null) return null;
      left = (view) => {
        const [a, b] = [first(view), second(view)];
        return a === null || b === null ? null : calculated(operator, a, b);
      };
    }
    return null;
  }

  #operand(): Expression | null {
    const word = this.#tokens.peek;
    if (word === null) return null;
    if (word === "(") {
      this.#tokens.next();
      const inner = this.expression(0);
      return inner !== null && this.#tokens.take(")") ? inner : null;
    }
    if (/^(0x[0-9a-f]+|\d+)$/i.test(word) || CONSTANTS[word] !== undefined) {
      this.#tokens.next();
      const value = CONSTANTS[word] ?? Number(word);
      return () => value;
    }
    if (word === "len") {
      this.#tokens.next();
      return ({ length }) => length;
    }
    const within = this.#protocols.get(word);
    if (within === undefined) return null;
    this.#tokens.next();
    return this.#tokens.take("[") ? this.#load(word, within) : null;
  }

  /** `proto[offset:size]`; a colon may be glued to its numbers. */
  #load(protocol: string, within: Test): Expression | null {
    let text = "";
    while (this.#tokens.peek !== null && this.#tokens.peek !== "]") text += ` ${this.#tokens.next()}`;
    if (!this.#tokens.take("]")) return null;
    const [offsetText = "", sizeText = "1"] = text.split(":").map((part) => part.trim());
    const offset = CONSTANTS[offsetText] ?? (/^(0x[0-9a-f]+|\d+)$/i.test(offsetText) ? Number(offsetText) : null);
    const size = Number(sizeText);
    if (offset === null || ![1, 2, 4].includes(size)) return this.#tokens.syntaxError();
    return (view) => {
      const base =
        protocol === "ether"
          ? 0
          : protocol === "ip" || protocol === "ip6" || protocol === "arp"
            ? view.network
            : view.transport;
      if (!within(view) || base < 0 || base + offset + size > view.bytes.length) return null;
      let value = 0;
      for (let i = 0; i < size; i++) value = value * 256 + (view.bytes[base + offset + i] as number);
      return value;
    };
  }
}
