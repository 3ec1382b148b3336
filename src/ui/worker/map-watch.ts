/** Keeps a page's map told, while there is one; what finds out what to tell is loaded when a map is first looked at. */
import type { Cluster } from "../../sim/cluster.ts";
import type { MapFeed } from "./map/map-feed.ts";
import type { MapMessage } from "./map/map-protocol.ts";

export interface MapWatchOptions {
  cluster(): Cluster | null;
  post(message: MapMessage): void;
  onBug(error: unknown): void;
}

export class MapWatch {
  readonly #options: MapWatchOptions;
  #isOn = false;
  #Feed: typeof MapFeed | null = null;
  #feed: MapFeed | null = null;

  constructor(options: MapWatchOptions) {
    this.#options = options;
  }

  watch(isOn: boolean): void {
    this.#isOn = isOn;
    if (!isOn) this.#feed = null;
    else if (this.#Feed !== null) this.begin();
    else
      import("./map/map-feed.ts").then(({ MapFeed: Feed }) => {
        this.#Feed = Feed;
        this.begin();
      }, this.#options.onBug);
  }

  /** Anew: another session, or somebody who looks for the first time. */
  begin(): void {
    const cluster = this.#options.cluster();
    this.#feed = this.#isOn && this.#Feed !== null && cluster !== null ? new this.#Feed(cluster) : null;
    this.look();
  }

  /** Called whenever time has passed. */
  look(): void {
    const message = this.#feed?.next() ?? null;
    if (message !== null) this.#options.post(message);
  }
}
