/**
 * YAML as kubectl prints it: fields in order of name, lists not indented, quotes only where they are needed.
 *
 * Models: sigs.k8s.io/yaml/goyaml.v2/{encode,emitterc}.go
 * SIMPLIFIED: keys longer than 128 characters are written as any other.
 */
import { isObject, type Mutable } from "../../../../sim/kube/api/objects.ts";
import { needsQuotes } from "../client/yaml-scalar.ts";

const BEST_WIDTH = 80;

export interface YamlOptions {
  /** Keep fields in the order that they have (kubeconfig files are written from structs). Default: by name. */
  readonly keepOrder?: boolean;
}

export function toYaml(value: Mutable, options: YamlOptions = {}): string {
  const writer = new YamlWriter(options.keepOrder === true);
  writer.document(value);
  return writer.text;
}

class YamlWriter {
  text = "";
  #column = 0;
  readonly #keepOrder: boolean;

  constructor(keepOrder: boolean) {
    this.#keepOrder = keepOrder;
  }

  document(value: Mutable): void {
    if (Array.isArray(value) && value.length > 0) this.#sequence(value, 0);
    else if (isObject(value) && this.#keys(value).length > 0) this.#mapping(value, 0);
    else {
      this.#scalar(value, 0);
      this.#put("\n");
    }
  }

  #keys(value: { readonly [field: string]: Mutable }): string[] {
    const keys = Object.keys(value).filter((key) => value[key] !== undefined);
    return this.#keepOrder ? keys : keys.sort(compareKeys);
  }

  #mapping(value: { readonly [field: string]: Mutable }, indent: number): void {
    let isFirst = true;
    for (const key of this.#keys(value)) {
      if (!isFirst || this.#column === 0) this.#put(" ".repeat(indent - this.#column));
      isFirst = false;
      this.#string(key, indent, true);
      this.#put(":");
      this.#child(value[key], indent);
    }
  }

  /** What follows a key: on its line when it is a scalar, below it otherwise. */
  #child(value: Mutable, indent: number): void {
    if (Array.isArray(value) && value.length > 0) {
      this.#put("\n");
      this.#sequence(value, indent);
    } else if (isObject(value) && this.#keys(value).length > 0) {
      this.#put("\n");
      this.#mapping(value, indent + 2);
    } else {
      this.#put(" ");
      this.#scalar(value, indent + 2);
      this.#put("\n");
    }
  }

  #sequence(items: readonly Mutable[], indent: number): void {
    for (const item of items) {
      this.#put(`${" ".repeat(indent - this.#column)}- `);
      if (Array.isArray(item) && item.length > 0) this.#sequence(item, indent + 2);
      else if (isObject(item) && this.#keys(item).length > 0) this.#mapping(item, indent + 2);
      else {
        this.#scalar(item, indent + 2);
        this.#put("\n");
      }
    }
  }

  #scalar(value: Mutable, indent: number): void {
    if (value === null || value === undefined) this.#put("null");
    else if (typeof value === "string") this.#string(value, indent, false);
    else if (Array.isArray(value)) this.#put("[]");
    else if (typeof value === "object") this.#put("{}");
    else this.#put(formatNumber(value));
  }

  #string(value: string, indent: number, isKey: boolean): void {
    const traits = analyze(value);
    if (value.includes("\n") && traits.blockAllowed && !isKey) this.#literal(value, indent);
    else if (!needsQuotes(value) && traits.plainAllowed && !value.includes("\n")) this.#folded(value, indent, isKey);
    else if (!needsQuotes(value) && traits.singleAllowed && !(isKey && value.includes("\n")))
      this.#single(value, indent, isKey);
    else this.#double(value, indent, isKey);
  }

  /** Long plain texts are broken at a single space beyond the best width. */
  #folded(value: string, indent: number, isKey: boolean): void {
    for (let at = 0; at < value.length; at++) {
      if (value[at] === " " && !isKey && this.#column > BEST_WIDTH && value[at + 1] !== " " && value[at - 1] !== " ")
        this.#breakLine(indent);
      else this.#put(value[at] as string);
    }
  }

  #single(value: string, indent: number, isKey: boolean): void {
    this.#put("'");
    for (let at = 0; at < value.length; at++) {
      const character = value[at] as string;
      const isInner = at > 0 && at < value.length - 1;
      if (
        character === " " &&
        !isKey &&
        isInner &&
        this.#column > BEST_WIDTH &&
        value[at + 1] !== " " &&
        value[at - 1] !== " "
      )
        this.#breakLine(indent);
      else if (character === "\n") {
        if (value[at - 1] !== "\n") this.#put("\n");
        this.#breakLine(indent);
      } else this.#put(character === "'" ? "''" : character);
    }
    this.#put("'");
  }

  #double(value: string, indent: number, isKey: boolean): void {
    this.#put('"');
    const characters = [...value];
    for (let at = 0; at < characters.length; at++) {
      const character = characters[at] as string;
      const isInner = at > 0 && at < characters.length - 1;
      if (character === " " && !isKey && isInner && this.#column > BEST_WIDTH && characters[at - 1] !== " ") {
        this.#breakLine(indent);
        if (characters[at + 1] === " ") this.#put("\\");
      } else this.#put(escaped(character));
    }
    this.#put('"');
  }

  #literal(value: string, indent: number): void {
    const hint = value.startsWith(" ") || value.startsWith("\n") ? "2" : "";
    const chomp = value.endsWith("\n") ? (value.endsWith("\n\n") || value === "\n" ? "+" : "") : "-";
    this.#put(`|${hint}${chomp}`);
    const lines = (value.endsWith("\n") ? value.slice(0, -1) : value).split("\n");
    for (const line of lines) this.#put(line === "" ? "\n" : `\n${" ".repeat(indent)}${line}`);
  }

  #breakLine(indent: number): void {
    this.#put(`\n${" ".repeat(indent)}`);
  }

  #put(text: string): void {
    this.text += text;
    const newline = text.lastIndexOf("\n");
    this.#column = newline < 0 ? this.#column + text.length : text.length - newline - 1;
  }
}

interface Traits {
  readonly plainAllowed: boolean;
  readonly singleAllowed: boolean;
  readonly blockAllowed: boolean;
}

/** Which styles can carry a text, as the emitter of libyaml decides it. */
function analyze(text: string): Traits {
  if (text === "") return { plainAllowed: false, singleAllowed: true, blockAllowed: false };
  const special = hasSpecialCharacters(text);
  const spaceBreak = / \n/.test(text);
  const breakSpace = /\n /.test(text);
  const edges = /^[ \n]|[ \n]$/.test(text);
  const indicators = /^(---|\.\.\.)/.test(text) || /^[#,[\]{}&*!|>'"%@`]/.test(text) || /^[-?:](\s|$)/.test(text);
  const inner = /:(\s|$)/.test(text) || /\s#/.test(text);
  return {
    plainAllowed: !special && !spaceBreak && !breakSpace && !edges && !indicators && !inner && !text.includes("\n"),
    singleAllowed: !special && !spaceBreak && !breakSpace,
    blockAllowed: !special && !spaceBreak && !text.endsWith(" "),
  };
}

function hasSpecialCharacters(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that YAML cannot print.
  return /[\u0000-\u0009\u000b-\u001f\u007f-\u0084\u0086-\u009f\ufeff\ufffe\uffff\u2028\u2029\u0085]/.test(text);
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\0": "\\0",
  "\u0007": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  "\u001b": "\\e",
  '"': '\\"',
  "\\": "\\\\",
  "\u0085": "\\N",
  "\u2028": "\\L",
  "\u2029": "\\P",
};

function escaped(character: string): string {
  const known = ESCAPES[character];
  if (known !== undefined) return known;
  if (!hasSpecialCharacters(character)) return character;
  const code = (character.codePointAt(0) as number).toString(16).toUpperCase();
  return code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u${code.padStart(4, "0")}`;
}

/** Numbers as Go prints them: large ones with an exponent. */
export function formatNumber(value: number | boolean): string {
  if (typeof value === "boolean" || Number.isInteger(value)) return String(value);
  return String(value).replace(/e([+-])(\d)$/, "e$10$2");
}

/** go-yaml orders keys as people do: digits by their number, letters before other characters. */
export function compareKeys(one: string, other: string): number {
  const a = [...one];
  const b = [...other];
  let digits = false;
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (a[i] === b[i]) {
      digits = isDigit(a[i]);
      continue;
    }
    return compareAt({ a, b, i, digits });
  }
  return a.length - b.length;
}

function compareAt({
  a,
  b,
  i,
  digits,
}: {
  a: readonly string[];
  b: readonly string[];
  i: number;
  digits: boolean;
}): number {
  const [x, y] = [a[i] as string, b[i] as string];
  const [xLetter, yLetter] = [isLetter(x), isLetter(y)];
  if (xLetter && yLetter) return x < y ? -1 : 1;
  if (xLetter || yLetter) {
    if (digits) return xLetter ? -1 : 1;
    return xLetter ? 1 : -1;
  }
  let zeros = false;
  if (x === "0" || y === "0")
    for (let j = i - 1; j >= 0 && isDigit(a[j]); j--)
      if (a[j] !== "0") {
        zeros = true;
        break;
      }
  const one = digitRun(a, i);
  const other = digitRun(b, i);
  if (zeros && one.length !== other.length) return one.length - other.length;
  if (one.value !== other.value) return one.value - other.value;
  if (one.length !== other.length) return one.length - other.length;
  return x < y ? -1 : 1;
}

function digitRun(characters: readonly string[], from: number): { length: number; value: number } {
  let value = 0;
  let at = from;
  for (; at < characters.length && isDigit(characters[at]); at++) value = value * 10 + Number(characters[at]);
  return { length: at - from, value };
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && /^\p{Nd}$/u.test(character);
}

function isLetter(character: string): boolean {
  return /^\p{L}$/u.test(character);
}
