/** `kubectl proxy` in a whole cluster: a server on this machine that curl asks over packets. */
import { expect, it } from "vitest";
import { openSession } from "../src/shell/session.ts";
import { SOFTWARE } from "../src/shell/software.ts";

function session() {
  const files = { "static/a.txt": "hi\n" };
  return openSession({ profile: "docker-desktop", seed: 1, files }, SOFTWARE);
}

function ask(what: string, flags = ""): string {
  const script = `kubectl proxy ${flags} > /dev/null & sleep 1; curl -s ${what}; kill %1`;
  return session().run(script, 60).stdout;
}

it("says where it serves, and answers with the kubeconfig's credentials", () => {
  const { stdout } = session().run(
    "kubectl proxy & sleep 1; curl -s localhost:8001/api/v1/namespaces/default; kill %1",
    60,
  );
  expect(stdout).toContain("Starting to serve on 127.0.0.1:8001\n");
  expect(JSON.parse(stdout.slice(stdout.indexOf("{")))).toMatchObject({ kind: "Namespace" });
});

it.each([
  ["localhost:8001/api/v1/namespaces/default/pods/x/exec", "", "Forbidden\n"],
  ["-H 'Host: example.com' localhost:8001/api", "", "Forbidden\n"],
  ["localhost:9000/k8s/version | grep -c gitVersion", "--port=9000 --api-prefix=/k8s", "1\n"],
  ["localhost:9000/version", "--port=9000 --api-prefix=/k8s", "404 page not found\n"],
  ["localhost:8001/static/a.txt", "--www=static", "hi\n"],
  ["localhost:8001/static", "--www=static", '<a href="/static/">Moved Permanently</a>.\n\n'],
  [
    "-o /dev/null -w '%{http_code}' -X DELETE localhost:8001/api/v1/namespaces/nosuch",
    "--reject-methods=DELETE",
    "403",
  ],
])("%s with %s", (what, flags, answer) => {
  expect(ask(what, flags)).toBe(answer);
});

it("frees its port when it is ended", () => {
  const { stdout } = session().run("kubectl proxy & sleep 1; kill %1; wait; kubectl proxy & sleep 1; kill %2", 60);
  expect(stdout.match(/Starting to serve/g)).toHaveLength(2);
});
