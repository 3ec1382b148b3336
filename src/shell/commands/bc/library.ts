/** The functions of bc -l, exact to the last place that is asked for. Models: GNU bc 1.07.1 bc/libmath.b */
import { BcError, type BcNumber, scaled, squareRoot } from "./number.ts";

/** Places that are worked with beyond those that are shown. */
const GUARD = 15;

interface Fixed {
  readonly unit: bigint;
  readonly places: number;
}

export function libraryFunction(name: string): ((value: BcNumber, scale: number) => BcNumber) | undefined {
  const made = { s: sine, c: cosine, a: arc, l: logarithm, e: exponential }[name];
  if (made === undefined) return undefined;
  return (value, scale) => {
    const places = scale + GUARD;
    const digits = made(scaled(value, places).digits, { unit: 10n ** BigInt(places), places });
    return scaled({ digits, scale: places }, scale);
  };
}

function root(x: bigint, { places }: Fixed): bigint {
  return squareRoot({ digits: x, scale: places }, places).digits;
}

function exponential(x: bigint, fixed: Fixed): bigint {
  const { unit } = fixed;
  if (x < 0n) return (unit * unit) / exponential(-x, fixed);
  if (x > 10_000n * unit) throw new BcError("the result is beyond what is simulated here");
  let [rest, halved] = [x, 0];
  for (; rest > unit / 256n; halved++) rest /= 2n;
  let [sum, term] = [unit, unit];
  for (let n = 1n; term !== 0n; n++) {
    term = (term * rest) / (unit * n);
    sum += term;
  }
  for (; halved > 0; halved--) sum = (sum * sum) / unit;
  return sum;
}

function logarithm(x: bigint, fixed: Fixed): bigint {
  const { unit } = fixed;
  // The real one's answer for what has no logarithm is as far down as its places go.
  if (x <= 0n) return ((1n - 10n ** BigInt(fixed.places - GUARD)) * unit) / 1n;
  let [near, doubled] = [x, 0];
  for (; near > (unit * 11n) / 10n || near < (unit * 9n) / 10n; doubled++) near = root(near, fixed);
  const y = ((near - unit) * unit) / (near + unit);
  let [sum, term] = [0n, y];
  for (let n = 1n; term !== 0n; n += 2n) {
    sum += term / n;
    term = (((term * y) / unit) * y) / unit;
  }
  return 2n * sum * 2n ** BigInt(doubled);
}

function sine(x: bigint, fixed: Fixed): bigint {
  const { unit } = fixed;
  const turn = 8n * arc(unit, fixed);
  const rest = x % turn;
  let [sum, term] = [rest, rest];
  for (let n = 2n; term !== 0n; n += 2n) {
    term = (-((term * rest) / unit) * rest) / (unit * n * (n + 1n));
    sum += term;
  }
  return sum;
}

function cosine(x: bigint, fixed: Fixed): bigint {
  return sine(x + 2n * arc(fixed.unit, fixed), fixed);
}

function arc(x: bigint, fixed: Fixed): bigint {
  const { unit } = fixed;
  if (x < 0n) return -arc(-x, fixed);
  let t = x;
  for (let n = 0; n < 4; n++) t = (t * unit) / (unit + root(unit * unit + t * t, { ...fixed, places: 0 }));
  let [sum, term] = [0n, t];
  for (let n = 1n; term !== 0n; n += 2n) {
    sum += term / n;
    term = -((((term * t) / unit) * t) / unit);
  }
  return 16n * sum;
}
