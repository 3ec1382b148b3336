/**
 * A network device: what `ip link` lists. What happens to a frame that it sends is its link's business
 * (`link/`); what happens to a frame that it receives is its bridge's, if it is a port of one, else the stack's.
 *
 * Models: include/linux/netdevice.h struct net_device, net/core/dev.c
 * SIMPLIFIED: a device has no queues: sending never waits and is never shaped.
 * SIMPLIFIED: link-local IPv6 addresses are there to be seen; nothing can be sent to them. Of IPv6 only ::1 is used.
 */
import type { Ip } from "../core/ip.ts";
import { tellCaptures } from "./capture/capture.ts";
import { type PacketProgram, runProgram } from "./ebpf/packet-program.ts";
import { framedHeadersOf } from "./headers.ts";
import type { Impairment } from "./link/impairment.ts";
import type { Mac } from "./mac.ts";
import type { NetNamespace } from "./namespace.ts";
import { type Frame, frameLength } from "./packet.ts";

export type DeviceKind = "loopback" | "veth" | "bridge" | "physical" | "dummy" | "vxlan" | "ipip" | "wireguard";

export interface DeviceAddress {
  readonly ip: Ip;
  readonly bits: number;
  /** Null for a host address and on lo. */
  readonly broadcast: Ip | null;
  readonly scope: "global" | "link" | "host";
}

export interface DeviceCounters {
  rxPackets: number;
  rxBytes: number;
  rxDropped: number;
  txPackets: number;
  txBytes: number;
  txDropped: number;
}

/** Takes a frame from a device to wherever it goes; never inside the same call, always over the clock. */
export interface Link {
  transmit(device: Device, frame: Frame): void;
  /** The device goes away. */
  detach(device: Device): void;
}

/** A bridge, as its ports see it. */
export interface FrameSwitch {
  readonly device: Device;
  receive(port: Device, frame: Frame): void;
  detach(port: Device): void;
}

export interface DeviceOptions {
  readonly name: string;
  readonly kind: DeviceKind;
  readonly mac: Mac;
  readonly mtu: number;
  readonly link: Link;
}

export class Device {
  readonly namespace: NetNamespace;
  readonly name: string;
  readonly kind: DeviceKind;
  readonly index: number;
  /** `namespace/device`, as events say it. */
  readonly where: string;
  readonly link: Link;
  mac: Mac;
  mtu: number;
  #up = true;
  readonly addresses: DeviceAddress[] = [];
  /** The other end of a veth pair. */
  peer: Device | null = null;
  /** The bridge that it is a port of. */
  master: FrameSwitch | null = null;
  /** As a bridge port: may send a frame back to where it came from. */
  hairpin = false;
  /** Answers ARP for addresses that it has a route to elsewhere (net.ipv4.conf.DEV.proxy_arp). */
  proxyArp = false;
  /** net.ipv4.conf.DEV.rp_filter; the greater of it and the namespace's holds. */
  rpFilter: 0 | 1 | 2 = 0;
  /** IFF_NOARP. */
  noArp = false;
  /** Programs of eBPF, where somebody has attached them. */
  xdp: PacketProgram | null = null;
  tcIngress: PacketProgram | null = null;
  tcEgress: PacketProgram | null = null;
  /** What is wrong with its cable, if anything is. */
  impairment: Impairment | null = null;
  readonly counters: DeviceCounters = {
    rxPackets: 0,
    rxBytes: 0,
    rxDropped: 0,
    txPackets: 0,
    txBytes: 0,
    txDropped: 0,
  };

  constructor(namespace: NetNamespace, options: DeviceOptions) {
    this.namespace = namespace;
    this.name = options.name;
    this.kind = options.kind;
    this.index = namespace.nextDeviceIndex();
    this.where = `${namespace.name}/${options.name}`;
    this.mac = options.mac;
    this.mtu = options.mtu;
    this.link = options.link;
  }

  get up(): boolean {
    return this.#up;
  }

  /** `ip link set DEVICE up|down`. */
  set up(up: boolean) {
    this.#up = up;
    this.namespace.routes.forgetLookups();
  }

  /** What `ip addr` lists: its addresses, and the IPv6 one that the kernel gives it by itself. */
  get shownAddresses(): readonly DeviceAddress[] {
    if (!this.up || !this.needsArp || this.addresses.some(({ ip }) => typeof ip === "bigint")) return this.addresses;
    return [...this.addresses, { ip: linkLocalOf(this.mac), bits: 64, broadcast: null, scope: "link" }];
  }

  get isLoopback(): boolean {
    return this.kind === "loopback";
  }

  /** Up, and so is what it is plugged into. */
  get carrier(): boolean {
    return this.up && (this.peer === null || this.peer.up) && this.impairment?.isCut !== true;
  }

  /** Devices without Ethernet addresses need no ARP. */
  get needsArp(): boolean {
    return (
      !this.noArp &&
      this.kind !== "loopback" &&
      this.kind !== "dummy" &&
      this.kind !== "ipip" &&
      this.kind !== "wireguard"
    );
  }

  send(frame: Frame): void {
    if (!this.#up) {
      this.counters.txDropped++;
      this.namespace.dropFrame(frame, "device-down", this.where);
      return;
    }
    if (this.tcEgress !== null && !runProgram(this.tcEgress, "tc egress", { device: this, frame })) return;
    this.counters.txPackets++;
    this.counters.txBytes += frameLength(frame);
    const { trace, captures } = this.namespace;
    if (captures !== null) tellCaptures(captures, this, [frame, "out"]);
    if (trace.on && frame.packet !== null)
      trace.emit({
        type: "sent",
        where: this.where,
        packetId: frame.packet.id,
        headers: framedHeadersOf(frame.packet, frame),
      });
    if (this.impairment === null) this.link.transmit(this, frame);
    else this.impairment.pass(frame, () => this.link.transmit(this, frame));
  }

  /** A frame arrives from the link. */
  receive(frame: Frame): void {
    if (this.impairment === null) this.#receive(frame);
    else this.impairment.pass(frame, () => this.#receive(frame));
  }

  #receive(frame: Frame): void {
    if (!this.#up) {
      this.counters.rxDropped++;
      this.namespace.dropFrame(frame, "device-down", this.where);
      return;
    }
    if (this.xdp !== null && !runProgram(this.xdp, "xdp", { device: this, frame })) return;
    this.counters.rxPackets++;
    this.counters.rxBytes += frameLength(frame);
    const { trace, captures } = this.namespace;
    if (captures !== null) tellCaptures(captures, this, [frame, "in"]);
    if (trace.on && frame.packet !== null)
      trace.emit({
        type: "received",
        where: this.where,
        packetId: frame.packet.id,
        headers: framedHeadersOf(frame.packet, frame),
      });
    if (this.tcIngress !== null && !runProgram(this.tcIngress, "tc ingress", { device: this, frame })) return;
    if (this.master !== null) this.master.receive(this, frame);
    else this.namespace.stack.receiveFrame(this, frame);
  }

  /** Takes the device out of its bridge, its peer and its namespace. */
  remove(): void {
    this.up = false;
    this.master?.detach(this);
    this.link.detach(this);
    this.namespace.forgetDevice(this);
    const { peer } = this;
    this.peer = null;
    if (peer !== null) {
      peer.peer = null;
      peer.remove();
    }
  }
}

/** fe80:: and the Ethernet address with ff:fe in the middle. Models: RFC 4291 appendix A */
function linkLocalOf(mac: Mac): bigint {
  const wide = BigInt(mac) ^ 0x0200_0000_0000n;
  return (0xfe80n << 112n) | ((wide >> 24n) << 40n) | (0xfffen << 24n) | (wide & 0xff_ffffn);
}
