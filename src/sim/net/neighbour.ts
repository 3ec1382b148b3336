/**
 * The neighbour table: which Ethernet address answers for an IP address on a link. Read RFC 826 first, then the
 * states of RFC 4861 §7.3.2, which Linux uses for IPv4 as well:
 *
 *   INCOMPLETE --reply--> REACHABLE --30 s--> STALE --use--> DELAY --5 s--> PROBE --3 tries--> FAILED
 *
 * Models: net/core/neighbour.c, net/ipv4/arp.c
 * SIMPLIFIED: only ARP itself confirms a neighbour, not the progress of a TCP connection.
 * SIMPLIFIED: an unused entry is kept until there are 1024 (gc_thresh3 is never approached).
 */
import type { Timer } from "../core/clock.ts";
import { formatIp, type Ip } from "../core/ip.ts";
import type { Prng } from "../core/prng.ts";
import { answersFor, sendArpReply, sendArpRequest } from "./arp.ts";
import type { Device } from "./device.ts";
import { BROADCAST_MAC, formatMac, type Mac, ZERO_MAC } from "./mac.ts";
import type { NetNamespace } from "./namespace.ts";
import type { ArpMessage, Packet } from "./packet.ts";

export type NeighbourState =
  | "INCOMPLETE"
  | "REACHABLE"
  | "STALE"
  | "DELAY"
  | "PROBE"
  | "FAILED"
  | "PERMANENT"
  | "NOARP";

export interface Neighbour {
  readonly ip: Ip;
  readonly device: Device;
  mac: Mac;
  state: NeighbourState;
  /** REACHABLE until then. */
  reachableUntilUs: number;
  probes: number;
  timer: Timer | null;
  /** Packets that wait for the address. */
  readonly queue: Waiting[];
}

interface Waiting {
  readonly packet: Packet;
  readonly go: (mac: Mac) => void;
}

/** Defaults of net.ipv4.neigh.default. */
const RETRANS_US = 1_000_000;
const MCAST_SOLICIT = 3;
const UCAST_SOLICIT = 3;
const BASE_REACHABLE_US = 30_000_000;
const DELAY_FIRST_PROBE_US = 5_000_000;
/** unres_qlen, as the kernel shows its default of 212,992 bytes (unres_qlen_bytes) in packets. */
const QUEUE_LENGTH = 101;
const MAX_ENTRIES = 1024;

export class NeighbourTable {
  readonly #namespace: NetNamespace;
  readonly #prng: Prng;
  readonly #entries = new Map<Device, Map<Ip, Neighbour>>();
  readonly #answered = new Map<Device, Set<Ip>>();
  #count = 0;

  constructor(namespace: NetNamespace) {
    this.#namespace = namespace;
    this.#prng = namespace.prng.split("neighbour");
  }

  /** For `ip neigh`: in the order in which they were first met. */
  entries(): readonly Neighbour[] {
    const all: Neighbour[] = [];
    for (const ofDevice of this.#entries.values())
      for (const entry of ofDevice.values()) {
        this.#age(entry);
        all.push(entry);
      }
    return all;
  }

  /** Hands the packet to `nextHop` on `device`: now if its address is known, else when somebody has answered. */
  send(device: Device, nextHop: Ip, packet: Packet): void {
    if (!device.needsArp) {
      device.send({ src: device.mac, dst: device.mac, packet, arp: null, nextHop });
      return;
    }
    const entry = this.#entryFor(device, nextHop);
    if (this.#isUsable(entry)) device.send({ src: device.mac, dst: entry.mac, packet, arp: null });
    else this.#wait(entry, packet, (mac) => device.send({ src: device.mac, dst: mac, packet, arp: null }));
  }

  /** The same for who sends the packet himself: `go` is called with the address, now, later or never. */
  resolve(device: Device, nextHop: Ip, packet: Packet, go: (mac: Mac) => void): void {
    const entry = this.#entryFor(device, nextHop);
    if (this.#isUsable(entry)) go(entry.mac);
    else this.#wait(entry, packet, go);
  }

  /** The address if it is known, without asking anybody. */
  known(device: Device, ip: Ip): Mac | null {
    const entry = this.#entries.get(device)?.get(ip);
    return entry === undefined || entry.state === "INCOMPLETE" || entry.state === "FAILED" ? null : entry.mac;
  }

  /** `ip neigh replace IP lladdr MAC dev DEVICE nud permanent`: what an overlay's agent writes. */
  setPermanent(device: Device, ip: Ip, mac: Mac): void {
    const entry = this.#entryFor(device, ip);
    this.#stop(entry);
    entry.mac = mac;
    entry.state = "PERMANENT";
    this.#sendQueue(entry);
  }

  remove(device: Device, ip: Ip): void {
    const entry = this.#entries.get(device)?.get(ip);
    if (entry === undefined) return;
    this.#stop(entry);
    this.#entries.get(device)?.delete(ip);
    this.#count--;
  }

  /**
   * Somebody on this host answers for the address on that device, whatever the routes say: a program with a raw socket,
   * or an entry of `ip neigh add proxy`. Returns how to end it.
   */
  answerFor(device: Device, ip: Ip): () => void {
    const answered = this.#answered.get(device) ?? new Set<Ip>();
    this.#answered.set(device, answered);
    answered.add(ip);
    return () => answered.delete(ip);
  }

  answersFor(device: Device, ip: Ip): boolean {
    return this.#answered.get(device)?.has(ip) === true;
  }

  removeDevice(device: Device): void {
    this.#answered.delete(device);
    for (const ip of [...(this.#entries.get(device)?.keys() ?? [])]) this.remove(device, ip);
    this.#entries.delete(device);
  }

  flush(): void {
    for (const device of [...this.#entries.keys()]) this.removeDevice(device);
  }

  /** An ARP message came in. */
  receive(device: Device, message: ArpMessage): void {
    const forUs = answersFor(this.#namespace, device, message.targetIp);
    const entry = this.#entries.get(device)?.get(message.senderIp);
    if (message.operation === "reply") {
      if (entry !== undefined) this.#confirm(entry, message.senderMac, message.id);
      return;
    }
    if (entry !== undefined) this.#update(entry, message.senderMac, message.id);
    else if (forUs && message.senderIp !== 0)
      this.#update(this.#create(device, message.senderIp), message.senderMac, message.id);
    if (forUs) sendArpReply(device, message);
  }

  #entryFor(device: Device, ip: Ip): Neighbour {
    const known = this.#entries.get(device)?.get(ip);
    if (known !== undefined) return known;
    const entry = this.#create(device, ip);
    if (device.needsArp) this.#startResolving(entry);
    else entry.state = "NOARP";
    return entry;
  }

  #create(device: Device, ip: Ip): Neighbour {
    let ofDevice = this.#entries.get(device);
    if (ofDevice === undefined) {
      ofDevice = new Map();
      this.#entries.set(device, ofDevice);
    }
    if (this.#count >= MAX_ENTRIES) this.#evict();
    const entry: Neighbour = {
      ip,
      device,
      mac: ZERO_MAC,
      state: "FAILED",
      reachableUntilUs: 0,
      probes: 0,
      timer: null,
      queue: [],
    };
    ofDevice.set(ip, entry);
    this.#count++;
    return entry;
  }

  /** May a packet be sent to the address that it has? Using a stale one makes it be checked. */
  #isUsable(entry: Neighbour): boolean {
    this.#age(entry);
    if (entry.state === "STALE") this.#startDelay(entry);
    else if (entry.state === "FAILED") this.#startResolving(entry);
    return entry.state !== "INCOMPLETE";
  }

  /** Makes room: the first entry that nobody would miss. */
  #evict(): void {
    for (const entry of this.entries())
      if (entry.state === "STALE" || entry.state === "FAILED") {
        this.remove(entry.device, entry.ip);
        return;
      }
  }

  #wait(entry: Neighbour, packet: Packet, go: (mac: Mac) => void): void {
    if (entry.queue.length >= QUEUE_LENGTH) {
      const oldest = entry.queue.shift() as Waiting;
      this.#namespace.drop(oldest.packet, "neighbour-queue-full", {
        where: entry.device.where,
        lookup: formatIp(entry.ip),
      });
    }
    entry.queue.push({ packet, go });
  }

  #startResolving(entry: Neighbour): void {
    entry.state = "INCOMPLETE";
    entry.probes = 0;
    this.#solicit(entry);
  }

  /** Asks, and asks again each second until the tries are used up. */
  #solicit(entry: Neighbour): void {
    entry.probes++;
    const unicast = entry.state === "PROBE";
    sendArpRequest(entry.device, entry.ip, unicast ? entry.mac : BROADCAST_MAC);
    entry.timer = this.#namespace.clock.after(
      RETRANS_US,
      () => {
        if (entry.probes < (unicast ? UCAST_SOLICIT : MCAST_SOLICIT)) this.#solicit(entry);
        else this.#fail(entry);
      },
      { background: entry.queue.length === 0 && unicast },
    );
  }

  #fail(entry: Neighbour): void {
    this.#stop(entry);
    entry.state = "FAILED";
    this.#tell(entry, "failed", 0);
    for (const { packet } of entry.queue.splice(0)) {
      this.#namespace.drop(packet, "arp-failed", { where: entry.device.where, lookup: formatIp(entry.ip) });
      this.#namespace.stack.linkFailure(packet);
    }
  }

  #startDelay(entry: Neighbour): void {
    entry.state = "DELAY";
    entry.timer = this.#namespace.clock.after(
      DELAY_FIRST_PROBE_US,
      () => {
        entry.state = "PROBE";
        entry.probes = 0;
        this.#solicit(entry);
      },
      { background: true },
    );
  }

  /** An answer to our question: reachable for a while, 15 to 45 s, so that hosts do not ask in step. */
  #confirm(entry: Neighbour, mac: Mac, packetId: number): void {
    if (entry.state === "PERMANENT" || entry.state === "NOARP") return;
    this.#stop(entry);
    entry.mac = mac;
    entry.state = "REACHABLE";
    entry.reachableUntilUs = this.#namespace.clock.nowUs + BASE_REACHABLE_US / 2 + this.#prng.below(BASE_REACHABLE_US);
    this.#tell(entry, "resolved", packetId);
    this.#sendQueue(entry);
  }

  /** Somebody asked us and thereby told us where they are; not as good as an answer. */
  #update(entry: Neighbour, mac: Mac, packetId: number): void {
    if (entry.state === "PERMANENT" || entry.state === "NOARP") return;
    if (entry.mac === mac && entry.state !== "INCOMPLETE" && entry.state !== "FAILED") return;
    this.#stop(entry);
    entry.mac = mac;
    entry.state = "STALE";
    this.#tell(entry, "resolved", packetId);
    this.#sendQueue(entry);
  }

  #sendQueue(entry: Neighbour): void {
    if (entry.queue.length === 0) return;
    for (const { go } of entry.queue.splice(0)) go(entry.mac);
  }

  #age(entry: Neighbour): void {
    if (entry.state === "REACHABLE" && this.#namespace.clock.nowUs >= entry.reachableUntilUs) entry.state = "STALE";
  }

  #stop(entry: Neighbour): void {
    if (entry.timer !== null) this.#namespace.clock.cancel(entry.timer);
    entry.timer = null;
  }

  #tell(entry: Neighbour, operation: "resolved" | "failed", packetId: number): void {
    const { trace } = this.#namespace;
    if (!trace.on) return;
    const event = { type: "arp", where: entry.device.where, packetId, operation, ip: formatIp(entry.ip) } as const;
    trace.emit(operation === "failed" ? event : { ...event, mac: formatMac(entry.mac) });
  }
}
