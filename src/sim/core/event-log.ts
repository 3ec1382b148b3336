/**
 * Many small records of few shapes, kept compactly: each shape's field names once, the values in a row, the moments as
 * numbers. A record is put together again when somebody asks for it. Hundreds of thousands of objects that all stay
 * would cost more, in collecting garbage around them, than everything that they tell of.
 */

type Fields = Record<string, unknown>;

/** What an event holds in place of a record that need not be put together before somebody looks. */
export abstract class Deferred<T> {
  abstract made(): T;
}

/** An event as it may be handed in. */
export type Emitted<E> = E extends unknown
  ? { readonly [K in keyof E]: E[K] extends object ? E[K] | Deferred<E[K]> : E[K] }
  : never;

/** The names of a record's fields, in order; a tree, so that finding a record's shape makes nothing. */
class Shape {
  readonly names: readonly string[];
  readonly #last: string;
  readonly #longer: Shape[] = [];

  constructor(names: readonly string[]) {
    this.names = names;
    this.#last = names.at(-1) ?? "";
  }

  with(name: string): Shape {
    for (const shape of this.#longer) if (shape.#last === name) return shape;
    const made = new Shape([...this.names, name]);
    this.#longer.push(made);
    return made;
  }
}

const CHUNK = 1024;

/** A run of records; all but the last are full. */
class Chunk {
  readonly shapes: Shape[] = [];
  readonly starts: number[] = [];
  readonly values: unknown[] = [];
  readonly atUs: Float64Array = new Float64Array(CHUNK);
}

export class EventLog {
  readonly #none = new Shape([]);
  #chunks: Chunk[] = [new Chunk()];
  /** The number of the first record of the first chunk, of the first that is kept, and of the next to come. */
  #chunkedFrom = 0;
  #firstSeq = 0;
  #nextSeq = 0;

  get firstSeq(): number {
    return this.#firstSeq;
  }

  get nextSeq(): number {
    return this.#nextSeq;
  }

  append(event: object, atUs: number): void {
    let chunk = this.#chunks[this.#chunks.length - 1] as Chunk;
    if (chunk.shapes.length === CHUNK) {
      chunk = new Chunk();
      this.#chunks.push(chunk);
    }
    const { values } = chunk;
    let shape = this.#none;
    chunk.atUs[chunk.shapes.length] = atUs;
    chunk.starts.push(values.length);
    for (const name in event) {
      shape = shape.with(name);
      values.push((event as Fields)[name]);
    }
    chunk.shapes.push(shape);
    this.#nextSeq++;
  }

  /** Made anew each time, with its number and moment behind its own fields. */
  at(seq: number): Fields {
    const chunk = this.#chunks[Math.floor((seq - this.#chunkedFrom) / CHUNK)] as Chunk;
    const at = (seq - this.#chunkedFrom) % CHUNK;
    const event: Fields = {};
    let from = chunk.starts[at] as number;
    for (const name of (chunk.shapes[at] as Shape).names) {
      const value = chunk.values[from++];
      event[name] = value instanceof Deferred ? value.made() : value;
    }
    event.seq = seq;
    event.atUs = chunk.atUs[at];
    return event;
  }

  /** One field of a record; undefined when it has none of that name. */
  field(seq: number, name: string): unknown {
    const chunk = this.#chunks[Math.floor((seq - this.#chunkedFrom) / CHUNK)] as Chunk;
    const at = (seq - this.#chunkedFrom) % CHUNK;
    const index = (chunk.shapes[at] as Shape).names.indexOf(name);
    return index < 0 ? undefined : chunk.values[(chunk.starts[at] as number) + index];
  }

  /** Lets go of everything before. */
  forgetBefore(seq: number): void {
    this.#firstSeq = seq;
    const gone = Math.floor((seq - this.#chunkedFrom) / CHUNK);
    this.#chunks.splice(0, gone);
    this.#chunkedFrom += gone * CHUNK;
    if (this.#chunks.length === 0) this.#chunks.push(new Chunk());
  }
}
