/**
 * A watch as a client sees it: changes of objects that match its selectors, where an object that stops matching is
 * DELETED for this client and one that starts is ADDED.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/storage/cacher/cache_watcher.go, pkg/endpoints/handlers/watch.go
 */
import type { Clock, Timer } from "../../core/clock.ts";
import { WaitQueue } from "../../core/wait.ts";
import type { JsonObject, KubeObject } from "./objects.ts";
import type { WatchEvent, WatchEventType, WatchStream } from "./request.ts";
import { gone } from "./status.ts";
import type { Collection, Revised } from "./store.ts";

export interface WatchParts {
  readonly clock: Clock;
  readonly collection: Collection;
  readonly matches: (object: KubeObject) => boolean;
  /** Changes up to here are known to the client; undefined: send what there is first. */
  readonly fromRevision: number | undefined;
  readonly currentRevision: number;
  readonly timeoutSec: number | undefined;
  readonly bookmarks: boolean;
  /** Ends the initial objects with a bookmark, as `sendInitialEvents=true` asks. */
  readonly sendInitialEvents: boolean;
  /** What an event carries: the object, a Table of it, its metadata only. */
  readonly encode: (object: KubeObject, type: WatchEventType) => JsonObject;
  readonly bookmark: (resourceVersion: string, initialEventsEnd: boolean) => JsonObject;
}

/** Events waiting for a client that does not read; one who falls behind further is cut off. */
const BACKLOG_LIMIT = 200_000;
const BOOKMARK_EVERY_US = 60_000_000;

export class ObjectWatch implements WatchStream {
  readonly readable = new WaitQueue();
  readonly #parts: WatchParts;
  #events: WatchEvent[] = [];
  #next = 0;
  #ended = false;
  #lastRevision: number;
  #unsubscribe: (() => void) | null = null;
  readonly #timers: Timer[] = [];

  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#lastRevision = parts.currentRevision;
    if (!this.#catchUp()) return;
    this.#unsubscribe = parts.collection.watch((revised) => this.#take(revised));
    if (parts.timeoutSec !== undefined)
      this.#timers.push(parts.clock.after(parts.timeoutSec * 1_000_000, () => this.#end(), { background: true }));
    if (parts.bookmarks) this.#scheduleBookmark();
  }

  /** False when the client asked for a past that is forgotten. */
  #catchUp(): boolean {
    const { collection, fromRevision, matches, sendInitialEvents, currentRevision } = this.#parts;
    if (fromRevision === undefined) {
      for (const object of collection.list()) if (matches(object)) this.#push("ADDED", object);
      if (sendInitialEvents)
        this.#events.push({ type: "BOOKMARK", object: this.#parts.bookmark(String(currentRevision), true) });
      return true;
    }
    const missed = collection.since(fromRevision);
    if (missed === undefined) {
      const status = gone(`too old resource version: ${fromRevision} (${collection.oldestKnown})`);
      this.#events.push({ type: "ERROR", object: status });
      this.#ended = true;
      return false;
    }
    for (const revised of missed) this.#take(revised);
    return true;
  }

  #take({ revision, change }: Revised): void {
    const { matches } = this.#parts;
    this.#lastRevision = revision;
    const now = change.type !== "DELETED" && matches(change.object);
    const before = change.old !== undefined && matches(change.old);
    if (now) this.#push(before ? "MODIFIED" : "ADDED", change.object);
    else if (before) {
      const { resourceVersion = "" } = change.object.metadata;
      const last = change.type === "DELETED" ? change.object : withVersion(change.old as KubeObject, resourceVersion);
      this.#push("DELETED", last);
    }
  }

  #push(type: WatchEventType, object: KubeObject): void {
    this.#events.push({ type, object: this.#parts.encode(object, type) });
    if (this.#events.length - this.#next > BACKLOG_LIMIT) this.#end();
    this.readable.wake();
  }

  #scheduleBookmark(): void {
    const timer = this.#parts.clock.after(
      BOOKMARK_EVERY_US,
      () => {
        if (this.#ended) return;
        this.#events.push({ type: "BOOKMARK", object: this.#parts.bookmark(String(this.#lastRevision), false) });
        this.readable.wake();
        this.#scheduleBookmark();
      },
      { background: true },
    );
    this.#timers.push(timer);
    if (this.#timers.length > 2) this.#timers.shift();
  }

  tryNext(): WatchEvent | "would-block" | "eof" {
    const event = this.#events[this.#next];
    if (event === undefined) return this.#ended ? "eof" : "would-block";
    this.#next++;
    if (this.#next === this.#events.length) {
      this.#events = [];
      this.#next = 0;
    }
    return event;
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#unsubscribe?.();
    for (const timer of this.#timers) this.#parts.clock.cancel(timer);
    this.readable.wake();
  }

  close(): void {
    this.#events = [];
    this.#next = 0;
    this.#end();
  }
}

function withVersion(object: KubeObject, resourceVersion: string): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion } };
}
