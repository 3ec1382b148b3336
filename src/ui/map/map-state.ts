/** The page's copy of what the worker told: objects by id, changed by messages. */
import type { MapMessage, MapObject } from "../worker/map/map-protocol.ts";
import { Relations } from "./relations.ts";

export class MapState {
  readonly #objects = new Map<string, MapObject>();
  #relations: Relations | null = null;

  get objects(): ReadonlyMap<string, MapObject> {
    return this.#objects;
  }

  /** Worked out when somebody asks, and kept until something changes. */
  get relations(): Relations {
    this.#relations ??= new Relations(this.#objects.values());
    return this.#relations;
  }

  /** True when an object is new, other, or gone. */
  apply({ isFresh, put, gone }: Pick<MapMessage, "isFresh" | "put" | "gone">): boolean {
    if (isFresh) this.#objects.clear();
    for (const object of put) this.#objects.set(object.id, object);
    for (const id of gone) this.#objects.delete(id);
    const isChanged = isFresh || put.length + gone.length > 0;
    if (isChanged) this.#relations = null;
    return isChanged;
  }
}
