/** A student's variant: what every variable is under a seed. */
import { Prng } from "../../sim/core/prng.ts";
import type { Values, Variables } from "./variable.ts";

export function valuesOf(variables: Variables, seed: number | string): Values {
  const chance = new Prng(seed).split("variables");
  const values: Record<string, string> = {};
  for (const [name, one] of Object.entries(variables)) values[name] = one.pick(chance.split(name), values);
  return values;
}
