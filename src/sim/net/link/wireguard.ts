/**
 * An encrypted tunnel between hosts that know each other's public key. Which peer a packet goes to, and from whom one
 * may come, is one list: the peer's allowed addresses. On the way it is nothing but UDP.
 *
 * Models: WireGuard (Donenfeld, NDSS 2017), drivers/net/wireguard/device.c wg_xmit, receive.c
 * SIMPLIFIED: sessions are there without a handshake, keys are compared as text, and a peer's endpoint does not roam.
 */
import { type Cidr, contains, formatIp, type Ip } from "../../core/ip.ts";
import { Device, type Link } from "../device.ts";
import { UNREACHABLE, UnreachableCode } from "../icmp.ts";
import { ZERO_MAC } from "../mac.ts";
import type { NetNamespace } from "../namespace.ts";
import { type Frame, type Packet, UDP } from "../packet.ts";
import type { UdpSocket } from "../socket/udp-socket.ts";
import { dropAtTunnel, receiveInner, sendOuter } from "./tunnel.ts";

/** 20 or 40 bytes of IP, 8 of UDP, 32 of its own: the worst case. */
const OVERHEAD = 80;
export const WIREGUARD_PORT = 51_820;

export interface WireguardPeer {
  readonly publicKey: string;
  readonly endpoint: { readonly ip: Ip; readonly port: number } | null;
  readonly allowedIPs: readonly Cidr[];
}

export interface WireguardOptions {
  readonly name: string;
  readonly publicKey: string;
  readonly listenPort?: number;
  readonly mtu?: number;
}

export class Wireguard implements Link {
  readonly device: Device;
  readonly publicKey: string;
  readonly listenPort: number;
  readonly #peers = new Map<string, WireguardPeer>();
  readonly #socket: UdpSocket;

  constructor(namespace: NetNamespace, options: WireguardOptions) {
    const { name, publicKey, listenPort = WIREGUARD_PORT, mtu = 1500 - OVERHEAD } = options;
    this.publicKey = publicKey;
    this.listenPort = listenPort;
    this.device = new Device(namespace, { name, kind: "wireguard", mac: ZERO_MAC, mtu, link: this });
    this.#socket = namespace.sockets.bindUdp({ port: listenPort });
    this.#socket.takePackets((packet) => this.#receive(packet));
    namespace.addDevice(this.device);
  }

  get peers(): readonly WireguardPeer[] {
    return [...this.#peers.values()];
  }

  /** `wg set DEVICE peer KEY endpoint … allowed-ips …`: an address belongs to the last peer that claimed it. */
  setPeer(peer: WireguardPeer): void {
    const isClaimed = ({ base, bits }: Cidr): boolean =>
      peer.allowedIPs.some((one) => one.base === base && one.bits === bits);
    for (const other of this.#peers.values())
      if (other.publicKey !== peer.publicKey && other.allowedIPs.some(isClaimed))
        this.#peers.set(other.publicKey, {
          ...other,
          allowedIPs: other.allowedIPs.filter((cidr) => !isClaimed(cidr)),
        });
    this.#peers.set(peer.publicKey, peer);
  }

  removePeer(publicKey: string): void {
    this.#peers.delete(publicKey);
  }

  transmit(device: Device, frame: Frame): void {
    const inner = frame.packet;
    if (inner === null) return;
    const { namespace } = device;
    const endpoint = this.#peerFor(inner.dst)?.endpoint ?? null;
    const src = endpoint === null ? null : namespace.stack.sourceFor(endpoint.ip);
    if (endpoint === null || src === null) {
      namespace.drop(inner, "tunnel-no-remote", { where: device.where, lookup: `peer for ${formatIp(inner.dst)}` });
      namespace.stack.icmp.sendError(inner, { type: UNREACHABLE, code: UnreachableCode.host });
      return;
    }
    sendOuter(device, frame, {
      src,
      dst: endpoint.ip,
      protocol: UDP,
      dontFragment: false,
      transport: {
        kind: "udp",
        srcPort: this.listenPort,
        dstPort: endpoint.port,
        data: NOTHING,
        tunnel: { kind: "sealed", sender: this.publicKey, inner },
      },
    });
  }

  detach(): void {
    this.#socket.close();
  }

  /** Only from a peer that we know, and only from the addresses that it may have. */
  #receive(outer: Packet): void {
    const { namespace, mac } = this.device;
    const tunnel = outer.transport.kind === "udp" ? outer.transport.tunnel : undefined;
    const peer = tunnel?.kind === "sealed" ? this.#peers.get(tunnel.sender) : undefined;
    if (tunnel?.kind !== "sealed" || peer === undefined) {
      dropAtTunnel(namespace, outer, `no peer for a datagram from ${formatIp(outer.src)}`);
      return;
    }
    const { inner } = tunnel;
    if (this.#peerFor(inner.src) !== peer) dropAtTunnel(namespace, inner, `${formatIp(inner.src)} is not allowed`);
    else receiveInner(this.device, { src: mac, dst: mac, packet: inner, arp: null }, outer);
  }

  #peerFor(ip: Ip): WireguardPeer | null {
    let best: WireguardPeer | null = null;
    let bits = -1;
    for (const peer of this.#peers.values())
      for (const cidr of peer.allowedIPs)
        if (cidr.bits > bits && contains(cidr, ip)) {
          best = peer;
          bits = cidr.bits;
        }
    return best;
  }
}

const NOTHING = new Uint8Array(0);
