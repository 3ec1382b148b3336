/**
 * Who follows what happens to tracked connections.
 *
 * Models: net/netfilter/nf_conntrack_ecache.c
 */
import type { Flow } from "./flow.ts";

export type FlowChange = "NEW" | "UPDATE" | "DESTROY";

/** The flow goes on changing: whoever wants to keep it writes it down at once. */
export type FlowWatcher = (change: FlowChange, flow: Flow) => void;

export class FlowWatchers {
  #watchers: readonly FlowWatcher[] = [];

  /** Most of the time. */
  get isEmpty(): boolean {
    return this.#watchers.length === 0;
  }

  /** Returns how to stop. */
  add(watcher: FlowWatcher): () => void {
    this.#watchers = [...this.#watchers, watcher];
    return () => {
      this.#watchers = this.#watchers.filter((other) => other !== watcher);
    };
  }

  tell(change: FlowChange, flow: Flow): void {
    for (const watcher of this.#watchers) watcher(change, flow);
  }
}
