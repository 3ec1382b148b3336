/**
 * The way of packets through IPVS: what comes in for a virtual service is bound to a real server and sent there through
 * OUTPUT and POSTROUTING; what the server answers gets the virtual address back on its way through FORWARD, INPUT or
 * OUTPUT. With net.ipv4.vs.conntrack the connection tracking table learns the server's address too, so that the source
 * can be translated as well.
 *
 * Models: net/netfilter/ipvs/ip_vs_core.c ip_vs_in_hook, ip_vs_out_hook, ip_vs_schedule, ip_vs_leave;
 * ip_vs_xmit.c ip_vs_nat_xmit; ip_vs_nfct.c ip_vs_update_conntrack
 */

import { UNREACHABLE, UnreachableCode } from "../icmp.ts";
import type { NetNamespace } from "../namespace.ts";
import { type HookContext, type HookFunction, type HookName, PRIORITY, type Verdict } from "../netfilter/hooks.ts";
import { lengthOf, type Packet, SYN } from "../packet.ts";
import { isIcmpError } from "../tuple.ts";
import type { IpvsConnection, Tuple } from "./connection-table.ts";
import type { Connections } from "./connections.ts";
import { rewriteErrorIn, rewriteErrorOut, rewriteIn, rewriteOut } from "./rewrite.ts";
import { schedule } from "./scheduling.ts";
import { ServiceIndex } from "./service-index.ts";
import type { VirtualService } from "./virtual-service.ts";

export class Forwarding {
  readonly #namespace: NetNamespace;
  readonly #holder: { readonly connections: Connections };
  readonly #index = new ServiceIndex();
  readonly #tuple: Tuple = { protocol: 0, src: 0, srcPort: 0, dst: 0, dstPort: 0 };
  /** The packet that is being sent on: it has been dealt with. */
  #passing: Packet | null = null;
  #isHooked = false;

  constructor(namespace: NetNamespace, holder: { readonly connections: Connections }) {
    this.#namespace = namespace;
    this.#holder = holder;
  }

  serviceAdded(service: VirtualService): void {
    this.#index.add(service);
    this.#hook();
  }

  serviceRemoved(service: VirtualService): void {
    this.#index.remove(service);
  }

  /** The connection of a packet that is being sent on to its server; null for every other packet. */
  connectionOf(packet: Packet): IpvsConnection | null {
    if (packet !== this.#passing) return null;
    const tuple = this.#read(packet);
    if (tuple === null) return null;
    turnRound(tuple);
    return this.#holder.connections.table.findOut(tuple);
  }

  #hook(): void {
    if (this.#isHooked) return;
    this.#isHooked = true;
    const { netfilter } = this.#namespace;
    const register = (hook: HookName, priority: number, run: HookFunction): void => {
      netfilter.register({ hook, priority, name: `ipvs ${hook}`, run });
    };
    const out: HookFunction = (packet) => this.#fromServer(packet);
    const into: HookFunction = (packet, context) => this.#fromClient(packet, context);
    register("INPUT", PRIORITY.srcnat - 2, out);
    register("INPUT", PRIORITY.srcnat - 1, into);
    register("OUTPUT", PRIORITY.dstnat + 1, out);
    register("OUTPUT", PRIORITY.dstnat + 2, into);
    register("FORWARD", PRIORITY.srcnat - 1, (packet, context) =>
      isIcmpError(packet.transport) ? this.#errorFromClient(packet, context) : "accept",
    );
    register("FORWARD", PRIORITY.srcnat, out);
  }

  #fromClient(packet: Packet, context: HookContext): Verdict {
    if (packet === this.#passing) return "accept";
    const tuple = this.#read(packet);
    if (tuple === null) return isIcmpError(packet.transport) ? this.#errorFromClient(packet, context) : "accept";
    const { connections } = this.#holder;
    let connection = connections.table.findIn(tuple, false);
    if (connection !== null) {
      const fate = this.#recheck(connection, packet);
      if (fate === "drop") return "drop";
      if (fate === "anew") connection = null;
    }
    if (connection === null) {
      const service = this.#serviceFor(packet, tuple, context);
      if (service === null) return "accept";
      connection = schedule({ namespace: this.#namespace, connections, service }, packet, tuple);
      if (connection === null) return this.#leave(packet, service);
    }
    const { nowUs } = this.#namespace.clock;
    const bytes = lengthOf(packet);
    connection.server.traffic.countIn(bytes, nowUs);
    connection.service.traffic.countIn(bytes, nowUs);
    connections.see(connection, packet, "in");
    return this.#send(connection, packet, context);
  }

  /** A new connection, if anybody serves it here. */
  #serviceFor(packet: Packet, tuple: Tuple, { hook, inDevice }: HookContext): VirtualService | null {
    const { transport } = packet;
    if (transport.kind === "tcp" && (transport.flags & SYN) === 0) return null;
    const service = this.#index.find(packet, tuple);
    if (service === null) return null;
    // An answer of a server on this host may look like a request for a service here.
    const isLocal = hook === "OUTPUT" || inDevice?.isLoopback === true;
    return isLocal && this.#holder.connections.table.findOut(tuple) !== null ? null : service;
  }

  /** A server that is gone, or a client that uses its port again. */
  #recheck(connection: IpvsConnection, packet: Packet): "go on" | "anew" | "drop" {
    const { sysctls } = this.#namespace;
    const { transport } = packet;
    const { server } = connection;
    if (sysctls.vsConnReuseMode !== 0 && transport.kind === "tcp" && (transport.flags & SYN) !== 0) {
      const isDrained = sysctls.vsExpireNodestConn && server.weight === 0;
      const isOver = connection.template === null && connection.state === "TIME_WAIT";
      if (isDrained || isOver) return this.#expire(connection, packet);
    }
    if (server.isAvailable) return "go on";
    if (sysctls.vsExpireNodestConn) return this.#expire(connection, packet);
    this.#namespace.drop(packet, "ipvs-no-server", { lookup: `${connection.service.text}: the server was deleted` });
    return "drop";
  }

  /** A packet that connection tracking holds for the old connection's is lost; the next one starts afresh. */
  #expire(connection: IpvsConnection, packet: Packet): "anew" | "drop" {
    const usesOldFlow = connection.isTracked && packet.flow !== null && this.#namespace.conntrack.holds(packet.flow);
    if (!usesOldFlow) connection.isTracked = false;
    this.#holder.connections.expireNow(connection);
    if (!usesOldFlow) return "anew";
    this.#namespace.drop(packet, "ipvs-no-server", { lookup: `${connection.service.text}: the connection is over` });
    return "drop";
  }

  /** Nobody can take it: the client is told so, whatever the protocol. */
  #leave(packet: Packet, service: VirtualService): Verdict {
    this.#namespace.drop(packet, "ipvs-no-server", { lookup: service.text });
    this.#namespace.stack.icmp.sendError(packet, { type: UNREACHABLE, code: UnreachableCode.port });
    return "drop";
  }

  /** To the real server: a packet for this host goes on, any other leaves through OUTPUT. */
  #send(connection: IpvsConnection, packet: Packet, context: HookContext): Verdict {
    rewriteIn(this.#namespace, connection, packet);
    this.#tellConntrack(connection, packet);
    return this.#sendOn(packet, context);
  }

  #sendOn(packet: Packet, { inDevice }: HookContext): Verdict {
    const { stack } = this.#namespace;
    if (stack.isLocal(packet.dst)) return "accept";
    const before = this.#passing;
    this.#passing = packet;
    stack.sendOn(packet, inDevice);
    this.#passing = before;
    return "stolen";
  }

  #tellConntrack({ isTracked, serverIp, serverPort }: IpvsConnection, packet: Packet): void {
    if (!isTracked) {
      packet.flow = null;
      packet.flowState = "UNTRACKED";
    } else if (packet.flow !== null && !this.#namespace.conntrack.holds(packet.flow)) {
      packet.flow.reply.src = serverIp;
      packet.flow.reply.srcPort = serverPort;
    }
  }

  #fromServer(packet: Packet): Verdict {
    if (packet === this.#passing) return "accept";
    const tuple = this.#read(packet);
    if (tuple === null) {
      if (isIcmpError(packet.transport)) this.#errorFromServer(packet);
      return "accept";
    }
    const { connections } = this.#holder;
    const connection = connections.table.findOut(tuple);
    if (connection === null) return "accept";
    const { nowUs } = this.#namespace.clock;
    const bytes = lengthOf(packet);
    connection.server.traffic.countOut(bytes, nowUs);
    connection.service.traffic.countOut(bytes, nowUs);
    rewriteOut(this.#namespace, connection, packet);
    connections.see(connection, packet, "out");
    if (!connection.isTracked) {
      packet.flow = null;
      packet.flowState = "UNTRACKED";
    }
    return "accept";
  }

  /** An error about what the server sent, on its way to the server. */
  #errorFromClient(packet: Packet, context: HookContext): Verdict {
    if (packet === this.#passing || packet.transport.kind !== "icmp" || packet.transport.about === null)
      return "accept";
    const tuple = this.#read(packet.transport.about);
    if (tuple === null) return "accept";
    turnRound(tuple);
    const connection = this.#holder.connections.table.findIn(tuple, false);
    if (connection === null) return "accept";
    rewriteErrorIn(this.#namespace, connection, packet);
    return this.#sendOn(packet, context);
  }

  /** An error about what was sent on to the server, on its way to the client. */
  #errorFromServer(packet: Packet): void {
    if (packet.transport.kind !== "icmp" || packet.transport.about === null) return;
    const tuple = this.#read(packet.transport.about);
    if (tuple === null) return;
    turnRound(tuple);
    const connection = this.#holder.connections.table.findOut(tuple);
    if (connection !== null) rewriteErrorOut(this.#namespace, connection, packet);
  }

  /** Null for what has no ports. */
  #read({ transport, protocol, src, dst }: Packet): Tuple | null {
    if (transport.kind !== "tcp" && transport.kind !== "udp" && transport.kind !== "opaque") return null;
    const tuple = this.#tuple;
    tuple.protocol = protocol;
    tuple.src = src;
    tuple.srcPort = transport.srcPort;
    tuple.dst = dst;
    tuple.dstPort = transport.dstPort;
    return tuple;
  }
}

function turnRound(tuple: Tuple): void {
  const { src, srcPort } = tuple;
  tuple.src = tuple.dst;
  tuple.srcPort = tuple.dstPort;
  tuple.dst = src;
  tuple.dstPort = srcPort;
}
