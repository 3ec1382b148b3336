/**
 * `limit`: a bucket of tokens that time fills and packets empty, each rule its own.
 *
 * Models: net/netfilter/nft_limit.c
 * SIMPLIFIED: packets are counted, bytes are not.
 */

export interface LimitStatement {
  readonly kind: "limit";
  readonly count: number;
  readonly unit: LimitUnit;
  readonly burst: number;
  /** The packets beyond the rate are meant. */
  readonly isOver: boolean;
  /** How long the bucket has filled, in microseconds, and at what moment that was; null while it is full. */
  bucket: { creditUs: number; atUs: number } | null;
}

const SECOND_US = 1_000_000;
const UNIT_US = {
  second: SECOND_US,
  minute: 60 * SECOND_US,
  hour: 3_600 * SECOND_US,
  day: 86_400 * SECOND_US,
  week: 604_800 * SECOND_US,
} as const;

export type LimitUnit = keyof typeof UNIT_US;

export function isLimitUnit(text: string): text is LimitUnit {
  return Object.hasOwn(UNIT_US, text);
}

/** nft does not show this one. */
export const DEFAULT_BURST = 5;

/** Whether the rule goes on for a packet at this moment, which takes its token. */
export function allowsNow(limit: LimitStatement, nowUs: number): boolean {
  const costUs = UNIT_US[limit.unit] / limit.count;
  const mostUs = costUs * limit.burst;
  const { creditUs, atUs } = limit.bucket ?? { creditUs: mostUs, atUs: nowUs };
  const filledUs = Math.min(mostUs, creditUs + nowUs - atUs);
  const isWithin = filledUs >= costUs;
  limit.bucket = { creditUs: isWithin ? filledUs - costUs : filledUs, atUs: nowUs };
  return isWithin !== limit.isOver;
}

export function limitText({ count, unit, burst, isOver }: LimitStatement): string {
  const rest = burst === DEFAULT_BURST ? "" : ` burst ${burst} packets`;
  return `limit rate ${isOver ? "over " : ""}${count}/${unit}${rest}`;
}
