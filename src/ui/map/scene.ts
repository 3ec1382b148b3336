/**
 * What stands on the map, before anybody says where: one cell for each object, or, where they are too many, one for all
 * Pods of a workload on a node. The cluster's own Pods are folded until somebody wants to see them.
 */
import type { MapKind, MapObject, MapState } from "../worker/map/map-protocol.ts";

/** `chips` have a name, `dots` a state only, `counts` stand for many. */
export type Density = "chips" | "dots" | "counts";

export interface Cell {
  readonly id: string;
  readonly kind: MapKind;
  readonly name: string;
  readonly note: string;
  readonly state: MapState;
  /** The objects that it stands for. */
  readonly members: readonly string[];
}

export interface NodeBox {
  readonly cell: Cell;
  readonly cells: readonly Cell[];
}

export interface Scene {
  readonly density: Density;
  /** From the outside in: the world, the ways in, Services; what decides about Pods and makes them; nodes. */
  readonly outside: readonly Cell[];
  readonly entries: readonly Cell[];
  readonly services: readonly Cell[];
  readonly policies: readonly Cell[];
  readonly workloads: readonly Cell[];
  readonly nodes: readonly NodeBox[];
  /** The cell in which an object is shown. */
  readonly cellOf: ReadonlyMap<string, string>;
}

export interface SceneOptions {
  readonly withSystem: boolean;
  /** What it was before: a count near a limit does not make the map jump back and forth. */
  readonly density: Density | null;
}

const CHIPS_MAX = 30;
const DOTS_MAX = 300;
const NODES_MAX = 60;
/** Going back to the finer view needs this much room to spare. */
const SPARE = 0.8;
const EVERY_NODE = "Node/*";

export function sceneOf(objects: Iterable<MapObject>, { withSystem, density: before }: SceneOptions): Scene {
  const byKind = new Map<MapKind, MapObject[]>();
  for (const object of objects) {
    const sofar = byKind.get(object.kind);
    if (sofar === undefined) byKind.set(object.kind, [object]);
    else sofar.push(object);
  }
  const of = (...kinds: MapKind[]): MapObject[] => kinds.flatMap((kind) => byKind.get(kind) ?? []);
  const isShown = ({ isSystem }: MapObject): boolean => withSystem || !isSystem;
  const pods = of("Pod");
  const density = densityOf(pods.filter(isShown).length, before);
  const cellOf = new Map<string, string>();
  const single = (object: MapObject): Cell => {
    cellOf.set(object.id, object.id);
    return cellOfOne(object);
  };
  const scene = {
    density,
    outside: of("Internet", "Host").map(single),
    entries: of("LoadBalancer", "Ingress").filter(isShown).map(single),
    services: of("Service").filter(isShown).map(single),
    policies: of("NetworkPolicy").filter(isShown).map(single),
    workloads: of("Workload").filter(isShown).map(single),
  };
  return { ...scene, nodes: nodeBoxes(of("Node"), pods, { density, isShown, cellOf }), cellOf };
}

export function densityOf(pods: number, before: Density | null): Density {
  const limit = (max: number, coarser: boolean): number => (coarser ? max * SPARE : max);
  if (pods <= limit(CHIPS_MAX, before === "dots" || before === "counts")) return "chips";
  return pods <= limit(DOTS_MAX, before === "counts") ? "dots" : "counts";
}

interface BoxOptions {
  readonly density: Density;
  readonly isShown: (object: MapObject) => boolean;
  readonly cellOf: Map<string, string>;
}

function nodeBoxes(nodes: readonly MapObject[], pods: readonly MapObject[], options: BoxOptions): NodeBox[] {
  const { density, isShown, cellOf } = options;
  const isOneBox = nodes.length > NODES_MAX;
  const boxes = new Map<string, { cell: Cell; pods: MapObject[] }>();
  if (isOneBox) boxes.set(EVERY_NODE, { cell: crowd(EVERY_NODE, "Node", `${nodes.length} nodes`, nodes), pods: [] });
  for (const node of nodes) {
    cellOf.set(node.id, isOneBox ? EVERY_NODE : node.id);
    if (!isOneBox) boxes.set(node.id, { cell: cellOfOne(node), pods: [] });
  }
  const unscheduled: MapObject[] = [];
  for (const pod of pods)
    (boxes.get(isOneBox && pod.node !== null ? EVERY_NODE : (pod.node ?? ""))?.pods ?? unscheduled).push(pod);
  const made = [...boxes.values()].map(({ cell, pods: own }): NodeBox => {
    const shown = own.filter(isShown);
    const folded = own.filter((pod) => !isShown(pod));
    const cells = density === "counts" ? foldedByWorkload(cell.id, shown) : shown.map(cellOfOne);
    if (folded.length > 0) cells.push(crowd(`${cell.id}|system`, "Pod", "system Pods", folded));
    for (const one of cells) for (const member of one.members) cellOf.set(member, one.id);
    return { cell, cells };
  });
  if (unscheduled.length === 0) return made;
  const cells = density === "counts" ? foldedByWorkload("Node/", unscheduled) : unscheduled.map(cellOfOne);
  for (const one of cells) for (const member of one.members) cellOf.set(member, one.id);
  return [...made, { cell: crowd("Node/", "Node", "not on a node yet", []), cells }];
}

function foldedByWorkload(box: string, pods: readonly MapObject[]): Cell[] {
  const groups = new Map<string, MapObject[]>();
  for (const pod of pods) {
    const key = pod.workload ?? `Pods/${pod.namespace ?? ""}/Pods of ${pod.namespace ?? ""}`;
    const sofar = groups.get(key);
    if (sofar === undefined) groups.set(key, [pod]);
    else sofar.push(pod);
  }
  return [...groups].map(([key, members]) => crowd(`${box}|${key}`, "Pod", key.split("/").at(-1) as string, members));
}

function cellOfOne({ id, kind, name, stateText, addresses, state, type }: MapObject): Cell {
  const isKnownByState =
    kind === "NetworkPolicy" || kind === "Workload" || (state !== "good" && kind === "LoadBalancer");
  const note = isKnownByState ? stateText : (addresses[0] ?? (kind === "Service" ? type : stateText));
  return { id, kind, name, note, state, members: [id] };
}

/** One cell for many: as bad as the worst of them. */
function crowd(id: string, kind: MapKind, name: string, members: readonly MapObject[]): Cell {
  const good = members.filter(({ state }) => state === "good").length;
  const state: MapState = members.some((member) => member.state === "bad")
    ? "bad"
    : members.length === 0
      ? "plain"
      : good === members.length
        ? "good"
        : "waiting";
  const count = members.length;
  const note = count === 0 ? "" : good === count ? `${count} ready` : `${good} of ${count} ready`;
  return { id, kind, name, note: kind === "Node" ? "" : note, state, members: members.map((member) => member.id) };
}

/** All of them, in the order in which they are read. */
export function cellsOf({ outside, entries, services, policies, workloads, nodes }: Scene): Cell[] {
  const inNodes = nodes.flatMap(({ cell, cells }) => [cell, ...cells]);
  return [...outside, ...entries, ...services, ...policies, ...workloads, ...inNodes];
}
