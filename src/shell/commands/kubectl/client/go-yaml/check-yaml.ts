/**
 * The first document of a text as go-yaml reads it, or what it says when it cannot.
 *
 * Models: sigs.k8s.io/yaml/goyaml.v2/{parserc,decode}.go
 * SIMPLIFIED: of tags only !!str is looked at, and a later key of a mapping takes the place of an earlier one.
 */
import type { Mutable } from "../../../../../sim/kube/api/objects.ts";
import { resolvePlain } from "../yaml-scalar.ts";
import { Scanner } from "./scanner.ts";
import { type Mark, parserError, type Token, type TokenKind, YamlError } from "./token.ts";

/** Throws YamlError, whose message stands after `yaml: `. */
export function readYaml(text: string): Mutable {
  return new Reader(text.endsWith("\n") ? text : `${text}\n`).document();
}

/** Null when there is nothing wrong; else what stands after `yaml: `. */
export function checkYaml(text: string): string | null {
  try {
    readYaml(text);
    return null;
  } catch (error) {
    if (error instanceof YamlError) return error.message;
    throw error;
  }
}

const MAX_DEPTH = 1000;

interface Place {
  readonly isBlock: boolean;
  readonly isIndentless: boolean;
}

const IN_BLOCK: Place = { isBlock: true, isIndentless: false };
const IN_MAPPING: Place = { isBlock: true, isIndentless: true };
const IN_FLOW: Place = { isBlock: false, isIndentless: false };

class Reader {
  readonly #scanner: Scanner;
  readonly #anchors = new Map<string, Mutable>();
  #depth = 0;

  constructor(text: string) {
    this.#scanner = new Scanner(text);
  }

  document(): Mutable {
    this.#scanner.next();
    while (this.#is("document-end")) this.#scanner.next();
    if (this.#is("stream-end")) return null;
    const isExplicit = this.#is("directive") || this.#is("document-start");
    while (this.#is("directive")) this.#scanner.next();
    if (isExplicit) {
      if (!this.#is("document-start")) throw parserError("did not find expected <document start>", this.#peek().start);
      this.#scanner.next();
      if (this.#is("directive", "document-start", "document-end", "stream-end")) return null;
    }
    const value = this.#node(IN_BLOCK);
    // go-yaml looks one token further, to see how the document ends, and does not mind what it is.
    this.#peek();
    return value;
  }

  #peek(): Token {
    return this.#scanner.peek();
  }

  #is(...kinds: readonly TokenKind[]): boolean {
    return kinds.includes(this.#peek().kind);
  }

  #node(place: Place): Mutable {
    if (++this.#depth > MAX_DEPTH) throw new YamlError("exceeded max depth");
    const value = this.#nodeInside(place);
    this.#depth--;
    return value;
  }

  /** A node, unless one of `ends` stands where it would be. */
  #nodeUnless(place: Place, ...ends: readonly TokenKind[]): Mutable {
    return this.#is(...ends) ? null : this.#node(place);
  }

  #nodeInside(place: Place): Mutable {
    const first = this.#peek();
    if (first.kind === "alias") {
      this.#scanner.next();
      const name = first.name as string;
      if (!this.#anchors.has(name)) throw new YamlError(`unknown anchor '${name}' referenced`);
      return copyOf(this.#anchors.get(name));
    }
    const { has, anchor, tag } = this.#properties();
    if (anchor !== null) this.#anchors.set(anchor, null);
    const value = this.#content(place, { isString: tag === "!!str", first: has ? null : first });
    if (anchor !== null) this.#anchors.set(anchor, value);
    return value;
  }

  #content({ isBlock, isIndentless }: Place, { isString, first }: { isString: boolean; first: Token | null }): Mutable {
    if (isIndentless && this.#is("block-entry")) return this.#indentlessSequence();
    if (this.#is("scalar")) {
      const { name: text = "", isPlain } = this.#scanner.next();
      return isPlain === true && !isString ? resolvePlain(text) : text;
    }
    if (this.#is("flow-sequence-start")) return this.#flowSequence();
    if (this.#is("flow-mapping-start")) return this.#flowMapping();
    if (isBlock && this.#is("block-sequence-start")) return this.#blockSequence();
    if (isBlock && this.#is("block-mapping-start")) return this.#blockMapping();
    if (first !== null) throw parserError("did not find expected node content", this.#peek().start, first.start);
    return isString ? "" : null;
  }

  #properties(): { has: boolean; anchor: string | null; tag: string | null } {
    const found = { has: false, anchor: null as string | null, tag: null as string | null };
    for (let token = this.#peek(); token.kind === "anchor" || token.kind === "tag"; token = this.#peek()) {
      found[token.kind] = token.name as string;
      found.has = true;
      this.#scanner.next();
    }
    return found;
  }

  #blockSequence(): Mutable {
    const { start } = this.#scanner.next();
    const items: Mutable[] = [];
    while (this.#is("block-entry")) {
      this.#scanner.next();
      items.push(this.#nodeUnless(IN_BLOCK, "block-entry", "block-end"));
    }
    this.#end("block-end", "did not find expected '-' indicator", start);
    return items;
  }

  #indentlessSequence(): Mutable {
    const items: Mutable[] = [];
    while (this.#is("block-entry")) {
      this.#scanner.next();
      items.push(this.#nodeUnless(IN_BLOCK, "block-entry", "key", "value", "block-end"));
    }
    return items;
  }

  #blockMapping(): Mutable {
    const { start } = this.#scanner.next();
    const entries: Entry[] = [];
    while (this.#is("key")) {
      this.#scanner.next();
      const key = this.#nodeUnless(IN_MAPPING, "key", "value", "block-end");
      entries.push([key, this.#valueUnless(IN_MAPPING, "key", "value", "block-end")]);
    }
    this.#end("block-end", "did not find expected key", start);
    return objectOf(entries);
  }

  #valueUnless(place: Place, ...ends: readonly TokenKind[]): Mutable {
    if (!this.#is("value")) return null;
    this.#scanner.next();
    return this.#nodeUnless(place, ...ends);
  }

  #flowSequence(): Mutable {
    const { start } = this.#scanner.next();
    const items: Mutable[] = [];
    for (let isFirst = true; !this.#is("flow-sequence-end"); isFirst = false) {
      if (!isFirst && !this.#separator("flow-sequence-end", "did not find expected ',' or ']'", start)) break;
      if (this.#is("key")) items.push(this.#flowPair());
      else if (!this.#is("flow-sequence-end")) items.push(this.#node(IN_FLOW));
    }
    this.#scanner.next();
    return items;
  }

  /** `[a: b]` is a sequence of one mapping. */
  #flowPair(): Mutable {
    this.#scanner.next();
    const key = this.#nodeUnless(IN_FLOW, "value", "flow-entry", "flow-sequence-end");
    return objectOf([[key, this.#valueUnless(IN_FLOW, "flow-entry", "flow-sequence-end")]]);
  }

  #flowMapping(): Mutable {
    const { start } = this.#scanner.next();
    const entries: Entry[] = [];
    for (let isFirst = true; !this.#is("flow-mapping-end"); isFirst = false) {
      if (!isFirst && !this.#separator("flow-mapping-end", "did not find expected ',' or '}'", start)) break;
      const isKey = this.#is("key");
      if (isKey) this.#scanner.next();
      const key = isKey ? this.#nodeUnless(IN_FLOW, "value", "flow-entry", "flow-mapping-end") : this.#node(IN_FLOW);
      entries.push([key, this.#valueUnless(IN_FLOW, "flow-entry", "flow-mapping-end")]);
    }
    this.#scanner.next();
    return objectOf(entries);
  }

  /** Over the comma between two entries; false when the collection ends behind it. */
  #separator(end: TokenKind, problem: string, start: Mark): boolean {
    if (!this.#is("flow-entry")) throw parserError(problem, this.#peek().start, start);
    this.#scanner.next();
    return !this.#is(end);
  }

  #end(kind: TokenKind, problem: string, start: Mark): void {
    if (!this.#is(kind)) throw parserError(problem, this.#peek().start, start);
    this.#scanner.next();
  }
}

type Entry = readonly [key: Mutable, value: Mutable];

/** `<<` merges what it names under what the mapping says itself. */
function objectOf(entries: readonly Entry[]): Mutable {
  const object: { [field: string]: Mutable } = {};
  for (const [key, value] of entries)
    if (key === "<<") Object.assign(object, ...(Array.isArray(value) ? [...value].reverse() : [value]), { ...object });
    else object[key === null ? "null" : String(key)] = value;
  return object;
}

function copyOf(value: Mutable): Mutable {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, inside]) => [field, copyOf(inside)]));
}
