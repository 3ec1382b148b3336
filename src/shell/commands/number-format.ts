/**
 * One conversion of printf(3) applied to a number: flags, width, precision, and d i o u x X e E f F g G c.
 * What printf, awk and seq share.
 *
 * SIMPLIFIED: whole numbers are exact up to 2^53 only; no `%a`.
 */

const SPEC = /%([-+ #0']*)(\d+)?(?:\.(\d+))?([diouxXeEfFgGc%])/;

/** Every `%` of a format is given the same number (seq has but one). */
export function formatNumber(format: string, value: number): string {
  return format.replace(new RegExp(SPEC, "g"), (_, flags: string, width?: string, precision?: string, type?: string) =>
    type === "%"
      ? "%"
      : convertNumber(
          {
            flags,
            width: Number(width ?? 0),
            precision: precision === undefined ? null : Number(precision),
            type: type as string,
          },
          value,
        ),
  );
}

export interface Conversion {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | null;
  readonly type: string;
}

export function convertNumber(conversion: Conversion, value: number): string {
  const { flags, precision, type } = conversion;
  const special = !Number.isFinite(value) && "eEfFgG".includes(type);
  const body = special ? (Number.isNaN(value) ? "nan" : "inf") : magnitude(conversion, Math.abs(value));
  const negative = (value < 0 || Object.is(value, -0)) && !"oxXu".includes(type) && !(type === "d" && value === 0);
  const sign = negative
    ? "-"
    : "diefgEFG".includes(type)
      ? flags.includes("+")
        ? "+"
        : flags.includes(" ")
          ? " "
          : ""
      : "";
  const prefix = flags.includes("#") && value !== 0 ? (type === "x" ? "0x" : type === "X" ? "0X" : "") : "";
  const zeros =
    flags.includes("0") && !flags.includes("-") && !special && !(precision !== null && "dioxXu".includes(type));
  return pad({
    sign: sign + prefix,
    body: special && /[A-Z]/.test(type) ? body.toUpperCase() : body,
    zeros,
    left: flags.includes("-"),
    width: conversion.width,
  });
}

function pad({
  sign,
  body,
  zeros,
  left,
  width,
}: {
  sign: string;
  body: string;
  zeros: boolean;
  left: boolean;
  width: number;
}): string {
  if (zeros) return sign + body.padStart(width - sign.length, "0");
  return left ? (sign + body).padEnd(width) : (sign + body).padStart(width);
}

function magnitude({ flags, precision, type }: Conversion, value: number): string {
  switch (type) {
    case "d":
    case "i":
    case "u":
      return whole(value, 10).padStart(precision ?? 1, "0");
    case "o": {
      const digits = whole(value, 8).padStart(precision ?? 1, "0");
      return flags.includes("#") && !digits.startsWith("0") ? `0${digits}` : digits;
    }
    case "x":
      return whole(value, 16).padStart(precision ?? 1, "0");
    case "X":
      return whole(value, 16)
        .toUpperCase()
        .padStart(precision ?? 1, "0");
    case "f":
    case "F":
      return fixed(value, Math.min(precision ?? 6, 100));
    case "e":
    case "E":
      return exponential(value, precision ?? 6, type);
    default:
      return general(value, { precision: precision ?? 6, keepZeros: flags.includes("#"), upper: type === "G" });
  }
}

function whole(value: number, base: number): string {
  return BigInt(Math.trunc(value)).toString(base);
}

function fixed(value: number, places: number): string {
  return value < 1e21 ? value.toFixed(places) : `${BigInt(value)}${places > 0 ? `.${"0".repeat(places)}` : ""}`;
}

function exponential(value: number, places: number, type: string): string {
  const [mantissa = "", exponent = "+0"] = value.toExponential(Math.min(places, 100)).split("e");
  const text = `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
  return type === "E" ? text.toUpperCase() : text;
}

/** C's `%g`: the shorter of the two forms, at `precision` significant digits, trailing zeros dropped. */
export function general(value: number, options: { precision: number; keepZeros?: boolean; upper?: boolean }): string {
  const digits = Math.min(Math.max(1, options.precision), 100);
  if (value === 0) return "0";
  const exponent = Number(
    Math.abs(value)
      .toExponential(digits - 1)
      .split("e")[1],
  );
  const scientific = exponent < -4 || exponent >= digits;
  let text = scientific ? value.toExponential(digits - 1) : fixed(value, Math.max(0, digits - 1 - exponent));
  if (options.keepZeros !== true) text = text.includes(".") ? text.replace(/\.?0+(?=e|$)/, "") : text;
  text = text.replace(/e([-+])(\d)$/, "e$10$2");
  return options.upper === true ? text.toUpperCase() : text;
}
