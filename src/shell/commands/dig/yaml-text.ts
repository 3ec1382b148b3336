/** `dig +yaml`. Models: bind9 9.18 bin/dig/dig.c printmessage() with yaml, lib/dns/message.c render as YAML */
import { formatIp } from "../../../sim/core/ip.ts";
import type { Edns } from "../../../sim/net/dns/message.ts";
import { codeOf, type DnsRecord, dataText, typeName } from "../../../sim/net/dns/record.ts";
import type { Answered } from "../bind/lookup.ts";
import { formatTime } from "../date/format-time.ts";

const COOKIE = 10;

export interface YamlOptions {
  readonly sent: Edns | null;
  readonly port: number;
  readonly tcp: boolean;
  /** When the answer was there, in microseconds since 1970. */
  readonly nowUs: number;
}

function moment(us: number): string {
  return `${formatTime("%Y-%m-%dT%H:%M:%S", us)}.${String(Math.floor(us / 1000) % 1000).padStart(3, "0")}Z`;
}

function section(name: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`      ${name}_SECTION:`, ...lines.map((line) => `        - '${line}'`)];
}

function recordText(record: DnsRecord): string {
  return `${record.name} ${record.ttlSec} IN ${typeName(codeOf(record))} ${dataText(record)}`;
}

export function yamlText({ reply, server, tookUs }: Answered, { sent, port, tcp, nowUs }: YamlOptions): string {
  const { message, size } = reply;
  const flags = [
    ["qr", message.isResponse],
    ["aa", message.authoritative],
    ["tc", message.truncated],
    ["rd", message.recursionDesired],
    ["ra", message.recursionAvailable],
    ["ad", message.authenticData],
    ["cd", message.checkingDisabled],
  ] as const;
  const lines = [
    "- type: MESSAGE",
    "  message:",
    `    type: ${message.authoritative ? "AUTH_RESPONSE" : "RECURSIVE_RESPONSE"}`,
    `    query_time: !!timestamp ${moment(nowUs - tookUs)}`,
    `    response_time: !!timestamp ${moment(nowUs)}`,
    `    message_size: ${size}b`,
    "    socket_family: INET",
    `    socket_protocol: ${tcp ? "TCP" : "UDP"}`,
    `    response_address: "${formatIp(server)}"`,
    `    response_port: ${port}`,
    '    query_address: "0.0.0.0"',
    "    query_port: 0",
    "    response_message_data:",
    "      opcode: QUERY",
    `      status: ${message.rcode}`,
    `      id: ${message.id}`,
    `      flags: ${flags.flatMap(([name, isOn]) => (isOn ? [name] : [])).join(" ")}`,
    `      QUESTION: ${message.questions.length}`,
    `      ANSWER: ${message.answers.length}`,
    `      AUTHORITY: ${message.authorities.length}`,
    `      ADDITIONAL: ${message.additionals.length + (message.edns === null ? 0 : 1)}`,
    ...ednsLines(message.edns, sent),
    ...section(
      "QUESTION",
      message.questions.map(({ name, type }) => `${name} IN ${typeName(type)}`),
    ),
    ...section("ANSWER", message.answers.map(recordText)),
    ...section("AUTHORITY", message.authorities.map(recordText)),
    ...section("ADDITIONAL", message.additionals.map(recordText)),
  ];
  return `${lines.join("\n")}\n`;
}

function ednsLines(edns: Edns | null, sent: Edns | null): string[] {
  if (edns === null) return [];
  const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const cookie = edns.options.find(({ code }) => code === COOKIE);
  const own = sent?.options.find(({ code }) => code === COOKIE);
  const verdict =
    cookie === undefined || own === undefined || !hex(cookie.data).startsWith(hex(own.data))
      ? "bad"
      : cookie.data.length === own.data.length
        ? "echoed"
        : "good";
  return [
    "      OPT_PSEUDOSECTION:",
    "        EDNS:",
    `          version: ${edns.version}`,
    `          flags:${edns.dnssecOk ? " do" : ""}`,
    `          udp: ${edns.udpSize}`,
    ...(cookie === undefined ? [] : [`          COOKIE: ${hex(cookie.data)} (${verdict})`]),
  ];
}
