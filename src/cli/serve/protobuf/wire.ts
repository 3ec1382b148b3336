/**
 * Protobuf as it is on the wire: numbered fields, each a number or some bytes.
 *
 * Models: protobuf.dev/programming-guides/encoding
 */

export class ProtobufError extends Error {}

export interface Entry {
  readonly number: number;
  readonly value: number | Buffer;
}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

export function entriesOf(bytes: Buffer): readonly Entry[] {
  const entries: Entry[] = [];
  const reader = new Reader(bytes);
  while (!reader.isAtEnd) {
    const tag = reader.varint();
    entries.push({ number: Math.floor(tag / 8), value: reader.value(tag & 7) });
  }
  return entries;
}

export function fieldBytes(entries: readonly Entry[], number: number): Buffer {
  const value = entries.find((entry) => entry.number === number)?.value;
  return typeof value === "object" ? value : Buffer.alloc(0);
}

export function fieldText(entries: readonly Entry[], number: number): string {
  return fieldBytes(entries, number).toString();
}

export function fieldNumber(entries: readonly Entry[], number: number): number {
  const value = entries.find((entry) => entry.number === number)?.value;
  return typeof value === "number" ? value : 0;
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  value(wireType: number): number | Buffer {
    if (wireType === VARINT) return this.varint();
    if (wireType === BYTES) return this.#take(this.varint());
    if (wireType === FIXED64) return this.#take(8).readDoubleLE();
    if (wireType === FIXED32) return this.#take(4).readFloatLE();
    throw new ProtobufError(`wire type ${wireType}`);
  }

  /** A signed 64-bit number; Kubernetes has none that JavaScript could not hold. */
  varint(): number {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#take(1)[0] as number;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(BigInt.asIntN(64, value));
    }
    throw new ProtobufError("a number without end");
  }

  #take(length: number): Buffer {
    const end = this.#at + length;
    if (length < 0 || end > this.#bytes.length) throw new ProtobufError("the message ends too early");
    const part = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }
}
