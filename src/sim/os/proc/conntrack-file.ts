/**
 * `/proc/net/nf_conntrack`: the tracked connections, one a line.
 *
 * Models: net/netfilter/nf_conntrack_standalone.c ct_seq_show
 */
import { encodeUtf8 } from "../../core/utf8.ts";
import { ASSURED, type Flow, type FlowCounters, SEEN_REPLY } from "../../net/flow.ts";
import { formatTuple } from "../../net/flow-text.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import { ICMP, SCTP, TCP, UDP } from "../../net/packet.ts";
import { FileNode } from "../vfs/node.ts";

const NAMES: Readonly<Record<number, string>> = {
  [ICMP]: "icmp",
  [TCP]: "tcp",
  [UDP]: "udp",
  [SCTP]: "sctp",
  58: "icmpv6",
};

export function conntrackFile(namespace: NetNamespace): FileNode {
  const read = (): Uint8Array =>
    encodeUtf8(
      namespace.conntrack
        .entries()
        .map((flow) => `${flowLine(namespace, flow)}\n`)
        .join(""),
    );
  return new FileNode({ read }, { mode: 0o440 });
}

function flowLine({ clock, sysctls }: NetNamespace, flow: Flow): string {
  const { protocol, src } = flow.original;
  const family = typeof src === "number" ? "ipv4     2" : "ipv6     10";
  const leftSec = Math.max(0, Math.floor((flow.expiresAtUs - clock.nowUs) / 1_000_000));
  const counted = ({ packets, bytes }: FlowCounters): string =>
    sysctls.nfConntrackAcct ? `packets=${packets} bytes=${bytes} ` : "";
  const parts = [
    `${family} ${(NAMES[protocol] ?? "unknown").padEnd(8)} ${protocol} ${leftSec} `,
    protocol === TCP ? `${flow.tcpState} ` : "",
    `${formatTuple(flow.original)} ${counted(flow.originalCounters)}`,
    (flow.status & SEEN_REPLY) === 0 ? "[UNREPLIED] " : "",
    `${formatTuple(flow.reply)} ${counted(flow.replyCounters)}`,
    (flow.status & ASSURED) === 0 ? "" : "[ASSURED] ",
    `mark=${flow.mark} zone=0 use=2`,
  ];
  return parts.join("");
}
