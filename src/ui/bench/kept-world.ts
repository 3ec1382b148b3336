/** The world that a visitor put together, kept in this browser so that a reload finds it again. */
import { specOf } from "../share/shared-state.ts";
import type { World } from "../worker/protocol.ts";

const key = (benchId: string): string => `hop-world-1:${benchId}`;

export function keptWorld(benchId: string): World | null {
  try {
    const spec = specOf(JSON.parse(localStorage.getItem(key(benchId)) ?? "null"));
    return typeof spec === "string" ? null : { spec, isAsked: true };
  } catch {
    return null;
  }
}

export function keepWorld(benchId: string, world: World): void {
  try {
    if ("spec" in world) localStorage.setItem(key(benchId), JSON.stringify(world.spec));
  } catch {
    // Then a reload finds the page's own world.
  }
}
