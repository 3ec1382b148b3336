/**
 * Resource records, by type. Models: RFC 1035 §3.3, RFC 3596 (AAAA), RFC 2782 (SRV), RFC 6891 (OPT).
 */
import { formatIp, type Ip } from "../../core/ip.ts";

export const TYPES = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  HINFO: 13,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  NAPTR: 35,
  OPT: 41,
  DS: 43,
  DNSKEY: 48,
  SVCB: 64,
  HTTPS: 65,
  IXFR: 251,
  AXFR: 252,
  ANY: 255,
  CAA: 257,
} as const;

export type DnsTypeName = keyof typeof TYPES;

export const CLASSES = { IN: 1, CH: 3, HS: 4, ANY: 255 } as const;

export interface SoaData {
  readonly mname: string;
  readonly rname: string;
  readonly serial: number;
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  readonly minimum: number;
}

export interface SrvData {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  readonly target: string;
}

export interface MxData {
  readonly preference: number;
  readonly exchange: string;
}

interface Owned {
  readonly name: string;
  readonly ttlSec: number;
}

export type DnsRecord = Owned &
  (
    | { readonly type: "A" | "AAAA"; readonly data: Ip }
    | { readonly type: "CNAME" | "NS" | "PTR"; readonly data: string }
    | { readonly type: "SOA"; readonly data: SoaData }
    | { readonly type: "SRV"; readonly data: SrvData }
    | { readonly type: "MX"; readonly data: MxData }
    | { readonly type: "TXT"; readonly data: readonly string[] }
    | { readonly type: "unknown"; readonly code: number; readonly data: Uint8Array }
  );

/** `A`, `TYPE1234`. */
export function typeName(code: number): string {
  const known = (Object.keys(TYPES) as DnsTypeName[]).find((name) => TYPES[name] === code);
  return known ?? `TYPE${code}`;
}

/** The number of a type by its name; null when there is none. */
export function typeCode(name: string): number | null {
  const upper = name.toUpperCase();
  if (Object.hasOwn(TYPES, upper)) return TYPES[upper as DnsTypeName];
  const code = /^TYPE(\d{1,5})$/.exec(upper)?.[1];
  return code !== undefined && Number(code) <= 0xffff ? Number(code) : null;
}

export function codeOf(record: DnsRecord): number {
  return record.type === "unknown" ? record.code : TYPES[record.type];
}

/** The data as a master file writes it. */
export function dataText(record: DnsRecord): string {
  switch (record.type) {
    case "A":
    case "AAAA":
      return formatIp(record.data);
    case "CNAME":
    case "NS":
    case "PTR":
      return record.data;
    case "SOA": {
      const { mname, rname, serial, refresh, retry, expire, minimum } = record.data;
      return `${mname} ${rname} ${serial} ${refresh} ${retry} ${expire} ${minimum}`;
    }
    case "SRV":
      return `${record.data.priority} ${record.data.weight} ${record.data.port} ${record.data.target}`;
    case "MX":
      return `${record.data.preference} ${record.data.exchange}`;
    case "TXT":
      return record.data.map((text) => `"${text.replace(/["\\]/g, "\\$&")}"`).join(" ");
    case "unknown":
      return `\\# ${record.data.length} ${[...record.data].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`.trimEnd();
  }
}
