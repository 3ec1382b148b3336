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
  /** The first of those that are one field longer, and the next of those that are as long. */
  #longer: Shape | null = null;
  #beside: Shape | null = null;

  constructor(names: readonly string[]) {
    this.names = names;
    this.#last = names.at(-1) ?? "";
  }

  with(name: string): Shape {
    for (let shape = this.#longer; shape !== null; shape = shape.#beside) if (shape.#last === name) return shape;
    const made = new Shape([...this.names, name]);
    made.#beside = this.#longer;
    this.#longer = made;
    return made;
  }
}

const CHUNK = 1024;

/** A run of records; all but the last are full. What it holds is made room for at once: growing costs more than filling. */
class Chunk {
  readonly shapes: Shape[] = new Array<Shape>(CHUNK);
  readonly starts: number[] = new Array<number>(CHUNK);
  readonly values: unknown[];
  readonly atUs: Float64Array = new Float64Array(CHUNK);
  count = 0;
  used = 0;

  constructor(expected: number) {
    this.values = new Array<unknown>(expected);
  }
}

export class EventLog {
  readonly #none = new Shape([]);
  #chunks: Chunk[] = [];
  #last = new Chunk(0);
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
    if (this.#last.count === CHUNK || this.#chunks.length === 0) this.#open();
    const chunk = this.#last;
    const { values } = chunk;
    let shape = this.#none;
    let used = chunk.used;
    chunk.atUs[chunk.count] = atUs;
    chunk.starts[chunk.count] = used;
    for (const name in event) {
      shape = shape.with(name);
      values[used++] = (event as Fields)[name];
    }
    chunk.used = used;
    chunk.shapes[chunk.count++] = shape;
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
  }

  #open(): void {
    this.#last = new Chunk(this.#last.used);
    this.#chunks.push(this.#last);
  }
}
