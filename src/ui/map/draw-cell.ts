/** One cell of the map as it is drawn: a box with a name and a note, or a dot, and its state as a shape, not as a colour alone. */
import type { MapObject, MapState } from "../worker/map/map-protocol.ts";
import type { Box } from "./layout.ts";
import type { Cell, Density } from "./scene.ts";
import { shortName } from "./short-name.ts";
import { setAll, svg } from "./svg.ts";

/** Of the map's type, in pixels. */
const LETTER = 7.1;
const PADDING = 10;
const CONTAINERS_MAX = 4;

export interface CellLook {
  readonly cell: Cell;
  readonly box: Box;
  readonly density: Density;
  readonly object: MapObject | undefined;
}

/**
 * The button is the outline alone and has its whole name as a label; what is written on it, shortened to fit, lies above
 * it for eyes only.
 */
export function makeCell(id: string): SVGGElement {
  const group = svg("g", {}, svg("g", { role: "button", tabindex: -1 }), svg("g", { "aria-hidden": "true" }));
  group.dataset.id = id;
  return group;
}

export function buttonOf(group: SVGGElement): SVGGElement {
  return group.firstElementChild as SVGGElement;
}

export function drawCell(group: SVGGElement, { cell, box, density, object }: CellLook): void {
  const isDot = box.width < 40;
  const isRelated = group.classList.contains("related");
  setAll(group, {
    class: `cell ${cell.kind.toLowerCase()} ${cell.state}${cell.members.length > 1 ? " crowd" : ""}${isRelated ? " related" : ""}`,
    transform: `translate(${box.x} ${box.y})`,
  });
  setAll(buttonOf(group), { "aria-label": labelOf(cell, object) });
  const look = `${density} ${box.width} ${box.height} ${cell.name} ${cell.note} ${cell.state} ${containersText(object)}`;
  if (group.dataset.look === look) return;
  group.dataset.look = look;
  const outline = svg("rect", { class: "outline", width: box.width, height: box.height, rx: 3 });
  buttonOf(group).replaceChildren(outline);
  group.lastElementChild?.replaceChildren(...(isDot ? [stateMark(cell.state, 12, 12)] : writing(cell, box, object)));
}

function writing(cell: Cell, box: Box, object: MapObject | undefined): SVGElement[] {
  const letters = Math.floor((box.width - 2 * PADDING - 14) / LETTER);
  if (cell.kind === "Node") {
    const name = svg(
      "text",
      { class: "name", x: 24, y: 19 },
      shortName(cell.name, Math.floor((box.width - 34) / LETTER)),
    );
    const note = svg("text", { class: "note", x: box.width - PADDING, y: 19, "text-anchor": "end" }, cell.note);
    const hasRoom = (cell.name.length + cell.note.length + 2) * LETTER < box.width - 34;
    return [stateMark(cell.state, 13, 15), name, ...(hasRoom ? [note] : [])];
  }
  const mark = cell.state === "plain" ? [] : [stateMark(cell.state, box.width - 12, 13)];
  return [
    svg("text", { class: "name", x: PADDING, y: 17 }, shortName(cell.name, letters)),
    svg("text", { class: "note", x: PADDING, y: 32 }, shortName(cell.note, letters + 1)),
    ...mark,
    ...containerMarks(object, box),
  ];
}

/** Filled: well. Ring: waiting. Cross: bad. Dash: over. */
function stateMark(state: MapState, x: number, y: number): SVGElement {
  if (state === "bad") return svg("path", { class: "mark bad", d: `M${x - 4} ${y - 4}l8 8m0 -8l-8 8` });
  if (state === "ended") return svg("path", { class: "mark ended", d: `M${x - 4} ${y}h8` });
  return svg("circle", { class: `mark ${state}`, cx: x, cy: y, r: state === "good" ? 4 : 3.5 });
}

/** One small square for each container where there are several. */
function containerMarks(object: MapObject | undefined, box: Box): SVGElement[] {
  const containers = object?.containers ?? [];
  if (containers.length < 2) return [];
  return containers.slice(0, CONTAINERS_MAX).map(({ state }, index) =>
    svg("rect", {
      class: `container ${state}`,
      x: box.width - 15 - 9 * index,
      y: box.height - 15,
      width: 6,
      height: 6,
    }),
  );
}

function containersText(object: MapObject | undefined): string {
  return (object?.containers ?? []).map(({ state }) => state).join(" ");
}

export function labelOf(cell: Cell, object: MapObject | undefined): string {
  if (object === undefined || cell.members.length > 1) return `${cell.name}: ${cell.note}`;
  const namespace = object.namespace === null ? "" : ` in ${object.namespace}`;
  const kind = object.kind === "Internet" || object.kind === "Host" ? "" : `${object.type} `;
  const parts = [`${kind}${object.name}${namespace}`, ...object.addresses.slice(0, 1), object.stateText];
  return parts.filter((part) => part !== "").join(", ");
}
