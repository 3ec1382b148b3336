/**
 * `lo`: what is sent comes back. The packet keeps its connection and mark, as the kernel's does.
 *
 * Models: drivers/net/loopback.c
 */
import { Device, type Link } from "../device.ts";
import { ZERO_MAC } from "../mac.ts";
import type { NetNamespace } from "../namespace.ts";
import type { Frame } from "../packet.ts";
import { Wire } from "./wire.ts";

const LATENCY_US = 5;

class LoopbackLink implements Link {
  #wire: Wire | null = null;

  transmit(device: Device, frame: Frame): void {
    this.#wire ??= new Wire(device.namespace.clock, device, LATENCY_US);
    this.#wire.send(device, frame);
  }

  detach(): void {
    this.#wire = null;
  }
}

export function createLoopback(namespace: NetNamespace): Device {
  const device = new Device(namespace, {
    name: "lo",
    kind: "loopback",
    mac: ZERO_MAC,
    mtu: 65_536,
    link: new LoopbackLink(),
  });
  namespace.addDevice(device);
  return device;
}
