/**
 * Go's sort.Sort, which is not stable: what is equal comes out in the order that its steps happen to leave.
 *
 * Models: Go's sort/zsortinterface.go (pattern-defeating quicksort)
 */

type Less = (one: number, other: number) => boolean;

export function goSort<T>(items: readonly T[], isLess: (one: T, other: T) => boolean): T[] {
  const sorted = [...items];
  const sorter = new Sorter(
    (i, j) => isLess(sorted[i] as T, sorted[j] as T),
    (i, j) => {
      const held = sorted[i] as T;
      sorted[i] = sorted[j] as T;
      sorted[j] = held;
    },
  );
  sorter.sort(0, sorted.length, 32 - Math.clz32(sorted.length));
  return sorted;
}

class Sorter {
  readonly #less: Less;
  readonly #swap: (i: number, j: number) => void;

  constructor(less: Less, swap: (i: number, j: number) => void) {
    this.#less = less;
    this.#swap = swap;
  }

  sort(from: number, to: number, limit: number): void {
    let [a, b, left] = [from, to, limit];
    let wasBalanced = true;
    let wasPartitioned = true;
    for (;;) {
      const length = b - a;
      if (length <= 12 || left === 0) {
        this.#insertion(a, b);
        return;
      }
      if (!wasBalanced) left--;
      let { pivot, hint } = this.#choosePivot(a, b);
      if (hint === "decreasing") {
        this.#reverse(a, b);
        pivot = b - 1 - (pivot - a);
        hint = "increasing";
      }
      if (wasBalanced && wasPartitioned && hint === "increasing" && this.#partialInsertion(a, b)) return;
      if (a > 0 && !this.#less(a - 1, pivot)) {
        a = this.#partitionEqual(a, b, pivot);
        continue;
      }
      const { middle, alreadyPartitioned } = this.#partition(a, b, pivot);
      wasPartitioned = alreadyPartitioned;
      const balance = Math.floor(length / 8);
      const [leftLength, rightLength] = [middle - a, b - middle];
      wasBalanced = Math.min(leftLength, rightLength) >= balance;
      if (leftLength < rightLength) {
        this.sort(a, middle, left);
        a = middle + 1;
      } else {
        this.sort(middle + 1, b, left);
        b = middle;
      }
    }
  }

  #insertion(a: number, b: number): void {
    for (let i = a + 1; i < b; i++) for (let j = i; j > a && this.#less(j, j - 1); j--) this.#swap(j, j - 1);
  }

  #partition(a: number, b: number, pivot: number): { middle: number; alreadyPartitioned: boolean } {
    this.#swap(a, pivot);
    let [i, j] = [a + 1, b - 1];
    while (i <= j && this.#less(i, a)) i++;
    while (i <= j && !this.#less(j, a)) j--;
    if (i > j) {
      this.#swap(j, a);
      return { middle: j, alreadyPartitioned: true };
    }
    this.#swap(i++, j--);
    for (;;) {
      while (i <= j && this.#less(i, a)) i++;
      while (i <= j && !this.#less(j, a)) j--;
      if (i > j) break;
      this.#swap(i++, j--);
    }
    this.#swap(j, a);
    return { middle: j, alreadyPartitioned: false };
  }

  #partitionEqual(a: number, b: number, pivot: number): number {
    this.#swap(a, pivot);
    let [i, j] = [a + 1, b - 1];
    for (;;) {
      while (i <= j && !this.#less(a, i)) i++;
      while (i <= j && this.#less(a, j)) j--;
      if (i > j) return i;
      this.#swap(i++, j--);
    }
  }

  #partialInsertion(a: number, b: number): boolean {
    let i = a + 1;
    for (let step = 0; step < 5; step++) {
      while (i < b && !this.#less(i, i - 1)) i++;
      if (i === b) return true;
      if (b - a < 50) return false;
      this.#swap(i, i - 1);
      for (let j = i - 1; i - a >= 2 && j >= 1 && this.#less(j, j - 1); j--) this.#swap(j, j - 1);
      for (let j = i + 1; b - i >= 2 && j < b && this.#less(j, j - 1); j++) this.#swap(j, j - 1);
    }
    return false;
  }

  #choosePivot(a: number, b: number): { pivot: number; hint: "unknown" | "increasing" | "decreasing" } {
    const length = b - a;
    const quarter = Math.floor(length / 4);
    const swaps = { count: 0 };
    let [i, j, k] = [a + quarter, a + quarter * 2, a + quarter * 3];
    if (length >= 8) {
      if (length >= 50) {
        i = this.#median([i - 1, i, i + 1], swaps);
        j = this.#median([j - 1, j, j + 1], swaps);
        k = this.#median([k - 1, k, k + 1], swaps);
      }
      j = this.#median([i, j, k], swaps);
    }
    if (swaps.count === 0) return { pivot: j, hint: "increasing" };
    return { pivot: j, hint: swaps.count === 12 ? "decreasing" : "unknown" };
  }

  #median(indexes: readonly [number, number, number], swaps: { count: number }): number {
    let [a, b, c] = indexes;
    const order = (one: number, other: number): [number, number] => {
      if (!this.#less(other, one)) return [one, other];
      swaps.count++;
      return [other, one];
    };
    [a, b] = order(a, b);
    [b, c] = order(b, c);
    [a, b] = order(a, b);
    return b;
  }

  #reverse(a: number, b: number): void {
    for (let i = a, j = b - 1; i < j; i++, j--) this.#swap(i, j);
  }
}
