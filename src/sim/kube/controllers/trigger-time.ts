/**
 * When the change happened that a write of endpoints is about: what kube-proxy measures its delay from.
 *
 * Models: staging/src/k8s.io/endpointslice/trigger_time_tracker.go
 */
import { parseRfc3339 } from "../../core/time.ts";
import type { Mutable } from "../api/objects.ts";
import type { Pod, Service } from "../schema/types.ts";
import { keyOf } from "./controller.ts";

export const TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";

interface Seen {
  readonly service: string;
  /** When each Pod last became ready or unready. */
  readonly pods: ReadonlyMap<string, string>;
}

export class TriggerTimes {
  readonly #seen = new Map<string, Seen>();

  /** Undefined when nothing has changed by the second since the last look: then the annotation goes. */
  next(service: Service, pods: readonly Pod[]): string | undefined {
    const key = keyOf(service);
    const before = this.#seen.get(key);
    const created = service.metadata.creationTimestamp ?? "";
    const now = new Map<string, string>();
    const changed: string[] = [];
    for (const { metadata, status } of pods) {
      const at = status?.conditions?.find(({ type }) => type === "Ready")?.lastTransitionTime;
      if (at === undefined) continue;
      now.set(metadata.name, at);
      if (isAfter(at, before?.pods.get(metadata.name))) changed.push(at);
    }
    if (isAfter(created, before?.service)) changed.push(created);
    this.#seen.set(key, { service: created, pods: now });
    if (before === undefined) return created;
    return changed.sort()[0];
  }

  forget(key: string): void {
    this.#seen.delete(key);
  }
}

function isAfter(at: string, before: string | undefined): boolean {
  return before === undefined || (parseRfc3339(at) ?? 0) > (parseRfc3339(before) ?? 0);
}

/** The metadata with the new moment among its annotations, or without one. */
export function withTriggerTime({ annotations = {}, ...metadata }: Mutable, at: string | undefined): Mutable {
  const { [TRIGGER_TIME]: _, ...rest } = annotations;
  const next = at === undefined ? rest : { ...rest, [TRIGGER_TIME]: at };
  return Object.keys(next).length === 0 ? metadata : { ...metadata, annotations: next };
}
