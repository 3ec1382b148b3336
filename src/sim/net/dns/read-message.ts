/** Bytes to a DNS message. Whatever is wrong with them, the answer is null. Models: RFC 1035 §4.1, RFC 6891 §6.1. */
import type { Ip } from "../../core/ip.ts";
import { decodeUtf8 } from "../../core/utf8.ts";
import { type DnsMessage, type DnsQuestion, type Edns, RCODES } from "./message.ts";
import { nameOf } from "./name.ts";
import { type DnsRecord, TYPES } from "./record.ts";

/** Thrown and caught in this file only. */
class Malformed extends Error {}

const MAX_POINTERS = 32;

export function readMessage(bytes: Uint8Array): DnsMessage | null {
  try {
    return read(new Reader(bytes));
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

function read(reader: Reader): DnsMessage {
  const id = reader.uint16();
  const flags = reader.uint16();
  const questionCount = reader.uint16();
  const answerCount = reader.uint16();
  const authorityCount = reader.uint16();
  const additionalCount = reader.uint16();
  const questions: DnsQuestion[] = [];
  for (let i = 0; i < questionCount; i++)
    questions.push({ name: reader.name(), type: reader.uint16(), class: reader.uint16() });
  const answers = readRecords(reader, answerCount).records;
  const authorities = readRecords(reader, authorityCount).records;
  const { records: additionals, edns } = readRecords(reader, additionalCount);
  const on = (bit: number): boolean => (flags & (1 << bit)) !== 0;
  return {
    id,
    isResponse: on(15),
    opcode: (flags >>> 11) & 15,
    authoritative: on(10),
    truncated: on(9),
    recursionDesired: on(8),
    recursionAvailable: on(7),
    authenticData: on(5),
    checkingDisabled: on(4),
    rcode: RCODES[flags & 15] ?? "SERVFAIL",
    questions,
    answers,
    authorities,
    additionals,
    edns,
  };
}

function readRecords(reader: Reader, count: number): { records: DnsRecord[]; edns: Edns | null } {
  const records: DnsRecord[] = [];
  let edns: Edns | null = null;
  for (let i = 0; i < count; i++) {
    const name = reader.name();
    const type = reader.uint16();
    const klass = reader.uint16();
    const ttlSec = reader.uint32();
    const end = reader.uint16() + reader.at;
    if (type === TYPES.OPT) edns = readEdns(reader, { udpSize: klass, ttl: ttlSec, end });
    else records.push(readData(reader, { name, type, ttlSec, end }));
    reader.at = end;
  }
  return { records, edns };
}

function readEdns(reader: Reader, { udpSize, ttl, end }: { udpSize: number; ttl: number; end: number }): Edns {
  const options: { code: number; data: Uint8Array }[] = [];
  while (reader.at < end) {
    const code = reader.uint16();
    options.push({ code, data: reader.raw(reader.uint16()) });
  }
  return { udpSize, version: (ttl >>> 16) & 255, dnssecOk: (ttl & 0x8000) !== 0, options };
}

function readData(
  reader: Reader,
  { name, type, ttlSec, end }: { name: string; type: number; ttlSec: number; end: number },
): DnsRecord {
  const owner = { name, ttlSec };
  switch (type) {
    case TYPES.A:
      return { ...owner, type: "A", data: reader.uint32() };
    case TYPES.AAAA:
      return { ...owner, type: "AAAA", data: reader.ipv6() };
    case TYPES.CNAME:
      return { ...owner, type: "CNAME", data: reader.name() };
    case TYPES.NS:
      return { ...owner, type: "NS", data: reader.name() };
    case TYPES.PTR:
      return { ...owner, type: "PTR", data: reader.name() };
    case TYPES.SOA: {
      const [mname, rname] = [reader.name(), reader.name()];
      const [serial, refresh, retry] = [reader.uint32(), reader.uint32(), reader.uint32()];
      const [expire, minimum] = [reader.uint32(), reader.uint32()];
      return { ...owner, type: "SOA", data: { mname, rname, serial, refresh, retry, expire, minimum } };
    }
    case TYPES.SRV:
      return {
        ...owner,
        type: "SRV",
        data: { priority: reader.uint16(), weight: reader.uint16(), port: reader.uint16(), target: reader.name() },
      };
    case TYPES.MX:
      return { ...owner, type: "MX", data: { preference: reader.uint16(), exchange: reader.name() } };
    case TYPES.TXT: {
      const data: string[] = [];
      while (reader.at < end) data.push(decodeUtf8(reader.raw(reader.uint8())));
      return { ...owner, type: "TXT", data };
    }
    default:
      return { ...owner, type: "unknown", code: type, data: reader.raw(end - reader.at) };
  }
}

class Reader {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  uint8(): number {
    const byte = this.#bytes[this.at++];
    if (byte === undefined) throw new Malformed();
    return byte;
  }

  uint16(): number {
    return this.uint8() * 256 + this.uint8();
  }

  uint32(): number {
    return this.uint16() * 65_536 + this.uint16();
  }

  ipv6(): Ip {
    let value = 0n;
    for (let i = 0; i < 8; i++) value = (value << 16n) | BigInt(this.uint16());
    return value;
  }

  raw(length: number): Uint8Array {
    if (length < 0 || this.at + length > this.#bytes.length) throw new Malformed();
    this.at += length;
    return this.#bytes.slice(this.at - length, this.at);
  }

  /** Follows pointers, of which a hostile message may have a circle. */
  name(): string {
    const labels: string[] = [];
    let back: number | null = null;
    for (let pointers = 0; ; ) {
      const length = this.uint8();
      if (length === 0) break;
      if ((length & 0xc0) === 0xc0) {
        const target = ((length & 0x3f) << 8) | this.uint8();
        if (++pointers > MAX_POINTERS) throw new Malformed();
        back ??= this.at;
        this.at = target;
      } else if (length < 64) labels.push(this.#label(length));
      else throw new Malformed();
    }
    if (back !== null) this.at = back;
    return nameOf(labels);
  }

  #label(length: number): string {
    if (this.at + length > this.#bytes.length) throw new Malformed();
    const units = new Array<number>(length);
    for (let i = 0; i < length; i++) units[i] = this.#bytes[this.at++] as number;
    return String.fromCharCode.apply(null, units);
  }
}
