/**
 * Which variant of a lab this browser does: the one that the address asks for (`?student=NAME`, `?seed=N`), else the one
 * chosen last. Null: the one that the page shows to everybody.
 */
export type Seed = number | string;

const SEED_MAX = 4_294_967_295;
const NAME_MAX = 100;

export function seedOfAddress(search: string): Seed | null {
  const asked = new URLSearchParams(search);
  const seed = asked.get("seed");
  if (seed !== null && /^\d{1,10}$/.test(seed) && Number(seed) <= SEED_MAX) return Number(seed);
  const student = asked.get("student")?.trim().slice(0, NAME_MAX) ?? "";
  return student === "" ? null : student;
}

export class VariantChoice {
  readonly #key: string;
  #seed: Seed | null;

  constructor(benchId: string) {
    this.#key = `hop-variant-1:${benchId}`;
    const asked = seedOfAddress(location.search);
    this.#seed = asked ?? this.#kept();
    if (asked !== null) this.#keep();
  }

  get seed(): Seed | null {
    return this.#seed;
  }

  /** From now on, whatever the address says. */
  choose(seed: Seed): void {
    this.#seed = seed;
    this.#keep();
    const address = new URL(location.href);
    for (const name of ["seed", "student"]) address.searchParams.delete(name);
    history.replaceState(null, "", address);
  }

  static random(): number {
    return 1 + ((crypto.getRandomValues(new Uint32Array(1))[0] as number) % 999_999);
  }

  #kept(): Seed | null {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(this.#key) ?? "null");
      return typeof kept === "number" || typeof kept === "string" ? kept : null;
    } catch {
      return null;
    }
  }

  #keep(): void {
    try {
      localStorage.setItem(this.#key, JSON.stringify(this.#seed));
    } catch {
      // Then it holds for this page; the bench says that nothing is kept.
    }
  }
}
