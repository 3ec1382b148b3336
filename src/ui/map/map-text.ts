/** The map in words: the same things in the same order, with what selects what, for whoever reads rather than looks. */
import { html, nothing, type TemplateResult } from "lit";
import type { Flight, MapObject } from "../worker/map/map-protocol.ts";
import type { MapState } from "./map-state.ts";
import { LINK_WORDS, type Relation } from "./relations.ts";
import type { Cell, Scene } from "./scene.ts";

/** Of one kind of relation; the rest is counted. */
const NAMED_MAX = 6;

export function mapText(scene: Scene, state: MapState, recent: readonly Flight[]): TemplateResult {
  const group = (title: string, cells: readonly Cell[]): TemplateResult | typeof nothing =>
    cells.length === 0 ? nothing : html`<h3>${title}</h3><ul>${cells.map((cell) => line(cell, state))}</ul>`;
  return html`
    ${group("Outside", scene.outside)} ${group("Ways in", scene.entries)} ${group("Services", scene.services)}
    ${group("Policies", scene.policies)} ${group("Workloads", scene.workloads)}
    <h3>Nodes</h3>
    <ul>
      ${scene.nodes.map(
        ({ cell, cells }) => html`
          <li>
            ${sentence(cell, state)}
            ${cells.length === 0 ? nothing : html`<ul>${cells.map((one) => line(one, state))}</ul>`}
          </li>
        `,
      )}
    </ul>
    <h3>Last packets</h3>
    ${
      recent.length === 0
        ? html`<p>None has moved since the map was opened.</p>`
        : html`<ol>${recent.map((flight) => html`<li>${flightText(flight)}</li>`)}</ol>`
    }
  `;
}

export function flightText({ title, way, end, ending }: Flight): string {
  const by = way.map((id) => (id === "Host" ? "your machine" : nameOf(id))).join(", ");
  return `${title}, by ${by}: ${end === "delivered" ? "delivered" : `${end}, ${ending}`}`;
}

function line(cell: Cell, state: MapState): TemplateResult {
  return html`<li>${sentence(cell, state)}</li>`;
}

function sentence(cell: Cell, state: MapState): string {
  const object = cell.members.length === 1 ? state.objects.get(cell.members[0] as string) : undefined;
  if (object === undefined) return [cell.name, cell.note].filter((part) => part !== "").join(": ");
  return [objectText(object), ...relationTexts(object, state)].join("; ");
}

export function objectText({ kind, type, namespace, name, addresses, stateText, containers }: MapObject): string {
  const called = kind === "Internet" || kind === "Host" ? name : `${type} ${name}`;
  const where = namespace === null ? "" : ` in namespace ${namespace}`;
  const at = addresses.length === 0 ? "" : `, ${addresses.join(", ")}`;
  const of =
    containers.length < 2 ? "" : `, containers ${containers.map((one) => `${one.name} (${one.stateText})`).join(", ")}`;
  return `${called}${where}${at}, ${stateText}${of}`;
}

/** `ready endpoint: web-1, web-2 and 4 more (TCP 80)`: what it selects, and what selects it. */
export function relationTexts(object: MapObject, state: MapState): string[] {
  const outward = object.links.map(({ to, how, on }): Relation => ({ id: to, how, on }));
  return [...grouped(outward, 0), ...grouped(state.relations.of(object.id), 1)];
}

function grouped(relations: readonly Relation[], side: 0 | 1): string[] {
  const groups = new Map<string, string[]>();
  for (const { id, how, on } of relations) {
    const key = `${LINK_WORDS[how][side]}|${on}`;
    const names = groups.get(key) ?? [];
    groups.set(key, names);
    names.push(nameOf(id));
  }
  return [...groups].map(([key, names]) => {
    const [word = "", on = ""] = key.split("|");
    const more = names.length - NAMED_MAX;
    const listed = more > 0 ? `${names.slice(0, NAMED_MAX).join(", ")} and ${more} more` : names.join(", ");
    return `${word} ${listed}${on === "" ? "" : ` (${on})`}`;
  });
}

function nameOf(id: string): string {
  const [kind = "", ...rest] = id.split("/");
  return kind === "Pod" || kind === "Node" ? (rest.at(-1) as string) : [kind, ...rest.slice(-1)].join(" ");
}
