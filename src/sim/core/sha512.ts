/** SHA-512 of bytes. Models: FIPS 180-4. */

interface Constants {
  /** High and low words in turn. */
  readonly initial: Int32Array;
  readonly rounds: Int32Array;
}

const ROUNDS = 80;
const MEMO: { constants: Constants | null } = { constants: null };

export function sha512Hex(data: Uint8Array): string {
  MEMO.constants ??= { initial: fractions(8, 2), rounds: fractions(ROUNDS, 3) };
  const { initial, rounds } = MEMO.constants;
  const state = Int32Array.from(initial);
  const padded = pad(data);
  const words = new Int32Array(2 * ROUNDS);
  for (let at = 0; at < padded.length; at += 128) {
    expand(words, padded, at);
    compress(state, words, rounds);
  }
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** The first 64 bits of the fractional parts of the roots of the first primes. */
function fractions(count: number, root: 2 | 3): Int32Array {
  const words = new Int32Array(2 * count);
  for (let i = 0, prime = 2; i < count; prime++) {
    if (!isPrime(prime)) continue;
    const scaled = wholeRoot(BigInt(prime) << BigInt(64 * root), root);
    words[2 * i] = Number(BigInt.asIntN(32, scaled >> 32n));
    words[2 * i + 1] = Number(BigInt.asIntN(32, scaled));
    i++;
  }
  return words;
}

function isPrime(value: number): boolean {
  for (let by = 2; by * by <= value; by++) if (value % by === 0) return false;
  return true;
}

/** Newton's way, from above. */
function wholeRoot(value: bigint, root: 2 | 3): bigint {
  const k = BigInt(root);
  let guess = 1n << 72n;
  for (;;) {
    const next = ((k - 1n) * guess + value / guess ** (k - 1n)) / k;
    if (next >= guess) return guess;
    guess = next;
  }
}

function pad(data: Uint8Array): Uint8Array {
  const padded = new Uint8Array(((data.length + 16) >> 7) * 128 + 128);
  padded.set(data);
  padded[data.length] = 0x80;
  const high = Math.floor(data.length / 0x2000_0000);
  const low = (data.length << 3) >>> 0;
  for (let i = 0; i < 4; i++) {
    padded[padded.length - 8 + i] = high >>> (24 - 8 * i);
    padded[padded.length - 4 + i] = low >>> (24 - 8 * i);
  }
  return padded;
}

function expand(w: Int32Array, data: Uint8Array, at: number): void {
  for (let i = 0; i < 32; i++) {
    const p = at + 4 * i;
    w[i] = (data[p]! << 24) | (data[p + 1]! << 16) | (data[p + 2]! << 8) | data[p + 3]!;
  }
  for (let i = 32; i < 2 * ROUNDS; i += 2) {
    const [ah, al, bh, bl] = [w[i - 30]!, w[i - 29]!, w[i - 4]!, w[i - 3]!];
    const s0h = right(ah, al, 1) ^ right(ah, al, 8) ^ (ah >>> 7);
    const s0l = right(al, ah, 1) ^ right(al, ah, 8) ^ ((al >>> 7) | (ah << 25));
    const s1h = right(bh, bl, 19) ^ right(bl, bh, 29) ^ (bh >>> 6);
    const s1l = right(bl, bh, 19) ^ right(bh, bl, 29) ^ ((bl >>> 6) | (bh << 26));
    const low = (w[i - 31]! >>> 0) + (s0l >>> 0) + (w[i - 13]! >>> 0) + (s1l >>> 0);
    w[i] = w[i - 32]! + s0h + w[i - 14]! + s1h + carryOf(low);
    w[i + 1] = low;
  }
}

/** The high word of a 64-bit rotation to the right by less than 32; with the words exchanged, the low one. */
function right(high: number, low: number, by: number): number {
  return (high >>> by) | (low << (32 - by));
}

function carryOf(sum: number): number {
  return Math.floor(sum / 0x1_0000_0000);
}

/** `v` holds a to h, high and low words in turn, and is turned round once a round. */
function compress(state: Int32Array, w: Int32Array, k: Int32Array): void {
  const v = Int32Array.from(state);
  for (let i = 0; i < 2 * ROUNDS; i += 2) {
    const [ah, al, eh, el] = [v[0]!, v[1]!, v[8]!, v[9]!];
    const s1h = right(eh, el, 14) ^ right(eh, el, 18) ^ right(el, eh, 9);
    const s1l = right(el, eh, 14) ^ right(el, eh, 18) ^ right(eh, el, 9);
    const choiceH = (eh & v[10]!) ^ (~eh & v[12]!);
    const choiceL = (el & v[11]!) ^ (~el & v[13]!);
    const low1 = (v[15]! >>> 0) + (s1l >>> 0) + (choiceL >>> 0) + (k[i + 1]! >>> 0) + (w[i + 1]! >>> 0);
    const t1h = (v[14]! + s1h + choiceH + k[i]! + w[i]! + carryOf(low1)) | 0;
    const t1l = low1 | 0;
    const s0h = right(ah, al, 28) ^ right(al, ah, 2) ^ right(al, ah, 7);
    const s0l = right(al, ah, 28) ^ right(ah, al, 2) ^ right(ah, al, 7);
    const majorH = (ah & v[2]!) ^ (ah & v[4]!) ^ (v[2]! & v[4]!);
    const majorL = (al & v[3]!) ^ (al & v[5]!) ^ (v[3]! & v[5]!);
    const low2 = (s0l >>> 0) + (majorL >>> 0);
    const [dh, dl] = [v[6]!, v[7]!];
    v.copyWithin(2, 0, 14);
    const lowE = (dl >>> 0) + (t1l >>> 0);
    v[8] = dh + t1h + carryOf(lowE);
    v[9] = lowE;
    const lowA = (t1l >>> 0) + low2;
    v[0] = t1h + s0h + majorH + carryOf(lowA);
    v[1] = lowA;
  }
  for (let i = 0; i < 16; i += 2) {
    const low = (state[i + 1]! >>> 0) + (v[i + 1]! >>> 0);
    state[i] = state[i]! + v[i]! + carryOf(low);
    state[i + 1] = low;
  }
}
