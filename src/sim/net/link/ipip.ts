/**
 * An IP-in-IP tunnel. With a remote address it leads there; without one (`tunl0`) each packet goes to the gateway of
 * its own route, so that one device serves all other hosts.
 *
 * Models: RFC 2003, net/ipv4/ipip.c, net/ipv4/ip_tunnel.c ip_tunnel_xmit, tnl_update_pmtu
 * SIMPLIFIED: an ICMP error about an outer packet is not handed on to the inner packet's sender.
 */
import { formatIp, type Ip } from "../../core/ip.ts";
import { Device, type Link } from "../device.ts";
import { UNREACHABLE, UnreachableCode } from "../icmp.ts";
import { ZERO_MAC } from "../mac.ts";
import type { NetNamespace } from "../namespace.ts";
import { type Frame, IPIP, lengthOf, type Packet } from "../packet.ts";
import { dropAtTunnel, receiveInner, sendOuter } from "./tunnel.ts";

const HEADER = 20;

export interface IpipOptions {
  readonly name: string;
  /** Null: any; packets then come from the address that leads to the other end. */
  readonly local?: Ip | null;
  readonly remote?: Ip | null;
  readonly mtu?: number;
}

export class Ipip implements Link {
  readonly device: Device;
  readonly local: Ip | null;
  readonly remote: Ip | null;
  readonly #leave: () => void;

  constructor(namespace: NetNamespace, { name, local = null, remote = null, mtu = 1480 }: IpipOptions) {
    this.local = local;
    this.remote = remote;
    this.device = new Device(namespace, { name, kind: "ipip", mac: ZERO_MAC, mtu, link: this });
    this.#leave = join(namespace, this);
    namespace.addDevice(this.device);
  }

  transmit(device: Device, frame: Frame): void {
    const inner = frame.packet;
    if (inner === null) return;
    const { namespace } = device;
    const dst = this.remote ?? frame.nextHop ?? inner.dst;
    const route = namespace.routes.lookup(dst);
    const src = this.local ?? namespace.stack.sourceFor(dst);
    if (route === null || src === null || route.device === device) {
      namespace.drop(inner, "tunnel-no-remote", { where: device.where, lookup: `route to ${formatIp(dst)}` });
      namespace.stack.linkFailure(inner);
      return;
    }
    const room = namespace.stack.mtuTo(dst) - HEADER;
    if (inner.dontFragment && lengthOf(inner) > room) {
      namespace.drop(inner, "mtu-exceeded", {
        where: device.where,
        lookup: `${lengthOf(inner)} bytes, room for ${room}`,
      });
      const code = UnreachableCode.fragmentationNeeded;
      namespace.stack.icmp.sendError(inner, { type: UNREACHABLE, code, mtu: room });
      return;
    }
    const { dontFragment } = inner;
    sendOuter(device, frame, { src, dst, protocol: IPIP, dontFragment, transport: { kind: "ipip", inner } });
  }

  /** How well it fits a packet from `src` to `dst`: the more it insists on, the better; null when it does not. */
  score({ src, dst }: Packet): number | null {
    if (this.remote !== null && this.remote !== src) return null;
    if (this.local !== null && this.local !== dst) return null;
    return (this.remote === null ? 0 : 2) + (this.local === null ? 0 : 1);
  }

  receive(outer: Packet, inner: Packet): void {
    const { mac } = this.device;
    receiveInner(this.device, { src: mac, dst: mac, packet: inner, arp: null }, outer);
  }

  detach(): void {
    this.#leave();
  }
}

const TUNNELS = new WeakMap<NetNamespace, Set<Ipip>>();

function join(namespace: NetNamespace, tunnel: Ipip): () => void {
  const known = TUNNELS.get(namespace);
  const tunnels = known ?? new Set<Ipip>();
  if (known === undefined) TUNNELS.set(namespace, tunnels);
  tunnels.add(tunnel);
  namespace.stack.protocols.set(IPIP, (packet) => take(namespace, tunnels, packet));
  return () => {
    tunnels.delete(tunnel);
    if (tunnels.size === 0) namespace.stack.protocols.delete(IPIP);
  };
}

function take(namespace: NetNamespace, tunnels: ReadonlySet<Ipip>, packet: Packet): void {
  if (packet.transport.kind !== "ipip") return;
  let best: Ipip | null = null;
  let bestScore = -1;
  for (const tunnel of tunnels) {
    const score = tunnel.score(packet);
    if (!tunnel.device.up || score === null || score <= bestScore) continue;
    best = tunnel;
    bestScore = score;
  }
  if (best !== null) best.receive(packet, packet.transport.inner);
  else dropAtTunnel(namespace, packet, `IPIP from ${formatIp(packet.src)}`);
}
