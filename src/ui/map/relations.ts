/** Who selects whom, both ways round. */
import type { LinkKind, MapObject } from "../worker/map/map-protocol.ts";

export interface Relation {
  readonly id: string;
  readonly how: LinkKind;
  readonly on: string;
}

export class Relations {
  readonly #to = new Map<string, Relation[]>();

  constructor(objects: Iterable<MapObject>) {
    for (const { id, links } of objects)
      for (const { to, how, on } of links) {
        const sofar = this.#to.get(to);
        if (sofar === undefined) this.#to.set(to, [{ id, how, on }]);
        else sofar.push({ id, how, on });
      }
  }

  /** Those that select it. */
  of(id: string): readonly Relation[] {
    return this.#to.get(id) ?? [];
  }
}

/** What a link is called, seen from the one that selects and from the one that is selected. */
export const LINK_WORDS: Readonly<Record<LinkKind, readonly [selects: string, selected: string]>> = {
  routes: ["sends to", "gets its traffic from"],
  ready: ["ready endpoint", "ready endpoint of"],
  "not-ready": ["endpoint, not ready", "endpoint, not ready, of"],
  owns: ["made", "made by"],
  isolates: ["isolates", "isolated by"],
  from: ["lets in", "let in by"],
  to: ["lets out to", "reachable under"],
};
