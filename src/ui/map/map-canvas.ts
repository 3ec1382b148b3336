/**
 * Draws a scene where a layout puts it. What stays is left alone: a cell is an element for as long as it exists, and only
 * what differs of it is touched.
 */
import type { LinkKind, MapObject } from "../worker/map/map-protocol.ts";
import { buttonOf, drawCell, makeCell } from "./draw-cell.ts";
import type { Box, Layout } from "./layout.ts";
import { type Cell, cellsOf, type Scene } from "./scene.ts";
import { setAll, svg } from "./svg.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly from: string;
  readonly to: string;
  readonly how: LinkKind | "probe";
}

/** More lines than this at rest are no picture any more; then only those of the cell under the pointer are drawn. */
const LINES_MAX = 40;
const NODE_POINT: Point = { x: 13, y: 15 };

export class MapCanvas {
  readonly sheet = document.createElement("div");
  readonly svg: SVGSVGElement;
  /** A layer of its own: what flies there is painted without painting again what stands beneath. */
  readonly flights = svg("svg", { class: "flights", "aria-hidden": "true" });
  readonly #bands = svg("g", { class: "bands", "aria-hidden": "true" });
  readonly #lines = svg("g", { class: "lines", "aria-hidden": "true" });
  readonly #nodes = svg("g");
  readonly #cells = svg("g");
  readonly #shown = svg("g", { class: "lines shown", "aria-hidden": "true" });
  readonly #groups = new Map<string, SVGGElement>();
  #layout: Layout | null = null;
  #scene: Scene | null = null;

  constructor(label: string) {
    this.svg = svg("svg", { class: "map-drawing", role: "group", "aria-label": label });
    this.svg.append(this.#bands, this.#nodes, this.#lines, this.#cells, this.#shown);
    this.sheet.className = "map-sheet";
    this.sheet.append(this.svg, this.flights);
  }

  /** In the order in which arrow keys and the Tab key's neighbours go through them. */
  get ids(): string[] {
    return this.#scene === null ? [] : cellsOf(this.#scene).map(({ id }) => id);
  }

  boxOf(cellId: string): Box | undefined {
    return this.#layout?.boxes.get(cellId);
  }

  buttonOf(cellId: string): SVGGElement | undefined {
    const group = this.#groups.get(cellId);
    return group === undefined ? undefined : buttonOf(group);
  }

  /** Where a packet is when it is at this object; undefined where that is not on the map. Names stay legible. */
  pointOf(objectId: string): Point | undefined {
    const found = this.#placeOf(objectId);
    if (found === undefined) return undefined;
    const { cellId, box } = found;
    if (isNodeCell(cellId)) return { x: box.x + NODE_POINT.x, y: box.y + NODE_POINT.y };
    if (box.width < 40) return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    return {
      x: cellId.includes("Pod/") || cellId.includes("|") ? box.x : box.x + box.width,
      y: box.y + box.height / 2,
    };
  }

  #placeOf(objectId: string): { readonly cellId: string; readonly box: Box } | undefined {
    const cellId = this.#scene?.cellOf.get(objectId);
    const box = cellId === undefined ? undefined : this.#layout?.boxes.get(cellId);
    return cellId === undefined || box === undefined ? undefined : { cellId, box };
  }

  #curve(from: string, to: string): string | undefined {
    const [a, b] = [this.#placeOf(from)?.box, this.#placeOf(to)?.box];
    return a === undefined || b === undefined || a === b ? undefined : curveBetween(a, b);
  }

  draw(scene: Scene, layout: Layout, objects: ReadonlyMap<string, MapObject>): void {
    this.#scene = scene;
    this.#layout = layout;
    const size = { width: layout.width, height: layout.height, viewBox: `0 0 ${layout.width} ${layout.height}` };
    for (const drawing of [this.svg, this.flights]) setAll(drawing, size);
    this.#bands.replaceChildren(
      ...layout.bands.map(({ name, x, y }) => svg("text", { class: "band", x, y: y + 12 }, name)),
    );
    const seen = new Set<string>();
    for (const cell of cellsOf(scene)) {
      const box = layout.boxes.get(cell.id);
      if (box === undefined) continue;
      seen.add(cell.id);
      const object = cell.members.length === 1 ? objects.get(cell.members[0] as string) : undefined;
      drawCell(this.#group(cell), { cell, box, density: scene.density, object });
    }
    for (const [id, group] of this.#groups)
      if (!seen.has(id)) {
        group.remove();
        this.#groups.delete(id);
      }
    this.#drawLines(this.#lines, restingLines(scene, objects));
  }

  #group(cell: Cell): SVGGElement {
    const known = this.#groups.get(cell.id);
    if (known !== undefined) return known;
    const group = makeCell(cell.id);
    this.#groups.set(cell.id, group);
    (cell.kind === "Node" ? this.#nodes : this.#cells).append(group);
    return group;
  }

  /** Everything but these cells steps back, and these lines are drawn; null: all are equal again. */
  show(related: { readonly cells: ReadonlySet<string>; readonly lines: readonly Line[] } | null): void {
    this.svg.classList.toggle("has-focus", related !== null);
    for (const [id, group] of this.#groups) group.classList.toggle("related", related?.cells.has(id) === true);
    this.#drawLines(this.#shown, related?.lines ?? []);
  }

  #drawLines(layer: SVGGElement, lines: readonly Line[]): void {
    const drawn = new Map<string, string>();
    for (const { from, to, how } of lines) {
      const curve = this.#curve(from, to);
      if (curve !== undefined) drawn.set(curve, how);
    }
    layer.replaceChildren(...[...drawn].map(([d, how]) => svg("path", { d, class: how })));
  }
}

/** What sends to what, as long as there are few. */
function restingLines({ entries, services }: Scene, objects: ReadonlyMap<string, MapObject>): Line[] {
  const lines = [...entries, ...services].flatMap(({ id }) =>
    (objects.get(id)?.links ?? []).map(({ to, how }): Line => ({ from: id, to, how })),
  );
  return lines.length > LINES_MAX ? lines.filter(({ how }) => how === "routes") : lines;
}

function isNodeCell(cellId: string): boolean {
  return cellId.startsWith("Node/") && !cellId.includes("|");
}

/** From edge to edge: across where one stands beside the other, else down or up. */
function curveBetween(a: Box, b: Box): string {
  const [ay, by] = [a.y + Math.min(a.height / 2, 20), b.y + Math.min(b.height / 2, 20)];
  const isForth = a.x + a.width <= b.x;
  if (isForth || b.x + b.width <= a.x) {
    const [x, end] = isForth ? [a.x + a.width, b.x] : [a.x, b.x + b.width];
    const bend = (end - x) / 2;
    return `M${x} ${ay}C${x + bend} ${ay} ${end - bend} ${by} ${end} ${by}`;
  }
  const [x, end] = [a.x + Math.min(a.width / 2, 69), b.x + Math.min(b.width / 2, 69)];
  const [top, foot] = b.y >= a.y ? [a.y + a.height, b.y] : [a.y, b.y + b.height];
  const bend = (foot - top) / 2;
  return `M${x} ${top}C${x} ${top + bend} ${end} ${foot - bend} ${end} ${foot}`;
}
