/** Makes bytes fewer: repeats within the last 32 KiB are pointed at. Models: RFC 1951 with its fixed codes. SIMPLIFIED: no codes of its own, so files are a little longer than gzip's. */
import { DISTANCES, LENGTHS } from "./tables.ts";

const WINDOW = 32_768;
const LONGEST = 258;
const SHORTEST = 3;
const TRIES = 32;

class BitWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;
  #value = 0;
  #count = 0;

  put(value: number, count: number): void {
    for (let i = 0; i < count; i++) {
      this.#value |= ((value >> i) & 1) << this.#count;
      if (++this.#count === 8) this.#flush();
    }
  }

  /** Codes come with their first bit first. */
  code(value: number, count: number): void {
    for (let i = count - 1; i >= 0; i--) this.put((value >> i) & 1, 1);
  }

  #flush(): void {
    if (this.#length === this.#bytes.length) {
      const grown = new Uint8Array(this.#bytes.length * 2);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes[this.#length++] = this.#value;
    this.#value = 0;
    this.#count = 0;
  }

  end(): Uint8Array {
    if (this.#count > 0) this.#flush();
    return this.#bytes.slice(0, this.#length);
  }
}

function literal(bits: BitWriter, symbol: number): void {
  if (symbol < 144) bits.code(0x30 + symbol, 8);
  else if (symbol < 256) bits.code(0x190 + symbol - 144, 9);
  else if (symbol < 280) bits.code(symbol - 256, 7);
  else bits.code(0xc0 + symbol - 280, 8);
}

function rowFor(table: readonly (readonly [number, number])[], value: number): number {
  let row = table.length - 1;
  while ((table[row]?.[0] ?? 0) > value) row--;
  return row;
}

export function deflate(input: Uint8Array): Uint8Array {
  const bits = new BitWriter();
  const heads = new Map<number, number>();
  const before = new Int32Array(input.length).fill(-1);
  const remember = (at: number): void => {
    if (at + SHORTEST > input.length) return;
    const key = ((input[at] as number) << 16) | ((input[at + 1] as number) << 8) | (input[at + 2] as number);
    before[at] = heads.get(key) ?? -1;
    heads.set(key, at);
  };
  bits.put(1, 1);
  bits.put(1, 2);
  for (let at = 0; at < input.length; ) {
    remember(at);
    const found = longestAt(input, before, at);
    if (found.length < SHORTEST) {
      literal(bits, input[at++] as number);
      continue;
    }
    const lengthRow = rowFor(LENGTHS, found.length);
    literal(bits, 257 + lengthRow);
    bits.put(found.length - (LENGTHS[lengthRow]?.[0] ?? 0), LENGTHS[lengthRow]?.[1] ?? 0);
    const distanceRow = rowFor(DISTANCES, found.distance);
    bits.code(distanceRow, 5);
    bits.put(found.distance - (DISTANCES[distanceRow]?.[0] ?? 0), DISTANCES[distanceRow]?.[1] ?? 0);
    for (let i = 1; i < found.length; i++) remember(at + i);
    at += found.length;
  }
  literal(bits, 256);
  return bits.end();
}

function longestAt(input: Uint8Array, before: Int32Array, at: number): { length: number; distance: number } {
  let best = { length: 0, distance: 0 };
  const most = Math.min(LONGEST, input.length - at);
  let from = before[at] as number;
  for (let tries = 0; from >= 0 && at - from <= WINDOW && tries < TRIES; tries++, from = before[from] as number) {
    let length = 0;
    while (length < most && input[from + length] === input[at + length]) length++;
    if (length > best.length) best = { length, distance: at - from };
    if (length === most) break;
  }
  return best;
}
