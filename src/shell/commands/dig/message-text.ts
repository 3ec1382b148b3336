/** A DNS message as dig prints it. Models: bind9 bin/dig/dig.c printmessage(), lib/dns/masterdump.c */
import type { DnsMessage, Edns } from "../../../sim/net/dns/message.ts";
import { isInZone } from "../../../sim/net/dns/name.ts";
import { codeOf, type DnsRecord, dataText, typeName } from "../../../sim/net/dns/record.ts";
import { indent } from "../bind/lookup.ts";
import type { DigFlags } from "./dig-arguments.ts";

const TTL_COLUMN = 24;
const CLASS_COLUMN = 32;
const TYPE_COLUMN = 40;
const DATA_COLUMN = 48;
const COOKIE = 10;

export function messageText(
  message: DnsMessage,
  { flags, sent, name }: { flags: DigFlags; sent: Edns | null; name: string },
): string {
  let text = "";
  if (flags.comments) text += headText(message, name);
  if (flags.comments && message.edns !== null) text += ednsText(message.edns, sent);
  if (flags.question) {
    if (flags.comments) text += ";; QUESTION SECTION:\n";
    for (const { name: asked, type } of message.questions)
      text += `;${flags.multiline ? `${indent(asked, TTL_COLUMN)}IN ${typeName(type)}` : indent(indent(asked, CLASS_COLUMN).concat("IN"), TYPE_COLUMN) + typeName(type)}\n`;
    if (flags.comments) text += "\n";
  }
  text += section(message.answers, "ANSWER", flags.answer, flags);
  text += section(message.authorities, "AUTHORITY", flags.authority, flags);
  text += section(message.additionals, "ADDITIONAL", flags.additional, flags);
  return text;
}

function headText(message: DnsMessage, name: string): string {
  const bits = [
    message.isResponse ? "qr" : "",
    message.authoritative ? "aa" : "",
    message.truncated ? "tc" : "",
    message.recursionDesired ? "rd" : "",
    message.recursionAvailable ? "ra" : "",
    message.authenticData ? "ad" : "",
    message.checkingDisabled ? "cd" : "",
  ].filter((bit) => bit !== "");
  const additional = message.additionals.length + (message.edns === null ? 0 : 1);
  const mdns = isInZone(name, "local.")
    ? ";; WARNING: .local is reserved for Multicast DNS\n;; You are currently testing what happens when an mDNS query is leaked to DNS\n"
    : "";
  const recursion =
    message.recursionDesired && !message.recursionAvailable
      ? ";; WARNING: recursion requested but not available\n"
      : "";
  return (
    `;; Got answer:\n${mdns};; ->>HEADER<<- opcode: QUERY, status: ${message.rcode}, id: ${message.id}\n` +
    `;; flags: ${bits.join(" ")}; QUERY: ${message.questions.length}, ANSWER: ${message.answers.length}, AUTHORITY: ${message.authorities.length}, ADDITIONAL: ${additional}\n${recursion}\n`
  );
}

function ednsText(edns: Edns, sent: Edns | null): string {
  const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const own = sent?.options.find(({ code }) => code === COOKIE);
  const cookie = edns.options.find(({ code }) => code === COOKIE);
  let text = `;; OPT PSEUDOSECTION:\n; EDNS: version: ${edns.version}, flags:${edns.dnssecOk ? " do" : ""}; udp: ${edns.udpSize}\n`;
  if (cookie !== undefined) {
    const verdict =
      own === undefined || !hex(cookie.data).startsWith(hex(own.data))
        ? "(bad)"
        : cookie.data.length === own.data.length
          ? "(echoed)"
          : "(good)";
    text += `; COOKIE: ${hex(cookie.data)} ${verdict}\n`;
  }
  return text;
}

function section(records: readonly DnsRecord[], title: string, wanted: boolean, flags: DigFlags): string {
  if (!wanted || records.length === 0) return "";
  const head = flags.comments ? `;; ${title} SECTION:\n` : "";
  return `${head}${records.map((record) => `${recordLine(record, flags)}\n`).join("")}${flags.comments ? "\n" : ""}`;
}

export function recordLine(record: DnsRecord, flags: Pick<DigFlags, "multiline" | "ttlid" | "class">): string {
  const type = typeName(codeOf(record));
  if (flags.multiline) {
    const head = `${indent(record.name, TTL_COLUMN)}${record.ttlSec} IN ${type} `;
    return head + (record.type === "SOA" ? multilineSoa(record.data) : dataText(record));
  }
  let line = record.name;
  if (flags.ttlid) line = indent(line, TTL_COLUMN) + record.ttlSec;
  if (flags.class) line = `${indent(line, CLASS_COLUMN)}IN`;
  line = indent(line, TYPE_COLUMN) + type;
  return indent(line, DATA_COLUMN) + dataText(record);
}

function multilineSoa(data: {
  mname: string;
  rname: string;
  serial: number;
  refresh: number;
  retry: number;
  expire: number;
  minimum: number;
}): string {
  const pad = "\t\t\t\t";
  const row = (value: number, note: string): string => `${pad}${String(value).padEnd(10)} ; ${note}\n`;
  return (
    `${data.mname} ${data.rname} (\n${row(data.serial, "serial")}${row(data.refresh, `refresh (${inWords(data.refresh)})`)}` +
    `${row(data.retry, `retry (${inWords(data.retry)})`)}${row(data.expire, `expire (${inWords(data.expire)})`)}${row(data.minimum, `minimum (${inWords(data.minimum)})`)}${pad})`
  );
}

function inWords(seconds: number): string {
  const units: readonly (readonly [number, string])[] = [
    [604_800, "week"],
    [86_400, "day"],
    [3600, "hour"],
    [60, "minute"],
    [1, "second"],
  ];
  const parts: string[] = [];
  let rest = seconds;
  for (const [size, unit] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
  }
  return parts.length === 0 ? "0 seconds" : parts.join(" ");
}
