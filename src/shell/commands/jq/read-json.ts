/**
 * Reads a sequence of JSON texts, character by character, so that a mistake is told in jq's words and at its place.
 *
 * Models: jq 1.6 src/jv_parse.c (token, check_literal, scan)
 * SIMPLIFIED: no text sequences (--seq) and no streaming.
 */
import { isArray, isObject, type Value } from "./value.ts";

const DEPTH = 256;
const LITERALS: readonly (readonly [string, Value])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];

/** What is not JSON; `value` says how far reading had come. */
export class JsonMistake extends Error {}

type Building = Value[] | Map<string, Value> | string;

export class JsonReader {
  readonly #stack: Building[] = [];
  readonly #done: Value[] = [];
  #next: Value | undefined;
  #token = "";
  #text: string | null = null;
  #escaped = false;
  #line = 1;
  #column = 0;

  /** Takes more text; what is complete comes out of `values`. Throws JsonMistake. */
  feed(text: string): void {
    for (const char of text) {
      if (char === "\n") {
        this.#line++;
        this.#column = 0;
      } else this.#column++;
      const mistake = this.#scan(char);
      if (mistake !== null) throw new JsonMistake(`${mistake} at line ${this.#line}, column ${this.#column}`);
    }
  }

  end(): void {
    const place = `at EOF at line ${this.#line}, column ${this.#column}`;
    if (this.#text !== null) throw new JsonMistake(`Unfinished string ${place}`);
    const mistake = this.#literal();
    if (mistake !== null) throw new JsonMistake(`${mistake} ${place}`);
    if (this.#stack.length > 0) throw new JsonMistake(`Unfinished JSON term ${place}`);
    this.#settle();
  }

  /** What has been read since the last call. */
  take(): Value[] {
    return this.#done.splice(0);
  }

  get line(): number {
    return this.#line;
  }

  #scan(char: string): string | null {
    if (this.#text !== null) return this.#inString(char);
    if (char === '"') {
      const mistake = this.#literal();
      this.#text = "";
      return mistake;
    }
    if (/[ \t\r\n]/.test(char)) {
      const mistake = this.#literal();
      if (mistake === null) this.#settle();
      return mistake;
    }
    if ("[]{}:,".includes(char)) {
      const mistake = this.#literal() ?? this.#structure(char);
      if (mistake === null) this.#settle();
      return mistake;
    }
    this.#token += char;
    return null;
  }

  #inString(char: string): string | null {
    if (this.#escaped) {
      this.#text += `\\${char}`;
      this.#escaped = false;
      return null;
    }
    if (char === "\\") {
      this.#escaped = true;
      return null;
    }
    if (char !== '"') {
      this.#text += char;
      return null;
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    if (/[\u0000-\u001f]/.test(this.#text as string)) {
      this.#text = null;
      return "Invalid string: control characters from U+0000 through U+001F must be escaped";
    }
    const text = unescaped(this.#text as string);
    this.#text = null;
    if (text === null) return "Invalid escape";
    const mistake = this.#value(text);
    if (mistake === null) this.#settle();
    return mistake;
  }

  /** A complete value at the top is handed out. */
  #settle(): void {
    if (this.#stack.length > 0 || this.#next === undefined) return;
    this.#done.push(this.#next);
    this.#next = undefined;
  }

  #value(value: Value): string | null {
    if (this.#next !== undefined) return "Expected separator between values";
    this.#next = value;
    return null;
  }

  #literal(): string | null {
    const token = this.#token;
    if (token === "") return null;
    this.#token = "";
    const known = LITERALS.find(([name]) => name[0] === token[0]);
    if (known !== undefined) return known[0] === token ? this.#value(known[1]) : "Invalid literal";
    if (!/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(token)) return "Invalid numeric literal";
    const number = Number(token);
    return this.#value(Number.isFinite(number) ? number : number > 0 ? Number.MAX_VALUE : -Number.MAX_VALUE);
  }

  #structure(char: string): string | null {
    switch (char) {
      case "[":
      case "{":
        return this.#open(char);
      case ":":
        return this.#colon();
      case ",":
        return this.#comma();
      case "]":
        return this.#closeArray();
      default:
        return this.#closeObject();
    }
  }

  #open(char: string): string | null {
    if (this.#stack.length >= DEPTH) return "Exceeds depth limit for parsing";
    if (this.#next !== undefined) return "Expected separator between values";
    this.#stack.push(char === "[" ? [] : new Map());
    return null;
  }

  get #top(): Building | undefined {
    return this.#stack.at(-1);
  }

  #colon(): string | null {
    if (this.#next === undefined) return "Expected string key before ':'";
    if (!(this.#top instanceof Map)) return "':' not as part of an object";
    if (typeof this.#next !== "string") return "Object keys must be strings";
    this.#stack.push(this.#next);
    this.#next = undefined;
    return null;
  }

  #comma(): string | null {
    if (this.#next === undefined) return "Expected value before ','";
    const top = this.#top;
    if (top === undefined) return "',' not as part of an object or array";
    if (Array.isArray(top)) {
      top.push(this.#next);
      this.#next = undefined;
      return null;
    }
    return typeof top === "string" ? this.#putEntry() : "Objects must consist of key:value pairs";
  }

  #putEntry(): null {
    const key = this.#stack.pop() as string;
    (this.#top as Map<string, Value>).set(key, this.#next as Value);
    this.#next = undefined;
    return null;
  }

  #closeArray(): string | null {
    const top = this.#top;
    if (!Array.isArray(top)) return "Unmatched ']'";
    if (this.#next !== undefined) top.push(this.#next);
    else if (top.length > 0) return "Expected another array element";
    this.#next = this.#stack.pop() as Value[];
    return null;
  }

  #closeObject(): string | null {
    if (this.#top === undefined) return "Unmatched '}'";
    if (this.#next !== undefined) {
      if (typeof this.#top !== "string") return "Objects must consist of key:value pairs";
      this.#putEntry();
    } else {
      if (!(this.#top instanceof Map)) return "Unmatched '}'";
      if (this.#top.size > 0) return "Expected another key-value pair";
    }
    this.#next = this.#stack.pop() as Map<string, Value>;
    return null;
  }
}

const SIMPLE: Readonly<Record<string, string>> = {
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  '"': '"',
  "\\": "\\",
  "/": "/",
};

/** The text that escapes stand for; null when one of them is none. */
export function unescaped(text: string): string | null {
  if (!text.includes("\\")) return text;
  let bad = false;
  const plain = text.replace(/\\(u([0-9a-fA-F]{4})|.)/gs, (_whole, body: string, hex: string | undefined) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    const found = SIMPLE[body];
    if (found === undefined) bad = true;
    return found ?? "";
  });
  return bad ? null : plain;
}

/** All of a text as one value; for tonumber, fromjson and --argjson. */
export function parseJson(text: string): Value {
  const reader = new JsonReader();
  reader.feed(text);
  reader.end();
  const [first, ...more] = reader.take();
  if (first === undefined) throw new JsonMistake("Expected JSON value");
  if (more.length > 0) throw new JsonMistake("Unexpected extra JSON values");
  return first;
}

/** From what a program here has already as plain data. */
export function valueFrom(data: unknown): Value {
  if (Array.isArray(data)) return data.map(valueFrom);
  if (data !== null && typeof data === "object" && !isObject(data as Value) && !isArray(data as Value))
    return new Map(Object.entries(data).map(([key, item]) => [key, valueFrom(item)]));
  return data as Value;
}
