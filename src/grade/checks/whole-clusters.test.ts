import { describe, expect, it } from "vitest";
import { openSession } from "../../shell/session.ts";
import { SOFTWARE } from "../../shell/software.ts";
import { Copy } from "../copy.ts";
import { comeToRest } from "../replay.ts";
import { verdictOf } from "../testing/given.ts";
import { onlyThese, preservesSourceIP, servesHost, sticks, survivesRollout } from "./index.ts";

const id = "it";

/** A cluster in which this was typed. */
function typed(profile: string, script: string): Copy {
  const session = openSession({ profile, seed: 1 }, SOFTWARE);
  const { exitCode, stderr } = session.run(`set -e\n${script}`);
  if (exitCode !== 0) throw new Error(stderr);
  comeToRest(session.cluster);
  return new Copy(session.cluster);
}

const WEB = "kubectl create deployment web --image=nginx --replicas=3\nkubectl expose deployment web --port=80\n";

describe("sticks", () => {
  it("accepts a Service with session affinity, and rejects one without", () => {
    const patch = `kubectl patch service web -p '{"spec":{"sessionAffinity":"ClientIP"}}'`;
    const check = sticks({ id, from: "probe", to: "http://web/" });
    expect(verdictOf(typed("docker-desktop", WEB + patch), check)).toMatchObject({ ok: true });
    const { ok, saw } = verdictOf(typed("docker-desktop", WEB), check);
    expect(ok).toBe(false);
    expect(saw).toMatch(/^answers by 2 Pods in \d+ requests: web-\S+ \d+, web-\S+ 1$/);
  });

  it("wants enough requests to tell habit from luck", () => {
    expect(sticks({ id, from: "probe", to: "http://web/", requests: 2 }).problems[0]?.field).toBe("requests");
  });
});

describe("preservesSourceIP", () => {
  const nodePort = (policy: string): string =>
    `${WEB}kubectl patch service web -p '{"spec":{"type":"NodePort","externalTrafficPolicy":"${policy}","ports":[{"port":80,"nodePort":30080}]}}'
kubectl scale deployment web --replicas=6`;
  const check = preservesSourceIP({ id, from: "host", to: "http://172.18.0.3:30080/" });

  it("accepts externalTrafficPolicy Local, and rejects Cluster with the place where the address was changed", () => {
    expect(verdictOf(typed("kind", nodePort("Local")), check)).toMatchObject({ ok: true });
    const { ok, saw } = verdictOf(typed("kind", nodePort("Cluster")), check);
    expect(ok).toBe(false);
    expect(saw).toMatch(/^Pod web-\S+ saw (10\.244|172\.18)\.\S+ and not 172\.18\.0\.1: rewritten at kind-worker/);
  });

  it("accepts what goes from Pod to Pod", () => {
    const copy = typed("kind", WEB);
    expect(verdictOf(copy, preservesSourceIP({ id, from: "probe", to: "http://web/" }))).toMatchObject({ ok: true });
  });
});

describe("servesHost", () => {
  const SITE = `${WEB}kubectl apply -f https://raw.githubusercontent.com/kubernetes/ingress-nginx/controller-v1.8.1/deploy/static/provider/cloud/deploy.yaml
kubectl wait -n ingress-nginx --for=condition=ready pod -l app.kubernetes.io/component=controller --timeout=120s; sleep 3
kubectl create ingress web --class=nginx --rule="shop.example.com/*=web:80"`;

  it("accepts the site behind its door, and rejects another host, another body and a certificate for somebody else", () => {
    const copy = typed("docker-desktop", SITE);
    const shop = { id, from: "host", at: "http://localhost/", host: "shop.example.com" } as const;
    expect(verdictOf(copy, servesHost({ ...shop, expect: { status: 200, body: "nginx" } }))).toMatchObject({
      ok: true,
    });
    expect(verdictOf(copy, servesHost({ ...shop, host: "other.example.com", expect: { status: 200 } }))).toMatchObject({
      ok: false,
      saw: "an answer with status 404 for host other.example.com; no Ingress has a rule for the host other.example.com",
    });
    expect(verdictOf(copy, servesHost({ ...shop, expect: { body: "apache" } })).saw).toContain(
      'without "apache" in it',
    );
    const { ok, saw } = verdictOf(copy, servesHost({ ...shop, at: "https://localhost/" }));
    expect(ok).toBe(false);
    expect(saw).toMatch(/^a certificate that is not for shop\.example\.com: /);
  });

  it("accepts a certificate for the host", () => {
    const tls = `openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 30 -subj /CN=shop -addext subjectAltName=DNS:shop.example.com 2>/dev/null
kubectl create secret tls shop --cert=c.pem --key=k.pem
${SITE.replace("web:80", "web:80,tls=shop")}`;
    const check = servesHost({ id, from: "host", at: "https://localhost/", host: "shop.example.com" });
    expect(verdictOf(typed("docker-desktop", tls), check)).toMatchObject({ ok: true });
  });
});

describe("onlyThese", () => {
  const PODS = `for name in a b c; do kubectl run $name --image=nginx --labels=app=$name; done\n`;
  const POLICY = `kubectl apply -f - <<END
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: only-a}, spec: {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: a}}}]}]}}
END`;
  const check = onlyThese({
    id,
    namespaces: ["default"],
    port: 80,
    mayReach: [
      { from: "app=a", to: "app=b" },
      { from: "app=a", to: "app=c" },
    ],
  });

  it("accepts exactly the wanted pairs", () => {
    expect(verdictOf(typed("kind", PODS + POLICY), check)).toMatchObject({
      ok: true,
      saw: "6 pairs tried, and all as wanted",
    });
  });

  it("rejects one pair too many, and names it", () => {
    const { ok, saw } = verdictOf(typed("kind", PODS), check);
    expect([ok, saw]).toEqual([false, "Pod default/b gets through to Pod default/a on port 80, and nothing denies it"]);
  });

  it("rejects one pair too few, with the policy behind it", () => {
    const none = POLICY.replace("app: a", "app: x");
    const { ok, saw, lookAt } = verdictOf(typed("kind", PODS + none), check);
    expect(ok).toBe(false);
    expect(saw).toMatch(
      /^Pod default\/a does not get through to Pod default\/b on port 80: NetworkPolicy default\/only-a isolates/,
    );
    expect(lookAt).toBe("spec.ingress[0] of NetworkPolicy default/only-a: it admits this port, and not this peer");
  });
});

describe("survivesRollout", () => {
  const check = survivesRollout({ id, from: "probe", to: "http://web/", deployment: "web" });
  const rolledOut = (container: object): Copy => {
    const labels = { app: "web" };
    const app = { name: "web", image: "fastapi-k8s:latest", imagePullPolicy: "Never", ...container };
    const template = { metadata: { labels }, spec: { containers: [app] } };
    const spec = { replicas: 2, selector: { matchLabels: labels }, template };
    const deployment = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" }, spec };
    const text = JSON.stringify(deployment);
    return typed(
      "docker-desktop",
      `kubectl apply -f - <<'END'\n${text}\nEND\nkubectl expose deployment web --port=80 --target-port=8000\nkubectl rollout status deployment/web\nsleep 5`,
    );
  };
  const readinessProbe = { httpGet: { path: "/ready", port: 8000 }, periodSeconds: 1 };
  const lifecycle = { preStop: { sleep: { seconds: 5 } } };

  it("accepts Pods that join when they can answer and leave before they stop", () => {
    const { ok, saw } = verdictOf(rolledOut({ readinessProbe, lifecycle }), check);
    expect([ok, saw]).toEqual([true, expect.stringMatching(/^\d+ requests, and an answer to each$/)]);
  });

  it("rejects the first lost request, and says when it was", () => {
    const { ok, saw } = verdictOf(rolledOut({ readinessProbe }), check);
    expect([ok, saw]).toEqual([
      false,
      expect.stringMatching(/^request \d+, [\d.]+ s after the rollout began: web:80 /),
    ]);
  });

  it("wants a URL, and a Deployment that is there", () => {
    expect(survivesRollout({ id, from: "probe", to: "web:80", deployment: "web" }).problems[0]?.field).toBe("to");
    const other = survivesRollout({ id, from: "probe", to: "http://web/", deployment: "x" });
    expect(verdictOf(rolledOut({}), other).saw).toBe("there is no Deployment x");
  });
});
