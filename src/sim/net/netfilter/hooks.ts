/**
 * The five places where a packet on its way through the IP layer can be looked at, and in which order those who
 * look are asked. iptables tables are such lookers; nftables and IPVS are others.
 *
 * Models: include/uapi/linux/netfilter.h, include/uapi/linux/netfilter_ipv4.h enum nf_ip_hook_priorities
 */
import type { Device } from "../device.ts";
import type { Packet } from "../packet.ts";

export type HookName = "PREROUTING" | "INPUT" | "FORWARD" | "OUTPUT" | "POSTROUTING";

export const HOOKS: readonly HookName[] = ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"];

export const PRIORITY = {
  raw: -300,
  conntrack: -200,
  mangle: -150,
  dstnat: -100,
  filter: 0,
  srcnat: 100,
  confirm: 2_147_483_647,
} as const;

/** Accepted: go on. Dropped: gone, and whoever dropped it has said so in the trace. Stolen: somebody else goes on with it. */
export type Verdict = "accept" | "drop" | "stolen";

/** Where a packet is. Devices are null where the hook has none (no way in at OUTPUT, no way out at PREROUTING). */
export interface HookContext {
  readonly hook: HookName;
  readonly inDevice: Device | null;
  readonly outDevice: Device | null;
}

export type HookFunction = (packet: Packet, context: HookContext) => Verdict;

export interface RegisteredHook {
  readonly hook: HookName;
  readonly priority: number;
  readonly name: string;
  readonly run: HookFunction;
}
