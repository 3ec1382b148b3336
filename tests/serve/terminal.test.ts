/**
 * What only a terminal shows: our kubectl held against what the real one showed under a pty to the same keys.
 *
 * `HOP_RECORD=1 HOP_KUBECTL=/path/to/kubectl vitest run tests/serve/terminal.test.ts` asks a real one anew.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { versionOf } from "./invocations.ts";
import { openScenes, playOurs, playReal, RECORDING, readScenes, SCENES, type Shown } from "./scenes.ts";
import { findKubectls, ServedCluster } from "./served-cluster.ts";

const RECORDED = "1.36";
const TIMEOUT_MS = 900_000;
const given = process.env.HOP_KUBECTL ?? "";
const real = given !== "" ? given : findKubectls().get(RECORDED);
const records = process.env.HOP_RECORD === "1";
const missing = real === undefined ? ` (skipped: no kubectl ${RECORDED} on this machine)` : "";

function manifests(): Record<string, string> {
  const folder = join(import.meta.dirname, "manifests");
  const names = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

function differences(wanted: readonly Shown[], shown: readonly Shown[]): string[] {
  return wanted.flatMap(({ command, screen }, i) =>
    shown[i]?.screen === screen ? [] : [`$ ${command}\n--- real\n${screen}\n--- here\n${shown[i]?.screen}`],
  );
}

describe.skipIf(records)("our kubectl at a terminal against recordings of the real one", () => {
  it("shows what the real one showed", { timeout: 120_000 }, () => {
    const session = openScenes(manifests());
    const shown = SCENES.map((scene) => playOurs(session, scene));
    const recording = readScenes();
    expect(recording?.shown.map(({ command }) => command)).toEqual(SCENES.map(({ command }) => command));
    expect(differences(recording?.shown ?? [], shown).join("\n\n")).toBe("");
  });
});

describe.skipIf(missing !== "")(`the real kubectl under a pty against hop serve${missing}`, () => {
  it("still shows what is recorded", { timeout: TIMEOUT_MS }, async () => {
    const cluster = await ServedCluster.start(["--clock", "wall"]);
    const shown: Shown[] = [];
    try {
      cluster.equip(real as string);
      for (const scene of SCENES) shown.push(await playReal(cluster, scene));
    } finally {
      await cluster.stop();
    }
    if (records) {
      const recorded = new Date().toISOString().slice(0, 10);
      const recording = { kubectl: versionOf(real as string), recorded, shown };
      writeFileSync(RECORDING, `${JSON.stringify(recording, null, 2)}\n`);
    } else expect(differences(readScenes()?.shown ?? [], shown).join("\n\n")).toBe("");
  });
});
