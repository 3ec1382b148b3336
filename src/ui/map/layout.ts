/**
 * Where things stand: bands from the outside in, and boxes of Pods in the last one. A cell keeps its place as long as it
 * exists; a place that becomes free goes to the next newcomer. The same scene and the same places give the same map.
 */
import type { Cell, Density, NodeBox, Scene } from "./scene.ts";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Which place each cell of a band or box has: the band's name, then the ids in order of place; null is free. */
export type Places = ReadonlyMap<string, readonly (string | null)[]>;

export interface Layout {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly bands: readonly (Box & { readonly name: string })[];
  readonly width: number;
  readonly height: number;
  readonly places: Places;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const GAP = 10;
const MARGIN = 14;
const BAND_GAP = 30;
const LABEL = 22;
const NODE_HEAD = 30;
const NARROW = 560;
const WIDTH_MIN = 200;
const CARD: Size = { width: 138, height: 40 };
const CELLS: Readonly<Record<Density, Size>> = {
  chips: { width: 138, height: 40 },
  dots: { width: 24, height: 24 },
  counts: { width: 138, height: 40 },
};
const DOT_GAP = 4;
/** Bands that have no column of their own. */
const BENEATH: ReadonlySet<string> = new Set(["Policies", "Workloads"]);
/** A folded cell among dots is as large as a chip. */
const CHIP_WIDTH_MAX = 210;
const isWide = (cell: Cell): boolean => cell.id.includes("|");

export function layoutOf(scene: Scene, room: number, before: Places): Layout {
  const width = Math.max(room, WIDTH_MIN);
  const places = new Map<string, readonly (string | null)[]>();
  const seat = (band: string, cells: readonly Cell[]): readonly (string | null)[] => {
    const seated = seats(
      before.get(band) ?? [],
      cells.map(({ id }) => id),
    );
    places.set(band, seated);
    return seated;
  };
  const bands = [
    { name: "Outside", cells: scene.outside },
    { name: "Ways in", cells: scene.entries },
    { name: "Services", cells: scene.services },
    { name: "Policies", cells: scene.policies },
    { name: "Workloads", cells: scene.workloads },
  ].filter(({ cells }) => cells.length > 0);
  const own = { scene, width, seat };
  const { boxes, drawn, height, isStacked } = width < NARROW ? stacked(bands, own) : sideBySide(bands, own);
  return { boxes, bands: drawn, width: isStacked ? width : Math.max(width, minimalWidth(bands)), height, places };
}

/** Whoever was there stays; newcomers take free places, then new ones. Free places at the end are given up. */
export function seats(before: readonly (string | null)[], ids: readonly string[]): readonly (string | null)[] {
  const now = new Set(ids);
  const seated = before.map((id) => (id !== null && now.has(id) ? id : null));
  const known = new Set(seated);
  let free = 0;
  for (const id of ids) {
    if (known.has(id)) continue;
    while (free < seated.length && seated[free] !== null) free++;
    seated[free] = id;
  }
  while (seated.at(-1) === null) seated.pop();
  return seated;
}

interface Band {
  readonly name: string;
  readonly cells: readonly Cell[];
}

interface Options {
  readonly scene: Scene;
  readonly width: number;
  readonly seat: (band: string, cells: readonly Cell[]) => readonly (string | null)[];
}

interface Drawn {
  readonly boxes: Map<string, Box>;
  readonly drawn: (Box & { readonly name: string })[];
  readonly height: number;
  readonly isStacked: boolean;
}

/** Columns for what is outside, for the ways in and for the Services, policies and workloads beneath those; then the nodes. */
function sideBySide(bands: readonly Band[], { scene, width, seat }: Options): Drawn {
  const boxes = new Map<string, Box>();
  const drawn: (Box & { name: string })[] = [];
  const foot = new Map<number, number>();
  let column = -1;
  let bottom = 0;
  for (const { name, cells } of bands) {
    if (!BENEATH.has(name)) column++;
    const x = MARGIN + column * (CARD.width + BAND_GAP);
    const top = foot.get(column) ?? MARGIN;
    const places = seat(name, cells);
    for (const [place, id] of places.entries())
      if (id !== null) boxes.set(id, { x, y: top + LABEL + place * (CARD.height + GAP), ...CARD });
    const height = LABEL + places.length * (CARD.height + GAP);
    drawn.push({ name, x, y: top, width: CARD.width, height });
    foot.set(column, top + height + GAP);
    bottom = Math.max(bottom, top + height);
  }
  const x = MARGIN + (column + 1) * (CARD.width + BAND_GAP);
  const room = Math.max(width - x - MARGIN, CARD.width + 2 * GAP);
  const height = nodeGrid(scene, { x, y: MARGIN, width: room }, { boxes, seat });
  return { boxes, drawn, height: Math.max(bottom, height) + MARGIN, isStacked: false };
}

/** On a narrow screen the bands lie under one another, and what they hold runs on in rows. */
function stacked(bands: readonly Band[], { scene, width, seat }: Options): Drawn {
  const boxes = new Map<string, Box>();
  const drawn: (Box & { name: string })[] = [];
  const room = width - 2 * MARGIN;
  const columns = Math.max(1, Math.floor((room + GAP) / (CARD.width + GAP)));
  const card = { width: Math.floor((room - (columns - 1) * GAP) / columns), height: CARD.height };
  let y = MARGIN;
  for (const { name, cells } of bands) {
    const places = seat(name, cells);
    for (const [place, id] of places.entries())
      if (id !== null)
        boxes.set(id, {
          x: MARGIN + (place % columns) * (card.width + GAP),
          y: y + LABEL + Math.floor(place / columns) * (card.height + GAP),
          ...card,
        });
    const height = LABEL + Math.ceil(places.length / columns) * (card.height + GAP);
    drawn.push({ name, x: MARGIN, y, width: room, height });
    y += height + GAP;
  }
  const height = nodeGrid(scene, { x: MARGIN, y, width: room }, { boxes, seat });
  return { boxes, drawn, height: height + MARGIN, isStacked: true };
}

/** The nodes beside one another as far as there is room, each as high as its Pods need; gives the lowest edge. */
function nodeGrid(
  scene: Scene,
  area: { readonly x: number; readonly y: number; readonly width: number },
  { boxes, seat }: { readonly boxes: Map<string, Box>; readonly seat: Options["seat"] },
): number {
  const byId = new Map(scene.nodes.map((node) => [node.cell.id, node]));
  const order = seat(
    "Nodes",
    scene.nodes.map(({ cell }) => cell),
  ).filter((id) => id !== null);
  const columns = nodeColumns(area.width, order.length, scene.density);
  const width = Math.floor((area.width - (columns - 1) * GAP) / columns);
  let y = area.y;
  for (let row = 0; row < order.length; row += columns) {
    let height = 0;
    for (const [column, id] of order.slice(row, row + columns).entries()) {
      const x = area.x + column * (width + GAP);
      height = Math.max(height, podGrid(byId.get(id) as NodeBox, { x, y, width }, { scene, boxes, seat }));
    }
    for (const [column, id] of order.slice(row, row + columns).entries())
      boxes.set(id, { x: area.x + column * (width + GAP), y, width, height });
    y += height + GAP;
  }
  return y - GAP;
}

/** Two chips wide or a row of dots: below that a node is not worth a column. */
function nodeColumns(width: number, nodes: number, density: Density): number {
  const wanted = density === "dots" ? 8 * (CELLS.dots.width + DOT_GAP) : CARD.width;
  return Math.max(1, Math.min(nodes, Math.floor((width + GAP) / (wanted + 3 * GAP))));
}

function podGrid(
  { cell, cells }: NodeBox,
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
  { scene, boxes, seat }: { scene: Scene; boxes: Map<string, Box>; seat: Options["seat"] },
): number {
  const small = cells.filter((one) => !isWide(one) && scene.density === "dots");
  const large = cells.filter((one) => isWide(one) || scene.density !== "dots");
  const left = x + GAP;
  const room = width - 2 * GAP;
  let top = y + NODE_HEAD;
  for (const [group, size, gap] of [
    [small, CELLS.dots, DOT_GAP],
    [large, CELLS.chips, GAP],
  ] as const) {
    if (group.length === 0) continue;
    const columns = Math.max(1, Math.floor((room + gap) / (size.width + gap)));
    const stretched = Math.min(CHIP_WIDTH_MAX, Math.floor((room - (columns - 1) * gap) / columns));
    const own = { width: size === CELLS.dots ? size.width : stretched, height: size.height };
    const places = seat(`${cell.id} ${gap}`, group);
    for (const [place, id] of places.entries())
      if (id !== null)
        boxes.set(id, {
          x: left + (place % columns) * (own.width + gap),
          y: top + Math.floor(place / columns) * (own.height + gap),
          ...own,
        });
    top += Math.ceil(places.length / columns) * (own.height + gap) - gap + GAP;
  }
  return Math.max(top - y, NODE_HEAD + GAP);
}

function minimalWidth(bands: readonly Band[]): number {
  const columns = bands.filter(({ name }) => !BENEATH.has(name)).length + 1;
  return 2 * MARGIN + columns * (CARD.width + BAND_GAP) + 2 * GAP;
}
