/** Which line a position in a text is on. */
export class Lines {
  readonly #starts: number[] = [0];
  readonly #first: number;

  /** `first` is the number of the text's first line. */
  constructor(source: string, first: number) {
    this.#first = first;
    for (let at = source.indexOf("\n"); at >= 0; at = source.indexOf("\n", at + 1)) this.#starts.push(at + 1);
  }

  at(position: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= position) low = middle;
      else high = middle - 1;
    }
    return this.#first + low;
  }
}
