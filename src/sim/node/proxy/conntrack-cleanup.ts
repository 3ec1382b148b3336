/**
 * UDP has no end of connection: a flow that was DNATed to an endpoint goes on to it after the endpoint is gone, as
 * long as the client keeps its port. kube-proxy therefore takes such flows out of the table after a sync.
 *
 * Models: pkg/proxy/conntrack/cleanup.go CleanStaleEntries
 */
import type { Ip } from "../../core/ip.ts";
import { DST_NAT, type Flow } from "../../net/flow.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import { UDP } from "../../net/packet.ts";
import type { ServiceEntry } from "./service-table.ts";

/** Which endpoints a UDP Service has, by where it is asked for. */
interface Serving {
  readonly byAddress: ReadonlyMap<Ip, ReadonlyMap<number, ReadonlySet<Ip>>>;
  readonly byNodePort: ReadonlyMap<number, ReadonlySet<Ip>>;
}

/** Every node cleans up after the same Services. */
const SERVING = new WeakMap<readonly ServiceEntry[], Serving>();

export function cleanStaleFlows(namespace: NetNamespace, entries: readonly ServiceEntry[]): number {
  let serving = SERVING.get(entries);
  if (serving === undefined) {
    serving = servingOf(entries);
    SERVING.set(entries, serving);
  }
  const { byAddress, byNodePort } = serving;
  if (byAddress.size === 0) return 0;
  const isStale = ({ original, reply, status }: Flow): boolean => {
    if (original.protocol !== UDP) return false;
    const toService = byAddress.get(original.dst)?.get(original.dstPort);
    if (toService !== undefined) return !toService.has(reply.src);
    const toNode = (status & DST_NAT) === 0 ? undefined : byNodePort.get(original.dstPort);
    return toNode !== undefined && !toNode.has(reply.src);
  };
  return namespace.conntrack.delete(isStale);
}

function servingOf(entries: readonly ServiceEntry[]): Serving {
  const byAddress = new Map<Ip, Map<number, ReadonlySet<Ip>>>();
  const byNodePort = new Map<number, ReadonlySet<Ip>>();
  for (const { port, endpoints } of entries) {
    if (port.protocol !== "UDP") continue;
    const serving = new Set(endpoints.filter(({ isServing }) => isServing).map(({ ip }) => ip));
    if (serving.size === 0) continue;
    for (const ip of [port.clusterIP, ...port.externalIPs, ...port.loadBalancerIPs]) {
      const ports = byAddress.get(ip) ?? new Map<number, ReadonlySet<Ip>>();
      byAddress.set(ip, ports.set(port.port, serving));
    }
    if (port.nodePort !== 0) byNodePort.set(port.nodePort, serving);
  }
  return { byAddress, byNodePort };
}
