/**
 * Whether go-yaml could read the first document of a text, and what it says when it could not.
 *
 * Models: sigs.k8s.io/yaml/goyaml.v2/parserc.go, decode.go parser.fail
 * SIMPLIFIED: tags and what they would make of a scalar are not looked at.
 */
import { Scanner } from "./scanner.ts";
import { type Mark, parserError, type Token, type TokenKind, YamlError } from "./token.ts";

/** Null when there is nothing wrong; else what stands after `yaml: `. */
export function checkYaml(text: string): string | null {
  try {
    new Checker(text.endsWith("\n") ? text : `${text}\n`).document();
    return null;
  } catch (error) {
    if (error instanceof YamlError) return error.message;
    throw error;
  }
}

const MAX_DEPTH = 1000;

class Checker {
  readonly #scanner: Scanner;
  readonly #anchors = new Set<string>();
  #depth = 0;

  constructor(text: string) {
    this.#scanner = new Scanner(text);
  }

  document(): void {
    this.#scanner.next();
    while (this.#is("document-end")) this.#scanner.next();
    if (this.#is("stream-end")) return;
    const isExplicit = this.#is("directive") || this.#is("document-start");
    while (this.#is("directive")) this.#scanner.next();
    if (isExplicit) {
      if (!this.#is("document-start")) throw parserError("did not find expected <document start>", this.#peek().start);
      this.#scanner.next();
      if (this.#is("directive", "document-start", "document-end", "stream-end")) return;
    }
    this.#node({ isBlock: true, isIndentless: false });
    // go-yaml looks one token further, to see how the document ends, and does not mind what it is.
    this.#peek();
  }

  #peek(): Token {
    return this.#scanner.peek();
  }

  #is(...kinds: readonly TokenKind[]): boolean {
    return kinds.includes(this.#peek().kind);
  }

  #node({ isBlock, isIndentless }: { isBlock: boolean; isIndentless: boolean }): void {
    if (++this.#depth > MAX_DEPTH) throw new YamlError("exceeded max depth");
    this.#nodeInside(isBlock, isIndentless);
    this.#depth--;
  }

  #nodeInside(isBlock: boolean, isIndentless: boolean): void {
    const first = this.#peek();
    if (first.kind === "alias") {
      this.#scanner.next();
      if (!this.#anchors.has(first.name as string)) throw new YamlError(`unknown anchor '${first.name}' referenced`);
      return;
    }
    const hasProperties = this.#properties();
    if (isIndentless && this.#is("block-entry")) this.#indentlessSequence();
    else if (this.#is("scalar")) this.#scanner.next();
    else if (this.#is("flow-sequence-start")) this.#flowSequence();
    else if (this.#is("flow-mapping-start")) this.#flowMapping();
    else if (isBlock && this.#is("block-sequence-start")) this.#blockSequence();
    else if (isBlock && this.#is("block-mapping-start")) this.#blockMapping();
    else if (!hasProperties) throw parserError("did not find expected node content", this.#peek().start, first.start);
  }

  #properties(): boolean {
    let has = false;
    for (let token = this.#peek(); token.kind === "anchor" || token.kind === "tag"; token = this.#peek()) {
      if (token.kind === "anchor") this.#anchors.add(token.name as string);
      this.#scanner.next();
      has = true;
    }
    return has;
  }

  #blockSequence(): void {
    const { start } = this.#scanner.next();
    while (this.#is("block-entry")) {
      this.#scanner.next();
      if (!this.#is("block-entry", "block-end")) this.#node({ isBlock: true, isIndentless: false });
    }
    this.#end("block-end", "did not find expected '-' indicator", start);
  }

  #indentlessSequence(): void {
    while (this.#is("block-entry")) {
      this.#scanner.next();
      if (!this.#is("block-entry", "key", "value", "block-end")) this.#node({ isBlock: true, isIndentless: false });
    }
  }

  #blockMapping(): void {
    const { start } = this.#scanner.next();
    while (this.#is("key")) {
      this.#scanner.next();
      if (!this.#is("key", "value", "block-end")) this.#node({ isBlock: true, isIndentless: true });
      if (!this.#is("value")) continue;
      this.#scanner.next();
      if (!this.#is("key", "value", "block-end")) this.#node({ isBlock: true, isIndentless: true });
    }
    this.#end("block-end", "did not find expected key", start);
  }

  #flowSequence(): void {
    const { start } = this.#scanner.next();
    for (let isFirst = true; !this.#is("flow-sequence-end"); isFirst = false) {
      if (!isFirst && !this.#separator("flow-sequence-end", "did not find expected ',' or ']'", start)) break;
      if (this.#is("key")) this.#flowPair();
      else if (!this.#is("flow-sequence-end")) this.#node({ isBlock: false, isIndentless: false });
    }
    this.#scanner.next();
  }

  /** `[a: b]` is a sequence of one mapping. */
  #flowPair(): void {
    this.#scanner.next();
    if (!this.#is("value", "flow-entry", "flow-sequence-end")) this.#node({ isBlock: false, isIndentless: false });
    if (!this.#is("value")) return;
    this.#scanner.next();
    if (!this.#is("flow-entry", "flow-sequence-end")) this.#node({ isBlock: false, isIndentless: false });
  }

  #flowMapping(): void {
    const { start } = this.#scanner.next();
    for (let isFirst = true; !this.#is("flow-mapping-end"); isFirst = false) {
      if (!isFirst && !this.#separator("flow-mapping-end", "did not find expected ',' or '}'", start)) break;
      if (this.#is("key")) {
        this.#scanner.next();
        if (!this.#is("value", "flow-entry", "flow-mapping-end")) this.#node({ isBlock: false, isIndentless: false });
      } else if (!this.#is("flow-mapping-end")) this.#node({ isBlock: false, isIndentless: false });
      if (!this.#is("value")) continue;
      this.#scanner.next();
      if (!this.#is("flow-entry", "flow-mapping-end")) this.#node({ isBlock: false, isIndentless: false });
    }
    this.#scanner.next();
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
