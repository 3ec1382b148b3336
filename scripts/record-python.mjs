/**
 * Runs the snippets of src/shell/commands/python3/recordings/snippets.txt with the real python3 and keeps what it said.
 * One snippet a line, `\n` inside of it a line's end; where the library is in the file system does not matter.
 *
 * Usage: node scripts/record-python.mjs
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const FOLDER = new URL("../src/shell/commands/python3/recordings/", import.meta.url);
const STDIN = '{"items": [{"name": "web"}, {"name": "db"}]}\n';

const snippets = readFileSync(new URL("snippets.txt", FOLDER), "utf8").trimEnd().split("\n");
const rows = snippets.map((line) => {
  const code = line.replaceAll("\\n", "\n").replaceAll("\\\n", "\\n");
  const { stdout, stderr, status } = spawnSync("python3", ["-c", code], {
    input: STDIN,
    encoding: "utf8",
    timeout: 20_000,
  });
  return {
    code,
    stdout,
    stderr: stderr.replace(/[^\s"(]*\/lib\/python3\.11\//g, "/usr/local/lib/python3.11/"),
    exitCode: status,
  };
});
writeFileSync(new URL("python.json", FOLDER), `${JSON.stringify({ stdin: STDIN, rows }, null, 1)}\n`);
console.log(`${rows.length} snippets`);
