/** What is known of the chosen cell, and what one may do with it. */
import { html, nothing, type TemplateResult } from "lit";
import type { MapObject } from "../worker/map/map-protocol.ts";
import type { MapState } from "./map-state.ts";
import { relationTexts } from "./map-text.ts";
import type { Cell } from "./scene.ts";

const MEMBERS_MAX = 60;

export interface CardActions {
  close(): void;
  describe(command: string): void;
  choose(objectId: string): void;
  sendFrom(object: MapObject): void;
  sendTo(object: MapObject): void;
}

export function mapCard(cell: Cell, state: MapState, actions: CardActions): TemplateResult {
  const object = cell.members.length === 1 ? state.objects.get(cell.members[0] as string) : undefined;
  const isNamedAlone = object === undefined || object.kind === "Internet" || object.kind === "Host";
  return html`
    <div class="map-card" role="region" aria-label="About ${cell.name}" tabindex="-1">
      <div class="map-card-head">
        <h3>${isNamedAlone ? nothing : html`<span>${object.type}</span> `}${cell.name}</h3>
        <div class="map-card-actions">
          ${object === undefined ? nothing : buttons(object, actions)}
          <button type="button" class="quiet-button" @click=${actions.close}>Close</button>
        </div>
      </div>
      ${object === undefined ? members(cell, state, actions) : facts(object, state)}
    </div>
  `;
}

function members({ members: ids }: Cell, state: MapState, actions: CardActions): TemplateResult {
  const objects = ids.flatMap((id) => state.objects.get(id) ?? []);
  const more = objects.length - MEMBERS_MAX;
  return html`
    <ul class="map-members">
      ${objects.slice(0, MEMBERS_MAX).map(
        (object) => html`
          <li><button type="button" @click=${() => actions.choose(object.id)}>${object.name}</button> ${object.stateText}</li>
        `,
      )}
    </ul>
    ${more > 0 ? html`<p class="pane-note">and ${more} more; <code>kubectl get pods -A</code> lists them all</p>` : nothing}
  `;
}

function facts(object: MapObject, state: MapState): TemplateResult {
  const { namespace, stateText, addresses, labels, containers } = object;
  const rows: (readonly [string, string])[] = [
    ["state", stateText],
    ...(namespace === null ? [] : [["namespace", namespace] as const]),
    ...(addresses.length === 0
      ? []
      : [[addresses.length === 1 ? "address" : "addresses", addresses.join(", ")] as const]),
    ...(Object.keys(labels).length === 0
      ? []
      : [
          [
            "labels",
            Object.entries(labels)
              .map(([key, value]) => `${key}=${value}`)
              .join(", "),
          ] as const,
        ]),
    ...object.facts,
    ...containers.map(({ name, image, stateText: how }) => [`container ${name}`, `${image}, ${how}`] as const),
  ];
  const relations = relationTexts(object, state);
  return html`
    <dl>${rows.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>
    ${relations.length === 0 ? nothing : html`<ul class="map-relations">${relations.map((text) => html`<li>${text}</li>`)}</ul>`}
  `;
}

function buttons(object: MapObject, actions: CardActions): TemplateResult {
  const { kind, describe } = object;
  const sends = kind === "Host" || kind === "Node" || kind === "Pod";
  const takes = kind !== "Host" && kind !== "NetworkPolicy" && kind !== "Workload";
  return html`
    ${describe === null ? nothing : html`<button type="button" class="quiet-button" @click=${() => actions.describe(`kubectl describe ${describe}`)}><code>kubectl describe</code></button>`}
    ${sends ? html`<button type="button" class="quiet-button" @click=${() => actions.sendFrom(object)}>Send from here</button>` : nothing}
    ${takes ? html`<button type="button" class="quiet-button" @click=${() => actions.sendTo(object)}>Send to here</button>` : nothing}
  `;
}
