/** What passes until kubectl is loaded and knows the server's kinds: what is written at once is not written sooner. */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Process } from "../../../../sim/os/process.ts";

const START_US = 40_000;

export function* startUp({ nowUs }: Process): Run<void> {
  yield { on: [], untilUs: nowUs + START_US, background: false };
}
