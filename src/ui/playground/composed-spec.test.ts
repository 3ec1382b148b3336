import { expect, it } from "vitest";
import { openSession } from "../../shell/session.ts";
import { SOFTWARE } from "../../shell/software.ts";
import { encodeUtf8 } from "../../sim/core/utf8.ts";
import { pasteKeys, specOfForm } from "./composed-spec.ts";

const PLAIN = { profile: "kind", nodes: "", cni: "", proxyMode: "", faults: [] };

it("a form is a cluster, or what is wrong with it", () => {
  expect(specOfForm(PLAIN)).toEqual({ profile: "kind", seed: 1 });
  const faults = [["link-loss", "on=kind-worker, percent=30"]] as const;
  expect(specOfForm({ ...PLAIN, nodes: "3", cni: "calico", proxyMode: "ipvs", faults })).toEqual({
    profile: "kind",
    seed: 1,
    nodes: 3,
    cni: "calico",
    proxyMode: "ipvs",
    faults: [{ fault: "link-loss", on: "kind-worker", percent: "30" }],
  });
  expect(specOfForm({ ...PLAIN, nodes: "many" })).toBe("The number of nodes is none.");
  expect(specOfForm({ ...PLAIN, faults: [["link-down", "worker"]] })).toBe(
    "link-down: “worker” is not written as NAME=VALUE.",
  );
});

it("a pasted text reaches the file as it is, EOF and all, and commands no terminal", () => {
  const manifest =
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: pasted\ndata:\n  a: |\n    $HOME `id` !! #!/bin/sh \\\n  b: |\n\tEOF\nEOF: x\n";
  const session = openSession({ profile: "docker-desktop", seed: 1 }, SOFTWARE);
  session.runUntil(session.cluster.clock.nowUs);
  session.input(encodeUtf8(pasteKeys(`${manifest}\x1b[201~\x03`, "pasted.yaml")));
  session.cluster.advance(3);
  expect(session.cluster.host.fs.readText("/home/learner/pasted.yaml", "/")).toBe(
    `${manifest.replace("\t", "  ").trimEnd()}\n[201~\n`,
  );
  expect(pasteKeys("EOF\n", "x")).toContain("<<'EOFF'");
});
