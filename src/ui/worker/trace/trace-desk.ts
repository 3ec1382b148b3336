/**
 * Answers what the page asks about the trace. What was worked out stays while nothing new has happened, so that a page may
 * ask window by window.
 */
import type { NamedCause } from "../../../grade/explain/cause.ts";
import { isControl } from "../../../grade/explain/cause.ts";
import { exchangesOf } from "../../../grade/explain/exchange.ts";
import { type Ladder, ladderOf } from "../../../grade/explain/ladder.ts";
import type { HomeFile, Manifested } from "../../../grade/explain/manifest-line.ts";
import type { Traced } from "../../../grade/explain/traced.ts";
import { HOME } from "../../../shell/host-environment.ts";
import type { Session } from "../../../shell/session.ts";
import { mapSourceOf } from "../map/map-source.ts";
import { placesOf } from "../map/packet-flights.ts";
import { exportText } from "./export-text.ts";
import { hopViews } from "./hop-views.ts";
import { isShown, mostTelling, type ProbeMark, type Request, requestOf } from "./request-views.ts";
import type { RequestList, TraceAnswer, TraceQuestion, Window } from "./trace-protocol.ts";

interface Seen {
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly requests: readonly Request[];
}

export class TraceDesk {
  readonly #session: Session;
  readonly #source: ReturnType<typeof mapSourceOf>;
  #seen: Seen | null = null;
  #ladder: { readonly requestId: number; readonly toSeq: number; readonly ladder: Ladder } | null = null;
  readonly #control: Traced[] = [];
  readonly #probes: ProbeMark[] = [];
  #readSeq = 0;

  constructor(session: Session) {
    this.#session = session;
    this.#source = mapSourceOf(session.cluster);
  }

  /** `lineSeq`: where the last line that was entered begins; null: none was. */
  answer(question: TraceQuestion, lineSeq: number | null): TraceAnswer {
    switch (question.kind) {
      case "requests":
        return this.#list(question, lineSeq);
      case "ladder":
        return this.#ladderWindow(question.requestId, question.window);
      case "way":
        return this.#way(question.packetId);
      case "export":
        return { kind: "export", text: this.#export(question, lineSeq) };
    }
  }

  #list({ since, filter, window }: Extract<TraceQuestion, { kind: "requests" }>, lineSeq: number | null): RequestList {
    const all = since === "line" && lineSeq === null ? [] : this.#requests(since === "line" ? (lineSeq ?? 0) : 0);
    const shown = all.filter((request) => isShown(request, filter));
    const offered = all.filter(({ view }) => filter.withOwn || view.sort === "typed");
    const { beforeSeq } = this.#session.cluster.trace.summary();
    return {
      kind: "requests",
      isTyped: lineSeq !== null,
      from: window.from,
      requests: shown.slice(window.from, window.from + window.count).map(({ view }) => view),
      total: shown.length,
      ownCount: filter.withOwn ? 0 : all.length - offered.length,
      protocols: [...new Set(offered.map(({ view }) => view.protocol))].sort(),
      objects: [...new Set(offered.flatMap(({ objects }) => [...objects]))].sort(),
      tellingId: mostTelling(shown),
      forgotten: Math.max(0, beforeSeq - (since === "line" ? (lineSeq ?? beforeSeq) : 0)),
    };
  }

  #requests(fromSeq: number): readonly Request[] {
    const { trace } = this.#session.cluster;
    const toSeq = trace.nextSeq;
    if (this.#seen?.fromSeq === fromSeq && this.#seen.toSeq === toSeq) return this.#seen.requests;
    this.#readOn();
    const places = placesOf(this.#source());
    const requests = exchangesOf(trace.between(fromSeq)).map((exchange) => requestOf(exchange, places, this.#probes));
    this.#seen = { fromSeq, toSeq, requests };
    return requests;
  }

  #requestOf(requestId: number): Request | undefined {
    return this.#seen?.requests.find(({ view }) => view.requestId === requestId);
  }

  #ladderWindow(requestId: number, { from, count }: Window): TraceAnswer {
    const request = this.#requestOf(requestId);
    const toSeq = this.#seen?.toSeq ?? 0;
    if (this.#ladder?.requestId !== requestId || this.#ladder.toSeq !== toSeq) {
      const { placeOf } = placesOf(this.#source());
      this.#ladder = { requestId, toSeq, ladder: ladderOf(request?.exchange ?? { packets: [] }, placeOf) };
    }
    const { lanes, legs } = this.#ladder.ladder;
    const startUs = request?.view.startUs ?? 0;
    return {
      kind: "ladder",
      requestId,
      lanes,
      startUs,
      from,
      count,
      legs: legs.slice(from, from + count),
      total: legs.length,
    };
  }

  #way(packetId: number): TraceAnswer {
    this.#readOn();
    const story = this.#seen?.requests
      .flatMap(({ exchange }) => exchange.packets)
      .find((packet) => packet.packetId === packetId);
    const hops = hopViews(story?.events ?? [], packetId, {
      control: this.#control,
      files: homeFiles(this.#session),
      find: (cause) => this.#find(cause),
    });
    return { kind: "way", packetId, title: story?.title ?? "", hops };
  }

  #find({ kind, namespace, name }: NamedCause): Manifested | undefined {
    const { services, policies } = this.#source();
    const all: readonly Manifested[] = kind === "Service" ? services : policies;
    const found = all.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
    return found === undefined ? undefined : { ...found, kind };
  }

  #export(
    { as, since, filter, requestId }: Extract<TraceQuestion, { kind: "export" }>,
    lineSeq: number | null,
  ): string {
    const all = this.#requests(since === "line" ? (lineSeq ?? this.#session.cluster.trace.nextSeq) : 0);
    const chosen = all.filter((request) =>
      requestId === null ? isShown(request, filter) : request.view.requestId === requestId,
    );
    return exportText(
      chosen.map(({ view, exchange }) => ({ sort: view.sort, exchange })),
      as,
    );
  }

  /** What tells why rules changed, and which exchanges are probes: read once, kept for as long as the session is. */
  #readOn(): void {
    const { trace } = this.#session.cluster;
    for (const event of trace.between(this.#readSeq) as readonly Traced[]) {
      if (isControl(event)) this.#control.push(event);
      else if (event.type === "probe" && "pod" in event)
        this.#probes.push({ atUs: event.atUs, pod: String(event.pod) });
    }
    this.#readSeq = trace.nextSeq;
  }
}

const MANIFEST = /\.(ya?ml|json)$/;
const DEPTH_MAX = 3;

/** Manifests in the learner's home folder, as they are now. */
function homeFiles({ cluster }: Session): HomeFile[] {
  const { fs } = cluster.host;
  const files: HomeFile[] = [];
  const walk = (folder: string, depth: number): void => {
    for (const name of fs.list(folder)) {
      const path = `${folder}/${name}`;
      const node = fs.tryNode(path);
      if (node?.kind === "directory" && depth < DEPTH_MAX && !name.startsWith(".")) walk(path, depth + 1);
      else if (node?.kind === "file" && MANIFEST.test(name))
        files.push({ path: path.slice(HOME.length + 1), text: fs.readText(path) });
    }
  };
  walk(HOME, 1);
  return files;
}
