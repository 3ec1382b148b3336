/** Records as zone-file lines: `db.example.com. 30 IN A 203.0.113.10`. Models: RFC 1035 §5.1 */
import { parseIp } from "../../core/ip.ts";
import { fqdn } from "./name.ts";
import { codeOf, type DnsRecord, dataText, typeName } from "./record.ts";

/** Null for what is no record. The class may be left out. */
export function parseRecord(line: string): DnsRecord | null {
  const found = /^(\S+)\s+(\d+)\s+(?:IN\s+)?([A-Za-z0-9]+)\s+(.*\S)\s*$/.exec(line);
  if (found === null) return null;
  const [, name = "", ttl = "", type = "", data = ""] = found;
  return make({ name: fqdn(name), ttlSec: Number(ttl) }, type.toUpperCase(), data);
}

function make(owner: { name: string; ttlSec: number }, type: string, data: string): DnsRecord | null {
  const words = data.split(/\s+/);
  const number = (i: number): number => Number(words[i]);
  const name = (i: number): string => fqdn(words[i] ?? "");
  switch (type) {
    case "A":
    case "AAAA": {
      const ip = parseIp(data);
      return ip === null || (typeof ip === "number") !== (type === "A") ? null : { ...owner, type, data: ip };
    }
    case "CNAME":
    case "NS":
    case "PTR":
      return { ...owner, type, data: fqdn(data) };
    case "TXT":
      return { ...owner, type, data: [...data.matchAll(/"((?:\\.|[^"\\])*)"|\S+/g)].map((one) => one[1] ?? one[0]) };
    case "MX":
      return words.length === 2 ? { ...owner, type, data: { preference: number(0), exchange: name(1) } } : null;
    case "SRV":
      return words.length === 4
        ? { ...owner, type, data: { priority: number(0), weight: number(1), port: number(2), target: name(3) } }
        : null;
    case "SOA":
      return words.length === 7 ? { ...owner, type, data: soaOf(words) } : null;
    default:
      return null;
  }
}

function soaOf([mname = "", rname = "", ...numbers]: readonly string[]): Extract<DnsRecord, { type: "SOA" }>["data"] {
  const [serial = 0, refresh = 0, retry = 0, expire = 0, minimum = 0] = numbers.map(Number);
  return { mname: fqdn(mname), rname: fqdn(rname), serial, refresh, retry, expire, minimum };
}

export function recordText(record: DnsRecord): string {
  return `${record.name} ${record.ttlSec} IN ${typeName(codeOf(record))} ${dataText(record)}`;
}
