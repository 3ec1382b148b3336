/**
 * REJECT's answer to the sender: an ICMP error, or a reset for TCP.
 *
 * Models: net/ipv4/netfilter/nf_reject_ipv4.c, ipt_REJECT.c
 */
import { UNREACHABLE, UnreachableCode } from "../icmp.ts";
import type { NetNamespace } from "../namespace.ts";
import type { Packet } from "../packet.ts";
import type { HookName } from "./hooks.ts";
import type { RejectWith } from "./rule.ts";

const CODE: Readonly<Record<Exclude<RejectWith, "tcp-reset">, number>> = {
  "icmp-net-unreachable": UnreachableCode.net,
  "icmp-host-unreachable": UnreachableCode.host,
  "icmp-port-unreachable": UnreachableCode.port,
  "icmp-proto-unreachable": UnreachableCode.protocol,
  "icmp-net-prohibited": UnreachableCode.netProhibited,
  "icmp-host-prohibited": UnreachableCode.hostProhibited,
  "icmp-admin-prohibited": UnreachableCode.adminProhibited,
};

export function sendReject(namespace: NetNamespace, packet: Packet, how: { with: RejectWith; hook: HookName }): void {
  if (how.with === "tcp-reset") namespace.sockets.resetSenderOf(packet);
  else namespace.stack.icmp.sendError(packet, { type: UNREACHABLE, code: CODE[how.with] });
}
