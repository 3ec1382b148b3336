/**
 * Which kinds this API server serves: those built in, and those that custom resource definitions add.
 *
 * Models: staging/src/k8s.io/apimachinery/pkg/api/meta (RESTMapper)
 */
import { type Kind, resourceKey } from "../kinds/kind.ts";
import type { FieldDocs } from "../schema/field-docs.ts";

export class Kinds {
  /** What types and fields are for; whoever wants that shown loads it and sets it. */
  fieldDocs: FieldDocs | null = null;
  readonly #all: Kind[];
  readonly #handlers: ((kind: Kind) => void)[] = [];
  readonly #byKey = new Map<string, Kind>();
  readonly #byPath = new Map<string, Kind>();
  readonly #byGvk = new Map<string, Kind>();

  constructor(builtIn: readonly Kind[]) {
    this.#all = [];
    for (const kind of builtIn) this.add(kind);
  }

  get all(): readonly Kind[] {
    return this.#all;
  }

  /** Told of kinds that come later. */
  onAdded(handler: (kind: Kind) => void): void {
    this.#handlers.push(handler);
  }

  /** What one definition makes, in place of what it made before. */
  replace(before: readonly Kind[], now: readonly Kind[]): void {
    for (const kind of before) this.remove(kind);
    for (const kind of now) this.add(kind);
  }

  add(kind: Kind): void {
    for (const handler of this.#handlers) handler(kind);
    this.#all.push(kind);
    if (!this.#byKey.has(resourceKey(kind))) this.#byKey.set(resourceKey(kind), kind);
    if (!this.#byKey.has(kind.resource)) this.#byKey.set(kind.resource, kind);
    this.#byPath.set(`${kind.group}/${kind.version}/${kind.resource}`, kind);
    this.#byGvk.set(`${kind.group}/${kind.version}/${kind.kind}`, kind);
  }

  remove(kind: Kind): void {
    this.#all.splice(this.#all.indexOf(kind), 1);
    for (const map of [this.#byKey, this.#byPath, this.#byGvk])
      for (const [key, value] of map) if (value === kind) map.delete(key);
  }

  /** `pods`, `deployments`, `deployments.apps`. */
  named(resource: string): Kind | undefined {
    return this.#byKey.get(resource);
  }

  at(group: string, version: string, resource: string): Kind | undefined {
    return this.#byPath.get(`${group}/${version}/${resource}`);
  }

  ofObject(apiVersion: string, kind: string): Kind | undefined {
    const slash = apiVersion.indexOf("/");
    const group = slash < 0 ? "" : apiVersion.slice(0, slash);
    return this.#byGvk.get(`${group}/${apiVersion.slice(slash + 1)}/${kind}`);
  }

  /** In the order in which the API server lists its groups. */
  groups(): readonly string[] {
    return [...new Set(this.#all.map(({ group }) => group))];
  }

  versionsOf(group: string): readonly string[] {
    return [...new Set(this.#all.filter((kind) => kind.group === group).map(({ version }) => version))];
  }
}
