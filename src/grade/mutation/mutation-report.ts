/**
 * Which spoilt solutions a lab's checks let pass. One that leaves the same world behind is no solution spoilt; one that the
 * author lists in `equivalent.txt`, with the reason, is taken as such; every other survivor is a hole in a check.
 */

import { SOFTWARE } from "../../shell/software.ts";
import { passes } from "../grade.ts";
import { labOf } from "../lab.ts";
import { type LabFolder, typedInto } from "../proof.ts";
import { linesOf } from "../script-lines.ts";
import { filledIn } from "../variant/template.ts";
import { footprintOf } from "./footprint.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";

export interface MutationReport {
  readonly tried: number;
  readonly killed: number;
  /** Left the same world as the solution. */
  readonly same: number;
  /** Passed, and the author says why that is right. */
  readonly explained: readonly string[];
  readonly survivors: readonly Mutant[];
  /** Entries of equivalent.txt that no survivor needs. */
  readonly unused: readonly string[];
}

const ENTRY = /^([a-z]+ \d+(?:\.\d+)?): (\S.*)$/;

export function mutationReport(folder: LabFolder): MutationReport {
  const lab = labOf(folder.definition, folder.startFiles);
  const script = filledIn(folder.solution, lab.values);
  const lines = linesOf(script);
  const reasons = reasonsOf(folder.equivalent);
  const right = footprintOf(typedInto(lab, script).session);
  const mutants = mutantsOf(lines);
  let killed = 0;
  let same = 0;
  const passed: Mutant[] = [];
  for (const mutant of mutants) {
    const live = typedInto(lab, mutant.lines.join("\n"));
    if (footprintOf(live.session) === right) same++;
    else if (passes(lab, live.session.log, SOFTWARE, live)) passed.push(mutant);
    else killed++;
  }
  const explained = passed.filter(({ id }) => reasons.has(id)).map(({ id }) => `${id}: ${reasons.get(id)}`);
  const survivors = passed.filter(({ id }) => !reasons.has(id));
  const unused = [...reasons.keys()].filter((id) => !passed.some((mutant) => mutant.id === id));
  return { tried: mutants.length, killed, same, explained, survivors, unused };
}

/** A mutant's id and why it is right that it passes. */
export function reasonsOf(text: string): Map<string, string> {
  return new Map(
    text.split("\n").flatMap((line): [string, string][] => {
      const entry = ENTRY.exec(line);
      return entry === null ? [] : [[entry[1] as string, entry[2] as string]];
    }),
  );
}

export function faultsOfReport({ survivors, unused }: MutationReport): string[] {
  return [
    ...survivors.map(({ id, shown }) => `survives ${id}${shown === "" ? "" : `: ${shown.trim()}`}`),
    ...unused.map((id) => `equivalent.txt explains ${id}, which does not pass`),
  ];
}
