/**
 * Manifests that the real server (1.36.2) or the real kubectl (1.36.4) refused, with all that was written of it.
 */
import { beforeAll, expect, test } from "vitest";
import { SOFTWARE } from "../../src/shell/software.ts";
import { type Finished, runProgram } from "../../src/shell/testing/given.ts";
import { createCluster } from "../../src/sim/cluster.ts";
import { before, refused } from "./recorded.json";

const { host } = createCluster({ profile: "kubeadm-flannel", seed: 1 }, SOFTWARE);

function kubectl(verb: string, stdin: string): Finished {
  const { program } = host.executable("/bin/bash", { cwd: "/home/learner" });
  return runProgram(host, program, { argv: ["bash", "-c", `kubectl ${verb}`], stdin: `${stdin}\n` });
}

beforeAll(() => {
  expect(kubectl("apply -f -", before)).toMatchObject({ stderr: "", exitCode: 0 });
});

test.each(refused)("$name", ({ verb, manifest, stdout = "", stderr }) => {
  expect(kubectl(`${verb} -f -`, manifest)).toEqual({ stdout, stderr, exitCode: 1 });
  if (stdout !== "") kubectl(`delete ${stdout.split(" ")[0]}`, "");
});

test("there are as many as were recorded", () => {
  expect(refused.length).toBe(160);
});
