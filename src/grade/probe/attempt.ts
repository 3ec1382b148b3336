/**
 * One attempt together with what the trace shows of it: the sender's own connection, the Pod that served it, and the
 * hop at which it died. The page's evidence and a failed check's words are read from here.
 */
import { sentenceOf } from "../../sim/net/drop-reasons.ts";
import type { DroppedEvent } from "../../sim/net/events.ts";
import type { Certificate } from "../../sim/net/tls/x509/certificate.ts";
import type { Evidence } from "../check.ts";
import type { Copy } from "../copy.ts";
import { type Exchange, exchangesOf } from "../explain/exchange.ts";
import { hopsOf } from "../explain/hop.ts";
import type { PacketStory } from "../explain/packet-story.ts";
import { type FoundPod, podAt } from "../lookup/pods.ts";
import type { Origin } from "./origin.ts";
import type { Outcome } from "./outcome.ts";
import { type Progress, request } from "./request.ts";
import type { Target } from "./target.ts";

const EVIDENCE_LINES = 20;
const GOODBYE_US = 20_000;

export interface Attempt {
  readonly outcome: Outcome;
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly exchanges: readonly Exchange[];
  /** The sender's connection to the target; undefined when it came to none. */
  readonly own: Exchange | undefined;
  /** What the server showed of itself, where TLS was spoken. */
  readonly certificate: Certificate | undefined;
}

export interface AttemptOptions {
  readonly target: Target;
  readonly timeoutSec: number;
  /** How long the connection has for its goodbyes, which belong to this attempt and not to the next one. */
  readonly goodbyeUs?: number;
}

export function attempt(copy: Copy, { machine }: Origin, how: AttemptOptions): Attempt {
  const { trace } = copy.cluster;
  const fromSeq = trace.nextSeq;
  const progress: Progress = { stage: "name", local: null };
  const ended = copy.complete(request(machine, how.target, progress), how.timeoutSec);
  const outcome: Outcome =
    ended === "unfinished" ? { kind: "timed-out", stage: progress.stage, afterSec: how.timeoutSec } : ended;
  copy.cluster.clock.runUntil(copy.nowUs + (how.goodbyeUs ?? GOODBYE_US));
  const toSeq = trace.nextSeq;
  // Most attempts are only asked how they ended, so what was seen of them is read when somebody wants to know.
  let read: readonly Exchange[] | undefined;
  const seen = (): readonly Exchange[] => {
    read ??= exchangesOf(trace.between(fromSeq, toSeq));
    return read;
  };
  return {
    outcome,
    fromSeq,
    toSeq,
    get exchanges() {
      return seen();
    },
    get own() {
      return ownOf(seen(), { ...progress, from: machine.network.name }, how.target.port);
    },
    certificate: progress.certificate,
  };
}

/** By its ends once it was connected; else the sender's last try at the port. */
function ownOf(exchanges: readonly Exchange[], { local, from }: Progress & { from: string }, port: number) {
  const tries = exchanges.filter((exchange) => exchange.protocol === "tcp" && isWithin(exchange.from, from));
  if (local !== null) return tries.find(({ client }) => client === local);
  return tries.findLast(({ server }) => server.endsWith(`:${port}`));
}

function isWithin(place: string, namespace: string): boolean {
  return place === namespace || place.startsWith(`${namespace}/`);
}

/**
 * The Pod that the connection came to. What is sent to a load balancer on the learner's machine goes on in a second
 * connection: the one that somebody who is no Pod opened to an address which then became a Pod's.
 */
export function servedBy(copy: Copy, { own, exchanges }: Attempt): FoundPod | undefined {
  if (own === undefined) return undefined;
  const direct = podAt(copy, hostOf(own.backend));
  if (direct !== undefined) return direct;
  return passedOn(copy, own, exchanges).map((exchange) => podAt(copy, hostOf(exchange.backend)))[0];
}

function passedOn(copy: Copy, own: Exchange, exchanges: readonly Exchange[]): Exchange[] {
  return exchanges.filter(
    (exchange) =>
      exchange !== own &&
      exchange.protocol === "tcp" &&
      exchange.startUs >= own.startUs &&
      exchange.server !== exchange.backend &&
      podAt(copy, hostOf(exchange.client)) === undefined,
  );
}

export function hostOf(end: string): string {
  return end.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
}

/** Every end that a packet of the way came to other than delivery, in order. */
export function deathsOf(copy: Copy, { own, exchanges }: Attempt): DroppedEvent[] {
  const ways = own === undefined ? exchanges : [own, ...passedOn(copy, own, exchanges)];
  const deaths: DroppedEvent[] = [];
  for (const { packets } of ways)
    for (const packet of packets) {
      const event = packet.events.findLast(({ type }) => type === "dropped");
      if (packet.end === "dropped" && event?.type === "dropped") deaths.push(event);
    }
  return deaths;
}

/** `at docker-desktop a rule rejected it …`: the first packet of the way that was dropped; undefined when none was. */
export function fatalHop(copy: Copy, tried: Attempt): string | undefined {
  const [death] = deathsOf(copy, tried);
  if (death === undefined) return undefined;
  const about = death.lookup === undefined ? "" : ` (${death.lookup})`;
  const by = death.rule === undefined ? "" : `: ${death.rule}`;
  return `at ${placeText(death.where)} ${sentenceOf(death.reason)}${about}${by}`;
}

/** The way of the connection's first packet, hop by hop, on into a second connection where somebody passed it on. */
export function evidenceOf(copy: Copy, { own, exchanges, fromSeq, toSeq }: Attempt): Evidence {
  const ways = own === undefined ? exchanges.slice(-1) : [own, ...passedOn(copy, own, exchanges)];
  const lines = ways.flatMap(({ packets }) => wayOf(packets[0]));
  const last = lines.at(-1);
  if (last === undefined || lines.length <= EVIDENCE_LINES) return { fromSeq, toSeq, lines };
  return { fromSeq, toSeq, lines: [...lines.slice(0, EVIDENCE_LINES - 1), last] };
}

/** The hops of one packet in words, without those that decided nothing. */
export function wayOf(packet: PacketStory | undefined): string[] {
  if (packet === undefined) return [];
  return hopsOf(packet.events, packet.packetId)
    .filter((hop) => !hop.minor)
    .map((hop) => `${placeText(hop.where)}: ${hop.sentence}`);
}

/** The learner's own machine has no name in the cluster. */
function placeText(where: string): string {
  return where.replace(/^host(?=\/|$)/, "your machine");
}

/** The last question of a stretch, for checks that only ask DNS. */
export function evidenceOfSlice(copy: Copy, fromSeq: number): Evidence {
  const { trace } = copy.cluster;
  const exchanges = exchangesOf(trace.between(fromSeq)).filter(({ protocol }) => protocol === "udp");
  const outcome: Outcome = { kind: "no-name" };
  const own = exchanges.at(-1);
  return evidenceOf(copy, { outcome, own, certificate: undefined, exchanges, fromSeq, toSeq: trace.nextSeq });
}
