/** bc's numbers: whole counts of the last decimal place, of which each number has its own. Models: GNU bc 1.07.1 lib/number.c */

export interface BcNumber {
  readonly digits: bigint;
  /** Places behind the point. */
  readonly scale: number;
}

export class BcError extends Error {}

export const ZERO: BcNumber = { digits: 0n, scale: 0 };
export const ONE: BcNumber = { digits: 1n, scale: 0 };

export function whole(value: number | bigint): BcNumber {
  return { digits: BigInt(value), scale: 0 };
}

const MAX_SCALE = 1000;

function tenTo(places: number): bigint {
  return 10n ** BigInt(places);
}

/** With another number of places: what is too much is cut off. */
export function scaled({ digits, scale }: BcNumber, places: number): BcNumber {
  if (places >= scale) return { digits: digits * tenTo(places - scale), scale: places };
  return { digits: digits / tenTo(scale - places), scale: places };
}

function aligned(a: BcNumber, b: BcNumber): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [scaled(a, scale).digits, scaled(b, scale).digits, scale];
}

export function add(a: BcNumber, b: BcNumber): BcNumber {
  const [x, y, scale] = aligned(a, b);
  return { digits: x + y, scale };
}

export function negated({ digits, scale }: BcNumber): BcNumber {
  return { digits: -digits, scale };
}

export function multiply(a: BcNumber, b: BcNumber, scale: number): BcNumber {
  const exact = { digits: a.digits * b.digits, scale: a.scale + b.scale };
  return scaled(exact, Math.min(a.scale + b.scale, Math.max(scale, a.scale, b.scale)));
}

export function divide(a: BcNumber, b: BcNumber, scale: number): BcNumber {
  if (b.digits === 0n) throw new BcError("Divide by zero");
  const shift = scale + b.scale - a.scale;
  const digits = shift >= 0 ? (a.digits * tenTo(shift)) / b.digits : a.digits / (b.digits * tenTo(-shift));
  return { digits, scale };
}

export function remainder(a: BcNumber, b: BcNumber, scale: number): BcNumber {
  if (b.digits === 0n) throw new BcError("Modulo by zero");
  const places = Math.max(a.scale, b.scale + scale);
  const quotient = divide(a, b, scale);
  const exact = { digits: quotient.digits * b.digits, scale: quotient.scale + b.scale };
  return scaled(add(a, negated(exact)), places);
}

export function power(base: BcNumber, exponent: BcNumber, scale: number): BcNumber {
  const count = Number(scaled(exponent, 0).digits);
  const times = Math.abs(count);
  if (times > 100_000) throw new BcError("exponent too large in raise");
  const exact = { digits: base.digits ** BigInt(times), scale: base.scale * times };
  if (count < 0) return divide(ONE, exact, scale);
  return scaled(exact, Math.min(base.scale * times, Math.max(scale, base.scale)));
}

export function squareRoot(value: BcNumber, scale: number): BcNumber {
  if (value.digits < 0n) throw new BcError("Square root of a negative number");
  const places = Math.max(scale, value.scale);
  const { digits } = scaled(value, places * 2);
  if (digits < 2n) return { digits, scale: places };
  let found = tenTo(Math.ceil(String(digits).length / 2) + 1);
  for (let next = (found + digits / found) / 2n; next < found; next = (found + digits / found) / 2n) found = next;
  return { digits: found, scale: places };
}

export function compare(a: BcNumber, b: BcNumber): number {
  const [x, y] = aligned(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Digits of base `base`; `A` to `F` alone stand for themselves in any. */
export function parseNumber(text: string, base: number): BcNumber {
  const [before = "", after = ""] = text.split(".");
  const digitValue = (digit: string, isAlone: boolean): bigint => {
    const value = Number.parseInt(digit, 16);
    return BigInt(isAlone ? value : Math.min(value, base - 1));
  };
  const isAlone = before.length + after.length === 1;
  let digits = 0n;
  for (const digit of before) digits = digits * BigInt(base) + digitValue(digit, isAlone);
  if (after === "") return { digits, scale: 0 };
  let part = 0n;
  for (const digit of after) part = part * BigInt(base) + digitValue(digit, false);
  const scale = Math.min(after.length, MAX_SCALE);
  const fraction = (part * tenTo(scale)) / BigInt(base) ** BigInt(after.length);
  return { digits: digits * tenTo(scale) + fraction, scale };
}

export function formatNumber({ digits, scale }: BcNumber, base: number): string {
  if (digits === 0n) return "0";
  const sign = digits < 0n ? "-" : "";
  const magnitude = digits < 0n ? -digits : digits;
  const unit = tenTo(scale);
  if (base === 10) {
    const text = magnitude.toString().padStart(scale + 1, "0");
    const front = text.slice(0, text.length - scale).replace(/^0$/, scale > 0 ? "" : "0");
    return broken(`${sign}${front}${scale > 0 ? `.${text.slice(text.length - scale)}` : ""}`);
  }
  const digitText = (value: bigint): string =>
    base <= 16 ? value.toString(16).toUpperCase() : ` ${value.toString().padStart(String(base - 1).length, "0")}`;
  let front = "";
  for (let rest = magnitude / unit; rest > 0n; rest /= BigInt(base)) front = digitText(rest % BigInt(base)) + front;
  let back = "";
  for (let [rest, reach] = [magnitude % unit, 1n]; scale > 0 && reach < unit; reach *= BigInt(base)) {
    rest *= BigInt(base);
    back += digitText(rest / unit);
    rest %= unit;
  }
  return broken(`${sign}${front === "" && back === "" ? "0" : front}${back === "" ? "" : `.${back}`}`);
}

/** Lines hold 68 digits and a backslash. */
function broken(text: string): string {
  return text.replace(/(.{68})(?=.)/g, "$1\\\n");
}
