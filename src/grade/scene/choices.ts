/** What a scene, or a cluster that a visitor puts together, can be made of. */
import { SOFTWARE } from "../../shell/software.ts";
import { type WorldChoices, worldChoices } from "../../sim/world-choices.ts";

export function choices(): WorldChoices {
  return worldChoices(SOFTWARE.parts);
}
