/**
 * A pair of devices joined by a cable, usually with one end in a container.
 *
 * Models: drivers/net/veth.c
 */

import { Device, type Link } from "../device.ts";
import type { Mac } from "../mac.ts";
import type { NetNamespace } from "../namespace.ts";
import { Wire } from "./wire.ts";

export interface VethEnd {
  readonly namespace: NetNamespace;
  readonly name: string;
  readonly mac?: Mac;
}

export interface VethOptions {
  readonly a: VethEnd;
  readonly b: VethEnd;
  /** One way; 10 µs unless said. */
  readonly latencyUs?: number;
  readonly mtu?: number;
}

export interface VethPair {
  readonly a: Device;
  readonly b: Device;
  /** Both directions, for a fault that changes them. */
  readonly link: VethLink;
}

const DEFAULT_LATENCY_US = 10;
const DEFAULT_MTU = 1500;

export class VethLink implements Link {
  a: Device | null = null;
  toA: Wire | null = null;
  toB: Wire | null = null;

  transmit(device: Device, frame: Parameters<Link["transmit"]>[1]): void {
    const wire = device === this.a ? this.toB : this.toA;
    if (wire === null || device.peer === null || !device.peer.up)
      device.namespace.dropFrame(frame, "link-down", device.where);
    else wire.send(device, frame);
  }

  detach(): void {
    this.toA = null;
    this.toB = null;
  }
}

export function createVeth({ a, b, latencyUs = DEFAULT_LATENCY_US, mtu = DEFAULT_MTU }: VethOptions): VethPair {
  const link = new VethLink();
  const deviceA = createEnd(a, link, mtu);
  const deviceB = createEnd(b, link, mtu);
  deviceA.peer = deviceB;
  deviceB.peer = deviceA;
  link.a = deviceA;
  link.toA = new Wire(a.namespace.clock, deviceA, latencyUs);
  link.toB = new Wire(b.namespace.clock, deviceB, latencyUs);
  return { a: deviceA, b: deviceB, link };
}

function createEnd({ namespace, name, mac }: VethEnd, link: VethLink, mtu: number): Device {
  const device = new Device(namespace, { name, kind: "veth", mac: mac ?? namespace.network.nextMac(), mtu, link });
  namespace.addDevice(device);
  return device;
}
