/**
 * What real shells print for the snippets in recordings/, which were recorded with the versions named there. Where the
 * same shell is on this machine, the recordings are compared with it too.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "../commands/index.ts";
import { type Finished, given, runProgram } from "../testing/given.ts";

interface Recording extends Finished {
  readonly script: string;
  /** Why ours prints something else, so far. */
  readonly differs?: string;
}

interface Recordings {
  readonly tool: string;
  readonly argv: readonly string[];
  readonly cases: readonly Recording[];
}

const ENVIRONMENT = { HOME: "/root", USER: "root", PATH: "/usr/local/bin:/usr/bin:/bin", LANG: "C.UTF-8" };
const PASSWD = "root:x:0:0:root:/root:/bin/bash\n";

function recordings(shell: string): Recordings {
  return JSON.parse(readFileSync(join(import.meta.dirname, "recordings", `${shell}.json`), "utf8"));
}

function ours(shell: string, argv: readonly string[], script: string): Finished {
  const machine = given.machine({ files: { "/etc/passwd": PASSWD } });
  machine.fs.makeDirectory("/root");
  machine.fs.makeDirectory("/work");
  const program = COMMANDS.get(shell);
  if (program === undefined) throw new Error(`${shell} is not among the commands`);
  return runProgram(machine, program, { argv: [...argv, "-c", script], cwd: "/work", env: ENVIRONMENT });
}

/** Process numbers are not the same twice. */
function withoutNumbers({ stdout, stderr, exitCode }: Finished): Finished {
  const plain = (text: string): string =>
    text
      .replace(/(line \d+:) +\d+ (?=[A-Z])/g, "$1 PID ")
      .replace(/(hop\w?)\.\d+/g, "$1.PID")
      .replace(/\(\d+\) - /g, "(PID) - ")
      .replace(/pid \d+/g, "pid PID");
  return { stdout: plain(stdout), stderr: plain(stderr), exitCode };
}

describe.each(["bash", "dash", "ash"])("%s", (shell) => {
  const { argv, cases } = recordings(shell);

  test.each(cases.filter((one) => one.differs === undefined))(
    "prints what the real one prints: $script",
    (recorded) => {
      expect(withoutNumbers(ours(shell, argv, recorded.script))).toEqual(withoutNumbers(recorded));
    },
  );

  test.each(cases.filter((one) => one.differs !== undefined))("still differs: $script ($differs)", (recorded) => {
    expect(withoutNumbers(ours(shell, argv, recorded.script))).not.toEqual(withoutNumbers(recorded));
  });
});

const installed = spawnSync("bash", ["--version"], { encoding: "utf8" }).stdout ?? "";

test.skipIf(!installed.includes("version 5.2.15"))(
  "the recordings of bash are what bash prints",
  { timeout: 120_000 },
  () => {
    const real = (script: string): Finished => {
      const cwd = mkdtempSync(join(tmpdir(), "hop-"));
      const env = { ...ENVIRONMENT, TERM: "xterm" };
      const run = spawnSync("bash", ["--norc", "-c", script], { encoding: "utf8", input: "", cwd, env });
      const [stdout, stderr] = [run.stdout, run.stderr].map((text) => text.replaceAll(cwd, "/work")) as [
        string,
        string,
      ];
      return withoutNumbers({ stdout, stderr, exitCode: run.status ?? -1 });
    };
    for (const recorded of recordings("bash").cases) {
      const wanted = withoutNumbers(recorded);
      // Jobs in the background race each other on a real machine that is busy: once more, then.
      const isAgreed = (): boolean => isDeepStrictEqual(real(recorded.script), wanted);
      if (!isAgreed() && !isAgreed()) expect(real(recorded.script), recorded.script).toEqual(wanted);
    }
  },
);
