/**
 * The programs of a session in a page: the common ones are here, the others come in parcels when one of them is first
 * run. A live session stands still meanwhile (see Late); what must run through in one go is attempted anew instead.
 */
import { COMMON } from "../../shell/commands/common.ts";
import { commonKubectl } from "../../shell/commands/kubectl/common.ts";
import { tableOf } from "../../shell/commands/program-line.ts";
import { Late } from "../../sim/core/late.ts";
import { lateProgram } from "../../sim/os/late-program.ts";
import type { ProgramTable } from "../../sim/os/machine.ts";
import type { Program } from "../../sim/os/process.ts";
import { PARCELS, type Parcel, type Parcels } from "./parcels.ts";

/** Raised out of an attempt that needs a parcel which is not here. */
class NotHere extends Error {
  override readonly name = "NotHere";
  readonly parcel: Parcel;

  constructor(parcel: Parcel) {
    super(`${parcel.names[0]} is not loaded yet`);
    this.parcel = parcel;
  }
}

export class PagePrograms {
  readonly table: ProgramTable;
  readonly #lates = new Map<Parcel, Map<string, Late<Program>>>();
  readonly #coming = new Map<Parcel, Promise<void>>();
  readonly #whole: Program;
  readonly #onBug: (error: unknown) => void;
  /** During an attempt: the parcels that it has to do without. */
  #doingWithout: Set<Parcel> | null = null;

  /** `onBug` is told what a program threw when it went on after a wait. */
  constructor(onBug: (error: unknown) => void, { rare, every, whole }: Parcels = PARCELS) {
    this.#onBug = onBug;
    this.#whole = this.#expect(whole).get("kubectl") as Program;
    const kubectl = commonKubectl(this.#expect(every).get("kubectl") as Program);
    this.table = tableOf([...COMMON, ...this.#expect(rare), ["kubectl", kubectl]]);
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

  #expect(parcel: Parcel): Map<string, Program> {
    const lates = new Map(parcel.names.map((name) => [name, new Late<Program>((late) => this.#ask(parcel, late))]));
    this.#lates.set(parcel, lates);
    return new Map([...lates].map(([name, late]) => [name, lateProgram(late)]));
  }

  #ask(parcel: Parcel, late: Late<Program>): void {
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
    const lines = await parcel.load(this.#whole).catch(() => null);
    if (lines === null) this.#coming.delete(parcel);
    const programs = new Map(lines);
    try {
      for (const [name, late] of this.#lates.get(parcel) ?? []) {
        const program = programs.get(name);
        if (program === undefined) late.lose();
        else late.arrive(program);
      }
    } catch (error) {
      this.#onBug(error);
    }
  }
}
