/**
 * A new connection gets its real server: from the scheduler, or with persistence from the template that the client's
 * earlier connections left.
 *
 * Models: net/netfilter/ipvs/ip_vs_core.c ip_vs_schedule, ip_vs_sched_persist; ip_vs_conn.c ip_vs_check_template
 */
import { maskTo } from "../../core/ip.ts";
import type { NetNamespace } from "../namespace.ts";
import type { Packet } from "../packet.ts";
import type { IpvsConnection, Tuple } from "./connection-table.ts";
import type { Connections } from "./connections.ts";
import { endpointText } from "./endpoint-text.ts";
import type { RealServer, VirtualService } from "./virtual-service.ts";

export interface SchedulingRun {
  readonly namespace: NetNamespace;
  readonly connections: Connections;
  readonly service: VirtualService;
}

/** Null when no server can take it. */
export function schedule(run: SchedulingRun, packet: Packet, tuple: Tuple): IpvsConnection | null {
  const { connections, service, namespace } = run;
  if (connections.isFull) return null;
  const template = service.settings.persistentSec === 0 ? null : templateFor(run, packet, tuple);
  const server = service.settings.persistentSec === 0 ? service.scheduler.schedule(packet) : (template?.server ?? null);
  if (server === null) return null;
  const serverPort = server.port === 0 ? tuple.dstPort : server.port;
  const made = connections.create({ tuple, service, server, serverPort, isTemplate: false });
  if (template !== null) {
    made.template = template;
    template.controlled++;
    connections.restart(template);
  }
  const { nowUs } = namespace.clock;
  server.traffic.countConnection(nowUs);
  service.traffic.countConnection(nowUs);
  tell(run, packet, made);
  return made;
}

function templateFor(run: SchedulingRun, packet: Packet, tuple: Tuple): IpvsConnection | null {
  const { connections, service } = run;
  const { persistentSec, netmaskBits } = service.settings;
  const { fwmark, port } = service.key;
  const wanted: Tuple = {
    protocol: fwmark === 0 ? tuple.protocol : 0,
    src: maskTo(tuple.src, netmaskBits),
    srcPort: 0,
    dst: fwmark === 0 ? tuple.dst : fwmark,
    dstPort: fwmark === 0 && port !== 0 ? tuple.dstPort : 0,
  };
  const known = connections.table.findIn(wanted, true);
  if (known !== null) {
    if (isStillGood(run, known.server)) return known;
    connections.expireNow(known);
  }
  const server = service.scheduler.schedule(packet);
  if (server === null) return null;
  const serverPort = wanted.dstPort === 0 ? 0 : server.port;
  const made = connections.create({ tuple: wanted, service, server, serverPort, isTemplate: true });
  made.timeoutSec = persistentSec;
  return made;
}

/** A template for a server that is gone or being emptied is not followed. */
function isStillGood({ namespace }: SchedulingRun, server: RealServer): boolean {
  return server.isAvailable && !(namespace.sysctls.vsExpireQuiescentTemplate && server.weight === 0);
}

function tell({ namespace, service }: SchedulingRun, packet: Packet, made: IpvsConnection): void {
  const { trace, name: where } = namespace;
  if (!trace.on) return;
  trace.emit({
    type: "balanced",
    where,
    packetId: packet.id,
    service: service.text,
    server: endpointText(made.serverIp, made.serverPort),
    ...(made.template === null ? {} : { isPersistent: true }),
  });
}
