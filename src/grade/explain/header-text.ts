/** A packet's headers in one line, as tcpdump readers expect them: who to whom, and what it is. */
import type { HeaderRecord } from "../../sim/net/events.ts";

/** `10.1.0.9:41234 > 10.96.0.10:53` */
export function addressesText(headers: HeaderRecord): string {
  return `${sourceText(headers)} > ${destinationText(headers)}`;
}

/** `tcp 10.1.0.9:41234 > 10.1.0.7:8000 SYN` */
export function headerText(headers: HeaderRecord): string {
  return `${headers.protocol} ${addressesText(headers)} ${purposeText(headers)}`.trimEnd();
}

export function sourceText(headers: HeaderRecord): string {
  return endText(headers.src, headers.srcPort);
}

export function destinationText(headers: HeaderRecord): string {
  return endText(headers.dst, headers.dstPort);
}

/** What the packet is for: `SYN`, `ACK, 120 bytes`, `echo request 3`, `port unreachable`. */
export function purposeText(headers: HeaderRecord): string {
  switch (headers.protocol) {
    case "tcp":
      return withBytes(headers.flags ?? "", headers.dataLength);
    case "icmp":
      return icmpText(headers);
    default:
      return withBytes("", headers.dataLength);
  }
}

function endText(address: string, port: number | undefined): string {
  if (port === undefined) return address;
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

function withBytes(text: string, bytes: number): string {
  if (bytes === 0) return text;
  const counted = `${bytes} byte${bytes === 1 ? "" : "s"}`;
  return text === "" ? counted : `${text}, ${counted}`;
}

const UNREACHABLE = new Map([
  [0, "network unreachable"],
  [1, "host unreachable"],
  [2, "protocol unreachable"],
  [3, "port unreachable"],
  [4, "fragmentation needed"],
  [9, "network prohibited"],
  [10, "host prohibited"],
  [13, "administratively prohibited"],
]);

function icmpText({ icmpType = 0, icmpCode = 0, icmpSeq }: HeaderRecord): string {
  switch (icmpType) {
    case 0:
      return `echo reply ${icmpSeq ?? ""}`.trimEnd();
    case 3:
      return UNREACHABLE.get(icmpCode) ?? `unreachable, code ${icmpCode}`;
    case 8:
      return `echo request ${icmpSeq ?? ""}`.trimEnd();
    case 11:
      return "time to live exceeded";
    default:
      return `icmp type ${icmpType} code ${icmpCode}`;
  }
}
