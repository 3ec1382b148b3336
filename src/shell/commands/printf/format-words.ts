/** The format of printf(1): escapes, conversions, and going round again while words are left. */

import { C_ESCAPES } from "../c-escapes.ts";
import { convertNumber } from "../number-format.ts";

export interface Formatted {
  /** Bytes that escapes made stand in it as U+F700 to U+F7FF. */
  readonly text: string;
  readonly complaints: readonly string[];
}

const PIECE =
  /%%|%([-+ #0]*)(\*|\d+)?(?:\.(\*|-?\d+)?)?([a-zA-Z])?|\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|(.))/gs;
const PRECISION = /\.(\*|-?\d+)?/;
const LETTERS: Readonly<Record<string, string>> = {
  ...C_ESCAPES,
  e: "\x1b",
  '"': '"',
};

export function formatWords(format: string, words: readonly string[]): Formatted {
  const round = new Round(words);
  do {
    const before = round.taken;
    round.go(format);
    if (round.taken === before) break;
  } while (round.taken < words.length && !round.stopped);
  return { text: round.text, complaints: round.complaints };
}

class Round {
  text = "";
  taken = 0;
  stopped = false;
  readonly complaints: string[] = [];
  readonly #words: readonly string[];

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  go(format: string): void {
    let at = 0;
    for (const found of format.matchAll(PIECE)) {
      if (this.stopped) return;
      this.text += format.slice(at, found.index);
      at = found.index + found[0].length;
      this.#piece(found);
    }
    if (!this.stopped) this.text += format.slice(at);
  }

  #piece(found: RegExpMatchArray): void {
    const [whole, flags = "", width, , type] = found;
    if (whole === "%%") this.text += "%";
    else if (whole.startsWith("\\")) {
      const character = readEscape(found);
      if (character === null) this.stopped = true;
      else this.text += character;
    } else if (type === undefined || !"sdiouxXeEfFgGcbq".includes(type)) {
      this.complaints.push(`${whole}: invalid conversion specification`);
      this.stopped = true;
    } else this.#convert({ flags, width, precision: PRECISION.exec(whole)?.[0], type });
  }

  #convert(spec: { flags: string; width: string | undefined; precision: string | undefined; type: string }): void {
    const given = spec.width === "*" ? this.#number(this.#take()) : Number(spec.width ?? 0);
    const flags = given < 0 ? `${spec.flags}-` : spec.flags;
    const after = spec.precision?.slice(1);
    const asked =
      after === undefined ? null : after === "*" ? this.#number(this.#take()) : Number(after === "" ? 0 : after);
    const precision = asked === null || asked < 0 ? null : asked;
    const width = Math.min(Math.abs(given), 100_000);
    const word = this.#take();
    if (spec.type === "s" || spec.type === "c" || spec.type === "b" || spec.type === "q") {
      const text =
        spec.type === "b"
          ? this.#escaped(word ?? "")
          : spec.type === "c"
            ? [...(word ?? "")].slice(0, 1).join("")
            : spec.type === "q"
              ? quoteWord(word ?? "")
              : (word ?? "");
      const cut = precision === null || spec.type === "c" ? text : text.slice(0, precision);
      this.text += flags.includes("-") ? cut.padEnd(width) : cut.padStart(width);
    } else this.text += convertNumber({ flags, width, precision, type: spec.type }, this.#number(word, spec.type));
  }

  #take(): string | undefined {
    return this.#words[this.taken++];
  }

  #number(word: string | undefined, type = "d"): number {
    if (word === undefined || word === "") return 0;
    if (word.startsWith("'") || word.startsWith('"')) return word.codePointAt(1) ?? 0;
    const whole = "diouxX".includes(type);
    const found = (
      whole
        ? /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/
        : /^\s*([-+]?)(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+|inf(?:inity)?|nan)/i
    ).exec(word);
    if (found === null) {
      this.complaints.push(`'${word}': expected a numeric value`);
      return 0;
    }
    if (found[0].length < word.length) this.complaints.push(`'${word}': value not completely converted`);
    const digits = found[2] as string;
    const value =
      /^0[0-7]+$/.test(digits) && whole
        ? Number.parseInt(digits, 8)
        : /^inf/i.test(digits)
          ? Number.POSITIVE_INFINITY
          : Number(digits);
    return found[1] === "-" ? -value : value;
  }

  #escaped(word: string): string {
    let out = "";
    let at = 0;
    for (const found of word.matchAll(/\\(?:0([0-7]{1,3})|([0-7]{1,3})|x([0-9a-fA-F]{1,2})|(.))/gs)) {
      out += word.slice(at, found.index);
      at = found.index + found[0].length;
      const octal = found[1] ?? found[2];
      if (found[4] === "c") {
        this.stopped = true;
        return out;
      }
      out +=
        octal !== undefined
          ? byte(Number.parseInt(octal, 8))
          : found[3] !== undefined
            ? byte(Number.parseInt(found[3], 16))
            : (LETTERS[found[4] as string] ?? found[0]);
    }
    return out + word.slice(at);
  }
}

/** Null for `\c`: nothing more is printed. */
function readEscape(found: RegExpMatchArray): string | null {
  const [whole, , , , , octal, hex, unicode, letter] = found;
  if (octal !== undefined) return byte(Number.parseInt(octal, 8));
  if (hex !== undefined) return byte(Number.parseInt(hex, 16));
  if (unicode !== undefined) return String.fromCharCode(Number.parseInt(unicode, 16));
  if (letter === "c") return null;
  return LETTERS[letter as string] ?? whole;
}

function byte(value: number): string {
  return value < 128 ? String.fromCharCode(value) : String.fromCharCode(0xf700 + (value & 255));
}

function quoteWord(word: string): string {
  if (word === "") return "''";
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
