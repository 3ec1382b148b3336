import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const HOP = join(import.meta.dirname, "..", "hop.ts");
const folder = mkdtempSync(join(tmpdir(), "hop-why-"));
const SERVICE = `
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: wed}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: nginx}]}
`;

afterAll(() => rmSync(folder, { recursive: true }));

function why(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [HOP, "why", ...args], { encoding: "utf8" });
}

test("the broken link comes with what to look at, the way of the packets, and exit code 1", () => {
  writeFileSync(join(folder, "web.yaml"), SERVICE);
  const { status, stdout } = why("--files", folder, "--from", "probe", "--to", "http://web/");
  expect(status).toBe(1);
  expect(stdout.split("\n").slice(0, 4)).toEqual([
    "web:80 refused the connection",
    "broken at: selector",
    "           Service web has no endpoints: no Pod has the labels app=wed",
    "look at:   spec.selector of Service web; the nearest label is app=web",
  ]);
  expect(stdout).toContain('default/web has no endpoints" -m tcp --dport 80 -j REJECT');
});

test("an answer is exit code 0, and JSON says so", () => {
  writeFileSync(join(folder, "web.yaml"), SERVICE.replace("wed", "web"));
  const { status, stdout } = why("--files", folder, "--from", "probe", "--to", "http://web/", "--json");
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    answered: true,
    broken: null,
    outcome: "web:80 answered with status 200",
  });
});

test("a missing end is exit code 2 and one line", () => {
  expect(why("--from", "probe")).toMatchObject({
    status: 2,
    stdout: "",
    stderr: "hop: why: wants --from and --to; see hop why --help\n",
  });
});
