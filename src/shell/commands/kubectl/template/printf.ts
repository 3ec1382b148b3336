/**
 * Go's formatted printing, over what a template can hold.
 *
 * Models: fmt/print.go, fmt/format.go
 */
import { encodeUtf8 } from "../../../../sim/core/utf8.ts";
import { goQuote } from "../errors.ts";
import { floatText } from "./float-text.ts";
import { Complex, floatIn, isInteger, isMap, isNothing, keysOf, typeOf, type Value } from "./values.ts";

interface Form {
  readonly flags: string;
  readonly width: number | null;
  readonly precision: number | null;
}

/** Wider than this Go does not believe. */
const MOST_WIDTH = 1_000_000;

const PLAIN: Form = { flags: "", width: null, precision: null };

/** `%v`. */
export function shown(value: Value): string {
  return printValue(value, "v", PLAIN);
}

/** `%s`. */
export function shownAsText(value: Value): string {
  return printValue(value, "s", PLAIN);
}

export function sprintf(pattern: string, args: readonly Value[]): string {
  return new Printer(pattern, args).run();
}

class Printer {
  readonly #pattern: string;
  readonly #args: readonly Value[];
  #at = 0;
  #next = 0;
  #isReordered = false;
  #isGood = true;
  /** An index in brackets stood just before. */
  #hasIndex = false;

  constructor(pattern: string, args: readonly Value[]) {
    this.#pattern = pattern;
    this.#args = args;
  }

  run(): string {
    let text = "";
    for (;;) {
      const mark = this.#pattern.indexOf("%", this.#at);
      if (mark < 0) break;
      text += this.#pattern.slice(this.#at, mark);
      this.#at = mark + 1;
      text += this.#directive();
    }
    text += this.#pattern.slice(this.#at);
    if (this.#isReordered || this.#next >= this.#args.length) return text;
    const extra = this.#args
      .slice(this.#next)
      .map((arg) => (isNothing(arg) ? "<nil>" : `${typeOf(arg)}=${shown(arg)}`));
    return `${text}%!(EXTRA ${extra.join(", ")})`;
  }

  #directive(): string {
    this.#isGood = true;
    this.#hasIndex = false;
    let problems = "";
    let flags = this.#match(/[-+# 0]*/y);
    this.#index();
    let width = this.#count();
    if (width === "bad") {
      problems += "%!(BADWIDTH)";
      width = null;
    }
    if (width !== null && width < 0) {
      width = -width;
      flags = `${flags.replaceAll("0", "")}-`;
    }
    let precision: number | null | "bad" = null;
    if (this.#pattern[this.#at] === ".") {
      this.#at++;
      if (this.#hasIndex) this.#isGood = false;
      this.#index();
      precision = this.#count() ?? 0;
      if (precision === "bad") problems += "%!(BADPREC)";
      if (precision === "bad" || precision < 0) precision = null;
    }
    if (!this.#hasIndex) this.#index();
    return problems + this.#verb({ flags, width, precision });
  }

  #verb(form: Form): string {
    const code = this.#pattern.codePointAt(this.#at);
    if (code === undefined) return "%!(NOVERB)";
    const verb = String.fromCodePoint(code);
    this.#at += verb.length;
    if (verb === "%") return "%";
    if (!this.#isGood) return `%!${verb}(BADINDEX)`;
    if (this.#next >= this.#args.length) return `%!${verb}(MISSING)`;
    return printValue(this.#args[this.#next++], verb, form);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#pattern)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  /** `[2]`: which argument comes next. */
  #index(): void {
    this.#hasIndex = false;
    if (this.#pattern[this.#at] !== "[") return;
    this.#isReordered = true;
    const whole = this.#match(/\[[^\]]*\]?/y);
    const at = /^\[(\d+)\]$/.exec(whole)?.[1];
    if (at === undefined && !whole.endsWith("]")) this.#at += 1 - whole.length;
    this.#hasIndex = at !== undefined;
    if (at === undefined || Number(at) < 1 || Number(at) > this.#args.length) this.#isGood = false;
    else this.#next = Number(at) - 1;
  }

  /** A width or a precision: digits, or `*`, which takes it from an argument. */
  #count(): number | null | "bad" {
    if (this.#pattern[this.#at] !== "*") {
      const digits = this.#match(/\d*/y);
      if (digits !== "" && this.#hasIndex) this.#isGood = false;
      if (Number(digits) > MOST_WIDTH) {
        this.#at = this.#pattern.length;
        return null;
      }
      return digits === "" ? null : Number(digits);
    }
    this.#at++;
    this.#hasIndex = false;
    const value = this.#args[this.#next++];
    return isInteger(value) && Math.abs(Number(value)) <= MOST_WIDTH ? Number(value) : "bad";
  }
}

function printValue(value: Value, verb: string, form: Form): string {
  if (verb === "T") return padded(typeOf(value), form);
  if (isNothing(value)) return verb === "v" ? padded("<nil>", form) : `%!${verb}(<nil>)`;
  const text = textFor(value, verb, form);
  return text ?? `%!${verb}(${typeOf(value)}=${shown(value)})`;
}

function textFor(value: Exclude<Value, null | undefined>, verb: string, form: Form): string | null {
  if (typeof value === "string") return stringText(value, verb, form);
  if (typeof value === "boolean") return verb === "t" || verb === "v" ? padded(String(value), form) : null;
  if (isInteger(value)) return integerText(BigInt(value), verb, form);
  const float = floatIn(value);
  if (float !== null) return decimalText(float, verb, form);
  if (value instanceof Complex) return complexText(value, verb, form);
  return collectionText(value as Value, verb, form);
}

function collectionText(value: Value, verb: string, form: Form): string | null {
  const isSyntax = verb === "v" && form.flags.includes("#");
  const inner = (item: Value): string => {
    if (!isNothing(item)) return printValue(item, verb, form);
    return isSyntax ? "interface {}(nil)" : "<nil>";
  };
  if (Array.isArray(value))
    return isSyntax ? `[]interface {}{${value.map(inner).join(", ")}}` : `[${value.map(inner).join(" ")}]`;
  if (!isMap(value)) return null;
  const pairs = keysOf(value).map((key) => `${inner(key)}:${inner(value[key])}`);
  return isSyntax ? `map[string]interface {}{${pairs.join(", ")}}` : `map[${pairs.join(" ")}]`;
}

function padded(text: string, { flags, width }: Form): string {
  const missing = (width ?? 0) - [...text].length;
  if (missing <= 0) return text;
  if (flags.includes("-")) return text + " ".repeat(missing);
  return (flags.includes("0") ? "0" : " ").repeat(missing) + text;
}

function withoutZero(form: Form): Form {
  return { ...form, flags: form.flags.replaceAll("0", "") };
}

function stringText(value: string, verb: string, form: Form): string | null {
  const { flags, precision } = form;
  const cut = precision === null ? value : [...value].slice(0, precision).join("");
  switch (verb) {
    case "v":
      return padded(flags.includes("#") ? goQuote(cut) : cut, form);
    case "s":
      return padded(cut, form);
    case "q":
      return padded(quoted(cut, flags), form);
    case "x":
    case "X": {
      const bytes = [...encodeUtf8(value)].slice(0, precision ?? undefined);
      const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0"));
      const mark = flags.includes("#") && hex.length > 0 ? "0x" : "";
      const text = flags.includes(" ") ? hex.map((byte) => mark + byte).join(" ") : mark + hex.join("");
      return padded(verb === "X" ? text.toUpperCase() : text, form);
    }
    default:
      return null;
  }
}

function quoted(text: string, flags: string): string {
  const isRaw = !/[`\ufeff]|(?=\p{ASCII})\p{Cc}/u.test(text.replaceAll("\t", ""));
  if (flags.includes("#") && isRaw) return `\`${text}\``;
  return flags.includes("+") ? inAscii(goQuote(text)) : goQuote(text);
}

function inAscii(text: string): string {
  return text.replace(/\P{ASCII}/gu, (character) => {
    const code = (character.codePointAt(0) as number).toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, "0")}` : `\\u${code.padStart(4, "0")}`;
  });
}

const BASES: Readonly<Record<string, number>> = { v: 10, d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };

function integerText(value: bigint, verb: string, form: Form): string | null {
  const base = BASES[verb];
  if (base !== undefined) return inBase(value, base, { verb, form });
  const isRune = value >= 0n && value <= 0x10ffffn;
  const rune = isRune ? String.fromCodePoint(Number(value)) : "\ufffd";
  switch (verb) {
    case "c":
      return padded(rune, form);
    case "q": {
      const inner = rune === '"' ? rune : rune === "'" ? "\\'" : goQuote(rune).slice(1, -1);
      return padded(`'${form.flags.includes("+") ? inAscii(inner) : inner}'`, form);
    }
    case "U": {
      const code = BigInt.asUintN(64, value)
        .toString(16)
        .toUpperCase()
        .padStart(Math.max(4, form.precision ?? 0), "0");
      return padded(`U+${code}${form.flags.includes("#") && isRune ? ` '${rune}'` : ""}`, withoutZero(form));
    }
    default:
      return null;
  }
}

function inBase(value: bigint, base: number, { verb, form }: { readonly verb: string; readonly form: Form }): string {
  const { width, precision } = form;
  const flags = verb === "v" ? form.flags.replace("#", "") : form.flags;
  const sign = value < 0n ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  if (precision === 0 && value === 0n) return " ".repeat(width ?? 0);
  const fills = flags.includes("0") && !flags.includes("-") && width !== null;
  const least = precision ?? (fills ? width - sign.length : 0);
  let digits = (value < 0n ? -value : value).toString(base).padStart(least, "0");
  if (flags.includes("#")) {
    if (base === 2) digits = `0b${digits}`;
    if (base === 8 && !digits.startsWith("0")) digits = `0${digits}`;
    if (base === 16) digits = `0x${digits}`;
  }
  if (verb === "O") digits = `0o${digits}`;
  return padded(sign + (verb === "X" ? digits.toUpperCase() : digits), withoutZero(form));
}

function decimalText(value: number, verb: string, form: Form): string | null {
  if (!/^[veEfFgGbxX]$/.test(verb)) return null;
  const { flags, width } = form;
  const given = /[eEfF]/.test(verb) ? (form.precision ?? 6) : form.precision;
  let text = floatText(value, verb === "v" ? "g" : verb === "F" ? "f" : verb, given);
  if (!/^[-+]/.test(text)) text = (flags.includes("+") ? "+" : flags.includes(" ") ? " " : "") + text;
  else if (text.startsWith("+") && !flags.includes("+")) text = flags.includes(" ") ? ` ${text.slice(1)}` : text;
  if (!Number.isFinite(value)) return padded(text, withoutZero(form));
  if (!flags.includes("0") || flags.includes("-") || width === null) return padded(text, form);
  const sign = /^[-+ ]/.exec(text)?.[0] ?? "";
  return sign + text.slice(sign.length).padStart(width - sign.length, "0");
}

function complexText({ real, imaginary }: Complex, verb: string, form: Form): string | null {
  const one = decimalText(real, verb, form);
  const other = decimalText(imaginary, verb, { ...form, flags: `${form.flags}+` });
  return one === null || other === null ? null : `(${one}${other}i)`;
}
