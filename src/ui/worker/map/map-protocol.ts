/** What the worker tells of the cluster for the map: objects as they are now, what they select, and packets that flew. */

export type MapKind =
  | "Internet"
  | "Host"
  | "LoadBalancer"
  | "Ingress"
  | "Service"
  | "NetworkPolicy"
  | "Workload"
  | "Node"
  | "Pod";

/** `waiting`: it may become good by itself. `plain`: it has no health of its own. */
export type MapState = "good" | "waiting" | "bad" | "ended" | "plain";

/**
 * `routes`: an Ingress or load balancer to its Service. `ready`, `not-ready`: a Service to an endpoint. `owns`: a workload
 * to its Pods. `isolates`: a policy to the Pods it is about; `from`, `to`: to those with whom it lets them talk.
 */
export type LinkKind = "routes" | "ready" | "not-ready" | "owns" | "isolates" | "from" | "to";

export interface MapLink {
  readonly to: string;
  readonly how: LinkKind;
  /** `TCP 80`, `shop.example.com/cart`: under what condition; empty where there is none. */
  readonly on: string;
}

export interface MapPort {
  readonly port: number;
  readonly text: string;
}

export interface MapObject {
  /** `Pod/default/web-1`: the same for whoever takes the name over later. */
  readonly id: string;
  readonly kind: MapKind;
  /** `Deployment`, `StatefulSet`…; the same as `kind` for everything but workloads. */
  readonly type: string;
  readonly namespace: string | null;
  readonly name: string;
  /** Not the learner's: the cluster's own. */
  readonly isSystem: boolean;
  readonly state: MapState;
  readonly stateText: string;
  readonly addresses: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** What else a card says, in order. */
  readonly facts: readonly (readonly [name: string, text: string])[];
  readonly links: readonly MapLink[];
  /** Where something may listen, the usual port first. */
  readonly ports: readonly MapPort[];
  readonly containers: readonly MapContainer[];
  /** Of a Pod: the ids of its node and of what made it. */
  readonly node: string | null;
  readonly workload: string | null;
  /** What `kubectl describe` calls it; null where there is no such object. */
  readonly describe: string | null;
}

export interface MapContainer {
  readonly name: string;
  readonly image: string;
  readonly state: MapState;
  readonly stateText: string;
}

export type FlightEnd = "delivered" | "refused" | "dropped" | "on its way";

export interface Flight {
  readonly packetId: number;
  /** Packets of one conversation fly one after another. */
  readonly exchange: number;
  /** The ids of the objects that it passed, in order; at least one. */
  readonly way: readonly string[];
  readonly title: string;
  readonly end: FlightEnd;
  /** Its last event in words. */
  readonly ending: string;
  readonly atUs: number;
  /** From a node to a Pod or back: a probe, above all. */
  readonly isNodes: boolean;
}

export interface MapMessage {
  readonly type: "map";
  /** Forget what was known. */
  readonly isFresh: boolean;
  readonly put: readonly MapObject[];
  readonly gone: readonly string[];
  readonly flights: readonly Flight[];
  readonly flightsLeftOut: number;
}

export interface ReachQuestion {
  /** As `hop why` takes them: `pod/NAMESPACE/NAME`, `node/NAME`, `host`; and `http://HOST[:PORT]` or `HOST:PORT`. */
  readonly from: string;
  readonly to: string;
}

export interface ReachView {
  readonly isAnswered: boolean;
  readonly outcome: string;
  /** The first broken link; null where nothing is. */
  readonly broken: { readonly stage: string; readonly saw: string; readonly lookAt: string } | null;
  readonly hops: readonly string[];
  readonly flights: readonly Flight[];
}
