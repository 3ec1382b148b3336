/** Records as zone-file lines: `db.example.com. 30 IN A 203.0.113.10`. Models: RFC 1035 §5.1 */
import { parseIp } from "../../sim/core/ip.ts";
import { fqdn } from "../../sim/net/dns/name.ts";
import { codeOf, type DnsRecord, dataText, typeName } from "../../sim/net/dns/record.ts";
import { Refusal } from "./refusal.ts";

export function recordOf(line: string): DnsRecord {
  const found = /^(\S+)\s+(\d+)\s+(?:IN\s+)?([A-Za-z0-9]+)\s+(.*\S)\s*$/.exec(line);
  const record =
    found === null
      ? null
      : make(fqdn(found[1] as string), Number(found[2]), [(found[3] as string).toUpperCase(), found[4] as string]);
  if (record === null) throw new Refusal(`not a record: ${line}`);
  return record;
}

function make(name: string, ttlSec: number, [type, data]: readonly [string, string]): DnsRecord | null {
  const owner = { name, ttlSec };
  const words = data.split(/\s+/);
  if (type === "A" || type === "AAAA") {
    const ip = parseIp(data);
    return ip === null ? null : { ...owner, type, data: ip };
  }
  if (type === "CNAME" || type === "NS" || type === "PTR") return { ...owner, type, data: fqdn(data) };
  if (type === "TXT")
    return { ...owner, type, data: [...data.matchAll(/"((?:\\.|[^"\\])*)"|\S+/g)].map((one) => one[1] ?? one[0]) };
  if (type === "MX") return { ...owner, type, data: { preference: Number(words[0]), exchange: fqdn(words[1] ?? "") } };
  if (type === "SRV")
    return {
      ...owner,
      type,
      data: {
        priority: Number(words[0]),
        weight: Number(words[1]),
        port: Number(words[2]),
        target: fqdn(words[3] ?? ""),
      },
    };
  return null;
}

export function lineOf(record: DnsRecord): string {
  return `${record.name} ${record.ttlSec} IN ${typeName(codeOf(record))} ${dataText(record)}`;
}
