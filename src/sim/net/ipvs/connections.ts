/**
 * The life of IPVS's connections: bound to a real server, counted as active or not by their state, forgotten when
 * nothing has been seen of them for long enough. A template lives as long as its connections.
 *
 * Models: net/netfilter/ipvs/ip_vs_conn.c ip_vs_conn_new, ip_vs_bind_dest, ip_vs_conn_expire; ip_vs_proto_tcp.c
 * set_tcp_state
 */
import type { NetNamespace } from "../namespace.ts";
import { type Packet, TCP, UDP } from "../packet.ts";
import { defaultTimeouts, type IpvsTimeouts, isActive, nextTcpState } from "./connection-states.ts";
import { ConnectionTable, type IpvsConnection, type Tuple } from "./connection-table.ts";
import type { RealServer, VirtualService } from "./virtual-service.ts";

/** Until the first packet has said more. */
const FIRST_TIMEOUT_SEC = 3;
/** A template whose time is over, while it has connections, is looked at again after this. */
const TEMPLATE_AGAIN_SEC = 60;
/** The real table is bounded by memory only. */
const MAX_CONNECTIONS = 262_144;

export interface ConnectionPlan {
  readonly tuple: Tuple;
  readonly service: VirtualService;
  readonly server: RealServer;
  readonly serverPort: number;
  readonly isTemplate: boolean;
}

export class Connections {
  readonly table = new ConnectionTable();
  readonly timeouts: IpvsTimeouts = defaultTimeouts();
  readonly #namespace: NetNamespace;

  constructor(namespace: NetNamespace) {
    this.#namespace = namespace;
  }

  get isFull(): boolean {
    return this.table.size >= MAX_CONNECTIONS;
  }

  create({ tuple, service, server, serverPort, isTemplate }: ConnectionPlan): IpvsConnection {
    const made: IpvsConnection = {
      protocol: tuple.protocol,
      clientIp: tuple.src,
      clientPort: tuple.srcPort,
      virtualIp: tuple.dst,
      virtualPort: tuple.dstPort,
      serverIp: server.address,
      serverPort,
      server,
      service,
      isTemplate,
      template: null,
      controlled: 0,
      state: isTemplate || tuple.protocol === TCP ? "NONE" : tuple.protocol === UDP ? "UDP" : "ESTABLISHED",
      isActive: false,
      isTracked: this.#namespace.sysctls.vsConntrack,
      timeoutSec: FIRST_TIMEOUT_SEC,
      expiresAtUs: 0,
      timer: null,
    };
    this.table.add(made);
    if (isTemplate) server.persistentConns++;
    else {
      server.inactiveConns++;
      server.checkThresholds();
    }
    return made;
  }

  /** A packet belongs to it. */
  see(connection: IpvsConnection, packet: Packet, direction: "in" | "out"): void {
    const { transport } = packet;
    if (transport.kind === "tcp") this.#advance(connection, nextTcpState(connection.state, direction, transport.flags));
    else {
      connection.timeoutSec = this.timeouts[connection.state];
      if (direction === "out" && connection.template !== null) connection.template.state = "ASSURED";
    }
    this.restart(connection);
  }

  /** Its time begins anew. */
  restart(connection: IpvsConnection): void {
    const { clock } = this.#namespace;
    connection.expiresAtUs = clock.nowUs + connection.timeoutSec * 1_000_000;
    // A timer that comes too early looks again; only one that would come too late is set anew.
    const { timer } = connection;
    if (timer !== null && timer.atUs <= connection.expiresAtUs) return;
    if (timer !== null) clock.cancel(timer);
    this.#arm(connection);
  }

  expireNow(connection: IpvsConnection): void {
    if (!this.table.delete(connection)) return;
    const { server, template, timer } = connection;
    if (timer !== null) this.#namespace.clock.cancel(timer);
    connection.timer = null;
    if (connection.isTemplate) server.persistentConns--;
    else {
      if (connection.isActive) server.activeConns--;
      else server.inactiveConns--;
      server.checkThresholds();
    }
    if (template !== null) template.controlled--;
    connection.template = null;
    if (connection.isTracked && !connection.isTemplate) this.#forgetFlow(connection);
  }

  flush(): void {
    for (const connection of [...this.table]) this.expireNow(connection);
  }

  #advance(connection: IpvsConnection, next: IpvsConnection["state"]): void {
    if (next !== connection.state) {
      const { server } = connection;
      const wasActive = connection.isActive;
      connection.isActive = isActive(next);
      if (wasActive && !connection.isActive) {
        server.activeConns--;
        server.inactiveConns++;
      } else if (!wasActive && connection.isActive) {
        server.activeConns++;
        server.inactiveConns--;
      }
      if (next === "ESTABLISHED" && connection.template !== null) connection.template.state = "ASSURED";
      connection.state = next;
    }
    connection.timeoutSec = this.timeouts[next];
  }

  #arm(connection: IpvsConnection): void {
    const { clock } = this.#namespace;
    connection.timer = clock.at(connection.expiresAtUs, () => this.#onTimer(connection), { background: true });
  }

  #onTimer(connection: IpvsConnection): void {
    connection.timer = null;
    if (connection.expiresAtUs > this.#namespace.clock.nowUs) this.#arm(connection);
    else if (connection.controlled > 0) {
      connection.timeoutSec = TEMPLATE_AGAIN_SEC;
      this.restart(connection);
    } else this.expireNow(connection);
  }

  /** Connection tracking forgets it at the same time. */
  #forgetFlow({ protocol, clientIp, clientPort, virtualIp, virtualPort }: IpvsConnection): void {
    const { conntrack } = this.#namespace;
    if (conntrack.count === 0) return;
    const addresses = { src: clientIp, srcPort: clientPort, dst: virtualIp, dstPort: virtualPort };
    conntrack.forget({ protocol, ...addresses, icmpType: -1, icmpCode: 0 });
  }
}
