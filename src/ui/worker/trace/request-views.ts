/** The exchanges of a trace as requests: whose they are, what came of them, and which of them a filter lets through. */
import type { Exchange } from "../../../grade/explain/exchange.ts";
import { HOST, INTERNET, isSystem } from "../map/object-id.ts";
import type { Places } from "../map/packet-flights.ts";
import type { RequestFilter, RequestSort, RequestView } from "./trace-protocol.ts";

export interface Request {
  readonly view: RequestView;
  readonly exchange: Exchange;
  /** Every object that a packet of it came to or was meant for. */
  readonly objects: ReadonlySet<string>;
}

export interface ProbeMark {
  readonly atUs: number;
  /** `default/web-1` */
  readonly pod: string;
}

/** A probe is told when it has ended, which is a little before the connection's goodbyes. */
const PROBE_SLACK_US = 100_000;

export function requestOf(exchange: Exchange, places: Places, probes: readonly ProbeMark[]): Request {
  const { protocol, from, client, server, backend, startUs, endUs, end, packets } = exchange;
  const objects = objectsOf(exchange, places);
  const fromObject = places.placeOf(from);
  const [host, port] = endOf(server);
  const toObject = places.serviceAt(host, port) ?? places.placeOf(packets[0]?.at ?? from);
  const view: RequestView = {
    requestId: packets[0]?.packetId ?? 0,
    sort: sortOf(exchange, { fromObject, toObject: places.placeOf(packets[0]?.at ?? from), probes }),
    protocol,
    client,
    server,
    backend,
    fromObject,
    toObject,
    startUs,
    endUs,
    end,
    packets: packets.length,
    why: end === "answered" ? "" : whyOf(exchange),
    again: end !== "answered" && protocol === "tcp" ? againOf(fromObject, server) : null,
  };
  return { view, exchange, objects };
}

function objectsOf({ packets }: Exchange, places: Places): Set<string> {
  const objects = new Set<string>();
  for (const { events, first } of packets) {
    if (first !== null)
      for (const service of [places.serviceAt(first.dst, first.dstPort), places.serviceAt(first.src, first.srcPort)])
        if (service !== undefined) objects.add(service);
    for (const { where } of events) objects.add(places.placeOf(where));
  }
  return objects;
}

/** `10.0.0.1:80`, `[fd00::1]:80`, `10.0.0.1` */
function endOf(text: string): [address: string, port: number | undefined] {
  const [, address = text, port] = /^\[?(.*?)\]?:(\d+)$/.exec(text) ?? [];
  return [address, port === undefined ? undefined : Number(port)];
}

function sortOf(
  { server, backend, startUs, endUs }: Exchange,
  { fromObject, toObject, probes }: { fromObject: string; toObject: string; probes: readonly ProbeMark[] },
): RequestSort {
  const [kind, namespace = "", name = ""] = fromObject.split("/");
  if (kind === "Pod" && isSystem("Pod", { namespace, name })) return "system";
  if (kind !== "Node" || backend !== server || !toObject.startsWith("Pod/")) return "typed";
  const pod = toObject.slice("Pod/".length);
  const isProbe = probes.some(
    (probe) => probe.pod === pod && probe.atUs >= startUs && probe.atUs <= endUs + PROBE_SLACK_US,
  );
  return isProbe ? "probe" : "typed";
}

/** The first packet that did not arrive, else that nobody answered. */
function whyOf({ packets, end }: Exchange): string {
  const dropped = packets.find((packet) => packet.end === "dropped");
  if (dropped !== undefined) return `at ${dropped.at}: ${dropped.ending}`;
  return end === "refused" ? "the other side refused the connection" : "the packets arrived, and no answer came back";
}

/** As `hop why` takes them. */
function againOf(fromObject: string, server: string): RequestView["again"] {
  const from =
    fromObject === HOST
      ? "host"
      : fromObject === INTERNET
        ? null
        : fromObject.replace(/^./, (letter) => letter.toLowerCase());
  return from === null ? null : { from, to: server };
}

export function isShown({ view, exchange, objects }: Request, filter: RequestFilter): boolean {
  if (!filter.withOwn && view.sort !== "typed") return false;
  if (filter.protocol !== null && view.protocol !== filter.protocol) return false;
  if (filter.end !== null && view.end !== filter.end) return false;
  if (filter.object !== null && !objects.has(filter.object)) return false;
  const text = filter.text.trim().toLowerCase();
  if (text === "") return true;
  const said = [
    view.client,
    view.server,
    view.backend,
    view.fromObject,
    view.toObject,
    view.end,
    view.protocol,
    ...objects,
  ];
  if (said.some((one) => one.toLowerCase().includes(text))) return true;
  return exchange.packets.some(({ title, ending }) => `${title} ${ending}`.toLowerCase().includes(text));
}

/** The one to look at first: what went wrong, else what was rewritten, else simply the first. */
export function mostTelling(requests: readonly Request[]): number | null {
  const views = requests.map(({ view }) => view).filter(({ sort }) => sort === "typed");
  const telling =
    views.find(({ end }) => end !== "answered") ?? views.find(({ backend, server }) => backend !== server) ?? views[0];
  return telling?.requestId ?? requests[0]?.view.requestId ?? null;
}
