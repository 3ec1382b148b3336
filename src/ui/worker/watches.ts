/** Keeps a page told of what it looks at: its map, its files. What finds out what to tell is loaded when first looked at. */
import type { Cluster } from "../../sim/cluster.ts";
import type { FromEngine } from "./protocol.ts";

export type Watched = "map" | "files";

/** What has changed since the last time; null: nothing. */
type Look = () => FromEngine | null;

/** Loads what makes a look, for whichever session is there. */
const MAKERS: Readonly<Record<Watched, () => Promise<(cluster: Cluster) => Look>>> = {
  map: async () => {
    const { MapFeed } = await import("./map/map-feed.ts");
    return (cluster) => {
      const feed = new MapFeed(cluster);
      return () => feed.next();
    };
  },
  files: async () => {
    const { FileWatch } = await import("./files/file-watch.ts");
    return (cluster) => {
      const watch = new FileWatch(cluster);
      return () => {
        const entries = watch.next();
        return entries === null ? null : { type: "files", entries };
      };
    };
  },
};

export interface WatchOptions {
  cluster(): Cluster | null;
  post(message: FromEngine): void;
  onBug(error: unknown): void;
}

export class Watches {
  readonly #options: WatchOptions;
  readonly #isOn = new Set<Watched>();
  readonly #makers = new Map<Watched, (cluster: Cluster) => Look>();
  readonly #looks = new Map<Watched, Look>();

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  watch(what: Watched, isOn: boolean): void {
    this.#looks.delete(what);
    if (!isOn) {
      this.#isOn.delete(what);
      return;
    }
    this.#isOn.add(what);
    if (this.#makers.has(what)) {
      this.#begin(what);
      this.look();
    } else
      MAKERS[what]().then((make) => {
        this.#makers.set(what, make);
        this.#begin(what);
        this.look();
      }, this.#options.onBug);
  }

  /** Another session is there. */
  begin(): void {
    this.#looks.clear();
    for (const what of this.#isOn) this.#begin(what);
    this.look();
  }

  #begin(what: Watched): void {
    const cluster = this.#options.cluster();
    const make = this.#makers.get(what);
    if (make !== undefined && cluster !== null && this.#isOn.has(what)) this.#looks.set(what, make(cluster));
  }

  /** Called whenever time has passed. */
  look(): void {
    for (const look of this.#looks.values()) {
      const message = look();
      if (message !== null) this.#options.post(message);
    }
  }
}
