/**
 * Services for processes of this node: when one names a Service's address to a socket, the socket gets a backend's.
 * No packet ever bears the Service's address.
 *
 * Models: cilium bpf/bpf_sock.c __sock4_xlate_fwd, __sock4_xlate_rev
 * SIMPLIFIED: UDP sockets that are connected to a backend which has gone are left alone.
 */
import { type Ip, ip } from "../../../core/ip.ts";
import type { SocketCall, SocketPrograms } from "../../../net/ebpf/socket-programs.ts";
import type { NetErrorCode } from "../../../net/net-error.ts";
import { TCP, UDP } from "../../../net/packet.ts";
import type { Endpoint } from "../../../net/socket/endpoint.ts";
import type { Frontend, LoadBalancer } from "./load-balancer.ts";

export interface SocketPlace {
  readonly lb: LoadBalancer;
  /** Stands for the network namespace's cookie: whose affinity it is. */
  readonly client: string;
  readonly isHost: boolean;
  isNodeAddress(ip: Ip): boolean;
  nowUs(): number;
}

const LOOPBACK = ip("127.0.0.0");

export function socketPrograms(place: SocketPlace): SocketPrograms {
  const named = new WeakMap<object, Map<number, Endpoint>>();
  const remember = (socket: object, backend: Endpoint, call: Endpoint): void => {
    const known = named.get(socket) ?? new Map<number, Endpoint>();
    named.set(socket, known.set(keyOf(backend), { ip: call.ip, port: call.port }));
  };
  const forward = (call: SocketCall): Endpoint | NetErrorCode | null => {
    const frontend = frontendOf(place, call);
    if (frontend === null) return null;
    const { client } = place;
    const backend = place.lb.select(frontend, { client, isExternal: false, nowUs: place.nowUs() });
    if (backend === null) return "EHOSTUNREACH";
    const to = { ip: backend.ip, port: backend.port };
    remember(call.socket, to, call);
    return to;
  };
  const back = (call: SocketCall): Endpoint | null => named.get(call.socket)?.get(keyOf(call)) ?? null;
  return { name: "cil_sock4", connect4: forward, sendmsg4: forward, recvmsg4: back, getpeername4: back };
}

/** A node port is one on every address of every node, and for the host's own processes on loopback too. */
function frontendOf({ lb, isHost, isNodeAddress }: SocketPlace, { protocol, ip, port }: SocketCall): Frontend | null {
  const number = protocol === "tcp" ? TCP : UDP;
  const found = lb.lookup(ip, port, number);
  if (found !== null) return found;
  const isLoopback = typeof ip === "number" && ip >>> 24 === Number(LOOPBACK) >>> 24;
  return isNodeAddress(ip) || (isHost && isLoopback) ? lb.lookupNodePort(port, number) : null;
}

function keyOf({ ip, port }: Endpoint): number {
  return Number(ip) * 65_536 + port;
}
