/**
 * Bridged IPv4 packets pass the IP hooks too, so that connection tracking sees, and un-NATs, a reply that goes
 * straight from one port of a bridge to another.
 *
 * Models: net/bridge/br_netfilter_hooks.c br_nf_pre_routing_finish, br_nf_pre_routing_finish_bridge,
 * br_nf_forward, br_nf_post_routing
 */
import type { Device } from "../device.ts";
import type { Frame, Packet } from "../packet.ts";
import type { Bridge } from "./bridge.ts";

/**
 * PREROUTING on the way in. A packet whose destination was rewritten is handed to the host to route, unless its
 * new destination is behind this very bridge: then only its Ethernet address changes and it stays bridged, which
 * is why a port that may get its own packets back must be in hairpin mode.
 */
export function bridgePreRouting(bridge: Bridge, port: Device, frame: Frame): void {
  const packet = frame.packet as Packet;
  const { namespace } = bridge.device;
  packet.bridgePortIn = port;
  const before = packet.dst;
  if (namespace.netfilter.run(packet, "PREROUTING", bridge.device, null) !== "accept") return;
  if (packet.dst === before) {
    bridge.pass(port, frame);
    return;
  }
  const route = namespace.routes.lookup(packet.dst);
  if (route === null || route.type !== "unicast" || route.device !== bridge.device) {
    frame.dst = bridge.device.mac;
    bridge.pass(port, frame);
    return;
  }
  namespace.stack.tellRoute(packet, route);
  namespace.neighbours.resolve(bridge.device, route.via ?? packet.dst, packet, (mac) => {
    frame.dst = mac;
    bridge.pass(port, frame);
  });
}

/** FORWARD and POSTROUTING on the way to another port. */
export function bridgeForwardHooks(bridge: Bridge, packet: Packet): "accept" | "drop" {
  const { netfilter } = bridge.device.namespace;
  const { device } = bridge;
  if (netfilter.run(packet, "FORWARD", device, device) !== "accept") return "drop";
  return netfilter.run(packet, "POSTROUTING", null, device) === "accept" ? "accept" : "drop";
}
