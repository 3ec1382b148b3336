#!/usr/bin/env node
/**
 * Records what this machine's bash and text tools do with lines that come on standard input, one a line, and adds them
 * to src/shell/commands/recordings/lines.json. Meant for a machine with the versions that the file names.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const FOLDER = path.join(import.meta.dirname, "..", "src", "shell", "commands", "recordings");
const HOME = "/home/learner";
const read = (name) => JSON.parse(readFileSync(path.join(FOLDER, name), "utf8"));

const { files } = read("text-tools.json");
const recorded = read("lines.json");
const known = new Set(recorded.cases.map(({ line }) => line));
for (const line of readFileSync(0, "utf8").split("\n"))
  if (line !== "" && !known.has(line)) recorded.cases.push(record(line));
writeFileSync(path.join(FOLDER, "lines.json"), `${JSON.stringify(recorded, null, 2)}\n`);

function record(line) {
  const home = mkdtempSync(path.join(tmpdir(), "lines-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
      writeFileSync(path.join(home, name), text);
    }
    const env = { HOME: home, USER: "learner", PATH: "/usr/local/bin:/usr/bin:/bin", LANG: "C.UTF-8", TERM: "xterm" };
    const { stdout, stderr, status } = spawnSync("bash", ["-c", line], { cwd: home, env, encoding: "utf8", input: "" });
    return { line, stdout: stdout.replaceAll(home, HOME), stderr: stderr.replaceAll(home, HOME), exitCode: status };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
