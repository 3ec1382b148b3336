/**
 * Arithmetic, from text to something that can be evaluated again and again.
 *
 * Models: bash expr.c: its operators, precedences, numbers and error words.
 */
import {
  add,
  and,
  digitValue,
  divide,
  type Int,
  multiply,
  negate,
  or,
  parseInt64,
  power,
  remainder,
  shiftLeft,
  shiftRight,
  subtract,
  xor,
} from "./int64.ts";

/** Where variables are. A subscript is the text between the brackets. */
export interface ArithmeticScope {
  read(name: string, subscript: string | null): Int;
  write(name: string, subscript: string | null, value: Int): void;
}

export type Expression = (scope: ArithmeticScope) => Int;

export class ArithmeticError extends Error {
  readonly expression: string;
  readonly problem: string;

  /** The expression and what is wrong with it, as bash prints it. */
  constructor(expression: string, problem: string, token: string | null) {
    super(`${expression}: ${problem}${token === null ? "" : ` (error token is "${token}")`}`);
    this.expression = expression;
    this.problem = problem;
  }
}

interface Operand {
  readonly run: Expression;
  /** What can be assigned to. */
  readonly place: { readonly name: string; readonly subscript: string | null } | null;
}

type Operator = (a: Int, b: Int) => Int;

const truth = (value: boolean): Int => (value ? 1 : 0);

const LEVELS: readonly Readonly<Record<string, Operator>>[] = [
  { "|": or },
  { "^": xor },
  { "&": and },
  { "==": (a, b) => truth(a === b), "!=": (a, b) => truth(a !== b) },
  {
    "<": (a, b) => truth(a < b),
    ">": (a, b) => truth(a > b),
    "<=": (a, b) => truth(a <= b),
    ">=": (a, b) => truth(a >= b),
  },
  { "<<": shiftLeft, ">>": shiftRight },
  { "+": add, "-": subtract },
  { "*": multiply, "/": divide, "%": remainder },
];

const ASSIGNING: Readonly<Record<string, Operator>> = {
  "+=": add,
  "-=": subtract,
  "*=": multiply,
  "/=": divide,
  "%=": remainder,
  "<<=": shiftLeft,
  ">>=": shiftRight,
  "&=": and,
  "|=": or,
  "^=": xor,
};

/** Parentheses and prefixes inside each other. */
const DEPTH = 256;

const TOKEN =
  /(?:<<=|>>=|\*\*|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||\+=|-=|\*=|\/=|%=|&=|\|=|\^=|[-+*/%<>=!&|^~?:,()])|(\d[\w@#]*)|([A-Za-z_]\w*)/y;

class Parser {
  readonly #text: string;
  #at = 0;
  #token = "";
  #number: string | null = null;
  #name: string | null = null;
  #tokenAt = 0;
  #previousAt = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text.replace(/^\s+/, "");
    this.#next();
  }

  parse(): Expression {
    if (this.#token === "") return () => 0;
    const { run } = this.#comma();
    if (this.#token !== "") this.#fail("syntax error in expression");
    return run;
  }

  /** Where the token begins that was read last; the end of the text is none. */
  get #lastRead(): number {
    return this.#token === "" ? this.#previousAt : this.#tokenAt;
  }

  #fail(problem: string, at = this.#lastRead): never {
    throw new ArithmeticError(this.#text, problem, this.#text.slice(at));
  }

  /** Of a bad number bash prints what was read so far. */
  #failNumber(problem: string): never {
    throw new ArithmeticError(this.#text.slice(0, this.#at), problem, this.#number);
  }

  #next(): void {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at++;
    const endsOperand = this.#number !== null || this.#token === ")";
    this.#previousAt = this.#tokenAt;
    this.#tokenAt = this.#at;
    this.#number = null;
    this.#name = null;
    this.#token = "";
    if (this.#at >= this.#text.length) return;
    TOKEN.lastIndex = this.#at;
    const found = TOKEN.exec(this.#text);
    if (found === null)
      this.#fail(
        /[\w)\]]/.test(this.#text.charAt(this.#at - 1)) || /^[.#@]/.test(this.#text.slice(this.#at))
          ? "syntax error: invalid arithmetic operator"
          : "syntax error: operand expected",
        this.#tokenAt,
      );
    // `5--3` subtracts a negative number: only variables can be stepped.
    const isSplit = endsOperand && (found[0] === "--" || found[0] === "++");
    this.#token = isSplit ? found[0].charAt(0) : found[0];
    this.#number = found[1] ?? null;
    this.#name = found[2] ?? null;
    this.#at += this.#token.length;
  }

  #take(token: string): boolean {
    if (this.#token !== token) return false;
    this.#next();
    return true;
  }

  #comma(): Operand {
    let left = this.#assignment();
    while (this.#take(",")) {
      const [first, second] = [left.run, this.#assignment().run];
      left = value((scope) => {
        first(scope);
        return second(scope);
      });
    }
    return left;
  }

  #assignment(): Operand {
    if (++this.#depth > DEPTH) this.#fail("expression recursion level exceeded");
    const left = this.#conditional();
    const operator = this.#token;
    if (operator === "=" || Object.hasOwn(ASSIGNING, operator)) {
      const { place } = left;
      if (place === null) this.#fail("attempted assignment to non-variable");
      this.#next();
      const right = this.#assignment().run;
      this.#depth--;
      return value(this.#assign(place as Place, { operator, right, divisorAt: this.#lastRead }));
    }
    this.#depth--;
    return left;
  }

  #assign({ name, subscript }: Place, { operator, right, divisorAt }: Assigned): Expression {
    const change = ASSIGNING[operator];
    if (change === undefined)
      return (scope) => {
        const result = right(scope);
        scope.write(name, subscript, result);
        return result;
      };
    const checked = this.#checked(operator.slice(0, -1), change, divisorAt);
    return (scope) => {
      const result = checked(scope.read(name, subscript), right(scope));
      scope.write(name, subscript, result);
      return result;
    };
  }

  /** Division needs to look at what it divides by. */
  #checked(operator: string, apply: Operator, divisorAt: number): Operator {
    if (operator !== "/" && operator !== "%") return apply;
    const text = this.#text;
    const token = text.slice(divisorAt);
    return (a, b) => {
      if (b === 0) throw new ArithmeticError(text, "division by 0", token);
      return apply(a, b);
    };
  }

  #conditional(): Operand {
    const condition = this.#logicalOr();
    if (!this.#take("?")) return condition;
    if (this.#token === ":" || this.#token === "") this.#fail("expression expected");
    const then = this.#comma().run;
    if (!this.#take(":")) this.#fail("`:' expected for conditional expression");
    if (this.#token === "") this.#fail("expression expected");
    const otherwise = this.#conditionalOrAssignment().run;
    return value((scope) => (condition.run(scope) !== 0 ? then(scope) : otherwise(scope)));
  }

  #conditionalOrAssignment(): Operand {
    const operand = this.#conditional();
    if (this.#token === "=" || Object.hasOwn(ASSIGNING, this.#token))
      this.#fail("attempted assignment to non-variable");
    return operand;
  }

  #logicalOr(): Operand {
    let left = this.#logicalAnd();
    while (this.#take("||")) {
      const [first, second] = [left.run, this.#logicalAnd().run];
      left = value((scope) => truth(first(scope) !== 0 || second(scope) !== 0));
    }
    return left;
  }

  #logicalAnd(): Operand {
    let left = this.#binary(0);
    while (this.#take("&&")) {
      const [first, second] = [left.run, this.#binary(0).run];
      left = value((scope) => truth(first(scope) !== 0 && second(scope) !== 0));
    }
    return left;
  }

  #binary(level: number): Operand {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#power();
    let left = this.#binary(level + 1);
    while (Object.hasOwn(operators, this.#token)) {
      const operator = this.#token;
      this.#next();
      const divisorAt = this.#tokenAt;
      const [first, second] = [left.run, this.#binary(level + 1).run];
      const apply = this.#checked(operator, operators[operator] as Operator, divisorAt);
      left = value((scope) => apply(first(scope), second(scope)));
    }
    return left;
  }

  #power(): Operand {
    const base = this.#unary();
    if (!this.#take("**")) return base;
    const exponent = this.#power().run;
    const text = this.#text;
    const token = text.slice(this.#lastRead);
    return value((scope) => {
      const [a, b] = [base.run(scope), exponent(scope)];
      if (b < 0) throw new ArithmeticError(text, "exponent less than 0", token);
      return power(a, b);
    });
  }

  #unary(): Operand {
    if (++this.#depth > DEPTH) this.#fail("expression recursion level exceeded");
    const operand = this.#prefix();
    this.#depth--;
    return operand;
  }

  #prefix(): Operand {
    const operator = this.#token;
    if (operator === "++" || operator === "--") {
      const ahead = /^\s*[A-Za-z_]/.test(this.#text.slice(this.#at));
      this.#next();
      if (!ahead) return this.#unary();
      const { place } = this.#postfix(false);
      return value(step(place as Place, operator === "++" ? 1 : -1, true));
    }
    if (operator !== "" && "!~+-".includes(operator)) {
      this.#next();
      const { run } = this.#unary();
      if (operator === "!") return value((scope) => truth(run(scope) === 0));
      if (operator === "~") return value((scope) => subtract(negate(run(scope)), 1));
      return operator === "-" ? value((scope) => negate(run(scope))) : value(run);
    }
    return this.#postfix(true);
  }

  #postfix(mayStep: boolean): Operand {
    const operand = this.#primary();
    if (!mayStep || operand.place === null || (this.#token !== "++" && this.#token !== "--")) return operand;
    const by = this.#token === "++" ? 1 : -1;
    this.#next();
    return value(step(operand.place, by, false));
  }

  #primary(): Operand {
    if (this.#take("(")) {
      const inner = this.#comma();
      if (!this.#take(")")) this.#fail("missing `)'");
      return value(inner.run);
    }
    if (this.#number !== null) {
      const number = this.#parseNumber(this.#number);
      this.#next();
      return value(() => number);
    }
    if (this.#name === null) this.#fail("syntax error: operand expected");
    const name = this.#name as string;
    const subscript = this.#text[this.#at] === "[" ? this.#subscript() : null;
    this.#next();
    return { run: (scope) => scope.read(name, subscript), place: { name, subscript } };
  }

  #subscript(): string {
    const start = this.#at + 1;
    let depth = 0;
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at];
      if (char === "[") depth++;
      else if (char === "]" && --depth === 0) return this.#text.slice(start, this.#at++);
    }
    return this.#fail("bad array subscript", start - 1);
  }

  #parseNumber(text: string): Int {
    const based = /^(\d+)#(.*)$/.exec(text);
    if (based !== null) {
      const base = Number(based[1]);
      if (base < 2 || base > 64) this.#failNumber("invalid arithmetic base");
      if (based[2] === "") this.#failNumber("invalid integer constant");
      return this.#digits(based[2] as string, base);
    }
    if (/^0[xX]/.test(text)) return this.#digits(text.slice(2), 16);
    if (text.length > 1 && text[0] === "0") return this.#digits(text.slice(1), 8);
    return this.#digits(text, 10);
  }

  #digits(digits: string, base: number): Int {
    for (const digit of digits) if (digitValue(digit, base) >= base) this.#failNumber("value too great for base");
    return digits === "" ? 0 : parseInt64(digits, base);
  }
}

interface Assigned {
  readonly operator: string;
  readonly right: Expression;
  readonly divisorAt: number;
}

type Place = { readonly name: string; readonly subscript: string | null };

function value(run: Expression): Operand {
  return { run, place: null };
}

function step({ name, subscript }: Place, by: number, isPrefix: boolean): Expression {
  return (scope) => {
    const before = scope.read(name, subscript);
    const after = add(before, by);
    scope.write(name, subscript, after);
    return isPrefix ? after : before;
  };
}

/** Throws ArithmeticError when the text is no expression. */
export function compileArithmetic(text: string): Expression {
  return new Parser(text).parse();
}
