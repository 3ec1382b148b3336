/**
 * What a session in a page runs: common programs and parts are here, the others come in parcels when one of them is first
 * needed. A live session stands still meanwhile (see Late); what must run through in one go is attempted anew instead.
 */
import { COMMON } from "../../shell/commands/common.ts";
import { commonKubectl } from "../../shell/commands/kubectl/common.ts";
import { tableOf } from "../../shell/commands/program-line.ts";
import { Late } from "../../sim/core/late.ts";
import { COMMON_PARTS } from "../../sim/node/parts/common.ts";
import { type PartList, Parts } from "../../sim/node/parts/parts.ts";
import type { Software } from "../../sim/node/parts/software.ts";
import { lateProgram } from "../../sim/os/late-program.ts";
import type { Program } from "../../sim/os/process.ts";
import { PARCELS, type Parcel, type Parcels, type ProgramParcel } from "./parcels.ts";

/** Raised out of an attempt that needs a parcel which is not here. */
class NotHere extends Error {
  override readonly name = "NotHere";
  readonly parcel: Parcel;

  constructor(parcel: Parcel) {
    super(`${"names" in parcel ? parcel.names[0] : parcel.title} is not loaded yet`);
    this.parcel = parcel;
  }
}

export class PageSoftware {
  readonly here: Software;
  readonly #programs = new Map<Parcel, ReadonlyMap<string, Late<Program>>>();
  readonly #parts = new Map<Parcel, Late<PartList>>();
  readonly #coming = new Map<Parcel, Promise<void>>();
  readonly #whole: Program;
  /** For a kubectl that has few commands, the one that has more, where that is not the whole one. */
  readonly #beyond = new Map<Parcel, Program>();
  readonly #usual: readonly Parcel[];
  readonly #onBug: (error: unknown) => void;
  /** During an attempt: the parcels that it has to do without. */
  #doingWithout: Set<Parcel> | null = null;

  /** `onBug` is told what a program threw when it went on after a wait. */
  constructor(onBug: (error: unknown) => void, parcels: Parcels = PARCELS) {
    this.#onBug = onBug;
    this.#usual = [parcels.usual, parcels.usualKubectl];
    const late = new Late<PartList>((asked) => this.#ask(parcels.parts, asked));
    this.#parts.set(parcels.parts, late);
    this.#whole = this.#expectKubectl(parcels.whole);
    const every = this.#expectKubectl(parcels.every);
    this.#beyond.set(parcels.usualKubectl, every);
    const kubectl = commonKubectl(this.#expectKubectl(parcels.usualKubectl));
    const programs = [parcels.usual, parcels.rare, parcels.curl].flatMap((parcel) => [...this.#expect(parcel)]);
    this.here = {
      programs: tableOf([...COMMON, ...programs, ["kubectl", kubectl]]),
      parts: new Parts([COMMON_PARTS], late),
    };
  }

  /** Fetches what most lessons type, for whoever knows that it will be typed; what is lost is asked for again by its user. */
  async bringUsual(): Promise<void> {
    await Promise.all(this.#usual.map((parcel) => this.#fetch(parcel)));
  }

  /** Does what cannot wait half-way; when it meets a program that is not here, it is begun again once that has come. */
  async attempt<T>(work: () => T): Promise<T> {
    const without = new Set<Parcel>();
    for (;;) {
      this.#doingWithout = without;
      try {
        return work();
      } catch (error) {
        if (!(error instanceof NotHere)) throw error;
        without.add(error.parcel);
      } finally {
        this.#doingWithout = null;
      }
      for (const parcel of without) await this.#fetch(parcel);
    }
  }

  #expect(parcel: ProgramParcel): Map<string, Program> {
    const lates = new Map(parcel.names.map((name) => [name, new Late<Program>((late) => this.#ask(parcel, late))]));
    this.#programs.set(parcel, lates);
    return new Map([...lates].map(([name, late]) => [name, lateProgram(late)]));
  }

  #expectKubectl(parcel: ProgramParcel): Program {
    return this.#expect(parcel).get("kubectl") as Program;
  }

  #ask(parcel: Parcel, late: { lose(): void }): void {
    if (this.#doingWithout === null) void this.#fetch(parcel);
    else if (this.#doingWithout.has(parcel)) late.lose();
    else throw new NotHere(parcel);
  }

  #fetch(parcel: Parcel): Promise<void> {
    const coming = this.#coming.get(parcel) ?? this.#bring(parcel);
    this.#coming.set(parcel, coming);
    return coming;
  }

  async #bring(parcel: Parcel): Promise<void> {
    const arrived = "names" in parcel ? await this.#bringPrograms(parcel) : await this.#bringParts(parcel);
    if (!arrived) this.#coming.delete(parcel);
  }

  async #bringPrograms(parcel: ProgramParcel): Promise<boolean> {
    const lines = await parcel.load(this.#beyond.get(parcel) ?? this.#whole).catch(() => null);
    const programs = new Map(lines);
    this.#hand(() => {
      for (const [name, late] of this.#programs.get(parcel) ?? []) {
        const program = programs.get(name);
        if (program === undefined) late.lose();
        else late.arrive(program);
      }
    });
    return lines !== null;
  }

  async #bringParts(parcel: Exclude<Parcel, ProgramParcel>): Promise<boolean> {
    const list = await parcel.load().catch(() => null);
    const late = this.#parts.get(parcel);
    this.#hand(() => (list === null ? late?.lose() : late?.arrive(list)));
    return list !== null;
  }

  /** Whoever waited goes on within, and may have a bug. */
  #hand(give: () => void): void {
    try {
      give();
    } catch (error) {
      this.#onBug(error);
    }
  }
}
