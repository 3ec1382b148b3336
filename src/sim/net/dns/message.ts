/**
 * DNS messages and their bytes.
 *
 * Models: RFC 1035 §4 (format, compression), RFC 6891 (EDNS), RFC 7873 (cookies).
 * SIMPLIFIED: names in the data of SRV records are not compressed, as RFC 2782 wants it; DNSSEC records are opaque bytes.
 */

import { readMessage } from "./read-message.ts";
import type { DnsRecord } from "./record.ts";
import { writeMessage } from "./write-message.ts";

export const RCODES = [
  "NOERROR",
  "FORMERR",
  "SERVFAIL",
  "NXDOMAIN",
  "NOTIMP",
  "REFUSED",
  "YXDOMAIN",
  "YXRRSET",
  "NXRRSET",
  "NOTAUTH",
  "NOTZONE",
] as const;
export type Rcode = (typeof RCODES)[number];

export interface DnsQuestion {
  readonly name: string;
  readonly type: number;
  readonly class: number;
}

export interface Edns {
  readonly udpSize: number;
  readonly version: number;
  readonly dnssecOk: boolean;
  readonly options: readonly { readonly code: number; readonly data: Uint8Array }[];
}

export interface DnsMessage {
  readonly id: number;
  readonly isResponse: boolean;
  readonly opcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionDesired: boolean;
  readonly recursionAvailable: boolean;
  readonly authenticData: boolean;
  readonly checkingDisabled: boolean;
  readonly rcode: Rcode;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  readonly additionals: readonly DnsRecord[];
  readonly edns: Edns | null;
}

/** Without EDNS an answer over UDP has this much room. */
export const UDP_SIZE = 512;

export function query(options: {
  id: number;
  name: string;
  type: number;
  recursionDesired?: boolean;
  edns?: Edns | null;
}): DnsMessage {
  return {
    id: options.id,
    isResponse: false,
    opcode: 0,
    authoritative: false,
    truncated: false,
    recursionDesired: options.recursionDesired !== false,
    recursionAvailable: false,
    authenticData: false,
    checkingDisabled: false,
    rcode: "NOERROR",
    questions: [{ name: options.name, type: options.type, class: 1 }],
    answers: [],
    authorities: [],
    additionals: [],
    edns: options.edns ?? null,
  };
}

/** An answer to a message, with nothing in it yet. */
export function reply(to: DnsMessage, fields: Partial<DnsMessage> = {}): DnsMessage {
  return {
    ...to,
    isResponse: true,
    authenticData: false,
    answers: [],
    authorities: [],
    additionals: [],
    edns: null,
    ...fields,
  };
}

export function encodeMessage(message: DnsMessage): Uint8Array {
  return writeMessage(message);
}

/** Null when the bytes are not a DNS message. */
export function decodeMessage(bytes: Uint8Array): DnsMessage | null {
  return readMessage(bytes);
}

/** The bytes of what fits into `size` of them. */
export function encodeTruncated(message: DnsMessage, size: number): Uint8Array {
  const whole = encodeMessage(message);
  return whole.length <= size ? whole : encodeMessage(truncate(message, size));
}

/** What fits into `size` bytes: whole records, in order; TC is set when something had to go. */
export function truncate(message: DnsMessage, size: number): DnsMessage {
  if (encodeMessage(message).length <= size) return message;
  let cut: DnsMessage = { ...message, additionals: [] };
  if (encodeMessage(cut).length <= size) return cut;
  cut = { ...cut, truncated: true, authorities: [] };
  let kept = cut.answers.length;
  while (kept > 0 && encodeMessage({ ...cut, answers: cut.answers.slice(0, kept) }).length > size) kept--;
  return { ...cut, answers: cut.answers.slice(0, kept) };
}
