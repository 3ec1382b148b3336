/**
 * Signed 64-bit integers that wrap, as C's intmax_t. A value is a number while it is exact as one and a bigint
 * beyond that, so that loops count in numbers and nothing is ever rounded.
 */

export type Int = number | bigint;

const MAX = Number.MAX_SAFE_INTEGER;

/** Wraps to 64 bits and takes the cheaper form. */
export function fromBig(value: bigint): Int {
  const wrapped = BigInt.asIntN(64, value);
  return wrapped >= -BigInt(MAX) && wrapped <= BigInt(MAX) ? Number(wrapped) : wrapped;
}

export function parseInt64(digits: string, base = 10): Int {
  const value = base === 10 ? Number(digits) : Number.NaN;
  if (value <= MAX) return value;
  let big = 0n;
  for (const digit of digits) big = big * BigInt(base) + BigInt(digitValue(digit, base));
  return fromBig(big);
}

/** Letters are digits from 10 up; past base 36 capitals come after small letters, then `@` and `_`. */
export function digitValue(digit: string, base: number): number {
  if (digit >= "0" && digit <= "9") return digit.charCodeAt(0) - 48;
  if (digit >= "a" && digit <= "z") return digit.charCodeAt(0) - 87;
  if (digit >= "A" && digit <= "Z") return digit.charCodeAt(0) - (base <= 36 ? 55 : 29);
  return digit === "@" ? 62 : digit === "_" ? 63 : 64;
}

export function add(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (sum <= MAX && sum >= -MAX) return sum;
  }
  return fromBig(BigInt(a) + BigInt(b));
}

export function subtract(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const difference = a - b;
    if (difference <= MAX && difference >= -MAX) return difference;
  }
  return fromBig(BigInt(a) - BigInt(b));
}

export function multiply(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    if (product <= MAX && product >= -MAX) return product + 0;
  }
  return fromBig(BigInt(a) * BigInt(b));
}

/** Towards zero; the caller has seen to it that `b` is not 0. */
export function divide(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") return Math.trunc(a / b) + 0;
  return fromBig(BigInt(a) / BigInt(b));
}

export function remainder(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") return (a % b) + 0;
  return fromBig(BigInt(a) % BigInt(b));
}

export function power(a: Int, b: Int): Int {
  let result = 1n;
  let base = BigInt.asIntN(64, BigInt(a));
  for (let rest = BigInt(b); rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = BigInt.asIntN(64, result * base);
    base = BigInt.asIntN(64, base * base);
  }
  return fromBig(result);
}

function areSmall(a: Int, b: Int): boolean {
  return typeof a === "number" && typeof b === "number" && (a | 0) === a && (b | 0) === b;
}

export function and(a: Int, b: Int): Int {
  return areSmall(a, b) ? (a as number) & (b as number) : fromBig(BigInt(a) & BigInt(b));
}

export function or(a: Int, b: Int): Int {
  return areSmall(a, b) ? (a as number) | (b as number) : fromBig(BigInt(a) | BigInt(b));
}

export function xor(a: Int, b: Int): Int {
  return areSmall(a, b) ? (a as number) ^ (b as number) : fromBig(BigInt(a) ^ BigInt(b));
}

/** The processor looks at six bits of the distance. */
export function shiftLeft(a: Int, b: Int): Int {
  return fromBig(BigInt(a) << (BigInt(b) & 63n));
}

export function shiftRight(a: Int, b: Int): Int {
  return fromBig(BigInt(a) >> (BigInt(b) & 63n));
}

export function negate(a: Int): Int {
  return typeof a === "number" ? 0 - a : fromBig(-a);
}

export function isZero(a: Int): boolean {
  return a === 0;
}
