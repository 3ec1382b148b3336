/** A DNS message to bytes, with name compression. Models: RFC 1035 §4.1, RFC 6891 §6.1. */
import type { Ip } from "../../core/ip.ts";
import { encodeUtf8 } from "../../core/utf8.ts";
import { type DnsMessage, RCODES } from "./message.ts";
import { labelsOf } from "./name.ts";
import { codeOf, type DnsRecord, TYPES } from "./record.ts";

/** Pointers reach only so far into a message. */
const POINTER_REACH = 0x4000;

export function writeMessage(message: DnsMessage): Uint8Array {
  const writer = new Writer();
  writer.uint16(message.id);
  writer.uint16(flagsOf(message));
  writer.uint16(message.questions.length);
  writer.uint16(message.answers.length);
  writer.uint16(message.authorities.length);
  writer.uint16(message.additionals.length + (message.edns === null ? 0 : 1));
  for (const question of message.questions) {
    writer.name(question.name);
    writer.uint16(question.type);
    writer.uint16(question.class);
  }
  for (const section of [message.answers, message.authorities, message.additionals])
    for (const record of section) writeRecord(writer, record);
  if (message.edns !== null) writeEdns(writer, message.edns);
  return writer.written();
}

function flagsOf(message: DnsMessage): number {
  const bit = (on: boolean, at: number): number => (on ? 1 << at : 0);
  return (
    bit(message.isResponse, 15) |
    (message.opcode << 11) |
    bit(message.authoritative, 10) |
    bit(message.truncated, 9) |
    bit(message.recursionDesired, 8) |
    bit(message.recursionAvailable, 7) |
    bit(message.authenticData, 5) |
    bit(message.checkingDisabled, 4) |
    RCODES.indexOf(message.rcode)
  );
}

function writeRecord(writer: Writer, record: DnsRecord): void {
  writer.name(record.name);
  writer.uint16(codeOf(record));
  writer.uint16(1);
  writer.uint32(record.ttlSec);
  writer.sized(() => writeData(writer, record));
}

function writeData(writer: Writer, record: DnsRecord): void {
  switch (record.type) {
    case "A":
    case "AAAA":
      writer.ip(record.data);
      break;
    case "CNAME":
    case "NS":
    case "PTR":
      writer.name(record.data);
      break;
    case "SOA":
      writer.name(record.data.mname);
      writer.name(record.data.rname);
      for (const field of ["serial", "refresh", "retry", "expire", "minimum"] as const)
        writer.uint32(record.data[field]);
      break;
    case "SRV":
      for (const field of ["priority", "weight", "port"] as const) writer.uint16(record.data[field]);
      writer.name(record.data.target, { compress: false });
      break;
    case "MX":
      writer.uint16(record.data.preference);
      writer.name(record.data.exchange);
      break;
    case "TXT":
      for (const text of record.data) writer.text(text);
      break;
    case "unknown":
      writer.raw(record.data);
  }
}

function writeEdns(writer: Writer, { udpSize, version, dnssecOk, options }: NonNullable<DnsMessage["edns"]>): void {
  writer.name(".");
  writer.uint16(TYPES.OPT);
  writer.uint16(udpSize);
  writer.uint32((version << 16) | (dnssecOk ? 0x8000 : 0));
  writer.sized(() => {
    for (const option of options) {
      writer.uint16(option.code);
      writer.uint16(option.data.length);
      writer.raw(option.data);
    }
  });
}

/** Where every message is written first, as nothing is known of its length. */
const ROOM = new Uint8Array(4096);

class Writer {
  #bytes = ROOM;
  #length = 0;
  #names: Map<string, number> | null = null;

  written(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  uint8(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow();
    this.#bytes[this.#length++] = value;
  }

  uint16(value: number): void {
    this.uint8((value >>> 8) & 255);
    this.uint8(value & 255);
  }

  uint32(value: number): void {
    this.uint16(value >>> 16);
    this.uint16(value & 0xffff);
  }

  raw(data: Uint8Array): void {
    for (const byte of data) this.uint8(byte);
  }

  text(text: string): void {
    const data = encodeUtf8(text).subarray(0, 255);
    this.uint8(data.length);
    this.raw(data);
  }

  ip(address: Ip): void {
    if (typeof address === "number") this.uint32(address);
    else for (let shift = 112n; shift >= 0n; shift -= 16n) this.uint16(Number((address >> shift) & 0xffffn));
  }

  name(name: string, { compress }: { readonly compress: boolean } = { compress: true }): void {
    const { labels, endings } = spelled(name);
    this.#names ??= new Map();
    for (let i = 0; i < labels.length; i++) {
      const rest = endings[i] as string;
      const known = this.#names.get(rest);
      if (compress && known !== undefined) {
        this.uint16(0xc000 | known);
        return;
      }
      if (known === undefined && this.#length < POINTER_REACH) this.#names.set(rest, this.#length);
      const label = labels[i] as string;
      this.uint8(Math.min(label.length, 63));
      for (let at = 0; at < label.length && at < 63; at++) this.uint8(label.charCodeAt(at) & 255);
    }
    this.uint8(0);
  }

  /** A length of two bytes, then what `write` writes. */
  sized(write: () => void): void {
    const at = this.#length;
    this.uint16(0);
    write();
    const length = this.#length - at - 2;
    this.#bytes[at] = length >>> 8;
    this.#bytes[at + 1] = length & 255;
  }

  #grow(): void {
    const grown = new Uint8Array(this.#bytes.length * 2);
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

interface Spelled {
  readonly labels: readonly string[];
  /** For each label, it and all after it, in lower case: what a later name may point to. */
  readonly endings: readonly string[];
}

/** The same few names are written again and again. */
const SPELLED = new Map<string, Spelled>();
const MAX_SPELLED = 1024;

function spelled(name: string): Spelled {
  const known = SPELLED.get(name);
  if (known !== undefined) return known;
  const labels = labelsOf(name);
  const made = { labels, endings: labels.map((_, i) => labels.slice(i).join(".").toLowerCase()) };
  if (SPELLED.size >= MAX_SPELLED) SPELLED.clear();
  SPELLED.set(name, made);
  return made;
}
