/** Numbers as C's printf writes them and strtoimax reads them. */

export interface ParsedInteger {
  readonly value: bigint;
  /** Nothing but the number was there. */
  readonly isWhole: boolean;
  readonly isInRange: boolean;
}

const MAX = 9223372036854775807n;

/** Decimal, `0x`, `0` octal, or a quote and a character whose code is meant. */
export function parseInteger(text: string, isUnsigned = false): ParsedInteger {
  const quoted = /^\s*['"]/.exec(text);
  if (quoted !== null)
    return { value: BigInt(text.slice(quoted[0].length).codePointAt(0) ?? 0), isWhole: true, isInRange: true };
  const found = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(text);
  if (found === null) return { value: 0n, isWhole: false, isInRange: true };
  const [all, sign, digits = "0"] = found;
  const octal = /^0[0-7]+$/.test(digits);
  const magnitude = BigInt(octal ? `0o${digits.slice(1)}` : digits);
  const value = sign === "-" ? -magnitude : magnitude;
  const greatest = isUnsigned ? MAX * 2n + 1n : MAX;
  const isInRange = value <= greatest && value >= -MAX - 1n;
  const clamped = isInRange ? value : value > 0n ? greatest : -MAX - 1n;
  return { value: clamped, isWhole: text.length === all.length, isInRange };
}

export function formatFloat(value: number, letter: string, precision: number, keepsZeros: boolean): string {
  const lower = letter.toLowerCase();
  const text = Number.isNaN(value)
    ? "nan"
    : !Number.isFinite(value)
      ? "inf"
      : finite(value, lower, { precision, keepsZeros });
  return letter === lower ? text : text.toUpperCase();
}

function finite(
  value: number,
  letter: string,
  { precision, keepsZeros }: { precision: number; keepsZeros: boolean },
): string {
  const digits = Math.min(precision, 100);
  if (letter === "f") return fixed(value, digits);
  if (letter === "e") return exponential(value, digits);
  if (letter === "a") return hexadecimal(value);
  const significant = digits === 0 ? 1 : digits;
  const exponent = value === 0 ? 0 : Number(value.toExponential(significant - 1).split("e")[1]);
  const isFixed = exponent >= -4 && exponent < significant;
  const text = isFixed ? fixed(value, significant - 1 - exponent) : exponential(value, significant - 1);
  if (keepsZeros || !text.includes(".")) return text;
  return text.replace(/\.?0+(?=e|$)/, "");
}

/** Exactly, also where the language would turn to exponents. */
function fixed(value: number, digits: number): string {
  if (value < 1e21) return value.toFixed(digits);
  return `${BigInt(value)}${digits > 0 ? `.${"0".repeat(digits)}` : ""}`;
}

function exponential(value: number, digits: number): string {
  return value.toExponential(digits).replace(/e([+-])(\d)$/, "e$10$2");
}

function hexadecimal(value: number): string {
  if (value === 0) return "0x0p+0";
  let exponent = 0;
  let mantissa = value;
  while (mantissa >= 16) {
    mantissa /= 2;
    exponent++;
  }
  while (mantissa < 8) {
    mantissa *= 2;
    exponent--;
  }
  return `0x${mantissa.toString(16)}p${exponent < 0 ? "-" : "+"}${Math.abs(exponent)}`;
}
