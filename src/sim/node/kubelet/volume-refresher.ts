/**
 * Mounted ConfigMaps and Secrets follow their objects, about a minute late.
 *
 * Models: pkg/kubelet/kubelet.go syncFrequency 1m with the watch-based configMapAndSecretChangeDetectionStrategy
 */
import type { Clock } from "../../core/clock.ts";
import type { Change, Informer } from "../../kube/api/client.ts";
import type { KubeObject } from "../../kube/api/objects.ts";
import { type LiveVolume, MountError, refreshVolume, type VolumeContext } from "./volumes.ts";

const SYNC_US = 60_000_000;

interface Mounted {
  readonly live: LiveVolume;
  readonly context: () => VolumeContext;
}

export class VolumeRefresher {
  readonly #clock: Clock;
  readonly #mounted = new Map<string, Set<Mounted>>();

  constructor(clock: Clock, informers: readonly Informer<KubeObject>[]) {
    this.#clock = clock;
    for (const informer of informers) informer.onChange((change) => this.#onChange(informer.resource, change));
  }

  /** Answers how to end it. */
  follow(live: LiveVolume, context: () => VolumeContext): () => void {
    const mounted = { live, context };
    for (const source of live.from) {
      const all = this.#mounted.get(source) ?? new Set();
      this.#mounted.set(source, all.add(mounted));
    }
    return () => {
      for (const source of live.from) this.#mounted.get(source)?.delete(mounted);
    };
  }

  #onChange(resource: string, { type, object }: Change<KubeObject>): void {
    const key = `${resource}/${object.metadata.namespace}/${object.metadata.name}`;
    const all = this.#mounted.get(key);
    if (type !== "MODIFIED" || all === undefined || all.size === 0) return;
    this.#clock.after(SYNC_US, () => this.#refresh(all), { background: true });
  }

  #refresh(all: ReadonlySet<Mounted>): void {
    for (const { live, context } of all) {
      try {
        refreshVolume(live, context());
      } catch (error) {
        if (!(error instanceof MountError)) throw error;
      }
    }
  }
}
