/**
 * Real kubectls against `hop serve --clock step`. A transcript is the commands and what they said; to
 * add to one, write `$ command` lines and run `vitest -u`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { masked } from "./masks.ts";
import { findKubectls, ServedCluster } from "./served-cluster.ts";

const FOLDER = join(import.meta.dirname, "transcripts");
/** The one whose words the transcripts hold: other versions word some things otherwise. */
const RECORDED = "1.33";
const TIMEOUT_MS = 300_000;

const kubectls = findKubectls();
const transcripts = readdirSync(FOLDER).filter((name) => name.endsWith(".txt"));
const others = [...kubectls.keys()].filter((version) => version !== RECORDED);

function commandsOf(transcript: string): string[] {
  const lines = readFileSync(join(FOLDER, transcript), "utf8").split("\n");
  return lines.filter((line) => line.startsWith("$ ")).map((line) => line.slice(2));
}

function exitCodesOf(text: string): string[] {
  return text.split("\n").filter((line) => line.startsWith("$ ") || /^\[exit \d+\]$/.test(line));
}

async function record(version: string, transcript: string): Promise<string> {
  const cluster = await ServedCluster.start();
  try {
    cluster.equip(kubectls.get(version) as string);
    let text = "";
    for (const command of commandsOf(transcript)) {
      const { output, exitCode } = cluster.run(command);
      const ended = output === "" || output.endsWith("\n") ? output : `${output}\n`;
      text += `$ ${command}\n${ended}${exitCode === 0 ? "" : `[exit ${exitCode}]\n`}`;
    }
    return text.replaceAll(cluster.url, "https://127.0.0.1:6443");
  } finally {
    await cluster.stop();
  }
}

const missing = kubectls.has(RECORDED) ? "" : ` (skipped: no kubectl ${RECORDED} on this machine)`;

describe.skipIf(missing !== "")(`kubectl ${RECORDED} against hop serve${missing}`, () => {
  it.each(transcripts)("says what is recorded in %s", { timeout: TIMEOUT_MS }, async (transcript) => {
    await expect(masked(await record(RECORDED, transcript))).toMatchFileSnapshot(join(FOLDER, transcript));
  });

  it("says the same to the byte when it is run again", { timeout: TIMEOUT_MS }, async () => {
    expect(await record(RECORDED, "change.txt")).toBe(await record(RECORDED, "change.txt"));
  });
});

const none = others.length > 0 ? "" : " (skipped: there is none on this machine)";

describe.skipIf(none !== "")(`other kubectls against hop serve${none}`, () => {
  it.each(others)(
    "%s gets through the same commands with the same exit codes",
    { timeout: TIMEOUT_MS },
    async (version) => {
      const transcript = "change.txt";
      const recorded = exitCodesOf(readFileSync(join(FOLDER, transcript), "utf8"));
      expect(exitCodesOf(await record(version, transcript))).toEqual(recorded);
    },
  );
});
