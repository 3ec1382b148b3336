/** Success and failure, as programs. Models: coreutils src/true.c */
import type { Run } from "../../../sim/core/wait.ts";

// biome-ignore lint/correctness/useYield: a program is a generator even when it waits for nothing.
export function* succeed(): Run<number> {
  return 0;
}

// biome-ignore lint/correctness/useYield: a program is a generator even when it waits for nothing.
export function* failAlways(): Run<number> {
  return 1;
}
