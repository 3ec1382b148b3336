/** Lines that were typed. Models: GNU history library. */
import { LIMITS } from "../syntax/limits.ts";

export interface HistoryOptions {
  /** `$HISTCONTROL` */
  readonly control: string;
}

export class History {
  #lines: string[] = [];
  #first = 1;

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** The number that `history` shows before the first line. */
  get firstNumber(): number {
    return this.#first;
  }

  add(line: string, { control }: HistoryOptions = { control: "" }): void {
    const text = line.replace(/\n+$/, "");
    if (text === "") return;
    const both = control.includes("ignoreboth");
    if ((both || control.includes("ignorespace")) && text.startsWith(" ")) return;
    if ((both || control.includes("ignoredups")) && this.#lines.at(-1) === text) return;
    if (control.includes("erasedups")) this.#lines = this.#lines.filter((one) => one !== text);
    this.#lines.push(text);
    if (this.#lines.length > LIMITS.history) {
      this.#lines.shift();
      this.#first++;
    }
  }

  clear(): void {
    this.#lines = [];
    this.#first = 1;
  }

  /** By the number that `history` shows; negative from the end. */
  at(number: number): string | undefined {
    return number < 0 ? this.#lines.at(number) : this.#lines[number - this.#first];
  }

  remove(number: number): boolean {
    const index = number < 0 ? this.#lines.length + number : number - this.#first;
    if (index < 0 || index >= this.#lines.length) return false;
    this.#lines.splice(index, 1);
    return true;
  }
}
