/** `printf`. Models: bash builtins/printf.def */
import { calendarOf } from "../../../sim/core/time.ts";
import { toBytes } from "../../syntax/bytes.ts";
import { decodeEscapes, readEscape } from "../../syntax/escapes.ts";
import { elementKey, parseReference } from "../expansion/subscript.ts";
import { quoteBackslash } from "../quote.ts";
import type { Shell } from "../shell.ts";
import { BuiltinError } from "../shell-error.ts";
import { type Builtin, parseFlags } from "./builtin.ts";
import { formatFloat, parseInteger } from "./printf-numbers.ts";

const USAGE = "printf: usage: printf [-v var] format [arguments]";

export const printf: Builtin = {
  *run(shell, args) {
    const { values, rest } = parseFlags(args, shell.dialect.id === "bash" ? "v:" : "", USAGE);
    const target = values.get("v");
    if (target !== undefined && parseReference(target) === null)
      throw new BuiltinError(`\`${target}': not a valid identifier`, 2);
    const [format, ...operands] = rest;
    if (format === undefined) {
      yield* shell.printError(
        `${shell.dialect.id === "bash" ? "" : shell.prefix("printf")}${shell.dialect.words.printfUsage}\n`,
      );
      return 2;
    }
    const job = new Formatting(shell, operands);
    const text = job.run(format);
    for (const warning of job.warnings) yield* shell.complain(warning, "printf");
    if (target === undefined) yield* shell.process.write(1, toBytes(text));
    else assignTo(shell, target, text.replace(/\0.*/s, ""));
    return job.failed ? 1 : 0;
  },
};

function assignTo(shell: Shell, target: string, text: string): void {
  const reference = parseReference(target);
  if (reference === null) return;
  const { name, subscript } = reference;
  if (subscript === null) shell.variables.set(name, text);
  else shell.variables.setElement(name, elementKey(shell, name, subscript), text);
}

const DIRECTIVE = /%([-+ 0#']*)(\*|\d+)?(?:\.(\*|-?\d*))?(?:hh|h|ll|l|L|j|z|t)?(\([^)]*\))?([A-Za-z%])?/y;

interface Directive {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | null;
  readonly letter: string;
  readonly time: string | undefined;
}

class Formatting {
  readonly warnings: string[] = [];
  /** A number that does not fit is told, and is no failure. */
  failed = false;
  readonly #shell: Shell;
  readonly #operands: readonly string[];
  #next = 0;
  #isCut = false;

  constructor(shell: Shell, operands: readonly string[]) {
    this.#shell = shell;
    this.#operands = operands;
  }

  /** The format is used again as long as there are operands. */
  run(format: string): string {
    let out = "";
    do {
      const before = this.#next;
      out += this.#once(format);
      if (this.#next === before) break;
    } while (this.#next < this.#operands.length && !this.#isCut);
    return out;
  }

  #once(format: string): string {
    let out = "";
    for (let at = 0; at < format.length && !this.#isCut; ) {
      const char = format[at] as string;
      if (char === "\\" && at + 1 < format.length) {
        const read = readEscape(format, at + 1, "format");
        if (read === "cut") return out;
        out += read.text;
        at = read.end;
      } else if (char === "%") {
        DIRECTIVE.lastIndex = at;
        const found = DIRECTIVE.exec(format) as RegExpExecArray;
        at = DIRECTIVE.lastIndex;
        out += this.#directive(found, format);
      } else {
        out += char;
        at++;
      }
    }
    return out;
  }

  #directive(found: RegExpExecArray, format: string): string {
    const [all, flags = "", width, precision, time, letter] = found;
    if (letter === "%") return "%";
    if (letter === undefined) {
      const bad = format[found.index + all.length];
      this.#isCut = true;
      this.#next = this.#operands.length;
      this.#badFormat(
        format.slice(found.index),
        bad === undefined ? `\`${all}': missing format character` : `\`${bad}': invalid format character`,
      );
      return "";
    }
    const { id, words } = this.#shell.dialect;
    if (id !== "bash" && /[qQT]/.test(letter)) {
      this.#isCut = true;
      this.#next = this.#operands.length;
      this.#fail(words.badFormat(format.slice(found.index), ""));
      return "";
    }
    const wide = width === "*" ? this.#number() : Number(width ?? 0);
    const precise = precision === undefined ? null : precision === "*" ? this.#number() : Number(precision || 0);
    const directive: Directive = {
      flags: wide < 0 ? `${flags}-` : flags,
      width: Math.min(Math.abs(wide), 100_000),
      precision: precise !== null && precise < 0 ? null : precise,
      letter,
      time,
    };
    return this.#format(directive);
  }

  #format(directive: Directive): string {
    const { letter, precision } = directive;
    switch (letter) {
      case "s":
        return pad(clip(this.#take(), precision), directive);
      case "b": {
        const decoded = decodeEscapes(this.#take(), "argument");
        this.#isCut = decoded.isCut;
        return pad(clip(decoded.text, precision), directive);
      }
      case "q":
      case "Q":
        return pad(quoteBackslash(clip(this.#take(), precision)), directive);
      case "c":
        return pad(String.fromCodePoint(this.#take().codePointAt(0) ?? 0), directive);
      case "T":
        return pad(this.#time(directive.time ?? ""), directive);
      case "d":
      case "i":
      case "u":
      case "o":
      case "x":
      case "X":
        return this.#integer(directive);
      case "e":
      case "E":
      case "f":
      case "F":
      case "g":
      case "G":
      case "a":
      case "A":
        return this.#float(directive);
      default:
        this.#fail(`\`${letter}': invalid format character`);
        this.#isCut = true;
        return "";
    }
  }

  #take(): string {
    return this.#operands[this.#next++] ?? "";
  }

  #badFormat(directive: string, bash: string): void {
    this.#fail(this.#shell.dialect.words.badFormat(directive, bash));
  }

  /** A width or precision, which is a C int. */
  #number(): number {
    return Number(BigInt.asIntN(32, this.#integerOperand()));
  }

  #fail(warning: string): void {
    this.failed = true;
    this.warnings.push(warning);
  }

  #integerOperand(isUnsigned = false): bigint {
    const text = this.#operands[this.#next++];
    const { noNumber } = this.#shell.dialect.words;
    if ((text ?? "") === "" && noNumber !== null) this.#fail(this.#shell.dialect.words.notNumber(noNumber));
    return this.#parsed(text ?? "", isUnsigned);
  }

  #parsed(text: string, isUnsigned = false): bigint {
    if (text === "") return 0n;
    const { value, isWhole, isInRange } = parseInteger(text, isUnsigned);
    if (!isWhole) this.#fail(this.#shell.dialect.words.notNumber(text));
    else if (!isInRange) this.warnings.push(`warning: ${text}: Numerical result out of range`);
    return value;
  }

  #integer({ flags, width, precision, letter }: Directive): string {
    const isSigned = letter === "d" || letter === "i";
    let value = this.#integerOperand(!isSigned);
    if (!isSigned) value = BigInt.asUintN(64, value);
    const base = letter === "o" ? 8 : letter === "x" || letter === "X" ? 16 : 10;
    let digits = (value < 0n ? -value : value).toString(base);
    if (letter === "X") digits = digits.toUpperCase();
    if (precision !== null) digits = value === 0n && precision === 0 ? "" : digits.padStart(precision, "0");
    const sign = value < 0n ? "-" : isSigned && flags.includes("+") ? "+" : isSigned && flags.includes(" ") ? " " : "";
    const mark = !flags.includes("#") || value === 0n ? "" : letter === "o" ? "0" : base === 16 ? `0${letter}` : "";
    return padNumber(sign + mark, digits, { flags: precision === null ? flags : flags.replaceAll("0", ""), width });
  }

  #float({ flags, width, precision, letter }: Directive): string {
    const text = this.#operands[this.#next++] ?? "0";
    const code = /^\s*['"]/.test(text) ? text.trimStart().codePointAt(1) : undefined;
    const trimmed = text.trim() === "" ? "0" : text.trim();
    const isNumber =
      code !== undefined ||
      /^[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|0[xX][\da-fA-F]+|inf(?:inity)?|nan)$/i.test(trimmed);
    if (!isNumber) this.#fail(this.#shell.dialect.words.notNumber(text));
    const value = code ?? (isNumber ? parseFloatText(trimmed) : Number.parseFloat(trimmed) || 0);
    const shown = formatFloat(Math.abs(value), letter, precision ?? 6, flags.includes("#"));
    const isNegative = value < 0 || Object.is(value, -0);
    const sign = isNegative ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
    return padNumber(sign, shown, { flags: Number.isFinite(value) ? flags : flags.replaceAll("0", ""), width });
  }

  /** `%(FORMAT)T`: seconds since 1970; -1 and nothing mean now. */
  #time(format: string): string {
    const operand = this.#operands[this.#next++];
    const seconds = operand === undefined ? -1 : Number(this.#parsed(operand));
    const { nowMs } = this.#shell.process.machine.clock;
    const atMs = seconds === -1 ? nowMs : seconds === -2 ? nowMs : seconds * 1000;
    return formatTime(format.slice(1, -1) || "%X", atMs);
  }
}

function parseFloatText(text: string): number {
  const sign = text.startsWith("-") ? -1 : 1;
  const body = text.replace(/^[-+]/, "").toLowerCase();
  if (body.startsWith("inf")) return sign * Number.POSITIVE_INFINITY;
  return body === "nan" ? Number.NaN : sign * Number(body);
}

function clip(text: string, precision: number | null): string {
  return precision === null ? text : [...text].slice(0, precision).join("");
}

function pad(text: string, { flags, width }: Pick<Directive, "flags" | "width">): string {
  const missing = " ".repeat(Math.max(0, width - toBytes(text).length));
  return flags.includes("-") ? text + missing : missing + text;
}

function padNumber(sign: string, digits: string, { flags, width }: Pick<Directive, "flags" | "width">): string {
  const missing = Math.max(0, width - sign.length - digits.length);
  if (flags.includes("-")) return sign + digits + " ".repeat(missing);
  return flags.includes("0") ? sign + "0".repeat(missing) + digits : " ".repeat(missing) + sign + digits;
}

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = "January February March April May June July August September October November December".split(" ");

/** strftime, as far as the C locale and UTC go. */
export function formatTime(format: string, epochMs: number): string {
  const t = calendarOf(epochMs);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = DAYS[t.weekday] as string;
  const month = MONTHS[t.month - 1] as string;
  const fields: Readonly<Record<string, string>> = {
    a: day.slice(0, 3),
    A: day,
    b: month.slice(0, 3),
    h: month.slice(0, 3),
    B: month,
    d: two(t.day),
    e: String(t.day).padStart(2),
    H: two(t.hour),
    I: two(((t.hour + 11) % 12) + 1),
    m: two(t.month),
    M: two(t.minute),
    n: "\n",
    p: t.hour < 12 ? "AM" : "PM",
    s: String(Math.floor(epochMs / 1000)),
    S: two(t.second),
    t: "\t",
    u: String(t.weekday === 0 ? 7 : t.weekday),
    w: String(t.weekday),
    y: two(t.year % 100),
    Y: String(t.year),
    z: "+0000",
    Z: "UTC",
    F: `${t.year}-${two(t.month)}-${two(t.day)}`,
    T: `${two(t.hour)}:${two(t.minute)}:${two(t.second)}`,
    X: `${two(t.hour)}:${two(t.minute)}:${two(t.second)}`,
    R: `${two(t.hour)}:${two(t.minute)}`,
    D: `${two(t.month)}/${two(t.day)}/${two(t.year % 100)}`,
    x: `${two(t.month)}/${two(t.day)}/${two(t.year % 100)}`,
    c: `${day.slice(0, 3)} ${month.slice(0, 3)} ${String(t.day).padStart(2)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} ${t.year}`,
    "%": "%",
  };
  return format.replace(/%([A-Za-z%])/g, (all, letter: string) => fields[letter] ?? all);
}
