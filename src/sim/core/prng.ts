/**
 * Chance: a seeded integer generator (sfc32 of PractRand), split by label. A child depends on the seed and on
 * its labels only, never on how much others have drawn, so a new consumer does not shift the old ones.
 */
import { assert } from "./assert.ts";

const UINT32 = 0x1_0000_0000;

export class Prng {
  readonly #path: string;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number | string) {
    this.#path = String(seed);
    this.#a = fnv1a(this.#path, 0x811c9dc5);
    this.#b = fnv1a(this.#path, 0x9e3779b9);
    this.#c = fnv1a(this.#path, 0x85ebca6b);
    for (let i = 0; i < 12; i++) this.uint32();
  }

  split(label: string): Prng {
    return new Prng(`${this.#path}/${label}`);
  }

  uint32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A whole number from 0 up to, not including, `bound`; every one equally likely. */
  below(bound: number): number {
    assert(
      Number.isInteger(bound) && bound > 0 && bound <= UINT32,
      "below() wants a whole number from 1 to 2^32",
      bound,
    );
    const unfair = UINT32 % bound;
    for (;;) {
      const drawn = this.uint32();
      if (drawn >= unfair) return drawn % bound;
    }
  }

  /** True `numerator` times out of `denominator`. */
  chance(numerator: number, denominator: number): boolean {
    return this.below(denominator) < numerator;
  }

  pick<T>(items: readonly T[]): T {
    assert(items.length > 0, "pick() from nothing");
    return items[this.below(items.length)] as T;
  }

  /** `length` characters of `alphabet`. */
  text(alphabet: string, length: number): string {
    const out: string[] = [];
    for (let i = 0; i < length; i++) out.push(alphabet[this.below(alphabet.length)] as string);
    return out.join("");
  }
}

function fnv1a(text: string, basis: number): number {
  let hash = basis | 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
