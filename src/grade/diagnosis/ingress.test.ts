/** What a door that says no is told to be the matter, by what its Ingresses say; the proxy itself is not needed for that. */
import { describe, expect, it } from "vitest";
import { openSession } from "../../shell/session.ts";
import { SOFTWARE } from "../../shell/software.ts";
import { Copy } from "../copy.ts";
import { comeToRest } from "../replay.ts";
import { diagnoseIngress } from "./ingress.ts";

const GIVEN = `set -e
kubectl create -f - <<'EOF'
{"apiVersion": "networking.k8s.io/v1", "kind": "IngressClass", "metadata": {"name": "nginx"}, "spec": {"controller": "k8s.io/ingress-nginx"}}
EOF
kubectl create deployment web --image=nginx
kubectl expose deployment web --port=80
kubectl create service clusterip empty --tcp=80
make() { kubectl create ingress "$1" --rule="$2" $3; }
make fine 'fine.test/api*=web:80' --class=nginx
make classless 'classless.test/*=web:80'
make typo 'typo.test/*=web:80' --class=ngnix
make port 'port.test/*=web:8080' --class=nginx
make service 'service.test/*=wep:80' --class=nginx
make exact 'exact.test/=web:80' --class=nginx
make nobody '*.nobody.test/*=empty:80' --class=nginx
make pattern 'pattern.test/v[0-9]+(/.*)*=web:http' --class=nginx
`;

function copyOf(): Copy {
  const session = openSession({ profile: "docker-desktop", seed: 1 }, SOFTWARE);
  const { exitCode, stderr } = session.run(GIVEN);
  if (exitCode !== 0) throw new Error(stderr);
  comeToRest(session.cluster);
  return new Copy(session.cluster);
}

describe("a door that says no", () => {
  const copy = copyOf();

  it.each([
    ["fnie.test", "/", 404, "no Ingress has a rule for the host fnie.test", "the nearest is fine.test"],
    ["fine.test", "/apis", 404, "has a path for /apis; there is /api", "spec.rules of Ingress fine"],
    ["fine.test", "/api/x", 404, "so the app behind Service web said so", "rewrite-target of Ingress fine"],
    ["exact.test", "/x", 404, "has a path for /x; there is /", "spec.rules of Ingress exact"],
    ["classless.test", "/", 404, "Ingress classless names no class", "spec.ingressClassName"],
    ["typo.test", "/", 404, "there is no IngressClass of that name", "there is nginx"],
    ["port.test", "/", 503, "on to port 8080 of Service web, which has 80", "the backend of / in Ingress port"],
    ["service.test", "/", 503, "on to a Service wep", "the nearest is web"],
    ["a.nobody.test", "/", 503, "no Pod has the labels app=empty", "Service empty"],
    ["pattern.test", "/v12/x", 503, "on to port http of Service web, which has 80", "in Ingress pattern"],
  ])("%s%s, %d: %s", (host, path, status, saw, lookAt) => {
    expect(diagnoseIngress(copy, { host, path, status })).toMatchObject({
      saw: expect.stringContaining(saw),
      lookAt: expect.stringContaining(lookAt),
    });
  });

  it("has nothing to say of other answers", () => {
    expect(diagnoseIngress(copy, { host: "fine.test", path: "/api", status: 200 })).toBeNull();
  });
});
