/**
 * A network namespace: devices, addresses, routes, neighbours, rules, connections and sockets of one host or
 * one container. The one object that everything above this layer holds.
 *
 * Models: include/net/net_namespace.h struct net, net/ipv4/devinet.c, net/ipv4/fib_frontend.c
 * SIMPLIFIED: devices do not move between namespaces and are not renamed.
 */
import { assert } from "../core/assert.ts";
import type { Clock } from "../core/clock.ts";
import { type Ip, maskTo, parseIp, widthOf } from "../core/ip.ts";
import type { Prng } from "../core/prng.ts";
import type { TraceSink } from "../core/trace.ts";
import type { Capture } from "./capture/capture.ts";
import { Conntrack } from "./conntrack.ts";
import type { Device, DeviceAddress } from "./device.ts";
import type { DropReason } from "./drop-reasons.ts";
import type { SocketPrograms } from "./ebpf/socket-programs.ts";
import type { DroppedEvent, NetEvent } from "./events.ts";
import { headersOf } from "./headers.ts";
import type { Ipvs } from "./ipvs/ipvs.ts";
import { KernelLog } from "./kernel-log.ts";
import { createLoopback } from "./link/loopback.ts";
import { NeighbourTable } from "./neighbour.ts";
import { NetError } from "./net-error.ts";
import { Netfilter } from "./netfilter/netfilter.ts";
import type { Network } from "./network.ts";
import type { Frame, Packet } from "./packet.ts";
import { RouteTable } from "./route.ts";
import { SocketTable } from "./socket/socket-table.ts";
import { Stack } from "./stack.ts";
import { defaultSysctls, type Sysctls } from "./sysctls.ts";

/** What did it, beside the reason. */
export type DropDetail = Partial<Pick<DroppedEvent, "rule" | "ruleId" | "origin" | "lookup">>;

export class NetNamespace {
  readonly network: Network;
  readonly name: string;
  /** `net:[4026531840]`. Models: fs/nsfs.c */
  readonly inode: number;
  readonly clock: Clock;
  readonly trace: TraceSink<NetEvent>;
  readonly prng: Prng;
  readonly devices = new Map<string, Device>();
  readonly sysctls: Sysctls = defaultSysctls();
  readonly routes: RouteTable;
  readonly neighbours: NeighbourTable;
  readonly netfilter: Netfilter;
  readonly conntrack: Conntrack;
  readonly kernelLog: KernelLog;
  readonly sockets: SocketTable;
  readonly stack: Stack;
  readonly loopback: Device;
  /** What is attached to the cgroup of the processes in here. */
  socketPrograms: SocketPrograms | null = null;
  /** Who listens in; null while nobody does. */
  captures: readonly Capture[] | null = null;
  /** IPVS, once somebody has asked for it: `ipvsOf`. */
  ipvs: Ipvs | null = null;
  #deviceIndex = 0;

  constructor(network: Network, name: string, inode: number) {
    this.network = network;
    this.name = name;
    this.inode = inode;
    this.clock = network.clock;
    this.trace = network.trace;
    this.prng = network.prng.split(`namespace/${name}`);
    this.kernelLog = new KernelLog(network.clock);
    this.routes = new RouteTable();
    this.neighbours = new NeighbourTable(this);
    this.conntrack = new Conntrack(this);
    this.netfilter = new Netfilter(this);
    this.sockets = new SocketTable(this);
    this.stack = new Stack(this);
    this.loopback = createLoopback(this);
    this.addAddress(this.loopback, "127.0.0.1/8");
    this.addAddress(this.loopback, "::1/128");
  }

  nextDeviceIndex(): number {
    return ++this.#deviceIndex;
  }

  addDevice(device: Device): void {
    assert(!this.devices.has(device.name), "the namespace already has a device of that name", device.where);
    this.devices.set(device.name, device);
  }

  /** By name; throws our own error when there is none, so only for names that we gave ourselves. */
  device(name: string): Device {
    const device = this.devices.get(name);
    assert(device !== undefined, `${this.name} has no such device`, name);
    return device;
  }

  /** Everything that hangs on the device goes with it; `Device.remove` calls this. */
  forgetDevice(device: Device): void {
    if (this.devices.get(device.name) === device) this.devices.delete(device.name);
    device.addresses.length = 0;
    this.routes.removeDevice(device);
    this.neighbours.removeDevice(device);
  }

  /** `ip addr add 10.1.0.1/16 dev DEVICE`: the address, and the routes that the kernel adds for it. */
  addAddress(device: Device, address: string): void {
    const { ip, bits } = parseAddress(address);
    if (device.addresses.some((had) => had.ip === ip && had.bits === bits)) throw new NetError("EEXIST");
    const added: DeviceAddress = {
      ip,
      bits,
      broadcast: device.isLoopback ? null : broadcastOf(ip, bits),
      scope: device.isLoopback && isLoopbackIp(ip) ? "host" : "global",
    };
    device.addresses.push(added);
    this.routes.addAddress(device, added);
  }

  removeAddress(device: Device, address: string): void {
    const { ip, bits } = parseAddress(address);
    const at = device.addresses.findIndex((had) => had.ip === ip && had.bits === bits);
    if (at < 0) throw new NetError("EADDRNOTAVAIL");
    const [removed] = device.addresses.splice(at, 1);
    this.routes.removeAddress(device, removed as DeviceAddress);
  }

  /** Is it an address of this host? */
  isLocal(ip: Ip): boolean {
    return this.routes.isLocal(ip);
  }

  /** The end of the namespace: connections are gone without a word, devices and their peers with them. */
  close(): void {
    this.sockets.destroy();
    for (const device of [...this.devices.values()]) device.remove();
    this.ipvs?.close();
    this.conntrack.flush();
    this.neighbours.flush();
  }

  drop(packet: Packet, reason: DropReason, detail?: DropDetail & { readonly where?: string }): void {
    if (!this.trace.on) return;
    this.trace.emit({
      type: "dropped",
      packetId: packet.id,
      reason,
      headers: headersOf(packet),
      ...detail,
      where: detail?.where ?? this.name,
    });
  }

  dropFrame(frame: Frame, reason: DropReason, where: string): void {
    if (frame.packet !== null) this.drop(frame.packet, reason, { where });
  }
}

function parseAddress(text: string): { ip: Ip; bits: number } {
  const [address = "", bitsText] = text.split("/");
  const ip = parseIp(address);
  if (ip === null) throw new NetError("EINVAL");
  const bits = bitsText === undefined ? widthOf(ip) : Number(bitsText);
  if (!Number.isInteger(bits) || bits < 0 || bits > widthOf(ip)) throw new NetError("EINVAL");
  return { ip, bits };
}

function broadcastOf(ip: Ip, bits: number): Ip | null {
  if (typeof ip !== "number" || bits >= 31) return null;
  return (maskTo(ip, bits) as number) + 2 ** (32 - bits) - 1;
}

function isLoopbackIp(ip: Ip): boolean {
  return typeof ip === "number" ? ip >>> 24 === 127 : ip === 1n;
}
