/**
 * Services for who comes from outside, at the device towards the network: node ports, load balancers' and external
 * addresses. A backend on this node sees the client; towards one elsewhere the node puts its own address in, so that the
 * answer comes back this way.
 *
 * Models: cilium bpf/lib/nodeport.h nodeport_lb4, tail_nodeport_nat_egress_ipv4, nodeport_rev_dnat_ipv4 (mode SNAT)
 * SIMPLIFIED: no DSR, no XDP acceleration, no Maglev.
 */
import { formatIp, type Ip } from "../../../core/ip.ts";
import type { Prng } from "../../../core/prng.ts";
import { PASS, type PacketFrame, type PacketProgram, type PacketVerdict } from "../../../net/ebpf/packet-program.ts";
import type { Tuple } from "../../../net/flow.ts";
import { UNREACHABLE, UnreachableCode } from "../../../net/icmp.ts";
import type { Packet } from "../../../net/packet.ts";
import type { Endpoint } from "../../../net/socket/endpoint.ts";
import { type Connection, ConnectionMap, reopens, touch } from "../connection-map.ts";
import type { Datapath } from "./datapath.ts";
import { WORLD_ID } from "./identity.ts";
import { type Backend, type Frontend, isInSourceRanges, type LoadBalancer } from "./load-balancer.ts";
import { rewriteEnds } from "./rewrite.ts";

interface ServiceConnection {
  readonly frontend: Frontend;
  readonly backend: Backend;
  /** What the client's end becomes on the way to another node; null while that is not needed. */
  nat: Endpoint | null;
}

interface NatConnection {
  readonly client: Endpoint;
  readonly frontend: Frontend;
}

export interface NodePortOptions {
  readonly datapath: Datapath;
  readonly lb: LoadBalancer;
  readonly prng: Prng;
  readonly nodeIP: Ip;
  /** The address that packets into the tunnel come from. */
  readonly routerIP: Ip;
}

/** Ports that the node may take for others' connections: above the node ports. */
const NAT_PORTS = { first: 32_768, last: 65_535 };

export class NodePort {
  readonly #options: NodePortOptions;
  readonly #services = new ConnectionMap<ServiceConnection>();
  readonly #nat = new ConnectionMap<NatConnection>();
  /** To backends that have the node's own network. */
  readonly #toHost = new ConnectionMap<NatConnection>();

  constructor(options: NodePortOptions) {
    this.#options = options;
  }

  readonly fromNetdev: PacketProgram = { name: "cil_from_netdev", run: (frame) => this.#fromNetdev(frame) };

  readonly toNetdev: PacketProgram = { name: "cil_to_netdev", run: (frame) => this.#toNetdev(frame) };

  readonly fromOverlay: PacketProgram = {
    name: "cil_from_overlay",
    run: (frame, device) => {
      const { datapath } = this.#options;
      const { packet } = frame;
      const back = this.#answerOfNat(packet);
      if (back !== null) return back;
      const local = datapath.endpoints.get(packet.dst);
      frame.dst = device.mac;
      if (local === undefined) return PASS;
      const known = datapath.peerAt(packet.src);
      const identity = frame.tunnelKey?.vni ?? known.identity;
      return datapath.toEndpoint(local, frame, { from: { ...known, identity }, frontend: null });
    },
  };

  #fromNetdev(frame: PacketFrame): PacketVerdict {
    const { datapath, lb } = this.#options;
    const { packet } = frame;
    const tuple = datapath.tupleOf(packet);
    const frontend = lb.lookup(packet.dst, tuple.dstPort, packet.protocol);
    if (frontend !== null && frontend.kind !== "ClusterIP") return this.#toService(frame, frontend, tuple);
    const back = this.#answerOfNat(packet);
    if (back !== null) return back;
    const local = datapath.endpoints.get(packet.dst);
    if (local === undefined) return PASS;
    return datapath.toEndpoint(local, frame, { from: datapath.peerAt(packet.src), frontend: null });
  }

  #toService(frame: PacketFrame, frontend: Frontend, tuple: Tuple): PacketVerdict {
    const { datapath } = this.#options;
    const { packet } = frame;
    const client = { ip: packet.src, port: tuple.srcPort };
    if (!isInSourceRanges(frontend, packet.src))
      return { action: "drop", reason: "Denied by LB src range check", origin: `Service ${frontend.service}` };
    const connection = this.#connectionOf(packet, frontend, tuple);
    if (connection === null) {
      const { namespace } = datapath;
      namespace.stack.icmp.sendError(packet, { type: UNREACHABLE, code: UnreachableCode.port });
      return { action: "drop", reason: "Service backend not found", origin: `Service ${frontend.service}` };
    }
    const { backend } = connection.extra;
    rewriteEnds(datapath.namespace, packet, { dst: backend, by: "DNAT" });
    const local = datapath.endpoints.get(backend.ip);
    if (local !== undefined) return datapath.toEndpoint(local, frame, { from: datapath.peerAt(client.ip), frontend });
    if (datapath.namespace.isLocal(backend.ip)) {
      const after = datapath.tupleOf(packet);
      if (this.#toHost.find(after, datapath.nowUs) === null)
        this.#toHost.create(after, { client, frontend }, datapath.nowUs);
      return PASS;
    }
    return this.#toOtherNode(frame, connection.extra, client);
  }

  #connectionOf(packet: Packet, frontend: Frontend, tuple: Tuple): Connection<ServiceConnection> | null {
    const { datapath, lb } = this.#options;
    const { nowUs } = datapath;
    const known = this.#services.find(tuple, nowUs);
    if (known !== null && known.extra.frontend.id === frontend.id && !reopens(known, packet)) {
      touch(known, packet, { nowUs, isReply: false });
      return known;
    }
    const backend = lb.select(frontend, { client: formatIp(packet.src), isExternal: true, nowUs });
    return backend === null ? null : this.#services.create(tuple, { frontend, backend, nat: null }, nowUs);
  }

  #toOtherNode(frame: PacketFrame, connection: ServiceConnection, client: Endpoint): PacketVerdict {
    const { datapath, nodeIP, routerIP } = this.#options;
    const { packet } = frame;
    const tunnel = datapath.tunnelFor(packet.dst);
    connection.nat ??= this.#natEnd(packet, tunnel === null ? nodeIP : routerIP, client.port);
    rewriteEnds(datapath.namespace, packet, { src: connection.nat, by: "SNAT" });
    const { nowUs } = datapath;
    const after = datapath.tupleOf(packet);
    const known = this.#nat.find(after, nowUs);
    if (known === null) this.#nat.create(after, { client, frontend: connection.frontend }, nowUs);
    else touch(known, packet, { nowUs, isReply: false });
    return tunnel === null ? datapath.outToNetwork(packet) : datapath.toOverlay(frame, tunnel, WORLD_ID);
  }

  /** The client's own port where that is free. */
  #natEnd(packet: Packet, ip: Ip, wanted: number): Endpoint {
    const { datapath, prng } = this.#options;
    const isFree = (port: number): boolean => {
      const tuple = { ...datapath.tupleOf(packet), src: ip, srcPort: port };
      return this.#nat.find(tuple, datapath.nowUs) === null;
    };
    let port = wanted >= NAT_PORTS.first ? wanted : NAT_PORTS.first + prng.below(NAT_PORTS.last - NAT_PORTS.first);
    for (let tries = 0; tries < 32 && !isFree(port); tries++)
      port = NAT_PORTS.first + prng.below(NAT_PORTS.last - NAT_PORTS.first + 1);
    return { ip, port };
  }

  /** A backend elsewhere has answered: the client gets it from the address that it asked. */
  #answerOfNat(packet: Packet): PacketVerdict | null {
    const { datapath } = this.#options;
    const { nowUs } = datapath;
    const found = this.#nat.findAnswered(datapath.tupleOf(packet), nowUs);
    if (found === null) return null;
    touch(found, packet, { nowUs, isReply: true });
    const { client, frontend } = found.extra;
    rewriteEnds(datapath.namespace, packet, { src: frontend, dst: client, by: "un-SNAT" });
    return datapath.outToNetwork(packet);
  }

  #toNetdev({ packet }: PacketFrame): PacketVerdict {
    const { datapath } = this.#options;
    const found = this.#toHost.findAnswered(datapath.tupleOf(packet), datapath.nowUs);
    if (found === null) return PASS;
    touch(found, packet, { nowUs: datapath.nowUs, isReply: true });
    rewriteEnds(datapath.namespace, packet, { src: found.extra.frontend, by: "un-DNAT" });
    return PASS;
  }
}
