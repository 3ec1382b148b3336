/** Where a program's names live. Models: CPython 3.11 Python/ceval.c LOAD_NAME, LOAD_GLOBAL */
import type { Value } from "./values.ts";

export class Scope {
  /** As a traceback names it. */
  readonly name: string;
  readonly names: Map<string, Value>;
  readonly parent: Scope | null;
  /** Names that belong to a scope outside, as `global` and `nonlocal` say. */
  readonly outer = new Set<string>();
  /** The line that is being run. */
  line = 0;
  /** What `raise` alone raises again. */
  handled: Error | null = null;

  constructor(name: string, parent: Scope | null, names = new Map<string, Value>()) {
    this.name = name;
    this.parent = parent;
    this.names = names;
  }

  find(name: string): Value | undefined {
    for (let scope: Scope | null = this; scope !== null; scope = scope.parent) {
      const found = scope.names.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  set(name: string, value: Value): void {
    this.#home(name).names.set(name, value);
  }

  delete(name: string): boolean {
    return this.#home(name).names.delete(name);
  }

  #home(name: string): Scope {
    if (!this.outer.has(name)) return this;
    for (let scope = this.parent; scope !== null; scope = scope.parent)
      if (scope.names.has(name) || scope.parent === null) return scope;
    return this;
  }
}
