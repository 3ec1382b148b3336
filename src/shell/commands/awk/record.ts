/** The current record: `$0`, its fields, and how each follows from the other when one is changed. */

import { splitFields } from "./record-input.ts";
import { type AwkValue, fromInput, toText } from "./values.ts";

const MAX_FIELDS = 100_000;

export class AwkRecord {
  #text = "";
  #fields: AwkValue[] | null = [];
  /** Fields were changed, so the text must be put together again. */
  #stale = false;
  readonly #separators: { fs(): string; ofs(): string };

  constructor(separators: { fs(): string; ofs(): string }) {
    this.#separators = separators;
  }

  set(text: string): void {
    this.#text = text;
    this.#fields = null;
    this.#stale = false;
  }

  get text(): string {
    if (this.#stale) {
      this.#text = this.#all()
        .map((value) => toText(value))
        .join(this.#separators.ofs());
      this.#stale = false;
    }
    return this.#text;
  }

  get count(): number {
    return this.#all().length;
  }

  field(index: number): AwkValue {
    return index === 0 ? fromInput(this.text) : this.#all()[index - 1];
  }

  setField(index: number, value: AwkValue): void {
    if (index === 0) {
      this.set(toText(value));
      return;
    }
    const fields = this.#all();
    while (fields.length < Math.min(index, MAX_FIELDS)) fields.push("");
    fields[index - 1] = value;
    this.#stale = true;
  }

  /** NF is assigned. */
  resize(count: number): void {
    const fields = this.#all();
    while (fields.length < Math.min(count, MAX_FIELDS)) fields.push("");
    fields.length = Math.min(Math.max(0, count), MAX_FIELDS);
    this.#stale = true;
  }

  #all(): AwkValue[] {
    this.#fields ??= splitFields(this.#text, this.#separators.fs()).map(fromInput);
    return this.#fields;
  }
}
