/**
 * JSON as Python's decoder takes it and its encoder writes it: numbers keep their spelling's kind, big integers stay
 * exact, objects keep their order, and an error names line, column and character.
 *
 * Models: CPython Lib/json/decoder.py, scanner.py, encoder.py
 */

export type JsonValue =
  | { readonly kind: "object"; readonly members: readonly (readonly [string, JsonValue])[] }
  | { readonly kind: "array"; readonly items: readonly JsonValue[] }
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "plain"; readonly text: string };

export class JsonError extends Error {
  constructor(message: string, text: string, at: number) {
    const before = text.slice(0, at);
    const line = before.split("\n").length;
    super(`${message}: line ${line} column ${at - before.lastIndexOf("\n")} (char ${[...before].length})`);
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const MAX_DEPTH = 900;

/** One value; what follows it is the caller's business. */
export class JsonReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The whole text is one value. */
  document(): JsonValue {
    this.#space();
    const value = this.#value();
    this.#space();
    if (this.#at < this.#text.length) throw this.#error("Extra data");
    return value;
  }

  #error(message: string, at = this.#at): JsonError {
    return new JsonError(message, this.#text, at);
  }

  #space(): void {
    while (" \t\n\r".includes(this.#text[this.#at] ?? "x")) this.#at++;
  }

  #value(): JsonValue {
    const char = this.#text[this.#at];
    if (char === '"') return { kind: "string", text: this.#string() };
    if (char === "{" || char === "[") {
      if (++this.#depth > MAX_DEPTH) throw new JsonError("maximum recursion depth exceeded", this.#text, this.#at);
      const value = char === "{" ? this.#object() : this.#array();
      this.#depth--;
      return value;
    }
    for (const word of ["null", "true", "false", "NaN", "Infinity", "-Infinity"])
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return { kind: "plain", text: word };
      }
    NUMBER.lastIndex = this.#at;
    const found = NUMBER.exec(this.#text);
    if (found === null) throw this.#error("Expecting value");
    this.#at += found[0].length;
    const isFloat = found[1] !== undefined || found[2] !== undefined;
    return { kind: "plain", text: isFloat ? floatText(Number(found[0])) : found[0] === "-0" ? "0" : found[0] };
  }

  #object(): JsonValue {
    this.#at++;
    const members = new Map<string, JsonValue>();
    this.#space();
    if (this.#text[this.#at] === "}") {
      this.#at++;
      return { kind: "object", members: [] };
    }
    for (;;) {
      if (this.#text[this.#at] !== '"') throw this.#error("Expecting property name enclosed in double quotes");
      const name = this.#string();
      this.#space();
      if (this.#text[this.#at] !== ":") throw this.#error("Expecting ':' delimiter");
      this.#at++;
      this.#space();
      members.set(name, this.#value());
      this.#space();
      const char = this.#text[this.#at];
      if (char === "}") break;
      if (char !== ",") throw this.#error("Expecting ',' delimiter");
      this.#at++;
      this.#space();
    }
    this.#at++;
    return { kind: "object", members: [...members] };
  }

  #array(): JsonValue {
    this.#at++;
    const items: JsonValue[] = [];
    this.#space();
    if (this.#text[this.#at] === "]") {
      this.#at++;
      return { kind: "array", items };
    }
    for (;;) {
      items.push(this.#value());
      this.#space();
      const char = this.#text[this.#at];
      if (char === "]") break;
      if (char !== ",") throw this.#error("Expecting ',' delimiter");
      this.#at++;
      this.#space();
    }
    this.#at++;
    return { kind: "array", items };
  }

  #string(): string {
    const start = this.#at++;
    let out = "";
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined) throw this.#error("Unterminated string starting at", start);
      if (char === '"') break;
      if (char < " ") throw this.#error("Invalid control character at");
      if (char === "\\") out += this.#escape(start);
      else {
        out += char;
        this.#at++;
      }
    }
    this.#at++;
    return out;
  }

  #escape(start: number): string {
    const letter = this.#text[this.#at + 1];
    if (letter === undefined) throw this.#error("Unterminated string starting at", start);
    const plain = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" }[letter];
    if (plain !== undefined) {
      this.#at += 2;
      return plain;
    }
    if (letter !== "u") throw this.#error("Invalid \\escape");
    const digits = this.#text.slice(this.#at + 2, this.#at + 6);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.#error("Invalid \\uXXXX escape", this.#at + 1);
    this.#at += 6;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }
}

/** Python's repr of a float: 1.0, 1e+16, 1e-05. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  if (Object.is(value, -0)) return "-0.0";
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude >= 1e16 || magnitude < 1e-4))
    return value.toExponential().replace(/e([-+])(\d)$/, "e$10$2");
  const text = String(value);
  return text.includes(".") ? text : `${text}.0`;
}

export interface JsonStyle {
  /** Null for everything on one line. */
  readonly indent: string | null;
  readonly itemSeparator: string;
  readonly keySeparator: string;
  readonly ascii: boolean;
  readonly sortKeys: boolean;
}

export function formatJson(value: JsonValue, style: JsonStyle, depth = 0): string {
  if (value.kind === "plain") return value.text;
  if (value.kind === "string") return jsonString(value.text, style.ascii);
  const isArray = value.kind === "array";
  const [open, close] = isArray ? ["[", "]"] : ["{", "}"];
  const parts = isArray
    ? value.items.map((item) => formatJson(item, style, depth + 1))
    : sorted(value.members, style.sortKeys).map(
        ([name, member]) => jsonString(name, style.ascii) + style.keySeparator + formatJson(member, style, depth + 1),
      );
  if (parts.length === 0) return open + close;
  if (style.indent === null) return open + parts.join(style.itemSeparator) + close;
  const inner = `\n${style.indent.repeat(depth + 1)}`;
  return `${open}${inner}${parts.join(style.itemSeparator + inner)}\n${style.indent.repeat(depth)}${close}`;
}

function sorted(
  members: readonly (readonly [string, JsonValue])[],
  sort: boolean,
): readonly (readonly [string, JsonValue])[] {
  return sort ? [...members].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)) : members;
}

function jsonString(text: string, ascii: boolean): string {
  const named: Readonly<Record<string, string>> = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\b": "\\b",
    "\f": "\\f",
  };
  let out = '"';
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    const code = text.charCodeAt(i);
    if (named[char] !== undefined) out += named[char];
    else if (code < 32 || (ascii && code > 126)) out += `\\u${code.toString(16).padStart(4, "0")}`;
    else out += char;
  }
  return `${out}"`;
}
