/**
 * Our bash beside the real one: own snippets by area (snippets/), and many more made by grammar (grammar.ts). What bash
 * 5.2.15 prints is recorded in recordings/; where that bash is on the machine, BASH_RECORD=1 records it anew, and the
 * recordings are compared with a share of what it prints now.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/shell/commands/index.ts";
import { type Finished, given, runProgram } from "../../src/shell/testing/given.ts";
import type { Program } from "../../src/sim/os/process.ts";
import { differenceOf } from "./differences.ts";
import { madeSnippets } from "./grammar.ts";

const SNIPPETS = join(import.meta.dirname, "snippets");
const RECORDINGS = join(import.meta.dirname, "recordings");
const ENVIRONMENT = {
  HOME: "/root",
  USER: "root",
  PATH: "/usr/local/bin:/usr/bin:/bin",
  LANG: "C.UTF-8",
  TERM: "xterm",
};
const RECORDS = process.env.BASH_RECORD === "1";
/** Every so many-th recording is compared with the bash that is here. */
const SHARE = 10;

/** A recording is `[stdout, stderr, exit code]`, in the order of the snippets. */
type Recorded = readonly [stdout: string, stderr: string, exitCode: number];

function ownSnippets(): [string, readonly string[]][] {
  return readdirSync(SNIPPETS)
    .sort()
    .map((file) => {
      const text = readFileSync(join(SNIPPETS, file), "utf8");
      return [file.replace(/\.txt$/, ""), text.replace(/\n$/, "").split("\n%%\n")];
    });
}

function ours(script: string): Finished {
  const machine = given.machine({ files: { "/etc/passwd": "root:x:0:0:root:/root:/bin/bash\n" } });
  machine.fs.makeDirectory("/root");
  machine.fs.makeDirectory("/work");
  const argv = ["bash", "--norc", "-c", script];
  return runProgram(machine, COMMANDS.get("bash") as Program, { argv, cwd: "/work", env: ENVIRONMENT, maxSeconds: 60 });
}

/** Its output goes through pipes, as ours does: what it thinks of /dev/stderr depends on that. */
function real(script: string): Finished {
  const cwd = mkdtempSync(join(tmpdir(), "hop-"));
  const through = 'exec timeout 20 bash --norc -c "$1" > >(cat) 2> >(cat >&2)';
  const run = spawnSync("bash", ["-c", through, "", script], { encoding: "utf8", input: "", cwd, env: ENVIRONMENT });
  rmSync(cwd, { recursive: true, force: true });
  const at = (text: string): string => text.replaceAll(cwd, "/work");
  return { stdout: at(run.stdout), stderr: at(run.stderr), exitCode: run.status ?? -1 };
}

/** Process numbers are not the same twice. */
function plain({ stdout, stderr, exitCode }: Finished): Recorded {
  const without = (text: string): string =>
    text.replace(/(line \d+:) +\d+ (?=[A-Z])/g, "$1 PID ").replace(/\[(\d)\] \d+/g, "[$1] PID");
  return [without(stdout), without(stderr), exitCode];
}

function recorded(area: string): Recorded[] {
  return JSON.parse(readFileSync(join(RECORDINGS, `${area}.json`), "utf8"));
}

function record(area: string, snippets: readonly string[]): void {
  if (!existsSync(RECORDINGS)) mkdirSync(RECORDINGS);
  const rows = snippets.map((snippet) => JSON.stringify(plain(real(snippet))));
  writeFileSync(join(RECORDINGS, `${area}.json`), `[\n${rows.join(",\n")}\n]\n`);
}

const AREAS = [...ownSnippets(), ...[...madeSnippets()].map(([name, made]) => [`made-${name}`, made] as const)];
const installed = spawnSync("bash", ["--version"], { encoding: "utf8" }).stdout ?? "";
const isSameBash = installed.includes("version 5.2.15");

test("there are snippets enough to speak of the whole language", () => {
  expect(AREAS.reduce((sum, [, snippets]) => sum + snippets.length, 0)).toBeGreaterThan(1_500);
});

describe.each(AREAS)("%s", (area, snippets) => {
  if (RECORDS) record(area, snippets);
  const rows = recorded(area);

  test("every snippet is recorded", () => {
    expect(rows.length).toBe(snippets.length);
  });

  test("prints what bash prints", () => {
    const differing: unknown[] = [];
    for (const [i, snippet] of snippets.entries()) {
      const printed = plain(ours(snippet));
      const isEqual = JSON.stringify(printed) === JSON.stringify(rows[i]);
      // A difference that is known must still be one, or it is not known any more.
      if (isEqual === (differenceOf(snippet) !== null)) differing.push({ snippet, bash: rows[i], ours: printed });
    }
    expect(differing).toEqual([]);
  });

  test.skipIf(!isSameBash)("the bash on this machine prints what is recorded (skipped: another bash is here)", () => {
    for (let i = 0; i < snippets.length; i += SHARE)
      expect(plain(real(snippets[i] as string)), snippets[i]).toEqual(rows[i]);
  });
});
