/**
 * A tracked connection as conntrack prints it: as a line, as XML, or as the command that would make it.
 *
 * Models: libnetfilter_conntrack src/conntrack/snprintf_default.c, snprintf_xml.c; conntrack-tools 1.4.7
 * src/conntrack.c ct_save_snprintf
 */
import { formatIp } from "../../../sim/core/ip.ts";
import {
  ASSURED,
  DST_NAT,
  type Flow,
  type FlowCounters,
  SEEN_REPLY,
  SRC_NAT,
  type Tuple,
} from "../../../sim/net/flow.ts";
import { formatTuple } from "../../../sim/net/flow-text.ts";
import type { FlowChange } from "../../../sim/net/flow-watchers.ts";
import type { Process } from "../../../sim/os/process.ts";

export interface FlowFormat {
  readonly mode: "plain" | "xml" | "save";
  readonly extended: boolean;
  readonly id: boolean;
  readonly timestamp: boolean;
}

const NAMES: Readonly<Record<number, string>> = { 1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6", 132: "sctp" };

export function protocolName(protocol: number): string {
  return NAMES[protocol] ?? "unknown";
}

/** `tcp      6 82 TIME_WAIT src=… dst=… sport=… dport=… src=… … [ASSURED] mark=0 use=1` */
export function flowLine(process: Process, flow: Flow, { format, use }: { format: FlowFormat; use: number }): string {
  if (format.mode === "save") return saveLine(process, flow);
  if (format.mode === "xml") return xmlLine(process, flow, { format, use });
  const parts = [familyText(flow, format), headText(flow), `${secondsLeft(process, flow)} `, bodyText(process, flow)];
  return `${parts.join("")}mark=${flow.mark} use=${use}${idText(flow, format)}\n`;
}

const CHANGES: Readonly<Record<FlowChange, string>> = {
  NEW: "    [NEW] ",
  UPDATE: " [UPDATE] ",
  DESTROY: "[DESTROY] ",
};

/** ` [UPDATE] tcp      6 60 SYN_RECV src=…`: what is 0 is left out. */
export function eventLine(process: Process, flow: Flow, how: { change: FlowChange; format: FlowFormat }): string {
  const { change, format } = how;
  const { machine, nowUs } = process;
  const epochSec = Math.floor(machine.clock.epochMs / 1000);
  const stamp = `[${epochSec + Math.floor(nowUs / 1_000_000)}.${String(nowUs % 1_000_000).padStart(6, "0")}]\t`;
  const left = secondsLeft(process, flow);
  const time = change === "DESTROY" && left === 0 ? "" : `${left} `;
  const parts = [format.timestamp ? stamp : "", CHANGES[change], familyText(flow, format), headText(flow), time];
  const mark = flow.mark === 0 ? "" : `mark=${flow.mark}`;
  return `${`${parts.join("")}${bodyText(process, flow)}${mark}`.trimEnd()}${idText(flow, format)}\n`;
}

function familyText({ original }: Flow, { extended }: FlowFormat): string {
  if (!extended) return "";
  return typeof original.src === "number" ? "ipv4     2 " : "ipv6     10 ";
}

function headText({ original: { protocol } }: Flow): string {
  return `${protocolName(protocol).padEnd(8)} ${protocol} `;
}

function bodyText(process: Process, flow: Flow): string {
  const { original, reply, tcpState, status, originalCounters, replyCounters } = flow;
  const counted = ({ packets, bytes }: FlowCounters): string =>
    process.machine.network.sysctls.nfConntrackAcct ? `packets=${packets} bytes=${bytes} ` : "";
  return [
    original.protocol === 6 ? `${tcpState} ` : "",
    `${formatTuple(original)} ${counted(originalCounters)}`,
    (status & SEEN_REPLY) === 0 ? "[UNREPLIED] " : "",
    `${formatTuple(reply)} ${counted(replyCounters)}`,
    (status & ASSURED) === 0 ? "" : "[ASSURED] ",
  ].join("");
}

/** The kernel counts in ticks of a millisecond. */
function secondsLeft(process: Process, { expiresAtUs }: Flow): number {
  return Math.max(0, Math.floor((Math.floor(expiresAtUs / 1000) - Math.floor(process.nowUs / 1000)) / 1000));
}

function idText(flow: Flow, { id }: FlowFormat): string {
  return id ? ` id=${idOf(flow)}` : "";
}

/** The kernel's is a keyed hash; this one only has to be large and the flow's own. */
export function idOf({ id }: Flow): number {
  let hash = Math.imul(id, 0x9e37_79b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85eb_ca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function saveLine(process: Process, flow: Flow): string {
  const { original, reply, status, tcpState } = flow;
  const statuses = [
    ...((status & SEEN_REPLY) === 0 ? [] : ["SEEN_REPLY"]),
    ...((status & ASSURED) === 0 ? [] : ["ASSURED"]),
  ];
  const isIcmp = original.icmpType >= 0;
  const replySource = (status & DST_NAT) === 0 ? "-r" : "-g";
  const replyDestination = (status & SRC_NAT) === 0 ? "-q" : "-n";
  const addresses = `-s ${formatIp(original.src)} -d ${formatIp(original.dst)} ${replySource} ${formatIp(reply.src)} ${replyDestination} ${formatIp(reply.dst)}`;
  const ports = isIcmp
    ? `--icmp-type ${original.icmpType} --icmp-code ${original.icmpCode} --icmp-id ${original.srcPort}`
    : `--sport ${original.srcPort} --dport ${original.dstPort} --reply-port-src ${reply.srcPort} --reply-port-dst ${reply.dstPort}`;
  const state = original.protocol === 6 ? ` --state ${tcpState}` : "";
  const set = statuses.length === 0 ? "UNSET" : statuses.join(",");
  return `-A -t ${secondsLeft(process, flow)} -u ${set} ${addresses} -p ${protocolName(original.protocol)} ${ports}${state}\n`;
}

export const XML_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<conntrack>\n';
export const XML_TAIL = "</conntrack>\n";

function xmlLine(process: Process, flow: Flow, { use }: { format: FlowFormat; use: number }): string {
  const { original, reply, tcpState, status, mark } = flow;
  const independent = [
    original.protocol === 6 ? `<state>${tcpState}</state>` : "",
    `<timeout>${secondsLeft(process, flow)}</timeout><mark>${mark}</mark><use>${use}</use><id>${idOf(flow)}</id>`,
    (status & ASSURED) === 0 ? "" : "<assured/>",
    (status & SEEN_REPLY) === 0 ? "<unreplied/>" : "",
  ];
  return `<flow>${xmlTuple("original", original)}${xmlTuple("reply", reply)}<meta direction="independent">${independent.join("")}</meta></flow>\n`;
}

function xmlTuple(direction: string, { src, dst, protocol, srcPort, dstPort, icmpType }: Tuple): string {
  const isV4 = typeof src === "number";
  const ports = icmpType >= 0 ? "" : `<sport>${srcPort}</sport><dport>${dstPort}</dport>`;
  const layer3 = `<layer3 protonum="${isV4 ? 2 : 10}" protoname="${isV4 ? "ipv4" : "ipv6"}"><src>${formatIp(src)}</src><dst>${formatIp(dst)}</dst></layer3>`;
  return `<meta direction="${direction}">${layer3}<layer4 protonum="${protocol}" protoname="${protocolName(protocol)}">${ports}</layer4></meta>`;
}
