/**
 * Looking up: get, list in pages, watch; filtered by namespace, labels and fields.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go, pkg/endpoints/handlers/get.go
 */
import type { Clock } from "../../core/clock.ts";
import { apiVersionOf, type Kind, resourceKey } from "../kinds/kind.ts";
import { EVERY_FIELD, type FieldSelector, FieldSelectorError, parseFieldSelector } from "./field-selectors.ts";
import type { JsonObject, KubeObject } from "./objects.ts";
import type { WatchStream } from "./request.ts";
import { EVERYTHING, type LabelSelector, parseSelector, SelectorError } from "./selectors.ts";
import { placeAfter } from "./sorted-list.ts";
import { badRequest, failure, gone, notFound, StatusError } from "./status.ts";
import type { Collection, Store } from "./store.ts";
import { partialMetadata, tableOf, type View } from "./table.ts";
import { ObjectWatch } from "./watch.ts";

export interface Filter {
  readonly namespace: string | undefined;
  readonly labels: LabelSelector;
  readonly fields: FieldSelector;
}

export interface Page {
  readonly limit: number;
  readonly token: string;
}

export interface WatchRequest {
  readonly resourceVersion: string | undefined;
  readonly timeoutSec: number | undefined;
  readonly bookmarks: boolean;
  readonly sendInitialEvents: boolean;
  readonly view: View;
  readonly includeObject: string;
  /** Another form of the objects. */
  show?(object: KubeObject): KubeObject;
}

export class Reader {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  #collection(kind: Kind): Collection {
    return this.#store.collection(resourceKey(kind));
  }

  get(kind: Kind, namespace: string | undefined, name: string): KubeObject {
    const found = this.#collection(kind).get(kind.namespaced ? namespace : undefined, name);
    if (found === undefined) throw new StatusError(notFound(kind, name));
    return found;
  }

  /** The texts of selectors, checked against the fields that this kind offers. */
  filter(
    kind: Kind,
    { namespace, labels, fields }: { namespace: string | undefined; labels: string; fields: string },
  ): Filter {
    return {
      namespace: kind.namespaced ? namespace : undefined,
      labels: labels === "" ? EVERYTHING : parseLabels(labels),
      fields: fields === "" ? EVERY_FIELD : parseFields(kind, fields),
    };
  }

  matcher(kind: Kind, { namespace, labels, fields }: Filter): (object: KubeObject) => boolean {
    const getters = kind.selectableFields ?? {};
    return (object) =>
      (namespace === undefined || object.metadata.namespace === namespace) &&
      labels.matches(object.metadata.labels) &&
      (fields.isEmpty || fields.matches((field) => fieldOf(object, field, getters)));
  }

  select(kind: Kind, filter: Filter): readonly KubeObject[] {
    const all = this.#candidates(kind, filter);
    if (filter.labels.isEmpty && filter.fields.isEmpty) return all;
    return all.filter(this.matcher(kind, filter));
  }

  #candidates(kind: Kind, { namespace, fields }: Filter): readonly KubeObject[] {
    const collection = this.#collection(kind);
    const exact = fields.exact("metadata.name");
    return exact === undefined ? collection.list(namespace) : named(collection, namespace, exact);
  }

  list(kind: Kind, filter: Filter, page: Page): { items: readonly KubeObject[]; metadata: JsonObject } {
    const start = page.token === "" ? undefined : readToken(page.token);
    const revision = start?.revision ?? this.#store.revision;
    const resourceVersion = String(revision);
    const isWhole = filter.labels.isEmpty && filter.fields.isEmpty;
    const all = this.#candidates(kind, filter);
    const from = start === undefined ? 0 : placeAfter(all, { metadata: start.after });
    // One more than asked for tells whether there is more.
    const count = page.limit <= 0 ? all.length : page.limit + 1;
    const matches = this.matcher(kind, filter);
    const found =
      isWhole && from === 0 && count >= all.length
        ? all
        : isWhole
          ? all.slice(from, from + count)
          : firstOf(all, { from, count, matches });
    if (found.length < count || page.limit <= 0) return { items: found, metadata: { resourceVersion } };
    const items = found.slice(0, page.limit);
    const continueToken = writeToken(revision, keyOf(items.at(-1) as KubeObject));
    const remaining = isWhole ? { remainingItemCount: all.length - from - items.length } : {};
    return { items, metadata: { resourceVersion, continue: continueToken, ...remaining } };
  }

  watch(kind: Kind, filter: Filter, request: WatchRequest): WatchStream {
    const { resourceVersion, view, includeObject } = request;
    const fromStart =
      resourceVersion === undefined || resourceVersion === "" || resourceVersion === "0" || request.sendInitialEvents;
    const revision = fromStart ? undefined : parseRevision(resourceVersion);
    let isFirst = true;
    return new ObjectWatch({
      clock: this.#clock,
      collection: this.#collection(kind),
      matches: this.matcher(kind, filter),
      fromRevision: revision,
      currentRevision: this.#store.revision,
      timeoutSec: request.timeoutSec,
      bookmarks: request.bookmarks,
      sendInitialEvents: request.sendInitialEvents,
      encode: (object) => {
        if (view === "object") return request.show === undefined ? object : request.show(object);
        if (view === "metadata") return partialMetadata(object);
        const withoutDefinitions = !isFirst;
        isFirst = false;
        const metadata = { resourceVersion: object.metadata.resourceVersion };
        return tableOf(kind, [object], { nowMs: this.#clock.nowMs, includeObject, metadata, withoutDefinitions });
      },
      bookmark: (version, initialEventsEnd) => bookmarkOf(kind, version, { view, initialEventsEnd }),
    });
  }
}

function bookmarkOf(
  kind: Kind,
  resourceVersion: string,
  { view, initialEventsEnd }: { view: View; initialEventsEnd: boolean },
): JsonObject {
  const annotations = initialEventsEnd ? { annotations: { "k8s.io/initial-events-end": "true" } } : {};
  const metadata = { resourceVersion, creationTimestamp: null, ...annotations };
  if (view === "table") {
    const object = { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata };
    const rows = initialEventsEnd ? [{ cells: [], object }] : [];
    return {
      kind: "Table",
      apiVersion: "meta.k8s.io/v1",
      metadata: { resourceVersion },
      columnDefinitions: null,
      rows,
    };
  }
  return { kind: view === "metadata" ? "PartialObjectMetadata" : kind.kind, apiVersion: apiVersionOf(kind), metadata };
}

function named(collection: Collection, namespace: string | undefined, name: string): readonly KubeObject[] {
  if (namespace === undefined) {
    const clusterWide = collection.get(undefined, name);
    if (clusterWide !== undefined) return [clusterWide];
    return collection.list().filter((object) => object.metadata.name === name);
  }
  const found = collection.get(namespace, name);
  return found === undefined ? [] : [found];
}

function fieldOf(object: KubeObject, field: string, getters: NonNullable<Kind["selectableFields"]>): string {
  if (field === "metadata.name") return object.metadata.name;
  if (field === "metadata.namespace") return object.metadata.namespace ?? "";
  return getters[field]?.(object) ?? "";
}

export function parseLabels(text: string): LabelSelector {
  try {
    return parseSelector(text);
  } catch (error) {
    if (error instanceof SelectorError) throw new StatusError(badRequest(error.message));
    throw error;
  }
}

function parseFields(kind: Kind, text: string): FieldSelector {
  let selector: FieldSelector;
  try {
    selector = parseFieldSelector(text);
  } catch (error) {
    if (error instanceof FieldSelectorError) throw new StatusError(badRequest(error.message));
    throw error;
  }
  const known = new Set(["metadata.name", "metadata.namespace", ...Object.keys(kind.selectableFields ?? {})]);
  for (const { field } of selector.terms) {
    if (known.has(field)) continue;
    const text =
      kind.selectableFields === undefined
        ? `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`
        : `field label not supported: ${field}`;
    throw new StatusError(badRequest(text));
  }
  return selector;
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}

function firstOf(
  all: readonly KubeObject[],
  { from, count, matches }: { from: number; count: number; matches: (object: KubeObject) => boolean },
): readonly KubeObject[] {
  const found: KubeObject[] = [];
  for (let i = from; i < all.length && found.length < count; i++) {
    const object = all[i] as KubeObject;
    if (matches(object)) found.push(object);
  }
  return found;
}

function writeToken(revision: number, after: string): string {
  return encodeURIComponent(`${revision}:${after}`).replaceAll("%", "_");
}

interface Start {
  readonly revision: number;
  readonly after: { readonly namespace: string; readonly name: string };
}

function readToken(token: string): Start {
  const found = /^(\d+)_3A(.+)$/.exec(token);
  if (found === null)
    throw new StatusError(badRequest("continue key is not valid: illegal base64 data at input byte 0"));
  const after = decodeURIComponent((found[2] as string).replaceAll("_", "%"));
  const slash = after.indexOf("/");
  return { revision: Number(found[1]), after: { namespace: after.slice(0, slash), name: after.slice(slash + 1) } };
}

function parseRevision(text: string): number {
  if (!/^\d+$/.test(text)) {
    const message = `Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;
    throw new StatusError(
      failure(422, "Invalid", `resourceVersion: ${message}`, {
        causes: [{ reason: "FieldValueInvalid", message, field: "resourceVersion" }],
      }),
    );
  }
  return Number(text);
}

export { gone };
