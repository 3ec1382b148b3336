/**
 * Tells a page's map what has changed since it was last told. It only reads: a session that is watched goes the same
 * way as one that is not.
 */
import type { Cluster } from "../../../sim/cluster.ts";
import { mapObjects } from "./map-objects.ts";
import type { MapMessage, MapObject } from "./map-protocol.ts";
import { isSameSource, type MapSource, mapSourceOf } from "./map-source.ts";
import { flightsOf, type Places, placesOf } from "./packet-flights.ts";

/** Objects are looked at ten times a second of the cluster's time: a rollout changes them at every instant. */
const OBJECTS_EVERY_US = 100_000;
const EVENTS_MAX = 20_000;
const FLIGHTS_MAX = 120;
/** A packet that waits longer than this for its neighbour's address is not flown. */
const PATIENCE_US = 1_000_000;

export class MapFeed {
  readonly #cluster: Cluster;
  readonly #look: () => MapSource;
  #source: MapSource | null = null;
  #places: Places | null = null;
  #lookedUs = 0;
  #told = new Map<string, { readonly object: MapObject; text: string | null }>();
  #fromSeq: number;
  #unfinished: ReturnType<typeof flightsOf>["unfinished"] = [];

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#look = mapSourceOf(cluster);
    this.#fromSeq = cluster.trace.nextSeq;
  }

  /** Null when there is nothing new. */
  next(): MapMessage | null {
    const isFresh = this.#source === null;
    const { put, gone } = this.#objects();
    const { flights, leftOut } = this.#flights();
    if (!isFresh && put.length + gone.length + flights.length === 0) return null;
    return { type: "map", isFresh, put, gone, flights, flightsLeftOut: leftOut };
  }

  #objects(): Pick<MapMessage, "put" | "gone"> {
    const { nowUs } = this.#cluster.clock;
    if (this.#source !== null && nowUs < this.#lookedUs + OBJECTS_EVERY_US) return { put: [], gone: [] };
    const source = this.#look();
    this.#lookedUs = nowUs;
    if (this.#source !== null && isSameSource(source, this.#source)) return { put: [], gone: [] };
    this.#source = source;
    this.#places = placesOf(source);
    const put: MapObject[] = [];
    const now = new Map<string, { readonly object: MapObject; text: string | null }>();
    for (const object of mapObjects(source)) {
      const before = this.#told.get(object.id);
      if (before?.object === object) {
        now.set(object.id, before);
        continue;
      }
      // A Pod is known by its identity; the others are few, and are made anew each time.
      const text = object.kind === "Pod" ? null : JSON.stringify(object);
      now.set(object.id, { object, text });
      if (text === null || before?.text !== text) put.push(object);
    }
    const gone = [...this.#told.keys()].filter((id) => !now.has(id));
    this.#told = now;
    return { put, gone };
  }

  #flights(): { readonly flights: MapMessage["flights"]; readonly leftOut: number } {
    const { trace, clock } = this.#cluster;
    const { nextSeq } = trace;
    if (nextSeq === this.#fromSeq || this.#places === null) return { flights: [], leftOut: 0 };
    const fresh = trace.between(Math.max(this.#fromSeq, nextSeq - EVENTS_MAX), nextSeq);
    this.#fromSeq = nextSeq;
    const events = [...this.#unfinished, ...fresh];
    const { flights, unfinished } = flightsOf(events, this.#places, clock.nowUs - PATIENCE_US);
    this.#unfinished = unfinished.slice(-EVENTS_MAX);
    return { flights: flights.slice(0, FLIGHTS_MAX), leftOut: Math.max(0, flights.length - FLIGHTS_MAX) };
  }
}
