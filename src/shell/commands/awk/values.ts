/**
 * awk's values: numbers, strings, and text from outside that looks like a number.
 *
 * SIMPLIFIED: strings are characters, where mawk counts bytes.
 */
import { formatNumber, general } from "../number-format.ts";

/** A field or an input value: compares as a number when it looks like one. */
export class NumericText {
  readonly text: string;
  readonly number: number;

  constructor(text: string, number: number) {
    this.text = text;
    this.number = number;
  }
}

/** Undefined: never given a value; both 0 and "". */
export type AwkValue = number | string | NumericText | undefined;

/** mawk prints whole numbers as such as far as an int goes. */
export const MAX_INTEGER = 2_147_483_647;

const LOOKS_NUMERIC = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/;

export function fromInput(text: string): AwkValue {
  return LOOKS_NUMERIC.test(text) ? new NumericText(text, Number(text)) : text;
}

export function toNumber(value: AwkValue): number {
  if (typeof value === "number") return value;
  if (value === undefined) return 0;
  if (value instanceof NumericText) return value.number;
  const hex = /^\s*([-+]?)(0[xX][0-9a-fA-F]+)/.exec(value);
  if (hex !== null) return (hex[1] === "-" ? -1 : 1) * Number(hex[2]);
  const found = /^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(value);
  return found === null ? 0 : Number(found[1]);
}

export function toText(value: AwkValue, format = "%.6g"): string {
  if (typeof value === "string") return value;
  if (value === undefined) return "";
  if (value instanceof NumericText) return value.text;
  if (Number.isInteger(value) && Math.abs(value) <= MAX_INTEGER) return String(value === 0 ? 0 : value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "-nan" : value > 0 ? "inf" : "-inf";
  return format === "%.6g" ? general(value, { precision: 6 }) : formatNumber(format, value);
}

export function toBoolean(value: AwkValue): boolean {
  if (typeof value === "number") return value !== 0;
  if (value instanceof NumericText) return value.number !== 0;
  return value !== undefined && value !== "";
}

/** Numbers compare as numbers; as soon as one side is a string, both are text. */
export function compareValues(a: AwkValue, b: AwkValue, format: string): number {
  if (typeof a !== "string" && typeof b !== "string") return toNumber(a) - toNumber(b);
  const [left, right] = [toText(a, format), toText(b, format)];
  return left < right ? -1 : left > right ? 1 : 0;
}
