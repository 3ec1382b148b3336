/**
 * Programs that are asked when a process calls connect(), sendmsg(), recvmsg() or getpeername(): they may put another
 * address in place of the one it named, before there is any packet, and put the named one back when the process asks.
 *
 * Models: kernel/bpf/cgroup.c (BPF_CGROUP_INET4_CONNECT, UDP4_SENDMSG, UDP4_RECVMSG, INET4_GETPEERNAME)
 * SIMPLIFIED: IPv4 only; a namespace stands for the cgroup.
 */
import { formatIp, type Ip } from "../../core/ip.ts";
import type { NetNamespace } from "../namespace.ts";
import type { NetErrorCode } from "../net-error.ts";
import { type Endpoint, formatEndpoint } from "../socket/endpoint.ts";

export type SocketAttachPoint = "cgroup/connect4" | "cgroup/sendmsg4" | "cgroup/recvmsg4" | "cgroup/getpeername4";

export interface SocketCall {
  /** The kernel's socket cookie: who calls, as long as it lives. */
  readonly socket: object;
  readonly protocol: "tcp" | "udp";
  readonly ip: Ip;
  readonly port: number;
}

export interface SocketPrograms {
  readonly name: string;
  /** Another end, an error for the caller, or null: as it said. */
  connect4(call: SocketCall): Endpoint | NetErrorCode | null;
  sendmsg4(call: SocketCall): Endpoint | NetErrorCode | null;
  /** What the process is told instead of where a datagram came from. */
  recvmsg4(call: SocketCall): Endpoint | null;
  getpeername4(call: SocketCall): Endpoint | null;
}

/** Says that a program has put one end in place of another. */
export function tellTranslated(
  namespace: NetNamespace,
  attach: SocketAttachPoint,
  { program, call, to }: { readonly program: string; readonly call: SocketCall; readonly to: Endpoint | NetErrorCode },
): void {
  if (!namespace.trace.on) return;
  const { protocol, ip, port } = call;
  namespace.trace.emit({
    type: "socket-program",
    where: namespace.name,
    program,
    attach,
    protocol,
    named: `${formatIp(ip)}:${port}`,
    used: typeof to === "string" ? to : formatEndpoint(to),
  });
}
