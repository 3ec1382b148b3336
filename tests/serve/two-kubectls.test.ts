/**
 * Our kubectl at the terminal, held against what a real one (of version 1.33, see transcripts/) said to the same
 * commands. Needs no kubectl: the transcripts are there.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openSession } from "../../src/shell/session.ts";
import { SOFTWARE } from "../../src/shell/software.ts";
import { masked } from "./masks.ts";

const HERE = import.meta.dirname;
const MANIFESTS = ["web.yaml", "settings.yaml"];

/** Commands that 1.36 answers in other words than 1.33, or that Go answers in an order of its own. */
const OTHER_WORDS: readonly RegExp[] = [
  /^kubectl version$/,
  /^kubectl rollout undo /,
  /^kubectl attach /,
  /^kubectl describe node /,
  /replikas/,
];

const START_SECONDS = 0.1;

interface Said {
  readonly command: string;
  readonly text: string;
}

function recorded(transcript: string): Said[] {
  const blocks = readFileSync(join(HERE, "transcripts", transcript), "utf8")
    .split(/^\$ /m)
    .slice(1);
  return blocks.map((block) => {
    const [command = "", ...lines] = block.split("\n");
    return { command, text: comparable(lines.join("\n")) };
  });
}

/** 1.34 began to say where a thing was deleted from. How often a rollout is looked at depends on who looks. */
function comparable(text: string): string {
  const lines = text.replace(/ deleted from \S+ namespace$/gm, " deleted").split("\n");
  return lines
    .filter((line) => !line.startsWith("Waiting for "))
    .join("\n")
    .trim();
}

function differences(transcript: string): string[] {
  const files = Object.fromEntries(
    MANIFESTS.map((name) => [name, readFileSync(join(HERE, "manifests", name), "utf8")]),
  );
  const session = openSession({ profile: "docker-desktop", seed: 1, files }, SOFTWARE);
  const found: string[] = [];
  for (const { command, text } of recorded(transcript)) {
    // A real kubectl is started anew for every command, and the cluster gets a little further meanwhile.
    session.cluster.advance(START_SECONDS);
    const { stdout, exitCode } = session.run(`exec 2>&1\n${command}`, 120);
    const ended = stdout === "" || stdout.endsWith("\n") ? stdout : `${stdout}\n`;
    const said = comparable(masked(`${ended}${exitCode === 0 ? "" : `[exit ${exitCode}]\n`}`));
    if (said !== text && !OTHER_WORDS.some((words) => words.test(command)))
      found.push(`$ ${command}\nthe real one:\n${text}\nours:\n${said}`);
  }
  return found;
}

it.each(readdirSync(join(HERE, "transcripts")))(
  "our kubectl says what the real one said in %s",
  { timeout: 120_000 },
  (transcript) => {
    expect(differences(transcript).join("\n\n")).toBe("");
  },
);
