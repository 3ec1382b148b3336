/** Records of requests and replies, as zone-file lines. */
import { parseRecord, recordText } from "../../sim/net/dns/parse-record.ts";
import type { DnsRecord } from "../../sim/net/dns/record.ts";
import { Refusal } from "./refusal.ts";

export function recordOf(line: string): DnsRecord {
  const record = parseRecord(line);
  if (record === null) throw new Refusal(`not a record: ${line}`);
  return record;
}

export const lineOf = recordText;
