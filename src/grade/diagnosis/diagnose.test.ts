/** Clusters that are broken in one way each, and the sentence that has to be said of them. */
import { describe, expect, it } from "vitest";
import { openSession } from "../../shell/session.ts";
import { SOFTWARE } from "../../shell/software.ts";
import { Copy } from "../copy.ts";
import { attempt } from "../probe/attempt.ts";
import { originOf } from "../probe/origin.ts";
import { parseTarget, type Target } from "../probe/target.ts";
import { comeToRest } from "../replay.ts";
import type { BrokenLink } from "./broken-link.ts";
import { diagnose } from "./diagnose.ts";
import { BROKEN, FINE } from "./testing/broken-clusters.ts";
import type { BrokenCluster } from "./testing/broken-row.ts";

function diagnosisOf({ profile = "docker-desktop", given, done, from, to }: BrokenCluster): BrokenLink | null {
  const session = openSession({ profile, seed: 1 }, SOFTWARE);
  session.cluster.trace.on = false;
  const { exitCode, stderr } = session.run(`set -e\n${given}`);
  if (exitCode !== 0) throw new Error(stderr);
  comeToRest(session.cluster);
  done?.(session);
  session.cluster.trace.on = true;
  const copy = new Copy(session.cluster);
  const origin = originOf(copy, from);
  if (typeof origin === "string") throw new Error(origin);
  const target = parseTarget(to) as Target;
  return diagnose({ copy, origin, target, tried: attempt(copy, origin, { target, timeoutSec: 30 }) });
}

describe("the first broken link", () => {
  it("is told of at least sixty broken clusters", () => {
    expect(BROKEN.length).toBeGreaterThanOrEqual(60);
  });

  it.each(BROKEN.map((row) => [row.name, row] as const))("%s", (_, row) => {
    const found = diagnosisOf(row);
    expect({ stage: found?.stage, saw: found?.saw, lookAt: found?.lookAt }).toEqual({
      stage: row.stage,
      saw: expect.stringContaining(row.saw),
      lookAt: expect.stringContaining(row.lookAt),
    });
  });

  it.each(FINE.map((row) => [row.name, row] as const))("is none: %s", (_, row) => {
    expect(diagnosisOf(row)).toBeNull();
  });
});
