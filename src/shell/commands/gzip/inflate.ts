/** Takes deflated bytes apart. Models: RFC 1951 */
import { DISTANCES, LENGTHS } from "./tables.ts";

export class InflateError extends Error {}

/** Nothing here unpacks to more than this. */
const MOST = 64 * 1024 * 1024;
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const CHUNK = 65_536;

class Bits {
  readonly #bytes: Uint8Array;
  #at: number;
  #bit = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  take(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) throw new InflateError("unexpected end of file");
      value |= ((byte >> this.#bit) & 1) << i;
      if (++this.#bit === 8) {
        this.#bit = 0;
        this.#at++;
      }
    }
    return value;
  }

  /** The rest of the byte is nothing. */
  align(): void {
    if (this.#bit > 0) this.#at++;
    this.#bit = 0;
  }

  get at(): number {
    return this.#at;
  }

  bytes(count: number): Uint8Array {
    const part = this.#bytes.subarray(this.#at, this.#at + count);
    if (part.length < count) throw new InflateError("unexpected end of file");
    this.#at += count;
    return part;
  }
}

/** A code by its lengths: symbols in order of their codes, and how many there are of each length. */
interface Code {
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

function codeOf(lengths: readonly number[]): Code {
  const counts = new Array<number>(16).fill(0);
  for (const length of lengths) counts[length] = (counts[length] as number) + 1;
  counts[0] = 0;
  const offsets = [0, 0];
  for (let i = 1; i < 15; i++) offsets.push((offsets[i] as number) + (counts[i] as number));
  const symbols: number[] = [];
  for (const [symbol, length] of lengths.entries())
    if (length > 0) {
      symbols[offsets[length] as number] = symbol;
      offsets[length] = (offsets[length] as number) + 1;
    }
  return { counts, symbols };
}

function symbolOf(bits: Bits, { counts, symbols }: Code): number {
  let [code, first, index] = [0, 0, 0];
  for (let length = 1; length < 16; length++) {
    code |= bits.take(1);
    const count = counts[length] as number;
    if (code - count < first) return symbols[index + code - first] as number;
    index += count;
    first = (first + count) << 1;
    code <<= 1;
  }
  throw new InflateError("invalid compressed data--format violated");
}

const FIXED_LENGTHS = Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8));

/** The bytes, and where in the input the next thing begins. */
export function inflate(input: Uint8Array, from = 0): { readonly bytes: Uint8Array; readonly end: number } {
  const bits = new Bits(input, from);
  const out = new Window();
  for (let isLast = false; !isLast; ) {
    isLast = bits.take(1) === 1;
    const kind = bits.take(2);
    if (kind === 0) stored(bits, out);
    else if (kind === 1) block(bits, out, [codeOf(FIXED_LENGTHS), codeOf(new Array<number>(30).fill(5))]);
    else if (kind === 2) block(bits, out, dynamicCodes(bits));
    else throw new InflateError("invalid compressed data--format violated");
  }
  bits.align();
  return { bytes: out.all(), end: bits.at };
}

class Window {
  #now = new Uint8Array(CHUNK);
  #length = 0;
  #total = 0;

  push(byte: number): void {
    if (this.#length === this.#now.length) {
      const grown = new Uint8Array(this.#now.length * 2);
      grown.set(this.#now);
      this.#now = grown;
    }
    if (++this.#total > MOST) throw new InflateError("too long for this simulator");
    this.#now[this.#length++] = byte;
  }

  back(distance: number): number {
    if (distance > this.#length) throw new InflateError("invalid compressed data--format violated");
    return this.#now[this.#length - distance] as number;
  }

  all(): Uint8Array {
    return this.#now.slice(0, this.#length);
  }
}

function stored(bits: Bits, out: Window): void {
  bits.align();
  const [low, high] = bits.bytes(4);
  for (const byte of bits.bytes((low as number) | ((high as number) << 8))) out.push(byte);
}

function block(bits: Bits, out: Window, [literals, distances]: readonly [Code, Code]): void {
  for (;;) {
    const symbol = symbolOf(bits, literals);
    if (symbol === 256) return;
    if (symbol < 256) {
      out.push(symbol);
      continue;
    }
    const [base, extra] = LENGTHS[symbol - 257] ?? fail();
    const length = base + bits.take(extra);
    const [distanceBase, distanceExtra] = DISTANCES[symbolOf(bits, distances)] ?? fail();
    const distance = distanceBase + bits.take(distanceExtra);
    for (let i = 0; i < length; i++) out.push(out.back(distance));
  }
}

function fail(): never {
  throw new InflateError("invalid compressed data--format violated");
}

function dynamicCodes(bits: Bits): readonly [Code, Code] {
  const literalCount = bits.take(5) + 257;
  const distanceCount = bits.take(5) + 1;
  const codeCount = bits.take(4) + 4;
  const codeLengths = new Array<number>(19).fill(0);
  for (let i = 0; i < codeCount; i++) codeLengths[ORDER[i] as number] = bits.take(3);
  const code = codeOf(codeLengths);
  const lengths: number[] = [];
  while (lengths.length < literalCount + distanceCount) {
    const symbol = symbolOf(bits, code);
    if (symbol < 16) lengths.push(symbol);
    else {
      const repeated = symbol === 16 ? (lengths.at(-1) ?? 0) : 0;
      const count = symbol === 16 ? 3 + bits.take(2) : symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7);
      for (let i = 0; i < count; i++) lengths.push(repeated);
    }
  }
  return [codeOf(lengths.slice(0, literalCount)), codeOf(lengths.slice(literalCount))];
}
