/**
 * Bridged IPv4 packets pass the IP hooks too, so that connection tracking sees, and un-NATs, a reply that goes
 * straight from one port of a bridge to another.
 *
 * Models: net/bridge/br_netfilter_hooks.c br_nf_pre_routing, br_nf_forward, br_nf_post_routing
 */
import type { Device } from "../device.ts";
import type { Frame, Packet } from "../packet.ts";
import type { Bridge } from "./bridge.ts";

/**
 * PREROUTING on the way in. A packet whose destination was rewritten is handed to the host to route, unless its
 * new destination is behind this very bridge: then only the Ethernet address changes and it stays bridged.
 */
export function bridgePreRouting(bridge: Bridge, port: Device, frame: Frame): "accept" | "drop" {
  const packet = frame.packet as Packet;
  const { namespace } = bridge.device;
  packet.bridgePortIn = port;
  const before = packet.dst;
  const verdict = namespace.netfilter.run(packet, "PREROUTING", bridge.device, null);
  if (verdict !== "accept") return "drop";
  if (packet.dst === before || frame.dst === bridge.device.mac) return "accept";
  const route = namespace.routes.lookup(packet.dst);
  const nextHop = route?.type === "unicast" && route.device === bridge.device ? (route.via ?? packet.dst) : null;
  const mac = nextHop === null ? null : namespace.neighbours.known(bridge.device, nextHop);
  frame.dst = mac ?? bridge.device.mac;
  return "accept";
}

export function bridgeForwardHooks(bridge: Bridge, packet: Packet): "accept" | "drop" {
  const { netfilter } = bridge.device.namespace;
  const { device } = bridge;
  if (netfilter.run(packet, "FORWARD", device, device) !== "accept") return "drop";
  return netfilter.run(packet, "POSTROUTING", null, device) === "accept" ? "accept" : "drop";
}
