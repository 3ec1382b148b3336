/**
 * A VXLAN device: whole Ethernet frames travel in UDP datagrams to the host that the forwarding database names for the
 * frame's address. Entries are written by whoever runs the overlay, or learnt from what comes in.
 *
 * Models: RFC 7348, drivers/net/vxlan/vxlan_core.c vxlan_xmit, vxlan_rcv
 * SIMPLIFIED: no multicast groups, no ARP suppression, no checksum settings.
 */
import { formatIp, type Ip } from "../../core/ip.ts";
import { Device, type Link } from "../device.ts";
import { BROADCAST_MAC, formatMac, type Mac } from "../mac.ts";
import type { NetNamespace } from "../namespace.ts";
import { clonePacket, type Frame, type Packet, UDP } from "../packet.ts";
import { dropAtTunnel, receiveInner, sendOuter, sourcePortFor } from "./tunnel.ts";

/** Outer IP and UDP headers, VXLAN's own, and the inner frame's. */
const OVERHEAD = 50;
/** As a bridge's: 300 s. */
const AGEING_US = 300_000_000;

export interface VxlanOptions {
  readonly name: string;
  readonly vni: number;
  /** `external`: where to, and with which VNI, is said frame by frame; frames of any VNI come in, and say so. */
  readonly external?: boolean;
  readonly local: Ip;
  /** The device below: its MTU is what is left to share. */
  readonly underlay: Device;
  /** 8472 is what Linux had before 4789 was assigned, and what it still takes unless told. */
  readonly dstPort?: number;
  readonly learning?: boolean;
  readonly mtu?: number;
  readonly mac?: Mac;
}

export interface VxlanFdbEntry {
  readonly dst: Ip;
  readonly isPermanent: boolean;
  seenAtUs: number;
}

export class Vxlan implements Link {
  readonly device: Device;
  readonly vni: number;
  readonly external: boolean;
  readonly local: Ip;
  readonly dstPort: number;
  readonly learning: boolean;
  readonly underlay: Device;
  readonly #fdb = new Map<Mac, VxlanFdbEntry>();
  /** Where frames go whose address nobody knows (`00:00:00:00:00:00` in `bridge fdb`). */
  readonly #defaults: Ip[] = [];
  readonly #leave: () => void;

  constructor(namespace: NetNamespace, options: VxlanOptions) {
    const { vni, local, underlay, dstPort = 8472, external = false, learning = !external } = options;
    this.vni = vni;
    this.external = external;
    this.local = local;
    this.dstPort = dstPort;
    this.learning = learning;
    this.underlay = underlay;
    this.device = new Device(namespace, {
      name: options.name,
      kind: "vxlan",
      mac: options.mac ?? namespace.network.nextMac(),
      mtu: options.mtu ?? underlay.mtu - OVERHEAD,
      link: this,
    });
    this.#leave = joinPort(namespace, this);
    namespace.addDevice(this.device);
  }

  /** In the order written or learnt. */
  get fdb(): ReadonlyMap<Mac, VxlanFdbEntry> {
    for (const [mac, entry] of this.#fdb) if (this.#isOld(entry)) this.#fdb.delete(mac);
    return this.#fdb;
  }

  get defaults(): readonly Ip[] {
    return this.#defaults;
  }

  /** `bridge fdb replace MAC dev DEVICE dst IP self permanent`. */
  setRemote(mac: Mac, dst: Ip): void {
    this.#fdb.set(mac, { dst, isPermanent: true, seenAtUs: 0 });
  }

  removeRemote(mac: Mac): boolean {
    return this.#fdb.delete(mac);
  }

  /** `bridge fdb append 00:00:00:00:00:00 dev DEVICE dst IP`. */
  addDefault(dst: Ip): void {
    if (!this.#defaults.includes(dst)) this.#defaults.push(dst);
  }

  removeDefault(dst: Ip): void {
    const at = this.#defaults.indexOf(dst);
    if (at >= 0) this.#defaults.splice(at, 1);
  }

  transmit(device: Device, frame: Frame): void {
    if (this.external) {
      this.#transmitByKey(device, frame);
      return;
    }
    const known = frame.dst === BROADCAST_MAC ? undefined : this.#fdb.get(frame.dst);
    if (known !== undefined && !this.#isOld(known)) {
      this.#send(frame, known.dst);
      return;
    }
    if (this.#defaults.length === 0 && frame.packet !== null)
      device.namespace.drop(frame.packet, "tunnel-no-remote", {
        where: device.where,
        lookup: `forwarding entry for ${formatMac(frame.dst)}`,
      });
    for (const dst of this.#defaults)
      this.#send(frame.packet === null ? frame : { ...frame, packet: clonePacket(frame.packet) }, dst);
  }

  #transmitByKey(device: Device, frame: Frame): void {
    const { tunnelKey } = frame;
    if (tunnelKey !== undefined) this.#send(frame, tunnelKey.remote, tunnelKey.vni);
    else if (frame.packet !== null)
      device.namespace.drop(frame.packet, "tunnel-no-remote", { where: device.where, lookup: "tunnel key" });
  }

  /** A datagram with this device's VNI, or for an external one with any. */
  receive(outer: Packet, frame: Frame, vni: number): void {
    if (this.external) frame.tunnelKey = { remote: outer.src, vni };
    if (this.learning && !this.#fdb.get(frame.src)?.isPermanent)
      this.#fdb.set(frame.src, {
        dst: outer.src,
        isPermanent: false,
        seenAtUs: this.device.namespace.clock.nowUs,
      });
    receiveInner(this.device, frame, outer);
  }

  detach(): void {
    this.#leave();
  }

  #send(frame: Frame, dst: Ip, vni = this.vni): void {
    const { device } = this;
    const { namespace } = device;
    if (namespace.routes.lookup(dst)?.device === device) {
      namespace.dropFrame(frame, "tunnel-no-remote", device.where);
      return;
    }
    sendOuter(device, frame, {
      src: this.local,
      dst,
      protocol: UDP,
      dontFragment: false,
      transport: {
        kind: "udp",
        srcPort: sourcePortFor(frame, namespace),
        dstPort: this.dstPort,
        data: NOTHING,
        tunnel: { kind: "vxlan", vni, frame },
      },
    });
  }

  #isOld({ isPermanent, seenAtUs }: VxlanFdbEntry): boolean {
    return !isPermanent && this.device.namespace.clock.nowUs - seenAtUs > AGEING_US;
  }
}

/** Stands for every VNI that no other device of the port has. */
const EXTERNAL = -1;

const NOTHING = new Uint8Array(0);

/** The VXLAN devices of one namespace that share a port, and its socket. */
interface VxlanPort {
  readonly byVni: Map<number, Vxlan>;
  readonly close: () => void;
}

const PORTS = new WeakMap<NetNamespace, Map<number, VxlanPort>>();

/** Returns how to leave it again; the last one closes the socket. */
function joinPort(namespace: NetNamespace, vxlan: Vxlan): () => void {
  let ports = PORTS.get(namespace);
  if (ports === undefined) {
    ports = new Map();
    PORTS.set(namespace, ports);
  }
  const { dstPort } = vxlan;
  const vni = vxlan.external ? EXTERNAL : vxlan.vni;
  const port = ports.get(dstPort) ?? openPort(namespace, dstPort);
  ports.set(dstPort, port);
  port.byVni.set(vni, vxlan);
  return () => {
    port.byVni.delete(vni);
    if (port.byVni.size > 0) return;
    port.close();
    ports.delete(dstPort);
  };
}

function openPort(namespace: NetNamespace, dstPort: number): VxlanPort {
  const byVni = new Map<number, Vxlan>();
  const socket = namespace.sockets.bindUdp({ port: dstPort });
  socket.takePackets((packet) => {
    const tunnel = packet.transport.kind === "udp" ? packet.transport.tunnel : undefined;
    const vxlan = tunnel?.kind === "vxlan" ? (byVni.get(tunnel.vni) ?? byVni.get(EXTERNAL)) : undefined;
    if (tunnel?.kind === "vxlan" && vxlan !== undefined) vxlan.receive(packet, tunnel.frame, tunnel.vni);
    else
      dropAtTunnel(
        namespace,
        packet,
        tunnel?.kind === "vxlan"
          ? `VNI ${tunnel.vni} from ${formatIp(packet.src)}`
          : `no VXLAN header on port ${dstPort}`,
      );
  });
  return { byVni, close: () => socket.close() };
}
