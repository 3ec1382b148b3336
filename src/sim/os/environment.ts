/**
 * A process's environment. Parts that many have in common, such as the variables of every Service, are there once,
 * until somebody writes: then this one becomes a list of its own.
 *
 * Models: environ(7)
 */
export class Environment extends Map<string, string> {
  /** Of two values for a name the earlier layer's counts; null once it is a list of its own. */
  #layers: readonly ReadonlyMap<string, string>[] | null = null;

  /** The layers must not change any more. */
  static of(layers: readonly ReadonlyMap<string, string>[]): Environment {
    const environment = new Environment();
    environment.#layers = layers;
    return environment;
  }

  static copyOf(other: ReadonlyMap<string, string> | undefined): Environment {
    if (other instanceof Environment && other.#layers !== null) return Environment.of(other.#layers);
    const environment = new Environment();
    if (other !== undefined) for (const [name, value] of other) environment.set(name, value);
    return environment;
  }

  #own(): void {
    if (this.#layers === null) return;
    const entries = [...this];
    this.#layers = null;
    for (const [name, value] of entries) super.set(name, value);
  }

  override get(name: string): string | undefined {
    if (this.#layers === null) return super.get(name);
    for (const layer of this.#layers) {
      const value = layer.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  override has(name: string): boolean {
    return this.#layers === null ? super.has(name) : this.#layers.some((layer) => layer.has(name));
  }

  override set(name: string, value: string): this {
    this.#own();
    return super.set(name, value);
  }

  override delete(name: string): boolean {
    this.#own();
    return super.delete(name);
  }

  override clear(): void {
    this.#layers = null;
    super.clear();
  }

  override get size(): number {
    if (this.#layers === null) return super.size;
    let size = 0;
    for (const _ of this) size++;
    return size;
  }

  override *entries(): MapIterator<[string, string]> {
    if (this.#layers === null) {
      yield* super.entries();
      return;
    }
    for (const [i, layer] of this.#layers.entries())
      for (const entry of layer) if (!this.#layers.slice(0, i).some((earlier) => earlier.has(entry[0]))) yield entry;
  }

  override [Symbol.iterator](): MapIterator<[string, string]> {
    return this.entries();
  }

  override *keys(): MapIterator<string> {
    for (const [name] of this.entries()) yield name;
  }

  override *values(): MapIterator<string> {
    for (const [, value] of this.entries()) yield value;
  }

  override forEach(call: (value: string, name: string, all: Map<string, string>) => void): void {
    for (const [name, value] of this.entries()) call(value, name, this);
  }
}
