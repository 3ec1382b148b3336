/**
 * Commands through a real kubectl and ours: standard output, standard error and exit code equal to the byte, after
 * what a cluster draws by lot is masked. What the real one said is kept, so that no kubectl is needed.
 *
 * `HOP_RECORD=1 HOP_KUBECTL=/path/to/kubectl vitest run tests/serve/invocations.test.ts` asks a real one anew.
 */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  askOurs,
  askReal,
  commandsOf,
  differences,
  INVOCATIONS,
  readRecording,
  recordingText,
  versionOf,
} from "./invocations.ts";
import { findKubectls } from "./served-cluster.ts";

const RECORDED = "1.36";
const TIMEOUT_MS = 600_000;

const names = readdirSync(INVOCATIONS)
  .filter((name) => name.endsWith(".txt"))
  .map((name) => name.slice(0, -4))
  .sort();
const given = process.env.HOP_KUBECTL ?? "";
const real = given !== "" ? given : findKubectls().get(RECORDED);
const records = process.env.HOP_RECORD === "1";

describe.skipIf(records)("our kubectl against recordings of the real one", () => {
  it("has more than 1,200 of them", () => {
    const count = names.reduce((sum, name) => sum + commandsOf(name).length, 0);
    expect(count).toBeGreaterThan(1200);
  });

  it.each(names)("says what the real one said: %s", { timeout: 120_000 }, (name) => {
    const recording = readRecording(name);
    expect(recording?.said.map(({ command }) => command)).toEqual(commandsOf(name));
    expect(differences(recording?.said ?? [], askOurs(name)).join("\n\n")).toBe("");
  });
});

const missing = real === undefined ? ` (skipped: no kubectl ${RECORDED} on this machine)` : "";

describe.skipIf(missing !== "")(`the real kubectl against hop serve${missing}`, () => {
  it.each(names)("still says what is recorded: %s", { timeout: TIMEOUT_MS }, async (name) => {
    const said = await askReal(real as string, name);
    if (records) {
      const recorded = new Date().toISOString().slice(0, 10);
      const text = recordingText({ kubectl: versionOf(real as string), recorded, said });
      writeFileSync(join(INVOCATIONS, `${name}.jsonl`), text);
      return;
    }
    expect(differences(readRecording(name)?.said ?? [], said).join("\n\n")).toBe("");
  });
});
