/** What the worker tells of the trace: requests, a request's ladder, a packet's hops. All in windows: a trace may be long. */

export type RequestEnd = "answered" | "refused" | "unanswered";

/** `probe`: the kubelet asks. `system`: a Pod of the cluster's own, CoreDNS above all. Both come whatever is typed. */
export type RequestSort = "typed" | "probe" | "system";

export interface RequestFilter {
  /** `tcp`, `udp`…; null: any. */
  readonly protocol: string | null;
  readonly end: RequestEnd | null;
  /** An object of the map that a packet came to or was meant for; null: any. */
  readonly object: string | null;
  /** In a place, an address or a packet's words. */
  readonly text: string;
  readonly withOwn: boolean;
}

export interface Window {
  readonly from: number;
  readonly count: number;
}

export type TraceQuestion =
  /** `line`: since the last line was entered in any terminal. */
  | {
      readonly kind: "requests";
      readonly since: "line" | "start";
      readonly filter: RequestFilter;
      readonly window: Window;
    }
  | { readonly kind: "ladder"; readonly requestId: number; readonly window: Window }
  | { readonly kind: "way"; readonly packetId: number }
  /** What the filter shows, or one request, as text or JSON. */
  | {
      readonly kind: "export";
      readonly as: "text" | "json";
      readonly since: "line" | "start";
      readonly filter: RequestFilter;
      readonly requestId: number | null;
    };

export type TraceAnswer =
  | RequestList
  | ({ readonly kind: "ladder" } & LadderView)
  | { readonly kind: "way"; readonly packetId: number; readonly title: string; readonly hops: readonly HopView[] }
  | { readonly kind: "export"; readonly text: string };

export interface RequestList {
  readonly kind: "requests";
  /** Somebody has entered a line; before that there is only the cluster's own traffic. */
  readonly isTyped: boolean;
  readonly from: number;
  readonly requests: readonly RequestView[];
  readonly total: number;
  /** The cluster's own, left out. */
  readonly ownCount: number;
  /** Of everything that is not hidden as the cluster's own: what a filter can ask for. */
  readonly protocols: readonly string[];
  readonly objects: readonly string[];
  /** Of those that the filter lets through, the one to look at first; null where there is none. */
  readonly tellingId: number | null;
  /** Events that are counted and no longer kept. */
  readonly forgotten: number;
}

export interface RequestView {
  /** That of its first packet. */
  readonly requestId: number;
  readonly sort: RequestSort;
  readonly protocol: string;
  readonly client: string;
  readonly server: string;
  /** Who it was rewritten to; the same as `server` where nobody rewrote it. */
  readonly backend: string;
  /** The object that began it, and where its first packet came to. */
  readonly fromObject: string;
  readonly toObject: string;
  readonly startUs: number;
  readonly endUs: number;
  readonly end: RequestEnd;
  readonly packets: number;
  /** Why it got no answer, by its own packets; empty where it got one. */
  readonly why: string;
  /** What to send again in a copy to find out why; null where nothing can be. */
  readonly again: { readonly from: string; readonly to: string } | null;
}

export interface LadderView extends Window {
  readonly requestId: number;
  /** Ids of the map, in the order of the lanes. */
  readonly lanes: readonly string[];
  readonly startUs: number;
  readonly legs: readonly LegView[];
  readonly total: number;
}

export interface LegView {
  readonly packetId: number;
  readonly atUs: number;
  readonly seq: number;
  readonly from: number;
  readonly to: number;
  readonly headers: string;
  readonly isRewritten: boolean;
  readonly end: "passes" | "delivered" | "dropped" | "on its way";
  readonly ending: string;
}

export interface HopView {
  readonly seq: number;
  readonly atUs: number;
  readonly where: string;
  /** `sent`, `rule-matched`, `dropped`… */
  readonly type: string;
  readonly sentence: string;
  readonly hook: string | null;
  readonly chain: string | null;
  readonly rule: string | null;
  /** What the hop changed in the headers, part by part. */
  readonly changes: readonly HeaderChange[];
  /** The headers in one line as it left them; null where there are none. */
  readonly headers: string | null;
  readonly minor: boolean;
  readonly origin: string | null;
  readonly causes: readonly CauseView[];
}

export interface HeaderChange {
  readonly part: string;
  readonly before: string;
  readonly after: string;
}

export interface CauseView {
  /** `Service default/web`, and its id on the map. */
  readonly object: string;
  readonly objectId: string;
  /** The line that says so; null where the object is gone. */
  readonly manifest: { readonly source: string; readonly line: number; readonly text: string } | null;
  readonly events: readonly { readonly atUs: number; readonly text: string }[];
}

/** Frames of one place, made again by a replay: bytes are not kept in a trace. */
export interface CaptureQuestion {
  /** An object of the map: `Host`, `Node/x`, `Pod/a/b`. */
  readonly place: string;
  readonly fromUs: number;
  readonly toUs: number;
  /** As tcpdump understands it; empty: everything. */
  readonly expression: string;
}
