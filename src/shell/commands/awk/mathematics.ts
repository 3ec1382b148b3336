/**
 * sin, cos, atan2, exp and log from sums and products alone: engines round their own in the last place each as it likes,
 * and what awk prints must be the same everywhere.
 */
const LN2 = Math.LN2;

export function exponential(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.2) return 0;
  const twos = Math.round(x / LN2);
  const rest = x - twos * LN2;
  let term = 1;
  let sum = 1;
  for (let n = 1; n < 25; n++) {
    term *= rest / n;
    sum += term;
  }
  return scale(sum, twos);
}

/** By powers of two, in halves, so that neither half leaves the range alone. */
function scale(value: number, twos: number): number {
  const half = Math.trunc(twos / 2);
  return value * 2 ** half * 2 ** (twos - half);
}

export function logarithm(x: number): number {
  if (x < 0 || Number.isNaN(x)) return Number.NaN;
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (x === Number.POSITIVE_INFINITY) return x;
  let [rest, twos] = [x, 0];
  for (; rest > 1.5; twos++) rest /= 2;
  for (; rest < 0.75; twos--) rest *= 2;
  const y = (rest - 1) / (rest + 1);
  let [sum, term] = [0, y];
  for (let n = 1; n < 60; n += 2) {
    sum += term / n;
    term *= y * y;
  }
  return 2 * sum + twos * LN2;
}

export function sine(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  const turn = x - 2 * Math.PI * Math.round(x / (2 * Math.PI));
  let [sum, term] = [turn, turn];
  for (let n = 1; n < 20; n++) {
    term *= (-turn * turn) / (2 * n * (2 * n + 1));
    sum += term;
  }
  return sum;
}

export function cosine(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  const turn = x - 2 * Math.PI * Math.round(x / (2 * Math.PI));
  let [sum, term] = [1, 1];
  for (let n = 1; n < 20; n++) {
    term *= (-turn * turn) / ((2 * n - 1) * 2 * n);
    sum += term;
  }
  return sum;
}

/** atan2(3). */
export function angle(y: number, x: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if (x === 0 && y === 0) return Object.is(x, -0) ? (Object.is(y, -0) ? -Math.PI : Math.PI) : y;
  if (Math.abs(y) > Math.abs(x)) return (y > 0 ? Math.PI / 2 : -Math.PI / 2) - slope(x / y);
  const base = slope(y / x);
  return x > 0 ? base : y < 0 || Object.is(y, -0) ? base - Math.PI : base + Math.PI;
}

/** The arc whose tangent is at most 1: halved twice, then a series. */
function slope(tangent: number): number {
  let t = tangent;
  for (let n = 0; n < 2; n++) t /= 1 + Math.sqrt(1 + t * t);
  let [sum, term] = [0, t];
  for (let n = 1; n < 60; n += 2) {
    sum += term / n;
    term *= -t * t;
  }
  return 4 * sum;
}
