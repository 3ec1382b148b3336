/**
 * The switch between hosts: one Ethernet segment that learns which address is behind which port.
 *
 * Models: IEEE 802.1D learning and forwarding
 * SIMPLIFIED: learnt addresses never age, and there is no spanning tree.
 */
import type { Clock } from "../../core/clock.ts";
import type { Ip } from "../../core/ip.ts";
import type { Prng } from "../../core/prng.ts";
import { Device, type Link } from "../device.ts";
import type { Mac } from "../mac.ts";
import type { NetNamespace } from "../namespace.ts";
import { copyPacket, type Frame } from "../packet.ts";
import { Wire } from "./wire.ts";

export interface SegmentOptions {
  readonly clock: Clock;
  readonly prng: Prng;
  /** One way between any two ports; 100 µs unless said. */
  readonly latencyUs?: number;
  readonly lossPerMillion?: number;
}

export interface PhysicalOptions {
  readonly mac?: Mac;
  readonly mtu?: number;
}

const DEFAULT_LATENCY_US = 100;

export class Segment implements Link {
  readonly #clock: Clock;
  readonly #prng: Prng;
  readonly #latencyUs: number;
  readonly #lossPerMillion: number;
  readonly #ports = new Map<Device, Wire>();
  readonly #portOf = new Map<Mac, Device>();

  constructor({ clock, prng, latencyUs = DEFAULT_LATENCY_US, lossPerMillion = 0 }: SegmentOptions) {
    this.#clock = clock;
    this.#prng = prng;
    this.#latencyUs = latencyUs;
    this.#lossPerMillion = lossPerMillion;
  }

  get ports(): readonly Device[] {
    return [...this.#ports.keys()];
  }

  attach(device: Device): void {
    const wire = new Wire(this.#clock, device, this.#latencyUs);
    wire.loss = { prng: this.#prng.split(device.where), perMillion: this.#lossPerMillion };
    this.#ports.set(device, wire);
  }

  /** Who holds an address: a switch need not know, a provider's network has to. */
  assign(_address: Ip, _device: Device): void {}

  /** Latency and loss of what goes to that port can be changed there. */
  wireTo(device: Device): Wire | undefined {
    return this.#ports.get(device);
  }

  transmit(from: Device, frame: Frame): void {
    this.#portOf.set(frame.src, from);
    const to = this.#portOf.get(frame.dst);
    if (to !== undefined && to !== from) {
      this.#ports.get(to)?.send(from, frame);
      return;
    }
    for (const [port, wire] of this.#ports)
      if (port !== from)
        wire.send(from, frame.packet === null ? frame : { ...frame, packet: copyPacket(frame.packet) });
  }

  detach(device: Device): void {
    this.#ports.delete(device);
    for (const [mac, port] of this.#portOf) if (port === device) this.#portOf.delete(mac);
  }
}

export function createPhysical(
  namespace: NetNamespace,
  name: string,
  { segment, mac, mtu = 1500 }: PhysicalOptions & { readonly segment: Segment },
): Device {
  const device = new Device(namespace, {
    name,
    kind: "physical",
    mac: mac ?? namespace.network.nextMac(),
    mtu,
    link: segment,
  });
  namespace.addDevice(device);
  segment.attach(device);
  return device;
}
