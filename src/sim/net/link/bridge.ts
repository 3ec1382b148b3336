/**
 * A bridge: a switch inside the host, and at the same time a device through which the host itself takes part.
 * It learns addresses, floods what it does not know, and may hand bridged IP packets to netfilter
 * (`bridge-netfilter.ts`).
 *
 * Models: net/bridge/br_input.c, br_forward.c, br_fdb.c, br_device.c
 * SIMPLIFIED: no spanning tree, no VLANs and no multicast snooping.
 * SIMPLIFIED: pieces of a packet that stay bridged pass netfilter unseen.
 */
import { tellCaptures } from "../capture/capture.ts";
import { Device, type FrameSwitch, type Link } from "../device.ts";
import { fragmentOf } from "../fragments.ts";
import { BROADCAST_MAC, type Mac } from "../mac.ts";
import type { NetNamespace } from "../namespace.ts";
import { clonePacket, type Frame } from "../packet.ts";
import { bridgeForwardHooks, bridgePreRouting } from "./bridge-netfilter.ts";

/** net.bridge ageing_time: 300 s. */
const AGEING_US = 300_000_000;

export interface FdbEntry {
  readonly port: Device;
  seenAtUs: number;
}

export class Bridge implements Link, FrameSwitch {
  readonly device: Device;
  readonly #ports: Device[] = [];
  readonly #fdb = new Map<Mac, FdbEntry>();

  constructor(namespace: NetNamespace, name: string) {
    this.device = new Device(namespace, {
      name,
      kind: "bridge",
      mac: namespace.network.nextMac(),
      mtu: 1500,
      link: this,
    });
    namespace.addDevice(this.device);
  }

  get ports(): readonly Device[] {
    return this.#ports;
  }

  /** What `bridge fdb` lists, in the order learnt. Entries that have aged are gone. */
  get fdb(): ReadonlyMap<Mac, FdbEntry> {
    for (const [mac, entry] of this.#fdb) if (this.#isOld(entry)) this.#fdb.delete(mac);
    return this.#fdb;
  }

  attach(port: Device): void {
    port.master = this;
    this.#ports.push(port);
  }

  /** A port leaves; when the bridge itself goes, all do. */
  detach(port: Device): void {
    const leaving = port === this.device ? [...this.#ports] : [port];
    for (const device of leaving) {
      device.master = null;
      const at = this.#ports.indexOf(device);
      if (at >= 0) this.#ports.splice(at, 1);
      for (const [mac, entry] of this.#fdb) if (entry.port === device) this.#fdb.delete(mac);
    }
  }

  /** The host sends through the bridge. */
  transmit(_device: Device, frame: Frame): void {
    const port = this.#portOf(frame.dst);
    if (port !== null) this.#sendTo(port, frame, this.device.name);
    else this.#flood(frame, null);
  }

  /** A frame comes in at a port. */
  receive(port: Device, frame: Frame): void {
    this.#learn(frame.src, port);
    if (frame.packet !== null && this.#callsNetfilter && fragmentOf(frame.packet) === undefined)
      bridgePreRouting(this, port, frame);
    else this.pass(port, frame);
  }

  /** Where a frame goes that may come in: up to the host, to one port, or to all. */
  pass(port: Device, frame: Frame): void {
    if (frame.dst === this.device.mac) {
      this.#passUp(frame);
      return;
    }
    if (frame.dst === BROADCAST_MAC) {
      this.#flood(frame, port);
      this.#passUp(frame);
      return;
    }
    const out = this.#portOf(frame.dst);
    if (out === null) this.#flood(frame, port);
    else if (out !== port || port.hairpin) this.#forward(frame, port, out);
    else this.device.namespace.dropFrame(frame, "bridge-hairpin-off", port.where);
  }

  get #callsNetfilter(): boolean {
    const { sysctls, netfilter } = this.device.namespace;
    return sysctls.bridgeNfCallIptables && !netfilter.isIdle;
  }

  #passUp(frame: Frame): void {
    this.device.counters.rxPackets++;
    const { captures } = this.device.namespace;
    if (captures !== null) tellCaptures(captures, this.device, [frame, "in"]);
    this.device.namespace.stack.receiveFrame(this.device, frame);
  }

  #forward(frame: Frame, from: Device, to: Device): void {
    if (frame.packet !== null && this.#callsNetfilter && fragmentOf(frame.packet) === undefined) {
      frame.packet.bridgePortOut = to;
      if (bridgeForwardHooks(this, frame.packet) === "drop") return;
    }
    this.#sendTo(to, frame, from.name);
  }

  #sendTo(port: Device, frame: Frame, from: string): void {
    const { trace } = this.device.namespace;
    if (trace.on && frame.packet !== null)
      trace.emit({
        type: "bridged",
        where: this.device.where,
        packetId: frame.packet.id,
        bridge: this.device.name,
        fromPort: from,
        toPorts: [port.name],
      });
    port.send(frame);
  }

  #flood(frame: Frame, from: Device | null): void {
    const { namespace } = this.device;
    const to = this.#ports.filter((port) => port !== from || port.hairpin);
    if (to.length === 0 && frame.dst !== BROADCAST_MAC) namespace.dropFrame(frame, "bridge-no-port", this.device.where);
    for (const port of to) {
      const copy = frame.packet === null ? frame : { ...frame, packet: clonePacket(frame.packet) };
      if (from === null) this.#sendTo(port, copy, this.device.name);
      else this.#forward(copy, from, port);
    }
  }

  #learn(mac: Mac, port: Device): void {
    const known = this.#fdb.get(mac);
    const nowUs = this.device.namespace.clock.nowUs;
    if (known !== undefined && known.port === port) known.seenAtUs = nowUs;
    else this.#fdb.set(mac, { port, seenAtUs: nowUs });
  }

  #portOf(mac: Mac): Device | null {
    const known = this.#fdb.get(mac);
    return known === undefined || this.#isOld(known) ? null : known.port;
  }

  #isOld(entry: FdbEntry): boolean {
    return this.device.namespace.clock.nowUs - entry.seenAtUs > AGEING_US;
  }
}

export function createBridge(namespace: NetNamespace, name: string): Bridge {
  return new Bridge(namespace, name);
}
