/**
 * Targets that change something about a packet, its connection or a set, and let it go on.
 *
 * Models: net/netfilter/xt_mark.c, xt_connmark.c, xt_set.c, xt_LOG.c, xt_TCPMSS.c
 */
import { hostCidr } from "../../core/ip.ts";
import { headersChanged, headersOf } from "../headers.ts";
import type { Packet } from "../packet.ts";
import type { Side } from "./ip-set.ts";
import type { IpSetEntry, IpSetType } from "./ip-set-entry.ts";
import { logText } from "./log-text.ts";
import type { Target } from "./rule.ts";
import type { ChainRun } from "./run-chain.ts";

type TargetOf<Kind extends Target["kind"]> = Extract<Target, { kind: Kind }>;

export function setMark({ namespace, packet }: ChainRun, mark: number): void {
  if (mark === packet.mark) return;
  const before = namespace.trace.on ? headersOf(packet) : null;
  packet.mark = mark;
  headersChanged(packet);
  if (before !== null)
    namespace.trace.emit({
      type: "rewritten",
      where: namespace.name,
      packetId: packet.id,
      before,
      after: headersOf(packet),
      by: "MARK",
    });
}

export function markConnection(run: ChainRun, { mode, value, mask }: TargetOf<"CONNMARK">): void {
  const { flow } = run.packet;
  if (flow === null) return;
  if (mode === "restore") setMark(run, ((run.packet.mark & ~mask) | (flow.mark & mask)) >>> 0);
  else if (mode === "save") flow.mark = ((flow.mark & ~mask) | (run.packet.mark & mask)) >>> 0;
  else flow.mark = ((flow.mark & ~mask) ^ value) >>> 0;
}

export function clampMss({ packet, context }: ChainRun, target: TargetOf<"TCPMSS">): void {
  const { transport } = packet;
  if (transport.kind !== "tcp" || transport.mss === 0) return;
  const limit = target.mss ?? (context.outDevice?.mtu ?? 1500) - 40;
  transport.mss = Math.min(transport.mss, limit);
}

const WARNING = 4;

export function logPacket({ namespace, packet, context }: ChainRun, target: TargetOf<"LOG">): void {
  namespace.kernelLog.write(target.level ?? WARNING, logText(packet, context, target));
}

export function changeSet({ namespace, packet }: ChainRun, target: TargetOf<"SET">): void {
  const { sets } = namespace.netfilter;
  const set = sets.get(target.name);
  const entry = set === undefined ? null : elementOf(packet, set.type, target.dimensions);
  if (set === undefined || entry === null) return;
  const timeoutSec = set.options.timeoutSec == null ? undefined : (target.timeoutSec ?? set.options.timeoutSec);
  if (timeoutSec !== undefined)
    entry.expiresAtUs = timeoutSec === 0 ? 0 : namespace.clock.nowUs + timeoutSec * 1_000_000;
  sets.change(target.name, entry, { action: target.action, exist: target.exist === true });
}

function elementOf(packet: Packet, type: IpSetType, sides: readonly Side[]): IpSetEntry | null {
  const ip = (side: Side | undefined) => hostCidr(side === "src" ? packet.src : packet.dst);
  const [first, second, third] = sides;
  if (type === "hash:ip" || type === "hash:net" || type === "bitmap:ip") return { cidr: ip(first) };
  const { transport, protocol } = packet;
  if (type === "list:set" || !("srcPort" in transport)) return null;
  const port = (side: Side | undefined) => (side === "src" ? transport.srcPort : transport.dstPort);
  if (type === "bitmap:port") return { cidr: null, port: port(first) };
  if (type === "hash:ip,port" || type === "hash:net,port") return { cidr: ip(first), port: port(second), protocol };
  if (type === "hash:net,net") return { cidr: ip(first), second: ip(second) };
  return { cidr: ip(first), port: port(second), protocol, second: ip(third) };
}
