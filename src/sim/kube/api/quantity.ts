/**
 * Amounts of CPU, memory and the like: exact to a billionth, in the spelling that the API server stores.
 *
 * Models: staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go
 */

export type QuantityFormat = "DecimalSI" | "BinarySI" | "DecimalExponent";

export interface Quantity {
  /** In billionths. */
  readonly nano: bigint;
  readonly format: QuantityFormat;
}

export class QuantityError extends Error {}

export const QUANTITY_MESSAGE =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const SUFFIX_MESSAGE = "unable to parse quantity's suffix";
const NUMBER_MESSAGE = "unable to parse numeric part of quantity";

const NANO = 1_000_000_000n;
/** What surely fits into 64 bits. */
const FAST_DIGITS = 18;
const MAX_WHOLE = (1n << 63n) - 1n;
const BINARY: readonly string[] = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const DECIMAL: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const DECIMAL_NAMES: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(DECIMAL).map(([name, power]) => [power, name]),
);

export function parseQuantity(text: string): Quantity {
  if (text === "") throw new QuantityError(QUANTITY_MESSAGE);
  if (text === "0") return { nano: 0n, format: "DecimalSI" };
  const found = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(.*)$/s.exec(text) as RegExpExecArray;
  const [, sign, whole, fraction = "", suffix] = found as unknown as [
    string,
    string,
    string,
    string | undefined,
    string,
  ];
  if (!/^[eEinumkKMGTP]*[-+]?[0-9]*$/.test(suffix)) throw new QuantityError(QUANTITY_MESSAGE);
  if (whole === "" && fraction === "" && !text.includes(".")) throw new QuantityError(QUANTITY_MESSAGE);
  const { power, binary, format } = parseSuffix(suffix);
  const digits = BigInt(`${whole}${fraction}` || "0");
  let numerator = digits * NANO * (binary > 0 ? 1n << BigInt(10 * binary) : 1n);
  let scale = fraction.length - power;
  if (scale < 0) {
    numerator *= 10n ** BigInt(Math.min(-scale, 40));
    scale = 0;
  }
  const divisor = 10n ** BigInt(Math.min(scale, 400));
  let nano = numerator / divisor;
  if (nano * divisor !== numerator) nano += 1n;
  if (nano > MAX_WHOLE * NANO && (format === "BinarySI" || digits > MAX_WHOLE)) nano = MAX_WHOLE * NANO;
  const stored = format === "BinarySI" && nano > 0n && nano < NANO ? "DecimalSI" : format;
  return { nano: sign === "-" ? -nano : nano, format: stored };
}

function parseSuffix(suffix: string): { power: number; binary: number; format: QuantityFormat } {
  const binary = BINARY.indexOf(suffix);
  if (binary > 0) return { power: 0, binary, format: "BinarySI" };
  const power = DECIMAL[suffix];
  if (power !== undefined) return { power, binary: 0, format: "DecimalSI" };
  const exponent = /^[eE]([-+]?[0-9]+)$/.exec(suffix);
  if (exponent === null) throw new QuantityError(suffix === "" ? NUMBER_MESSAGE : SUFFIX_MESSAGE);
  return { power: Number(exponent[1]), binary: 0, format: "DecimalExponent" };
}

export function isQuantity(text: string): boolean {
  try {
    parseQuantity(text);
    return true;
  } catch {
    return false;
  }
}

/** `0.5` to `500m`, `1024Mi` to `1Gi`; `1.024G` and `1E6` stay. */
export function canonicalQuantity(text: string): string {
  if (/^[1-9][0-9]{0,2}[mkMGTPE]?$/.test(text)) return text;
  const quantity = parseQuantity(text);
  return keepsSpelling(text) ? text : formatQuantity(quantity);
}

/** Upstream takes what it can read fast, and what a short look finds canonical, as it is written. */
function keepsSpelling(text: string): boolean {
  const [, digits = "", fraction = "", suffix = ""] = /^[+-]?0*([0-9]*)(?:\.([0-9]*))?(.*)$/s.exec(text) ?? [];
  const { power, binary, format } = parseSuffix(suffix);
  const whole = digits === "" ? "0" : digits;
  if (format === "BinarySI") {
    const isFast = fraction === "" && 14 - whole.length - 3 * binary >= 0;
    return isFast && BigInt(whole) % 8n !== 0n;
  }
  const all = whole + fraction;
  const scale = power - fraction.length;
  if (all.length > FAST_DIGITS || scale < -9) return false;
  return scale % 3 === 0 && !all.endsWith("000") && !all.startsWith("0");
}

export function formatQuantity({ nano, format }: Quantity): string {
  if (nano === 0n) return "0";
  const size = nano < 0n ? -nano : nano;
  const isWhole = size % NANO === 0n;
  if (format === "BinarySI" && isWhole && size >= 1024n * NANO) return formatBinary(nano / NANO);
  return formatDecimal(nano, format === "DecimalExponent");
}

function formatBinary(value: bigint): string {
  let rest = value;
  let unit = 0;
  while (unit < 6 && rest % 1024n === 0n) {
    rest /= 1024n;
    unit++;
  }
  return `${rest}${BINARY[unit]}`;
}

function formatDecimal(nano: bigint, exponential: boolean): string {
  let mantissa = nano;
  let power = -9;
  while (mantissa % 10n === 0n) {
    mantissa /= 10n;
    power++;
  }
  while (power % 3 !== 0 || (power > 18 && !exponential)) {
    mantissa *= 10n;
    power--;
  }
  if (exponential) return power === 0 ? `${mantissa}` : `${mantissa}e${power}`;
  return `${mantissa}${DECIMAL_NAMES[power]}`;
}

/** Rounded away from zero to whole units, as Quantity.Value() does. */
export function wholeValue({ nano, format }: Quantity): bigint {
  return into64Bits(roundUp(nano, NANO), format);
}

export function milliValue({ nano, format }: Quantity): bigint {
  return into64Bits(roundUp(nano, 1_000_000n), format);
}

/** What does not fit into 64 bits is 0 in Go when it was a decimal, and wraps around when it was a binary. */
function into64Bits(value: bigint, format: QuantityFormat): bigint {
  const wrapped = BigInt.asIntN(64, value);
  return wrapped === value || format === "BinarySI" ? wrapped : 0n;
}

function roundUp(nano: bigint, unit: bigint): bigint {
  const truncated = nano / unit;
  if (truncated * unit === nano) return truncated;
  return nano < 0n ? truncated - 1n : truncated + 1n;
}
