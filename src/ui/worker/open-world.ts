/** How a page's world is begun: a lab's, or one of the page's own. */
import type { Values } from "../../grade/variant/variable.ts";
import { openSession, type Session } from "../../shell/session.ts";
import type { Software } from "../../sim/node/parts/software.ts";
import type { World } from "./protocol.ts";

export type Start = (software: Software, onOutput: (bytes: Uint8Array, terminal: number) => void) => Session;

export interface Starter {
  readonly start: Start;
  /** Of the lab's variables. */
  readonly values: Values;
  /** Why it cannot be begun, where somebody asked for something that there is not. */
  readonly refusal: (software: Software) => string | null;
}

const NO_REFUSAL = (): null => null;

/** Labs and what grades them are loaded by pages that have a lab. */
export async function starterOf(world: World): Promise<Starter> {
  if ("lab" in world) {
    const [{ labNamed }, { startLab }] = await Promise.all([import("./lab-tasks.ts"), import("../../grade/replay.ts")]);
    const lab = labNamed(world.lab, world.seed);
    return {
      refusal: NO_REFUSAL,
      values: lab.values,
      start: (software, onOutput) => startLab(lab, { software, onOutput }),
    };
  }
  const start: Start = (software, onOutput) => {
    const session = openSession(world.spec, software);
    session.onOutput(onOutput);
    return session;
  };
  if (world.isAsked !== true) return { refusal: NO_REFUSAL, values: {}, start };
  const { refusalOf } = await import("./aside/asked-world.ts");
  return { refusal: (software) => refusalOf(world.spec, software), values: {}, start };
}
