/**
 * Sets and maps: what a packet's values are looked up in. Elements without ranges are found part by part, those
 * with ranges by going through them; an element whose time is over is not there any more.
 *
 * Models: net/netfilter/nf_tables_api.c nft_add_set_elem, nft_set_hash.c, nft_set_rbtree.c, nft_set_pipapo.c
 * SIMPLIFIED: elements with ranges are searched one after the other.
 * SIMPLIFIED: a full set refuses new elements; what has expired makes room at once.
 */
import type { Clock } from "../../core/clock.ts";
import { type Ip, maskTo } from "../../core/ip.ts";
import { DATA_TYPES, type DataTypeName } from "./data-type.ts";
import type { Element, Literal, Value } from "./expression.ts";
import { NftError } from "./nft-error.ts";

export interface SetSpec {
  readonly name: string;
  readonly keyTypes: readonly DataTypeName[];
  /** Empty: a set. `["verdict"]`: a verdict map. */
  readonly dataTypes?: readonly DataTypeName[];
  /** As `typeof` was written, to be printed. */
  readonly typeofText?: string;
  readonly flags?: readonly SetFlag[];
  readonly timeoutMs?: number;
  readonly gcIntervalMs?: number;
  readonly size?: number;
  readonly policy?: "memory" | "performance";
  readonly autoMerge?: boolean;
  readonly counts?: boolean;
  readonly comment?: string;
}

export type SetFlag = "constant" | "interval" | "timeout" | "dynamic";

type Branch = Map<Value, Branch | Element>;

export class NftSet {
  readonly spec: SetSpec;
  /** Given by the table. */
  handle = 0;
  readonly keyTypes: readonly DataTypeName[];
  readonly dataTypes: readonly DataTypeName[];
  readonly #clock: Clock | null;
  readonly #exact: Branch = new Map();
  readonly #ranged: Element[] = [];
  #size = 0;

  /** Without a clock for the sets of a rule, whose elements do not expire. */
  constructor(spec: SetSpec, clock: Clock | null) {
    this.spec = spec;
    this.keyTypes = spec.keyTypes;
    this.dataTypes = spec.dataTypes ?? [];
    this.#clock = clock;
  }

  get isMap(): boolean {
    return this.dataTypes.length > 0;
  }

  get hasTimeouts(): boolean {
    return this.spec.flags?.includes("timeout") === true;
  }

  /** What a packet's values find. */
  lookup(values: readonly Value[]): Element | null {
    let here: Branch | Element | undefined = this.#exact;
    for (const value of values) {
      here = (here as Branch).get(value);
      if (here === undefined) break;
    }
    if (here !== undefined) return this.#ifLive(here as Element);
    for (const element of this.#ranged)
      if (covers(element.key, values)) {
        const live = this.#ifLive(element);
        if (live !== null) return live;
      }
    return null;
  }

  /** The element with this very key. */
  find(key: Literal): Element | null {
    const values = exactValues(key);
    if (values === null || this.#isListed) return this.#ranged.find((element) => sameLiteral(element.key, key)) ?? null;
    let here: Branch | Element | undefined = this.#exact;
    for (const value of values) {
      here = (here as Branch).get(value);
      if (here === undefined) return null;
    }
    return this.#ifLive(here as Element);
  }

  /** False when it is there already, with the same data. */
  add(element: Element): boolean {
    const had = this.find(element.key);
    if (had !== null) {
      if (!sameData(had.data, element.data)) throw new NftError("exists", this.spec.name);
      return false;
    }
    const values = exactValues(element.key);
    if (values === null && this.keyTypes.length === 1) {
      for (const other of this.elements())
        if (overlaps(other.key, element.key)) throw new NftError("overlap", this.spec.name);
    } else if (values !== null && this.keyTypes.length === 1 && this.#ranged.some(({ key }) => covers(key, values)))
      throw new NftError("overlap", this.spec.name);
    if (this.spec.size !== undefined && this.#size >= this.spec.size) throw new NftError("full", this.spec.name);
    this.#insert(element, values);
    return true;
  }

  remove(key: Literal): Element | null {
    const had = this.find(key);
    if (had === null) return null;
    this.#take(had);
    return had;
  }

  flush(): Element[] {
    const all = this.elements();
    this.#exact.clear();
    this.#ranged.length = 0;
    this.#size = 0;
    return all;
  }

  /** In the order in which they are listed. */
  elements(): Element[] {
    const all: Element[] = [];
    collect(this.#exact, all);
    all.push(...this.#ranged);
    const live = all.filter((element) => this.#isLive(element));
    if (this.#isListed) return live;
    return live.sort((a, b) => compareKeys(this.keyTypes, a.key, b.key));
  }

  /** Concatenations that may have ranges are kept, and listed, as they came. */
  get #isListed(): boolean {
    return this.keyTypes.length > 1 && this.spec.flags?.includes("interval") === true;
  }

  get size(): number {
    return this.#size;
  }

  #insert(element: Element, values: readonly Value[] | null): void {
    this.#size++;
    if (values === null || this.#isListed) {
      this.#ranged.push(element);
      return;
    }
    let here = this.#exact;
    for (const value of values.slice(0, -1)) {
      let next = here.get(value) as Branch | undefined;
      if (next === undefined) {
        next = new Map();
        here.set(value, next);
      }
      here = next;
    }
    here.set(values.at(-1) as Value, element);
  }

  #take(element: Element): void {
    const values = exactValues(element.key);
    this.#size--;
    if (values === null || this.#isListed) {
      this.#ranged.splice(this.#ranged.indexOf(element), 1);
      return;
    }
    const path: Branch[] = [this.#exact];
    for (const value of values.slice(0, -1)) path.push((path.at(-1) as Branch).get(value) as Branch);
    for (let i = path.length - 1; i >= 0; i--) {
      (path[i] as Branch).delete(values[i] as Value);
      if ((path[i] as Branch).size > 0) break;
    }
  }

  #isLive({ expiresAtUs }: Element): boolean {
    return expiresAtUs === null || this.#clock === null || expiresAtUs > this.#clock.nowUs;
  }

  #ifLive(element: Element): Element | null {
    if (element.expiresAtUs === null || this.#isLive(element)) return element;
    this.#take(element);
    return null;
  }
}

function collect(branch: Branch, into: Element[]): void {
  for (const next of branch.values())
    if (next instanceof Map) collect(next, into);
    else into.push(next);
}

/** Null when a part of it is a range, or the beginning of a name. */
export function exactValues(key: Literal): readonly Value[] | null {
  if (key.kind === "value") return typeof key.value === "string" && key.value.endsWith("*") ? null : [key.value];
  if (key.kind !== "concat") return null;
  const values: Value[] = [];
  for (const part of key.parts) {
    const value = exactValues(part);
    if (value === null) return null;
    values.push(...value);
  }
  return values;
}

export function covers(key: Literal, values: readonly Value[]): boolean {
  if (key.kind === "concat") return key.parts.every((part, i) => coversOne(part, values[i] as Value));
  return coversOne(key, values[0] as Value);
}

export function coversOne(literal: Literal, value: Value): boolean {
  switch (literal.kind) {
    case "value":
      if (typeof literal.value === "string" && literal.value.endsWith("*"))
        return typeof value === "string" && value.startsWith(literal.value.slice(0, -1));
      return literal.value === value;
    case "prefix":
      return typeof value === typeof literal.base && maskTo(value as Ip, literal.bits) === literal.base;
    case "range":
      return typeof value === typeof literal.from && (value as Ip) >= literal.from && (value as Ip) <= literal.to;
    default:
      return false;
  }
}

/** First and last of what a literal stands for. */
export function boundsOf(literal: Literal): readonly [Value, Value] {
  switch (literal.kind) {
    case "value":
      return [literal.value, literal.value];
    case "range":
      return [literal.from, literal.to];
    case "prefix": {
      const { base, bits } = literal;
      return typeof base === "number"
        ? [base, base + 2 ** (32 - bits) - 1]
        : [base, base + (1n << BigInt(128 - bits)) - 1n];
    }
    default:
      return [0, 0];
  }
}

function overlaps(a: Literal, b: Literal): boolean {
  const [aFrom, aTo] = boundsOf(a);
  const [bFrom, bTo] = boundsOf(b);
  return aFrom <= bTo && bFrom <= aTo;
}

function sameLiteral(a: Literal, b: Literal): boolean {
  if (a.kind === "concat" || b.kind === "concat")
    return (
      a.kind === "concat" &&
      b.kind === "concat" &&
      a.parts.length === b.parts.length &&
      a.parts.every((part, i) => sameLiteral(part, b.parts[i] as Literal))
    );
  const [aFrom, aTo] = boundsOf(a);
  const [bFrom, bTo] = boundsOf(b);
  return aFrom === bFrom && aTo === bTo;
}

function sameData(a: Element["data"], b: Element["data"]): boolean {
  if (a === null || b === null) return a === b;
  if (a.kind !== b.kind) return false;
  if ("chain" in a && "chain" in b) return a.chain === b.chain;
  return a.kind === "value" || a.kind === "range" || a.kind === "prefix" || a.kind === "concat"
    ? sameLiteral(a, b as Literal)
    : true;
}

/** One value by its size; several from the last to the first, as the memory that holds them is read as one number. */
export function compareKeys(types: readonly DataTypeName[], a: Literal, b: Literal): number {
  if (a.kind !== "concat" || b.kind !== "concat") return compareOne(types[0] as DataTypeName, a, b);
  for (let i = types.length - 1; i >= 0; i--) {
    const order = compareReversed(types[i] as DataTypeName, a.parts[i] as Literal, b.parts[i] as Literal);
    if (order !== 0) return order;
  }
  return 0;
}

function compareOne(type: DataTypeName, a: Literal, b: Literal): number {
  if (type === "ifname") return compareReversed(type, a, b);
  const from = boundsOf(a)[0];
  const other = boundsOf(b)[0];
  return from < other ? -1 : from > other ? 1 : 0;
}

function compareReversed(type: DataTypeName, a: Literal, b: Literal): number {
  const left = bytesOf(type, boundsOf(a)[0]);
  const right = bytesOf(type, boundsOf(b)[0]);
  for (let i = left.length - 1; i >= 0; i--) {
    const order = (left[i] as number) - (right[i] as number);
    if (order !== 0) return order;
  }
  return 0;
}

function bytesOf(type: DataTypeName, value: Value): readonly number[] {
  const { bytes, order } = DATA_TYPES[type];
  if (typeof value === "string")
    return Array.from({ length: bytes }, (_, i) => (i < value.length ? value.charCodeAt(i) : 0));
  const out: number[] = [];
  let rest = BigInt(value);
  for (let i = 0; i < bytes; i++) {
    out.push(Number(rest & 0xffn));
    rest >>= 8n;
  }
  return order === "packet" ? out.reverse() : out;
}
