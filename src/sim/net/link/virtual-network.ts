/**
 * A provider's virtual network: it looks like Ethernet and is none. It has been told which port holds which address,
 * answers every ARP request itself, carries a frame to the holder whatever subnet that is in, and takes the rest to its
 * gateway.
 *
 * Models: Amazon VPC (mapping service, implicit router, source/destination check)
 * SIMPLIFIED: one latency everywhere; no network ACLs; route tables are the implicit ones.
 */
import type { Clock } from "../../core/clock.ts";
import { type Cidr, contains, formatIp, type Ip, nthOf } from "../../core/ip.ts";
import type { Prng } from "../../core/prng.ts";
import type { Device } from "../device.ts";
import type { Mac } from "../mac.ts";
import type { ArpMessage, Frame, Packet } from "../packet.ts";
import { Segment } from "./segment.ts";

export interface VirtualNetworkOptions {
  readonly clock: Clock;
  readonly prng: Prng;
  readonly latencyUs?: number;
  readonly subnets: readonly Cidr[];
  /** Of the router that every subnet has at its first address. */
  readonly routerMac: Mac;
}

export class VirtualNetwork extends Segment {
  readonly subnets: readonly Cidr[];
  readonly #routerMac: Mac;
  readonly #holders = new Map<Ip, Device>();
  readonly #byMac = new Map<Mac, Device>();
  readonly #reserved = new Set<Ip>();
  readonly #prng: Prng;
  /** Takes what is for no address of the network. */
  gateway: Device | null = null;

  constructor(options: VirtualNetworkOptions) {
    super(options);
    this.subnets = options.subnets;
    this.#routerMac = options.routerMac;
    this.#prng = options.prng.split("addresses");
  }

  override attach(device: Device): void {
    super.attach(device);
    this.#byMac.set(device.mac, device);
  }

  override detach(device: Device): void {
    super.detach(device);
    this.#byMac.delete(device.mac);
    for (const [address, holder] of this.#holders) if (holder === device) this.#holders.delete(address);
  }

  subnetOf(address: Ip): Cidr | null {
    return this.subnets.find((subnet) => contains(subnet, address)) ?? null;
  }

  /** The port holds the address from now on. */
  override assign(address: Ip, device: Device): void {
    this.#holders.set(address, device);
  }

  unassign(address: Ip): void {
    this.#holders.delete(address);
  }

  holderOf(address: Ip): Device | null {
    return this.#holders.get(address) ?? null;
  }

  /** Nobody is given it. */
  reserve(address: Ip): void {
    this.#reserved.add(address);
  }

  /** A free address of the subnet: the first four and the last are the provider's own. Null when there is none. */
  freeAddress(subnet: Cidr): Ip | null {
    const size = 2 ** (32 - subnet.bits);
    const start = this.#prng.below(size);
    for (let i = 0; i < size; i++) {
      const n = (start + i) % size;
      const address = nthOf(subnet, n);
      if (n >= 4 && n < size - 1 && !this.#holders.has(address) && !this.#reserved.has(address)) return address;
    }
    return null;
  }

  override transmit(from: Device, frame: Frame): void {
    if (frame.arp !== null) this.#answer(from, frame.arp);
    else if (frame.packet !== null) this.#carry(from, frame, frame.packet);
  }

  #answer(from: Device, { operation, id, senderMac, senderIp, targetIp }: ArpMessage): void {
    const holder = this.#holders.get(targetIp);
    const isRouter = this.subnets.some((subnet) => nthOf(subnet, 1) === targetIp);
    if (operation !== "request" || (holder === undefined && !isRouter) || holder === from) return;
    const mac = isRouter || holder === undefined ? this.#routerMac : holder.mac;
    this.wireTo(from)?.send(from, {
      src: mac,
      dst: senderMac,
      packet: null,
      arp: {
        kind: "arp",
        id,
        operation: "reply",
        senderMac: mac,
        senderIp: targetIp,
        targetMac: senderMac,
        targetIp: senderIp,
      },
    });
  }

  #carry(from: Device, frame: Frame, packet: Packet): void {
    if (from !== this.gateway && this.#holders.get(packet.src) !== from) {
      from.namespace.drop(packet, "source-check", { where: from.where, lookup: `source ${formatIp(packet.src)}` });
      return;
    }
    const direct = frame.dst === this.#routerMac ? undefined : this.#byMac.get(frame.dst);
    const to = direct ?? this.#holders.get(packet.dst) ?? (this.subnetOf(packet.dst) === null ? this.gateway : null);
    if (to === null || to === from) {
      from.namespace.drop(packet, "no-route", { where: from.where, lookup: `holder of ${formatIp(packet.dst)}` });
      return;
    }
    if (frame.dst === this.#routerMac) frame.src = this.#routerMac;
    frame.dst = to.mac;
    this.wireTo(to)?.send(from, frame);
  }
}
