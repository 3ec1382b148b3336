/**
 * A device that holds addresses and swallows what is sent to it.
 *
 * Models: drivers/net/dummy.c
 */
import { Device, type Link } from "../device.ts";
import type { NetNamespace } from "../namespace.ts";
import type { Frame } from "../packet.ts";

const SWALLOW: Link = {
  transmit(device: Device, frame: Frame): void {
    device.namespace.dropFrame(frame, "link-down", device.where);
  },
  detach(): void {},
};

export function createDummy(namespace: NetNamespace, name: string): Device {
  const device = new Device(namespace, {
    name,
    kind: "dummy",
    mac: namespace.network.nextMac(),
    mtu: 1500,
    link: SWALLOW,
  });
  namespace.addDevice(device);
  return device;
}
