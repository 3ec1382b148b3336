/**
 * Events about objects: the same one again only raises a count, many alike become one.
 *
 * Models: staging/src/k8s.io/client-go/tools/record/events_cache.go; tools/events for the scheduler
 * SIMPLIFIED: events older than an hour are not removed.
 * SIMPLIFIED: the message that makes room for another when many are alike is the oldest; upstream takes any.
 */
import { assert } from "../../core/assert.ts";
import { formatRfc3339 } from "../../core/time.ts";
import { type Kind, resourceKey } from "../kinds/kind.ts";
import type { Event } from "../schema/types.ts";
import type { EventInput } from "./client.ts";
import { EventAllowance } from "./event-allowance.ts";
import type { KubeObject, Mutable } from "./objects.ts";
import type { ApiServer } from "./server.ts";

const ALIKE_LIMIT = 10;
const ALIKE_WINDOW_MS = 600_000;
/** Components that use the newer events API: a moment instead of first and last time. */
const NEW_API = new Set(["default-scheduler", "kube-proxy"]);

interface Alike {
  /** Different ones, oldest first; few, and of most objects just one. */
  readonly messages: string[];
  lastMs: number;
}

/** What was not told because too much was told already. */
interface Untold {
  readonly count: number;
  readonly since: string;
}

export class EventRecorder {
  readonly #server: ApiServer;
  readonly #component: string;
  /** From what is said about whom to the name of the event that says it. */
  readonly #said = new Map<string, string>();
  readonly #alike = new Map<string, Alike>();
  readonly #allowance = new EventAllowance();
  readonly #untold = new Map<string, Untold>();
  #lastNano = 0n;

  constructor(server: ApiServer, component: string) {
    this.#server = server;
    // A component that runs on many nodes signs with its kind alone: `kubelet`, not `kubelet/worker-1`.
    this.#component = component.split("/")[0] as string;
  }

  #kind(): Kind {
    const kind = this.#server.kinds.named("events");
    assert(kind !== undefined, "the kind Event is missing");
    return kind;
  }

  record(object: KubeObject, input: EventInput): void {
    const namespace = object.metadata.namespace ?? "default";
    const about = `${object.kind}/${namespace}/${object.metadata.name}/${object.metadata.uid}/${input.type}/${input.reason}/${input.fieldPath ?? ""}`;
    const isCombined = !NEW_API.has(this.#component) && this.#isOneOfMany(about, input.message);
    const message = isCombined ? `(combined from similar events): ${input.message}` : input.message;
    const key = isCombined ? about : `${about}/${message}`;
    const name = this.#said.get(key);
    const kind = this.#kind();
    const known =
      name === undefined ? undefined : this.#server.store.collection(resourceKey(kind)).get(namespace, name);
    const now = formatRfc3339(this.#server.clock.nowMs);
    const { count, since } = this.#untold.get(key) ?? { count: 0, since: now };
    if (!this.#mayTell(object, input)) {
      this.#untold.set(key, { count: count + 1, since });
      return;
    }
    this.#untold.delete(key);
    if (known !== undefined) {
      this.#server.writer.replace(kind, again(known as Event, { now, message, times: count + 1 }), {
        by: this.#component,
        verb: "patch",
      });
      return;
    }
    const event = this.#newEvent(object, { ...input, message }, { namespace, now });
    if (count > 0) Object.assign(event, { count: count + 1, firstTimestamp: since });
    this.#said.set(key, event.metadata.name);
    if (this.#server.store.collection("namespaces").get(undefined, namespace)?.metadata.deletionTimestamp !== undefined)
      return;
    this.#server.writer.createTrusted(kind, event, { by: this.#component });
  }

  /** The newer events API has no limit. */
  #mayTell({ kind, metadata: { namespace = "", name, uid } }: KubeObject, { host = "" }: EventInput): boolean {
    if (NEW_API.has(this.#component)) return true;
    return this.#allowance.take(`${host}/${kind}/${namespace}/${name}/${uid}`, this.#server.clock.nowMs);
  }

  /** True of the tenth message and on; each of these makes room for another that is told by itself. */
  #isOneOfMany(about: string, message: string): boolean {
    const { nowMs } = this.#server.clock;
    let alike = this.#alike.get(about);
    if (alike === undefined || nowMs - alike.lastMs > ALIKE_WINDOW_MS) {
      alike = { messages: [], lastMs: nowMs };
      this.#alike.set(about, alike);
    }
    alike.lastMs = nowMs;
    if (!alike.messages.includes(message)) alike.messages.push(message);
    if (alike.messages.length < ALIKE_LIMIT) return false;
    alike.messages.shift();
    return true;
  }

  /** The object's name and the moment in hexadecimal nanoseconds. */
  #name(object: KubeObject): string {
    const { clock } = this.#server;
    let nano = (BigInt(clock.epochMs) * 1000n + BigInt(clock.nowUs)) * 1000n;
    if (nano <= this.#lastNano) nano = this.#lastNano + 1n;
    this.#lastNano = nano;
    return `${object.metadata.name}.${nano.toString(16)}`;
  }

  #newEvent(object: KubeObject, input: EventInput, { namespace, now }: { namespace: string; now: string }): Mutable {
    const isNew = NEW_API.has(this.#component);
    const { uid, resourceVersion, name } = object.metadata;
    const involvedObject: Mutable = { kind: object.kind, name, uid, apiVersion: object.apiVersion, resourceVersion };
    if (object.metadata.namespace !== undefined) involvedObject.namespace = object.metadata.namespace;
    if (input.fieldPath !== undefined) involvedObject.fieldPath = input.fieldPath;
    const common = {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: this.#name(object), namespace },
      involvedObject,
      reason: input.reason,
      message: input.message,
      type: input.type,
    };
    if (isNew) {
      const { clock } = this.#server;
      const micros = String(clock.nowUs % 1_000_000).padStart(6, "0");
      const eventTime = now.replace("Z", `.${micros}Z`);
      const instance = `${this.#component}-${input.host ?? "control-plane"}`;
      const action = input.action ?? "Binding";
      return {
        ...common,
        source: {},
        firstTimestamp: null,
        lastTimestamp: null,
        eventTime,
        action,
        reportingComponent: this.#component,
        reportingInstance: instance,
      };
    }
    const source =
      input.host === undefined ? { component: this.#component } : { component: this.#component, host: input.host };
    return {
      ...common,
      source,
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      eventTime: null,
      reportingComponent: this.#component,
      reportingInstance: input.host ?? "",
    };
  }
}

function again(event: Event, { now, message, times }: { now: string; message: string; times: number }): KubeObject {
  if (event.eventTime !== undefined && event.eventTime !== null) {
    const count = (event.series?.count ?? 1) + times;
    return { ...event, series: { count, lastObservedTime: now.replace("Z", ".000000Z") } } as unknown as KubeObject;
  }
  return { ...event, message, count: (event.count ?? 1) + times, lastTimestamp: now } as unknown as KubeObject;
}
