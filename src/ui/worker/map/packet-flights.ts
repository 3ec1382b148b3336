/** Packets as the map flies them: from object to object, through the Service whose address was rewritten, to their end. */
import { type Exchange, exchangesOf } from "../../../grade/explain/exchange.ts";
import type { PacketStory } from "../../../grade/explain/packet-story.ts";
import type { Traced, TracedNetEvent } from "../../../grade/explain/traced.ts";
import type { HeaderRecord } from "../../../sim/net/events.ts";
import type { Flight, FlightEnd } from "./map-protocol.ts";
import type { MapSource } from "./map-source.ts";
import { HOST, INTERNET, idOf } from "./object-id.ts";

/** Reasons that tell the sender so. */
const REFUSALS: ReadonlySet<string> = new Set(["netfilter-reject", "no-socket", "route-unreachable", "route-prohibit"]);

export interface Places {
  /** The object that a place of the trace belongs to. */
  placeOf(where: string): string;
  /** The Service that an end of a packet means; undefined: none. */
  serviceAt(address: string, port: number | undefined): string | undefined;
}

export function placesOf({ nodes, services }: Pick<MapSource, "nodes" | "services">): Places {
  const nodeNames = new Set(nodes.map(({ metadata }) => metadata.name));
  const byAddress = new Map<string, string>();
  for (const { metadata, spec, status } of services) {
    const id = idOf("Service", metadata);
    const given = (status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => (ip === undefined ? [] : [ip]));
    for (const address of [...(spec.clusterIPs ?? []), ...(spec.externalIPs ?? []), ...given])
      byAddress.set(address, id);
    for (const { nodePort } of spec.ports ?? []) if (nodePort !== undefined) byAddress.set(`:${nodePort}`, id);
  }
  return {
    placeOf(where) {
      const [first = "", second] = where.split("/");
      if (nodeNames.has(first)) return idOf("Node", { name: first });
      if (first === "host") return HOST;
      if (first === "internet" || second === undefined) return INTERNET;
      return /^(internet-gateway|control-plane|[en]lb-)/.test(first)
        ? INTERNET
        : idOf("Pod", { namespace: first, name: second });
    },
    serviceAt: (address, port) => byAddress.get(address) ?? byAddress.get(`:${port}`),
  };
}

export interface Sky {
  readonly flights: readonly Flight[];
  /** Events of packets that have not ended: look at them again together with what comes next. */
  readonly unfinished: readonly Traced[];
}

/** `sinceUs`: packets that started earlier and are still on their way are given up. */
export function flightsOf(events: readonly Traced[], places: Places, sinceUs: number): Sky {
  const flights: Flight[] = [];
  const unfinished: Traced[] = [];
  const named = namedServices(events, places);
  for (const exchange of exchangesOf(events)) {
    const [first] = exchange.packets;
    for (const packet of exchange.packets) {
      if (packet.end === "on its way" && packet.startUs >= sinceUs) unfinished.push(...packet.events);
      else if (!isBareAck(packet))
        flights.push(flightOf(packet, { exchange, key: first?.packetId ?? 0, places, named }));
    }
  }
  return { flights, unfinished };
}

interface Context {
  readonly exchange: Exchange;
  readonly key: number;
  readonly places: Places;
  /** Services that a program named and whose socket was given a Pod's address at once. */
  readonly named: ReadonlyMap<string, string>;
}

function flightOf(packet: PacketStory, { exchange, key, places, named }: Context): Flight {
  const way: string[] = [];
  const pass = (id: string | undefined): void => {
    if (id !== undefined && way.at(-1) !== id) way.push(id);
  };
  for (const event of packet.events) {
    pass(places.placeOf(event.where));
    if (way.length === 1 && event.type === "sent")
      pass(named.get(`${event.where.split("/eth")[0]} ${exchange.server}`));
    if (event.type === "rewritten") pass(rewrittenService(event.before, event.after, places));
  }
  const { packetId, title, ending, startUs } = packet;
  const end = endOf(packet, exchange);
  const isNodes = isBetweenNodeAndPod(way, end);
  return { packetId, exchange: key, way, title, end, ending, atUs: startUs, isNodes };
}

/** A reset that answers a SYN, and an ICMP message that there is no way, carry the refusal back. */
function endOf({ end, reason, first }: PacketStory, exchange: Exchange): FlightEnd {
  if (end === "dropped") return REFUSALS.has(reason ?? "") ? "refused" : "dropped";
  const isRefusal = (/RST/.test(first?.flags ?? "") && exchange.end === "refused") || first?.icmpType === 3;
  return isRefusal ? "refused" : end;
}

/** From a node itself to a Pod, or the answer: the kubelet's probes, above all. What is lost at a node was not for the node. */
function isBetweenNodeAndPod(way: readonly string[], end: FlightEnd): boolean {
  const isNode = (id: string | undefined): boolean => id?.startsWith("Node/") === true;
  if (!way.every((id) => isNode(id) || id.startsWith("Pod/"))) return false;
  return isNode(way[0]) ? way.length > 1 : isNode(way.at(-1)) && end !== "dropped" && end !== "refused";
}

function rewrittenService(before: HeaderRecord, after: HeaderRecord, places: Places): string | undefined {
  if (before.dst !== after.dst || before.dstPort !== after.dstPort) return places.serviceAt(before.dst, before.dstPort);
  if (before.src !== after.src) return places.serviceAt(after.src, after.srcPort);
  return undefined;
}

function namedServices(events: readonly Traced[], places: Places): Map<string, string> {
  const named = new Map<string, string>();
  for (const event of events as readonly TracedNetEvent[]) {
    if (event.type !== "socket-program") continue;
    const cut = event.named.lastIndexOf(":");
    const service = places.serviceAt(event.named.slice(0, cut), Number(event.named.slice(cut + 1)));
    if (service !== undefined) named.set(`${event.where} ${event.used}`, service);
  }
  return named;
}

/** Acknowledgements alone say nothing that the answer does not say. */
function isBareAck({ first }: PacketStory): boolean {
  return first?.protocol === "tcp" && first.flags === "ACK" && first.dataLength === 0;
}
