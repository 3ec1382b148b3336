/**
 * Something that happened to an object.
 *
 * Models: pkg/registry/core/event/strategy.go, pkg/printers/internalversion/printers.go printEvent
 */
import type { KubeObject, Mutable } from "../../api/objects.ts";
import type { Event } from "../../schema/types.ts";
import { NAME, since } from "../columns.ts";
import type { Columns, Kind } from "../kind.ts";

const columns: Columns = {
  definitions: [
    { name: "Last Seen" },
    { name: "Type" },
    { name: "Reason" },
    { name: "Object" },
    { name: "Subobject", priority: 1 },
    { name: "Source", priority: 1 },
    { name: "Message" },
    { name: "First Seen", priority: 1 },
    { name: "Count", priority: 1 },
    { ...NAME, priority: 1 },
  ],
  cells: (object, nowMs) => {
    const event = object as Event;
    const about: Partial<Event["involvedObject"]> = event.involvedObject ?? {};
    const first = event.firstTimestamp ?? event.eventTime ?? undefined;
    const last = event.series?.lastObservedTime ?? event.lastTimestamp ?? first;
    const source = event.source ?? {};
    const component = source.component || event.reportingComponent || "";
    const host = source.host || event.reportingInstance || "";
    return [
      since(last ?? undefined, nowMs),
      event.type ?? "",
      event.reason ?? "",
      about.name === undefined || about.name === ""
        ? (about.kind ?? "").toLowerCase()
        : `${(about.kind ?? "").toLowerCase()}/${about.name}`,
      about.fieldPath ?? "",
      host === "" ? component : `${component}, ${host}`,
      (event.message ?? "").trim(),
      since(first ?? undefined, nowMs),
      event.series?.count ?? (event.count === undefined || event.count === 0 ? 1 : event.count),
      event.metadata.name,
    ];
  },
};

const about =
  (get: (event: Event) => string | undefined) =>
  (object: KubeObject): string =>
    get(object as Event) ?? "";

export const event: Kind = {
  group: "",
  version: "v1",
  kind: "Event",
  resource: "events",
  singular: "event",
  shortNames: ["ev"],
  categories: [],
  namespaced: true,
  schema: "Event",
  subresources: [],
  hasGeneration: false,
  createOnUpdate: true,
  columns,
  selectableFields: {
    "involvedObject.kind": about(({ involvedObject }) => involvedObject.kind),
    "involvedObject.namespace": about(({ involvedObject }) => involvedObject.namespace),
    "involvedObject.name": about(({ involvedObject }) => involvedObject.name),
    "involvedObject.uid": about(({ involvedObject }) => involvedObject.uid),
    "involvedObject.apiVersion": about(({ involvedObject }) => involvedObject.apiVersion),
    "involvedObject.resourceVersion": about(({ involvedObject }) => involvedObject.resourceVersion),
    "involvedObject.fieldPath": about(({ involvedObject }) => involvedObject.fieldPath),
    reason: about(({ reason }) => reason),
    reportingComponent: about(({ reportingComponent }) => reportingComponent),
    source: about(({ source, reportingComponent }) => source?.component || reportingComponent),
    type: about(({ type }) => type),
  },
};

/** Field by field what the newer API calls what the older one stores. */
const NEWER: readonly (readonly [string, string])[] = [
  ["involvedObject", "regarding"],
  ["message", "note"],
  ["source", "deprecatedSource"],
  ["firstTimestamp", "deprecatedFirstTimestamp"],
  ["lastTimestamp", "deprecatedLastTimestamp"],
  ["count", "deprecatedCount"],
  ["reportingComponent", "reportingController"],
];

function renamed(object: Mutable, pairs: readonly (readonly [string, string])[]): Mutable {
  const names = new Map(pairs);
  return Object.fromEntries(Object.entries(object).map(([field, value]) => [names.get(field) ?? field, value]));
}

/** The events of events.k8s.io are those of the core group. */
export const newerEvent: Kind = {
  ...event,
  group: "events.k8s.io",
  schema: "EventsEvent",
  view: {
    of: "events",
    show: (object) => ({ ...renamed(object, NEWER), apiVersion: "events.k8s.io/v1" }) as KubeObject,
    store: (draft) => ({
      involvedObject: {},
      ...renamed(
        draft,
        NEWER.map(([older, newer]) => [newer, older]),
      ),
      apiVersion: "v1",
    }),
    fields: (selector) =>
      selector.replaceAll("regarding.", "involvedObject.").replaceAll("reportingController", "reportingComponent"),
  },
};
