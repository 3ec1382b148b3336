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
}

/** Labs and what grades them are loaded by pages that have a lab. */
export async function starterOf(world: World): Promise<Starter> {
  if ("lab" in world) {
    const [{ labNamed }, { startLab }] = await Promise.all([import("./lab-tasks.ts"), import("../../grade/replay.ts")]);
    const lab = labNamed(world.lab, world.seed);
    return { values: lab.values, start: (software, onOutput) => startLab(lab, { software, onOutput }) };
  }
  const start: Start = (software, onOutput) => {
    const session = openSession(world.spec, software);
    session.onOutput(onOutput);
    return session;
  };
  return { values: {}, start };
}
