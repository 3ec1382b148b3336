/**
 * Which process has which socket, as ss -p and netstat -p find out from /proc/PID/fd.
 *
 * SIMPLIFIED: sockets count from the first descriptor that no file has, in the order in which they were opened; workers do not share
 * their master's listener.
 */
import type { SocketTable } from "../../../sim/net/socket/socket-table.ts";
import { Process } from "../../../sim/os/process.ts";
import { seenProcesses } from "../../../sim/os/process-view.ts";

type Socket = Parameters<SocketTable["ownerOf"]>[0];

export interface SocketOwner {
  readonly name: string;
  readonly pid: number;
  readonly fd: number;
}

/** The owner of each socket of the namespace, of those processes that the asking one can see. */
export function socketOwners({ machine }: Process): Map<Socket, SocketOwner> {
  const { sockets } = machine.network;
  const owners = new Map<Socket, SocketOwner>();
  const seen = new Map(seenProcesses(machine).map(({ process, pid }) => [process, pid]));
  const held = new Map<Process, number>();
  for (const socket of [...sockets.tcpListeners(), ...sockets.udpSockets(), ...sockets.tcpConnections()]) {
    const owner = sockets.ownerOf(socket);
    if (!(owner instanceof Process)) continue;
    const pid = seen.get(owner);
    if (pid === undefined) continue;
    const fd = held.get(owner) ?? Math.max(2, ...owner.fds.keys()) + 1;
    held.set(owner, fd + 1);
    owners.set(socket, { name: owner.name.replace(/:$/, "").slice(0, 15), pid, fd });
  }
  return owners;
}
