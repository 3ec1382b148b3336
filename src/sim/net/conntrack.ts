/**
 * Connection tracking: every packet is looked up by its tuple and belongs to a new connection, a known one, is
 * related to one (an ICMP error), or is invalid. A connection enters the table only when its first packet has got
 * through the host (`confirm`). NAT (`netfilter/nat.ts`) is nothing but a reply tuple that is not the mirror of
 * the original.
 *
 * Models: net/netfilter/nf_conntrack_core.c nf_conntrack_in, __nf_conntrack_confirm,
 * nf_ct_resolve_clash; nf_conntrack_proto_udp.c
 * SIMPLIFIED: no helpers (FTP, SIP) and no zones.
 */
import type { Timer } from "../core/clock.ts";
import { TCP_TIMEOUT, tcpTransition } from "./conntrack-tcp.ts";
import {
  ASSURED,
  CONFIRMED,
  createFlow,
  DYING,
  type Flow,
  type FlowDirection,
  type FlowSpec,
  type FlowState,
  NAT_CLASH,
  SEEN_REPLY,
  STREAM_AFTER_US,
  type TcpFlowState,
  type Tuple,
} from "./flow.ts";
import { FlowTable, sameTuple } from "./flow-table.ts";
import { formatFlow } from "./flow-text.ts";
import { FlowWatchers } from "./flow-watchers.ts";
import type { NetNamespace } from "./namespace.ts";
import { lengthOf, type Packet, RST, type TcpSegment, UDP } from "./packet.ts";
import { emptyTuple, invertTuple, isIcmpError, readTuple } from "./tuple.ts";

/** How often what has expired is swept out; until then it is only ignored. */
const SWEEP_US = 30_000_000;
/** How long what lost a race waits for its reply. */
const CLASH_US = 1_000_000;
/** How many entries are looked at for one that may be given up when the table is full. */
const EARLY_DROP_LOOKS = 64;

export class Conntrack {
  readonly #namespace: NetNamespace;
  readonly #table = new FlowTable();
  /** What is being looked up. */
  readonly #tuple = emptyTuple();
  readonly watchers = new FlowWatchers();
  #nextId = 1;
  #sweep: Timer | null = null;
  /** How often a new connection found the table full (`conntrack -S` drop). */
  dropped = 0;
  /** How many connections made room for another in a full table (`early_drop`). */
  earlyDropped = 0;
  /** How many packets could not belong to any connection (`invalid`). */
  invalid = 0;
  /** How many were made by hand (`insert`). */
  inserted = 0;
  /** How many confirmations found the tuple taken (`insert_failed`). */
  insertFailed = 0;
  /** How many of them got through all the same (`clash_resolve`). */
  clashResolved = 0;
  /**
   * As on a host with several processors and a kernel before 5.7: datagrams of one socket that follow each other so
   * soon do not see each other's connection, and of two that are sent on differently the second is lost. 0: never.
   */
  raceUs = 0;

  constructor(namespace: NetNamespace) {
    this.#namespace = namespace;
  }

  get count(): number {
    return this.#table.size;
  }

  /** What `conntrack -L` lists. */
  entries(): readonly Flow[] {
    const nowUs = this.#namespace.clock.nowUs;
    return [...this.#table].filter((flow) => flow.expiresAtUs > nowUs && (flow.status & NAT_CLASH) === 0);
  }

  /** `conntrack -D`: how many went. */
  delete(fits: (flow: Flow) => boolean): number {
    let gone = 0;
    const { nowUs } = this.#namespace.clock;
    for (const flow of [...this.#table]) {
      if (flow.expiresAtUs > nowUs && (flow.status & NAT_CLASH) === 0) {
        if (!fits(flow)) continue;
        gone++;
      } else if (flow.expiresAtUs > nowUs) continue;
      this.#destroy(flow);
    }
    return gone;
  }

  /** Is it in the table, or still on its first packet's way? */
  holds(flow: Flow): boolean {
    return (flow.status & CONFIRMED) !== 0;
  }

  /** The connection that was opened with that tuple goes, if there is one. */
  forget(tuple: Tuple): void {
    const flow = this.#live(tuple, "original");
    if (flow !== null) this.#destroy(flow);
  }

  flush(): void {
    this.delete(() => true);
    if (this.#sweep !== null) this.#namespace.clock.cancel(this.#sweep);
    this.#sweep = null;
  }

  /** A connection that is made by hand (`conntrack -I`); null when there is one like it. */
  create(spec: Omit<FlowSpec, "id" | "nowUs">, timeoutSec: number): Flow | null {
    if (this.#live(spec.original, "original") !== null || this.#live(spec.reply, "reply") !== null) return null;
    const { nowUs } = this.#namespace.clock;
    const flow = createFlow({ ...spec, id: this.#nextId++, nowUs });
    flow.expiresAtUs = nowUs + timeoutSec * 1_000_000;
    this.inserted++;
    this.#insert(flow);
    return flow;
  }

  /** Is there a connection whose replies look like this? Whoever picks a port for NAT asks. */
  isTaken(reply: Tuple, except: Flow): boolean {
    this.#table.find(reply);
    const { original } = this.#table;
    const inReply = this.#ifLive(this.#table.reply);
    if (inReply !== null && inReply !== except && !(this.raceUs > 0 && this.#isRaced(inReply))) return true;
    const inOriginal = this.#ifLive(original);
    return inOriginal !== null && inOriginal !== except;
  }

  /** At PREROUTING and OUTPUT. False when the table is full and the packet is dropped. */
  track(packet: Packet): boolean {
    if (packet.flowState !== "untouched") return true;
    const ok = isIcmpError(packet.transport) ? this.#trackError(packet) : this.#trackTransport(packet);
    if (ok && this.#namespace.trace.on) this.#tell(packet);
    return ok;
  }

  #tell({ id, flow, flowState }: Packet): void {
    const { trace, name: where } = this.#namespace;
    if (flow === null || flowState !== "NEW") trace.emit({ type: "conntrack", where, packetId: id, state: flowState });
    else trace.emit({ type: "conntrack", where, packetId: id, state: flowState, flow: formatFlow(flow) });
  }

  /** Belongs to the connection of the packet that it is an answer to: a locally made ICMP error or reset. */
  attach(made: Packet, to: Packet): void {
    if (to.flow === null) return;
    made.flow = to.flow;
    made.flowDirection = to.flowDirection === "original" ? "reply" : "original";
    made.flowState = "RELATED";
  }

  /** At the end of POSTROUTING and INPUT: the first packet got through. False when the tuple was taken meanwhile. */
  confirm(packet: Packet): boolean {
    const { flow } = packet;
    if (flow === null || (flow.status & CONFIRMED) !== 0 || packet.flowDirection === "reply") return true;
    const winner = this.#live(flow.original, "original");
    const isReplyTaken = this.#live(flow.reply, "reply") !== null;
    if (winner === null && !isReplyTaken) this.#insert(flow);
    else if (flow.original.protocol !== UDP || winner === null) return this.#lose(packet, flow);
    else if (sameTuple(winner.reply, flow.reply)) this.#join(packet, winner);
    else if (isReplyTaken || this.raceUs > 0) return this.#lose(packet, flow);
    else {
      // Two first datagrams of one socket (the A and the AAAA query), sent on differently: both may get their answer.
      flow.status |= NAT_CLASH;
      flow.expiresAtUs = this.#namespace.clock.nowUs + CLASH_US;
      this.clashResolved++;
      this.#insert(flow);
    }
    return true;
  }

  #insert(flow: Flow): void {
    flow.status |= CONFIRMED;
    this.#table.add(flow);
    if (!this.watchers.isEmpty) this.watchers.tell("NEW", flow);
    this.#sweep ??= this.#namespace.clock.after(SWEEP_US, () => this.#sweepOut(), { background: true });
  }

  /** The packet belongs to the connection that was first, which NAT treats in the same way. */
  #join(packet: Packet, winner: Flow): void {
    packet.flow = winner;
    winner.originalCounters.packets++;
    winner.originalCounters.bytes += lengthOf(packet);
    this.clashResolved++;
  }

  #lose(packet: Packet, flow: Flow): false {
    this.insertFailed++;
    this.#namespace.drop(packet, "conntrack-clash", { lookup: formatFlow(flow) });
    return false;
  }

  #trackTransport(packet: Packet): boolean {
    const tuple = this.#tuple;
    readTuple(packet, tuple);
    let direction: FlowDirection = "original";
    this.#table.find(tuple);
    const { original, reply } = this.#table;
    let flow = this.#ifLive(original);
    if (flow === null) {
      flow = this.#ifLive(reply);
      if (flow !== null) direction = "reply";
    } else if (this.raceUs > 0 && this.#isRaced(flow)) flow = null;
    if (flow !== null && packet.transport.kind === "tcp" && this.#reopens(flow, direction, packet.transport)) {
      this.#destroy(flow);
      flow = null;
      direction = "original";
    }
    if (flow === null) {
      if (!this.#hasRoom(packet)) return false;
      flow = this.#create(tuple, packet);
      if (flow === null) {
        packet.flowState = "INVALID";
        this.invalid++;
        return true;
      }
    }
    packet.flow = flow;
    packet.flowDirection = direction;
    this.#advance(flow, direction, packet);
    return true;
  }

  /** Its first packet is not through yet, as far as this one can know. */
  #isRaced({ original, status, streamAtUs }: Flow): boolean {
    const bornUs = streamAtUs - STREAM_AFTER_US;
    return (
      original.protocol === UDP && (status & SEEN_REPLY) === 0 && this.#namespace.clock.nowUs <= bornUs + this.raceUs
    );
  }

  #advance(flow: Flow, direction: FlowDirection, packet: Packet): void {
    const { status, tcpState } = flow;
    if (packet.transport.kind === "tcp" && !this.#advanceTcp(flow, direction, packet.transport)) {
      packet.flow = null;
      packet.flowState = "INVALID";
      this.invalid++;
      return;
    }
    packet.flowState = stateOf(flow, direction);
    if (packet.transport.kind !== "tcp") this.#refresh(flow);
    if (direction === "reply") flow.status |= SEEN_REPLY;
    const counters = direction === "original" ? flow.originalCounters : flow.replyCounters;
    counters.packets++;
    counters.bytes += lengthOf(packet);
    if (this.watchers.isEmpty || (status & CONFIRMED) === 0 || (flow.status & DYING) !== 0) return;
    if (status !== flow.status || tcpState !== flow.tcpState) this.watchers.tell("UPDATE", flow);
  }

  /** False when the segment cannot belong to the connection. */
  #advanceTcp(flow: Flow, direction: FlowDirection, segment: TcpSegment): boolean {
    const before = flow.tcpState;
    const next = tcpTransition(before, direction, segment.flags);
    if (next === "INVALID") return false;
    const seenReply = (flow.status & SEEN_REPLY) !== 0;
    if (next !== "IGNORE") flow.tcpState = next;
    if (!seenReply && (segment.flags & RST) !== 0) {
      // The only answer ever was a reset: there is nothing to remember.
      this.#destroy(flow);
      return true;
    }
    if (seenReply && flow.tcpState === "ESTABLISHED" && (before === "SYN_RECV" || before === "ESTABLISHED"))
      flow.status |= ASSURED;
    flow.expiresAtUs = this.#namespace.clock.nowUs + this.#tcpTimeoutSec(flow.tcpState) * 1_000_000;
    return true;
  }

  #tcpTimeoutSec(state: TcpFlowState): number {
    return this.#namespace.sysctls[TCP_TIMEOUT[state]];
  }

  #refresh(flow: Flow): void {
    if ((flow.status & NAT_CLASH) !== 0) return;
    const { clock, sysctls } = this.#namespace;
    let sec = flow.original.icmpType >= 0 ? sysctls.nfConntrackIcmpTimeoutSec : sysctls.nfConntrackGenericTimeoutSec;
    if (flow.original.protocol === UDP) {
      const isStream = (flow.status & SEEN_REPLY) !== 0 && clock.nowUs > flow.streamAtUs;
      if (isStream) flow.status |= ASSURED;
      sec = isStream ? sysctls.nfConntrackUdpTimeoutStreamSec : sysctls.nfConntrackUdpTimeoutSec;
    }
    flow.expiresAtUs = clock.nowUs + sec * 1_000_000;
  }

  /** A SYN on a connection that is over starts another one. */
  #reopens(flow: Flow, direction: FlowDirection, segment: TcpSegment): boolean {
    return (
      (flow.tcpState === "TIME_WAIT" || flow.tcpState === "CLOSE") &&
      tcpTransition(flow.tcpState, direction, segment.flags) === "SYN_SENT"
    );
  }

  /** An ICMP error belongs to the connection of the packet that it carries. */
  #trackError(packet: Packet): boolean {
    packet.flowState = "INVALID";
    const { transport } = packet;
    if (transport.kind !== "icmp" || transport.about === null) return true;
    readTuple(transport.about, this.#tuple);
    // The error goes the way that an answer to the packet would have gone.
    const answer = invertTuple(this.#tuple);
    if (answer === null) return true;
    packet.flow = this.#live(answer, "reply");
    packet.flowDirection = "reply";
    if (packet.flow === null) {
      packet.flow = this.#live(answer, "original");
      packet.flowDirection = "original";
    }
    if (packet.flow === null) return true;
    packet.flowState = "RELATED";
    return true;
  }

  /** Null when a connection cannot begin like this. */
  #create(tuple: Tuple, packet: Packet): Flow | null {
    const { clock, sysctls } = this.#namespace;
    const { transport } = packet;
    if (transport.kind === "tcp") {
      const first = tcpTransition("NONE", "original", transport.flags);
      if (first === "INVALID" || first === "IGNORE") return null;
      if (first === "ESTABLISHED" && !sysctls.nfConntrackTcpLoose) return null;
    }
    const reply = invertTuple(tuple);
    if (reply === null) return null;
    return createFlow({ id: this.#nextId++, original: { ...tuple }, reply, nowUs: clock.nowUs });
  }

  #hasRoom(packet: Packet): boolean {
    const { sysctls } = this.#namespace;
    if (this.#table.size < sysctls.nfConntrackMax || sysctls.nfConntrackMax === 0) return true;
    let looks = 0;
    for (const flow of this.#table) {
      if ((flow.status & ASSURED) === 0 || flow.expiresAtUs <= this.#namespace.clock.nowUs) {
        if (flow.expiresAtUs > this.#namespace.clock.nowUs) this.earlyDropped++;
        this.#destroy(flow);
        return true;
      }
      if (++looks >= EARLY_DROP_LOOKS) break;
    }
    this.dropped++;
    this.#namespace.kernelLog.writeLimited(4, "nf_conntrack: nf_conntrack: table full, dropping packet");
    this.#namespace.drop(packet, "conntrack-full", { lookup: `nf_conntrack_max ${sysctls.nfConntrackMax}` });
    return false;
  }

  #live(tuple: Tuple, direction: FlowDirection): Flow | null {
    this.#table.find(tuple);
    return this.#ifLive(direction === "original" ? this.#table.original : this.#table.reply);
  }

  /** What has expired is not there any more, even before it is swept out. */
  #ifLive(flow: Flow | null): Flow | null {
    if (flow === null || (flow.status & DYING) !== 0) return null;
    if (flow.expiresAtUs > this.#namespace.clock.nowUs) return flow;
    this.#destroy(flow);
    return null;
  }

  #destroy(flow: Flow): void {
    if ((flow.status & DYING) === 0 && (flow.status & CONFIRMED) !== 0 && !this.watchers.isEmpty)
      this.watchers.tell("DESTROY", flow);
    flow.status |= DYING;
    this.#table.delete(flow);
    const { trace } = this.#namespace;
    if (trace.on && (flow.status & CONFIRMED) !== 0)
      trace.emit({ type: "flow-ended", where: this.#namespace.name, flow: formatFlow(flow) });
  }

  #sweepOut(): void {
    const nowUs = this.#namespace.clock.nowUs;
    for (const flow of this.#table) if (flow.expiresAtUs <= nowUs) this.#destroy(flow);
    this.#sweep =
      this.#table.size === 0
        ? null
        : this.#namespace.clock.after(SWEEP_US, () => this.#sweepOut(), { background: true });
  }
}

function stateOf(flow: Flow, direction: FlowDirection): FlowState {
  return direction === "reply" || (flow.status & SEEN_REPLY) !== 0 ? "ESTABLISHED" : "NEW";
}
