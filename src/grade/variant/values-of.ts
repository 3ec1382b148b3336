/** A student's variant: what every variable is under a seed. */
import { Prng } from "../../sim/core/prng.ts";
import type { Values, Variables } from "./variable.ts";

export function valuesOf(variables: Variables, seed: number | string): Values {
  const chance = new Prng(seed).split("variables");
  return Object.fromEntries(Object.entries(variables).map(([name, one]) => [name, one.pick(chance.split(name))]));
}
