import { describe, expect, it } from "vitest";
import { openSession } from "../../../shell/session.ts";
import { SOFTWARE } from "../../../shell/software.ts";
import { importedManifest } from "./imported-manifest.ts";

const APP = `kubectl create deployment web --image=nginx --replicas=2
kubectl expose deployment web --port=80
kubectl create configmap settings --from-literal=a=b
kubectl run alone --image=nginx
kubectl rollout status deployment/web
kubectl wait --for=condition=Ready pod/alone
`;

/** What the whole of a namespace looks like from outside: as kubectl writes it. */
function exported(): string {
  const session = openSession({ profile: "kind", seed: 1 }, SOFTWARE);
  expect(session.run(APP).exitCode).toBe(0);
  return session.run("kubectl get all,configmaps,endpointslices,serviceaccounts,events -o yaml").stdout;
}

describe("what kubectl wrote in a cluster", () => {
  const imported = importedManifest(exported());

  it("loses what that cluster made, and says what", () => {
    expect(imported.trouble).toBe(null);
    expect([...imported.kept].sort()).toEqual([
      "ConfigMap default/settings",
      "Deployment default/web",
      "Pod default/alone",
      "Service default/web",
    ]);
    const said = imported.leftOut.join("\n");
    expect(said).toMatch(/Pod default\/web-\w+-\w+: ReplicaSet web-\w+ makes it/);
    expect(said).toMatch(/ReplicaSet default\/web-\w+: Deployment web makes it/);
    expect(said).toContain("Service default/kubernetes: every cluster has its own");
    expect(said).toContain("ConfigMap default/kube-root-ca.crt: every namespace gets its own");
    expect(said).toMatch(/EndpointSlice default\/web-\w+: a cluster makes these itself/);
    for (const field of ["status", "metadata.uid", "metadata.resourceVersion", "spec.clusterIP", "spec.nodeName"])
      expect(said).toContain(`the field ${field}, of `);
    expect(said).toContain("the field spec.volumes[kube-api-access-…], of one object");
    expect(imported.text).not.toMatch(/uid:|resourceVersion|clusterIP:|^status/m);
  });

  it("is taken by another cluster, and comes up there", () => {
    const session = openSession({ profile: "kubeadm-calico", seed: 2, files: { "in.yaml": imported.text } }, SOFTWARE);
    const { stdout, exitCode } = session.run("kubectl apply -f in.yaml && kubectl rollout status deployment/web");
    expect([stdout, exitCode]).toEqual([expect.stringContaining("successfully rolled out"), 0]);
  });
});

it("a headless Service stays headless, and an object without a kind is not taken", () => {
  const headless = "apiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {clusterIP: None, clusterIPs: [None]}\n";
  expect(importedManifest(headless).text).toContain("clusterIP: None");
  expect(importedManifest("a: 1\n---\n[1]\n").leftOut).toEqual([
    "an object without a kind: it has no kind or no apiVersion",
  ]);
});

it("what cannot be read is refused in words", () => {
  expect(importedManifest("").trouble).toBe("There is no object in it.");
  expect(importedManifest("a: [1").trouble).toMatch(/^It cannot be read: error parsing the text: /);
  expect(importedManifest("x".repeat(2_000_001)).trouble).toMatch(/^It is longer than/);
  const polluting = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"__proto__":{"polluted":1}}';
  expect(importedManifest(polluting).trouble).toBe(null);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});
