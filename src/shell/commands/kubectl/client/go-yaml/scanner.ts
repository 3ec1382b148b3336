/**
 * go-yaml's scanner: the tokens of a text, with the simple keys and indentation that decide between them.
 *
 * Models: sigs.k8s.io/yaml/goyaml.v2/scannerc.go (libyaml's scanner.c)
 */
import { Cursor } from "./cursor.ts";
import { blockScalarText, flowScalarText } from "./scalar-text.ts";
import { scanBlockScalar, scanDirective, scanName, scanPlainScalar, scanQuotedScalar, scanTag } from "./scalars.ts";
import { type Mark, scannerError, type Token, type TokenKind } from "./token.ts";

interface SimpleKey {
  isPossible: boolean;
  readonly isRequired: boolean;
  readonly tokenNumber: number;
  readonly mark: Mark;
}

const NO_KEY: SimpleKey = {
  isPossible: false,
  isRequired: false,
  tokenNumber: 0,
  mark: { index: 0, line: 0, column: 0 },
};
/** A key may be so long. */
const KEY_LENGTH = 1024;
const FLOW: Readonly<Record<string, TokenKind>> = {
  "[": "flow-sequence-start",
  "{": "flow-mapping-start",
  "]": "flow-sequence-end",
  "}": "flow-mapping-end",
};

export class Scanner {
  readonly cursor: Cursor;
  readonly #tokens: Token[] = [];
  #parsed = 0;
  #hasStarted = false;
  #hasEnded = false;
  readonly #indents: number[] = [];
  readonly #simpleKeys: SimpleKey[] = [NO_KEY];
  indent = -1;
  flowLevel = 0;
  isSimpleKeyAllowed = true;

  constructor(text: string) {
    this.cursor = new Cursor(text);
  }

  /** The next token, which stays the next. Throws YamlError. */
  peek(): Token {
    while (!this.#hasEnded && (this.#tokens.length === 0 || this.#mayBecomeKey())) this.#fetch();
    return this.#tokens[0] as Token;
  }

  next(): Token {
    const token = this.peek();
    this.#tokens.shift();
    this.#parsed++;
    return token;
  }

  /** The first token may still turn out to be a key, which would stand before it. */
  #mayBecomeKey(): boolean {
    return this.#simpleKeys.some((key) => key.isPossible && key.tokenNumber === this.#parsed && this.#isValid(key));
  }

  #isValid(key: SimpleKey): boolean {
    if (!key.isPossible) return false;
    if (key.mark.line === this.cursor.line && key.mark.index + KEY_LENGTH >= this.cursor.index) return true;
    if (key.isRequired) throw scannerError("could not find expected ':'", this.cursor.mark, key.mark);
    key.isPossible = false;
    return false;
  }

  #fetch(): void {
    if (!this.#hasStarted) {
      this.#hasStarted = true;
      this.#add("stream-start");
      return;
    }
    this.#toNextToken();
    const { cursor } = this;
    this.#unroll(cursor.column);
    if (cursor.isAtEnd) this.#fetchEnd();
    else if (cursor.column === 0 && cursor.peek() === "%") this.#fetchDirective();
    else if (cursor.isDocumentIndicator("-")) this.#fetchIndicator("document-start");
    else if (cursor.isDocumentIndicator(".")) this.#fetchIndicator("document-end");
    else this.#fetchContent(cursor.peek());
  }

  #fetchContent(char: string): void {
    const { cursor, flowLevel } = this;
    if (char === "[" || char === "{") this.#fetchFlowStart(char);
    else if (char === "]" || char === "}") this.#fetchFlowEnd(char);
    else if (char === ",") this.#fetchFlowEntry();
    else if (char === "-" && cursor.isBlankOrEnd(1)) this.#fetchBlockEntry();
    else if (char === "?" && (flowLevel > 0 || cursor.isBlankOrEnd(1))) this.#fetchKey();
    else if (char === ":" && (flowLevel > 0 || cursor.isBlankOrEnd(1))) this.#fetchValue();
    else if (char === "*" || char === "&") this.#fetchName(char === "*" ? "alias" : "anchor");
    else if (char === "!") this.#fetchScalar("tag", () => scanTag(this));
    else if ((char === "|" || char === ">") && flowLevel === 0) this.#fetchBlockScalar();
    else if (char === "'" || char === '"') this.#fetchScalar("scalar", () => scanQuotedScalar(this));
    else if (this.#startsPlain(char)) this.#fetchScalar("scalar", () => scanPlainScalar(this));
    else throw scannerError("found character that cannot start any token", cursor.mark);
  }

  #startsPlain(char: string): boolean {
    const { cursor } = this;
    if (!cursor.isBlankOrEnd() && !"-?:,[]{}#&*!|>'\"%@`".includes(char)) return true;
    if (char === "-") return !cursor.isBlank(1);
    return this.flowLevel === 0 && (char === "?" || char === ":") && !cursor.isBlankOrEnd(1);
  }

  #toNextToken(): void {
    const { cursor } = this;
    for (;;) {
      while (cursor.peek() === " " || (cursor.peek() === "\t" && (this.flowLevel > 0 || !this.isSimpleKeyAllowed)))
        cursor.skip();
      if (cursor.peek() === "\ufeff") cursor.skip();
      else if (cursor.peek() === "#") while (!cursor.isBreakOrEnd()) cursor.skip();
      if (!cursor.isBreak()) return;
      cursor.skipLine();
      if (this.flowLevel === 0) this.isSimpleKeyAllowed = true;
    }
  }

  #add(kind: TokenKind, start: Mark = this.cursor.mark, name?: string): void {
    this.#tokens.push(name === undefined ? { kind, start } : { kind, start, name });
  }

  #saveKey(): void {
    if (!this.isSimpleKeyAllowed) return;
    const isRequired = this.flowLevel === 0 && this.indent === this.cursor.column;
    this.#removeKey();
    this.#simpleKeys[this.#simpleKeys.length - 1] = {
      isPossible: true,
      isRequired,
      tokenNumber: this.#parsed + this.#tokens.length,
      mark: this.cursor.mark,
    };
  }

  #removeKey(): void {
    const key = this.#simpleKeys.at(-1) as SimpleKey;
    if (key.isPossible && key.isRequired) throw scannerError("could not find expected ':'", this.cursor.mark, key.mark);
    if (key.isPossible) key.isPossible = false;
  }

  /** A deeper column opens a collection, before the token of that number or at the end. */
  #roll(
    column: number,
    kind: "block-sequence-start" | "block-mapping-start",
    at: { number: number | null; mark: Mark },
  ): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.#indents.push(this.indent);
    this.indent = column;
    const token = { kind, start: at.mark };
    if (at.number === null) this.#tokens.push(token);
    else this.#tokens.splice(at.number - this.#parsed, 0, token);
  }

  #unroll(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.#add("block-end");
      this.indent = this.#indents.pop() as number;
    }
  }

  #fetchEnd(): void {
    this.cursor.endLine();
    this.#unroll(-1);
    this.#removeKey();
    this.isSimpleKeyAllowed = false;
    this.#add("stream-end");
    this.#hasEnded = true;
  }

  #fetchDirective(): void {
    this.#unroll(-1);
    this.#removeKey();
    this.isSimpleKeyAllowed = false;
    const start = this.cursor.mark;
    scanDirective(this);
    this.#add("directive", start);
  }

  #fetchIndicator(kind: "document-start" | "document-end"): void {
    this.#unroll(-1);
    this.#removeKey();
    this.isSimpleKeyAllowed = false;
    this.#add(kind);
    this.cursor.skip(3);
  }

  #fetchFlowStart(char: string): void {
    this.#saveKey();
    this.#simpleKeys.push(NO_KEY);
    this.flowLevel++;
    this.isSimpleKeyAllowed = true;
    this.#add(FLOW[char] as TokenKind);
    this.cursor.skip();
  }

  #fetchFlowEnd(char: string): void {
    this.#removeKey();
    if (this.flowLevel > 0) {
      this.flowLevel--;
      this.#simpleKeys.pop();
    }
    this.isSimpleKeyAllowed = false;
    this.#add(FLOW[char] as TokenKind);
    this.cursor.skip();
  }

  #fetchFlowEntry(): void {
    this.#removeKey();
    this.isSimpleKeyAllowed = true;
    this.#add("flow-entry");
    this.cursor.skip();
  }

  #fetchBlockEntry(): void {
    const { mark } = this.cursor;
    if (this.flowLevel === 0) {
      if (!this.isSimpleKeyAllowed) throw scannerError("block sequence entries are not allowed in this context", mark);
      this.#roll(mark.column, "block-sequence-start", { number: null, mark });
    }
    this.#removeKey();
    this.isSimpleKeyAllowed = true;
    this.#add("block-entry");
    this.cursor.skip();
  }

  #fetchKey(): void {
    const { mark } = this.cursor;
    if (this.flowLevel === 0) {
      if (!this.isSimpleKeyAllowed) throw scannerError("mapping keys are not allowed in this context", mark);
      this.#roll(mark.column, "block-mapping-start", { number: null, mark });
    }
    this.#removeKey();
    this.isSimpleKeyAllowed = this.flowLevel === 0;
    this.#add("key");
    this.cursor.skip();
  }

  #fetchValue(): void {
    const { mark } = this.cursor;
    const key = this.#simpleKeys.at(-1) as SimpleKey;
    if (this.#isValid(key)) {
      this.#tokens.splice(key.tokenNumber - this.#parsed, 0, { kind: "key", start: key.mark });
      this.#roll(key.mark.column, "block-mapping-start", { number: key.tokenNumber, mark: key.mark });
      key.isPossible = false;
      this.isSimpleKeyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.isSimpleKeyAllowed) throw scannerError("mapping values are not allowed in this context", mark);
        this.#roll(mark.column, "block-mapping-start", { number: null, mark });
      }
      this.isSimpleKeyAllowed = this.flowLevel === 0;
    }
    this.#add("value");
    this.cursor.skip();
  }

  #fetchName(kind: "alias" | "anchor"): void {
    this.#saveKey();
    this.isSimpleKeyAllowed = false;
    const start = this.cursor.mark;
    this.#add(kind, start, scanName(this));
  }

  #fetchBlockScalar(): void {
    this.#removeKey();
    this.isSimpleKeyAllowed = true;
    const start = this.cursor.mark;
    const indent = scanBlockScalar(this);
    this.#tokens.push({ kind: "scalar", start, name: blockScalarText(this.cursor.since(start), indent) });
  }

  #fetchScalar(kind: "scalar" | "tag", scan: () => void): void {
    this.#saveKey();
    this.isSimpleKeyAllowed = false;
    const start = this.cursor.mark;
    scan();
    const source = this.cursor.since(start);
    if (kind === "tag") this.#add("tag", start, source);
    else this.#tokens.push({ kind, start, name: flowScalarText(source), isPlain: !/^['"]/.test(source) });
  }
}
