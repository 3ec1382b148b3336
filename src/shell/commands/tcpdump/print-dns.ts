/** A DNS message as tcpdump tells it. Models: tcpdump 4.99 print-domain.c domain_print() */
import { formatIp } from "../../../sim/core/ip.ts";
import { type DnsMessage, RCODES } from "../../../sim/net/dns/message.ts";
import { readMessage } from "../../../sim/net/dns/read-message.ts";
import { codeOf, type DnsRecord, dataText, typeName } from "../../../sim/net/dns/record.ts";

const OPCODES: readonly string[] = ["", " inv_q", " stat", " op3", " notify", " update"];
const ANSWERS: Readonly<Record<string, string>> = {
  NOERROR: "",
  FORMERR: " FormErr",
  SERVFAIL: " ServFail",
  NXDOMAIN: " NXDomain",
  NOTIMP: " NotImp",
  REFUSED: " Refused",
};

export function dnsText(payload: Uint8Array, length: number, verbosity: number): string {
  const message = readMessage(payload);
  if (message === null) return ` [|domain] (${length})`;
  return `${message.isResponse ? response(message, verbosity) : query(message, verbosity)} (${length})`;
}

function query(message: DnsMessage, verbosity: number): string {
  const { id, recursionDesired, checkingDisabled, questions, answers, authorities, additionals, edns } = message;
  const extra = additionals.length + (edns === null ? 0 : 1);
  let text = ` ${id}${OPCODES[message.opcode] ?? ` op${message.opcode}`}${recursionDesired ? "+" : ""}${checkingDisabled ? "%" : ""}`;
  if (answers.length > 0) text += ` [${answers.length}a]`;
  if (authorities.length > 0) text += ` [${authorities.length}n]`;
  if (extra > 0) text += ` [${extra}au]`;
  return text + questions.map((one) => ` ${typeName(one.type)}? ${one.name}`).join("") + more(message, verbosity);
}

function response(message: DnsMessage, verbosity: number): string {
  const { id, questions, answers, authorities, additionals, edns } = message;
  const extra = additionals.length + (edns === null ? 0 : 1);
  const marks = `${message.authoritative ? "*" : ""}${message.recursionAvailable ? "" : "-"}${message.truncated ? "|" : ""}${message.authenticData ? "$" : ""}`;
  const rcode = ANSWERS[message.rcode] ?? ` Resp${RCODES.indexOf(message.rcode as (typeof RCODES)[number])}`;
  let text = ` ${id}${OPCODES[message.opcode] ?? ""}${rcode}${marks}`;
  if (questions.length !== 1) text += ` [${questions.length}q]`;
  if (verbosity > 1) text += questions.map((one) => ` q: ${typeName(one.type)}? ${one.name}`).join("");
  text += ` ${answers.length}/${authorities.length}/${extra}`;
  text += answers.map((record) => recordText(record, verbosity)).join(",");
  return text + more(message, verbosity);
}

/** The sections behind the answers, which only -vv shows. */
function more({ authorities, additionals, edns }: DnsMessage, verbosity: number): string {
  if (verbosity < 2) return "";
  const told = (records: readonly DnsRecord[]): string[] => records.map((record) => recordText(record, verbosity));
  const parts = told(additionals);
  if (edns !== null)
    parts.push(` . OPT UDPsize=${edns.udpSize}${edns.dnssecOk ? " DO" : ""}${optionsText(edns.options)}`);
  return `${authorities.length > 0 ? ` ns:${told(authorities).join(",")}` : ""}${parts.length > 0 ? ` ar:${parts.join(",")}` : ""}`;
}

const COOKIE = 10;

function optionsText(options: readonly { readonly code: number; readonly data: Uint8Array }[]): string {
  if (options.length === 0) return "";
  const parts = options.map(({ code, data }) => {
    const hex = [...data].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return code === COOKIE ? `COOKIE ${hex}` : `Opt${code}`;
  });
  return ` [${parts.join(",")}]`;
}

function recordText(record: DnsRecord, verbosity: number): string {
  const owner = verbosity > 0 ? ` ${record.name}` : "";
  const ttl = verbosity > 2 ? ` [${ttlText(record.ttlSec)}]` : "";
  return `${owner}${ttl} ${typeName(codeOf(record))}${dataOf(record, verbosity)}`;
}

function ttlText(seconds: number): string {
  if (seconds === 0) return "0s";
  const units: readonly (readonly [string, number])[] = [
    ["w", 604_800],
    ["d", 86_400],
    ["h", 3600],
    ["m", 60],
    ["s", 1],
  ];
  let rest = seconds;
  return units
    .map(([unit, size]) => {
      const count = Math.floor(rest / size);
      rest -= count * size;
      return count === 0 ? "" : `${count}${unit}`;
    })
    .join("");
}

function dataOf(record: DnsRecord, verbosity: number): string {
  switch (record.type) {
    case "A":
    case "AAAA":
      return ` ${formatIp(record.data)}`;
    case "SRV":
      return ` ${record.data.target}:${record.data.port} ${record.data.priority} ${record.data.weight}`;
    case "MX":
      return ` ${record.data.exchange} ${record.data.preference}`;
    case "SOA":
      return verbosity === 0 ? "" : ` ${dataText(record)}`;
    case "TXT":
      return record.data.map((part) => ` "${part}"`).join("");
    case "unknown":
      return "";
    default:
      return ` ${dataText(record)}`;
  }
}
