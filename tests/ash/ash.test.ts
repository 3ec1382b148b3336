/**
 * Our ash beside BusyBox's: own snippets, one a line (those of several lines are made by grammar), as a busybox image's
 * `sh -c` runs them. What BusyBox 1.35.0 prints is recorded; where it is on the machine, ASH_RECORD=1 records it anew,
 * and the recordings are compared with a share of what it prints now.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { COMMANDS } from "../../src/shell/commands/index.ts";
import { type Finished, given, runProgram } from "../../src/shell/testing/given.ts";
import type { Program } from "../../src/sim/os/process.ts";
import { FileNode } from "../../src/sim/os/vfs/node.ts";
import { madeAshSnippets } from "./grammar.ts";

const RECORDING = join(import.meta.dirname, "recording.json");
const RECORDS = process.env.ASH_RECORD === "1";
const ENVIRONMENT = { HOME: "/root", USER: "root", PATH: "/bin", LANG: "C.UTF-8", TERM: "xterm" };
/** Every so many-th recording is compared with the busybox that is here. */
const SHARE = 10;

interface Recorded {
  readonly script: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  /** Why ours prints something else, so far. */
  readonly differs?: string;
}

const SNIPPETS = [
  ...readFileSync(join(import.meta.dirname, "snippets.txt"), "utf8")
    .replace(/\n$/, "")
    .split("\n"),
  ...madeAshSnippets(),
];

function ours(script: string): Finished {
  const machine = given.machine({ files: { "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\n" } });
  for (const id of COMMANDS.keys())
    if (id.startsWith("busybox-")) machine.fs.mount(`/bin/${id.slice(8)}`, new FileNode({ program: id }));
  machine.fs.mount("/bin/sh", new FileNode({ program: "ash" }));
  machine.fs.makeDirectory("/root");
  machine.fs.makeDirectory("/work");
  const program = COMMANDS.get("ash") as Program;
  return runProgram(machine, program, {
    argv: ["sh", "-c", script],
    cwd: "/work",
    env: ENVIRONMENT,
    maxSeconds: 60,
  });
}

const BIN = mkdtempSync(join(tmpdir(), "hop-"));
afterAll(() => rmSync(BIN, { recursive: true, force: true }));

/** Its applets alone are in its path, as in the image; its output goes through pipes, as ours does. */
function real(script: string): Finished {
  if (!existsSync(join(BIN, "sh"))) spawnSync("busybox", ["--install", "-s", BIN]);
  const cwd = mkdtempSync(join(tmpdir(), "hop-"));
  const run = spawnSync(join(BIN, "sh"), ["-c", script], {
    argv0: "sh",
    encoding: "utf8",
    input: "",
    cwd,
    env: { ...ENVIRONMENT, PATH: BIN },
    timeout: 3_000,
  });
  rmSync(cwd, { recursive: true, force: true });
  const at = (text: string): string => text.replaceAll(cwd, "/work").replaceAll(BIN, "/bin");
  return { stdout: at(run.stdout), stderr: at(run.stderr), exitCode: run.status ?? -1 };
}

/** Process numbers are not the same twice. */
function plain({ stdout, stderr, exitCode }: Finished): Finished {
  const without = (text: string): string => text.replace(/^(\[\d\][+-]?) \d+/gm, "$1 PID");
  return { stdout: without(stdout), stderr: without(stderr), exitCode };
}

function record(): void {
  const before = new Map(recorded().map(({ script, differs }) => [script, differs]));
  const rows = SNIPPETS.map((script) => {
    const differs = before.get(script);
    return JSON.stringify({ script, ...plain(real(script)), ...(differs === undefined ? {} : { differs }) });
  });
  writeFileSync(RECORDING, `[\n${rows.join(",\n")}\n]\n`);
}

function recorded(): Recorded[] {
  return existsSync(RECORDING) ? JSON.parse(readFileSync(RECORDING, "utf8")) : [];
}

if (RECORDS) record();
const ROWS = recorded();
const isSameBusybox = (spawnSync("busybox", { encoding: "utf8" }).stdout ?? "").includes("v1.35.0");

test("every snippet is recorded, and there are enough of them", () => {
  expect(ROWS.map(({ script }) => script)).toEqual(SNIPPETS);
  expect(SNIPPETS.length).toBeGreaterThan(300);
});

test("prints what BusyBox prints", () => {
  const odd: unknown[] = [];
  for (const { script, differs, ...wanted } of ROWS) {
    const got = plain(ours(script));
    // A difference that is known must still be one, or it is not known any more.
    if ((JSON.stringify(got) === JSON.stringify(wanted)) === (differs !== undefined)) odd.push({ script, wanted, got });
  }
  expect(odd).toEqual([]);
});

test.skipIf(!isSameBusybox)(
  "the busybox on this machine prints what is recorded (skipped: another one is here)",
  () => {
    for (let i = 0; i < ROWS.length; i += SHARE) {
      const { script, differs: _, ...wanted } = ROWS[i] as Recorded;
      expect(plain(real(script)), script).toEqual(wanted);
    }
  },
);
