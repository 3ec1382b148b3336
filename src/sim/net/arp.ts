/**
 * ARP messages: asking for an address, and answering for one's own.
 *
 * Models: RFC 826, net/ipv4/arp.c arp_solicit, arp_process
 */
import { formatIp, type Ip } from "../core/ip.ts";
import type { Device } from "./device.ts";
import { BROADCAST_MAC, formatMac, type Mac, ZERO_MAC } from "./mac.ts";
import type { NetNamespace } from "./namespace.ts";
import type { ArpMessage } from "./packet.ts";

/** A host answers on any device for any of its addresses, and as a proxy for what it has a route to elsewhere. */
export function answersFor(namespace: NetNamespace, device: Device, target: Ip): boolean {
  if (namespace.neighbours.answersFor(device, target)) return true;
  const route = namespace.routes.lookup(target);
  if (route === null) return false;
  if (route.type === "local") {
    if (namespace.sysctls.arpIgnore !== 0 && !device.addresses.some(({ ip }) => ip === target)) return false;
    return !(typeof target === "number" && target >>> 24 === 127);
  }
  return device.proxyArp && namespace.sysctls.ipForward && route.type === "unicast" && route.device !== device;
}

export function sendArpRequest(device: Device, target: Ip, to: Mac): void {
  const { namespace } = device;
  const senderIp = namespace.stack.sourceFor(target, device) ?? 0;
  sendArp(device, to, {
    kind: "arp",
    id: namespace.network.nextPacketId(),
    operation: "request",
    senderMac: device.mac,
    senderIp,
    targetMac: ZERO_MAC,
    targetIp: target,
  });
}

export function sendArpReply(device: Device, request: ArpMessage): void {
  sendArp(device, request.senderMac, {
    kind: "arp",
    id: device.namespace.network.nextPacketId(),
    operation: "reply",
    senderMac: device.mac,
    senderIp: request.targetIp,
    targetMac: request.senderMac,
    targetIp: request.senderIp,
  });
}

/** Gratuitous: tells everybody on the link that the address is here now; whoever knows it otherwise learns it anew. */
export function announceAddress(device: Device, ip: Ip): void {
  sendArp(device, BROADCAST_MAC, {
    kind: "arp",
    id: device.namespace.network.nextPacketId(),
    operation: "request",
    senderMac: device.mac,
    senderIp: ip,
    targetMac: ZERO_MAC,
    targetIp: ip,
  });
}

function sendArp(device: Device, to: Mac, arp: ArpMessage): void {
  const { trace } = device.namespace;
  if (trace.on)
    trace.emit({
      type: "arp",
      where: device.where,
      packetId: arp.id,
      operation: arp.operation,
      ip: formatIp(arp.targetIp),
      senderIp: formatIp(arp.senderIp),
      mac: formatMac(arp.operation === "reply" ? arp.senderMac : to),
    });
  device.send({ src: device.mac, dst: to, packet: null, arp });
}
