import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../sim/kube/api/objects.ts";
import { parseRuleLine } from "../../sim/net/testing/parse-rule.ts";
import type { Copy } from "../copy.ts";
import { given, verdictOf } from "../testing/given.ts";
import {
  balancesOver,
  doesNotResolve,
  eachAnswers,
  field,
  hasEndpoints,
  isDropped,
  isRefused,
  nothingBesides,
  reaches,
  resolvesTo,
  survives,
  talksTo,
  timesOut,
  unchanged,
} from "./index.ts";

const id = "it";

describe("eachAnswers", () => {
  it("accepts Pods that answer at their own addresses, and says whose port nobody listens on", () => {
    const copy = given.services();
    const options = { id, from: "probe", pods: "app=fastapi-k8s", port: 8000, count: 2 } as const;
    expect(verdictOf(copy, eachAnswers({ ...options, body: "Hello" }))).toMatchObject({ ok: true, saw: "each did" });
    expect(verdictOf(copy, eachAnswers({ ...options, port: 80 })).saw).toContain("refused the connection");
    expect(verdictOf(copy, eachAnswers({ ...options, body: "Goodbye" })).saw).toMatch(/answered with status 200: /);
  });

  it("counts them, and names one that is not ready", () => {
    const copy = given.caller("web");
    const options = { id, from: "probe", port: 8000 } as const;
    expect(verdictOf(copy, eachAnswers({ ...options, pods: "app=fastapi-k8s", count: 3 })).saw).toBe("2 Pods");
    copy.api.create("pods", {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "sick", namespace: "default", labels: { app: "sick" } },
      spec: { containers: [{ name: "sick", image: "no-such-image:1" }] },
    } as KubeObject);
    copy.cluster.advance(5);
    const { saw, lookAt } = verdictOf(copy, eachAnswers({ ...options, pods: "app=sick", count: 1 }));
    expect([saw, lookAt]).toEqual([
      expect.stringMatching(/^sick is not ready: (ErrImagePull|ImagePullBackOff)$/),
      "pod/sick",
    ]);
  });
});

describe("nothingBesides", () => {
  it("accepts a namespace with nothing in it that does not belong there, and names what is left", () => {
    const check = nothingBesides({ id, resource: "pods", labels: "app=fastapi-k8s" });
    expect(verdictOf(given.services(), check)).toMatchObject({ ok: true, saw: "2 objects, and all belong there" });
    const { ok, saw, lookAt } = verdictOf(given.caller("web"), check);
    expect({ ok, saw, lookAt }).toEqual({ ok: false, saw: "there is still caller", lookAt: "pods/caller" });
  });

  it("wants to be told what may stay", () => {
    expect(nothingBesides({ id, resource: "pods", labels: " " }).problems[0]?.field).toBe("labels");
  });
});

describe("reaches", () => {
  it("accepts an answer, and shows the way of the packet with its DNAT", () => {
    const { ok, wanted, evidence } = verdictOf(given.services(), reaches({ id, from: "probe", to: "http://web/" }));
    expect({ ok, wanted }).toEqual({
      ok: true,
      wanted: "a Pod of namespace default to get an answer from http://web/",
    });
    expect(evidence.toSeq).toBeGreaterThan(evidence.fromSeq);
    expect(evidence.lines.join("\n")).toMatch(/DNAT: destination 10\.\S+:80 becomes 10\.1\.\S+:8000/);
  });

  it("says of a Service without endpoints which rule refused, and which label is near", () => {
    const { ok, saw, lookAt } = verdictOf(given.services(), reaches({ id, from: "probe", to: "http://typo/" }));
    expect(ok).toBe(false);
    expect(saw).toMatch(/^typo:80 refused the connection; at docker-desktop\S* a rule rejected it.*has no endpoints/);
    expect(saw).toContain("no Pod has the labels app=fastapi");
    expect(lookAt).toBe("spec.selector of Service typo; the nearest label is app=fastapi-k8s");
  });

  it("says of a wrong targetPort where nobody listened", () => {
    const { ok, saw, lookAt } = verdictOf(given.services(), reaches({ id, from: "probe", to: "http://wrong-port/" }));
    expect(ok).toBe(false);
    expect(saw).toContain("wrong-port:80 refused the connection");
    expect(saw).toContain("nobody listens on that port");
    expect(lookAt).toBe("targetPort of Service wrong-port: it is 9999");
  });

  it("says that there is no such name", () => {
    const { ok, saw, lookAt } = verdictOf(given.services(), reaches({ id, from: "probe", to: "http://wep/" }));
    expect([ok, saw]).toEqual([false, "there is no name wep, says DNS; there is no Service wep in namespace default"]);
    expect(lookAt).toBe("Service web: is that its name?");
  });

  it("rejects an answer that is not the wanted one", () => {
    const copy = given.services();
    const status = reaches({ id, from: "probe", to: "http://web/nothing", expect: { status: 200 } });
    expect(verdictOf(copy, status).saw).toMatch(/^an answer with status 404: /);
    const body = reaches({ id, from: "probe", to: "http://web/", expect: { body: "Goodbye" } });
    expect(verdictOf(copy, body).saw).toMatch(/^an answer without "Goodbye" in it: \{"message"/);
  });

  it("says what is missing between a Service and the learner's own machine", () => {
    const { ok, saw, lookAt } = verdictOf(given.services(), reaches({ id, from: "host", to: "http://localhost/" }));
    expect([ok, saw]).toEqual([
      false,
      "localhost:80 refused the connection; at your machine nobody listens on that port (tcp 127.0.0.1:80); " +
        "no Service brings port 80 out to your machine",
    ]);
    expect(lookAt).toBe("kubectl get services");
  });

  it("says that there is nowhere to send from", () => {
    const { ok, saw } = verdictOf(given.services(), reaches({ id, from: "pod/absent", to: "http://web/" }));
    expect([ok, saw]).toEqual([false, "there is no running Pod absent in namespace default"]);
  });
});

describe("balancesOver", () => {
  const options = { id, from: "probe", to: "http://web/", pods: "app=fastapi-k8s" };

  it("accepts when every ready Pod answers", () => {
    const { ok, saw } = verdictOf(given.services(), balancesOver({ ...options, count: 2 }));
    expect(ok).toBe(true);
    expect(saw).toMatch(/^answers by 2 Pods: fastapi-k8s-\S+ \d+, fastapi-k8s-\S+ \d+$/);
  });

  it("rejects fewer Pods than wanted, and an address that does not answer", () => {
    const copy = given.services();
    expect(verdictOf(copy, balancesOver({ ...options, count: 3 })).ok).toBe(false);
    expect(verdictOf(copy, balancesOver({ ...options, to: "http://typo/" })).saw).toContain("typo:80 refused");
  });
});

describe("hasEndpoints", () => {
  const pods = "app=fastapi-k8s";

  it("accepts a Service that sends to every ready Pod", () => {
    const { ok, saw } = verdictOf(given.services(), hasEndpoints({ id, service: "web", pods }));
    expect([ok, saw]).toEqual([true, "2 endpoints"]);
  });

  it("rejects a Service that selects nobody, and one that is not there", () => {
    const copy = given.services();
    const typo = verdictOf(copy, hasEndpoints({ id, service: "typo", pods }));
    expect([typo.ok, typo.saw]).toEqual([false, "Service typo has no endpoints: no Pod has the labels app=fastapi"]);
    const absent = verdictOf(copy, hasEndpoints({ id, service: "api", pods }));
    expect([absent.ok, absent.saw]).toEqual([false, "there is no Service api in namespace default"]);
  });
});

describe("isRefused, isDropped, timesOut", () => {
  it("tell a reset from a rule and from an answer", () => {
    const copy = given.services();
    const judge = (to: string) => ({
      refused: verdictOf(copy, isRefused({ id, from: "probe", to })).ok,
      noSocket: verdictOf(copy, isDropped({ id, from: "probe", to, reason: "no-socket" })).ok,
      byRule: verdictOf(copy, isDropped({ id, from: "probe", to, rule: "has no endpoints" })).ok,
      silent: verdictOf(copy, timesOut({ id, from: "probe", to })).ok,
    });
    expect(judge("http://wrong-port/")).toEqual({ refused: true, noSocket: true, byRule: false, silent: false });
    expect(judge("http://typo/")).toEqual({ refused: true, noSocket: false, byRule: true, silent: false });
    expect(judge("http://web/")).toEqual({ refused: false, noSocket: false, byRule: false, silent: false });
  });

  it("silence is a rule that drops without a word", () => {
    const copy = given.services();
    dropOnNode(copy);
    const silent = verdictOf(copy, timesOut({ id, from: "probe", to: "http://web/", timeoutSec: 3 }));
    expect([silent.ok, silent.saw]).toEqual([true, "web:80 did not accept the connection within 3 s"]);
    const dropped = isDropped({ id, from: "probe", to: "http://web/", reason: "netfilter-drop", timeoutSec: 3 });
    expect(verdictOf(copy, dropped).ok).toBe(true);
  });
});

describe("resolvesTo and doesNotResolve", () => {
  it("ask from the Pod, with its search list", () => {
    const copy = given.services();
    const from = "probe";
    expect(verdictOf(copy, resolvesTo({ id, from, name: "web.default", to: { service: "web" } })).ok).toBe(true);
    expect(verdictOf(copy, resolvesTo({ id, from, name: "web", to: { service: "typo" } })).ok).toBe(false);
    expect(verdictOf(copy, resolvesTo({ id, from, name: "wep", to: { service: "web" } })).saw).toBe(
      "there is no name wep, says DNS",
    );
    expect(verdictOf(copy, doesNotResolve({ id, from, name: "wep" })).ok).toBe(true);
    expect(verdictOf(copy, doesNotResolve({ id, from, name: "web" })).ok).toBe(false);
  });
});

describe("field and unchanged", () => {
  const port = ["spec", "ports", 0, "targetPort"] as const;

  it("look at one value of one object", () => {
    const copy = given.services();
    const check = (name: string, is: number) => field({ id, resource: "services", name, path: port, is });
    expect(verdictOf(copy, check("web", 8000)).ok).toBe(true);
    const wrong = verdictOf(copy, check("wrong-port", 8000));
    expect([wrong.saw, wrong.lookAt]).toEqual(["9999", "spec.ports[0].targetPort of services/wrong-port"]);
    expect(verdictOf(copy, check("absent", 8000)).saw).toBe("there is no services/absent");
  });

  it("compare with the world before the learner came", () => {
    const copy = given.services();
    const check = unchanged({ id, resource: "services", namespace: "kube-system", name: "kube-dns" });
    expect(verdictOf(copy, check).ok).toBe(true);
    copy.api.delete("services", { namespace: "kube-system", name: "kube-dns" });
    expect(verdictOf(copy, check).saw).toBe("kube-dns is gone");
  });

  it("take a restart for no change, and a change made with it for one", () => {
    const copy = given.services();
    const at = { namespace: "kube-system", name: "coredns" };
    const check = unchanged({ id, resource: "deployments", ...at });
    const patch = (spec: object) => copy.api.patch("deployments", at, { type: "merge", patch: { spec } as never });
    const annotations = { "kubectl.kubernetes.io/restartedAt": "2026-01-05T09:10:00Z" };
    patch({ template: { metadata: { annotations } } });
    expect(verdictOf(copy, check).ok).toBe(true);
    patch({ template: { metadata: { annotations: { ...annotations, team: "net" } } } });
    expect(verdictOf(copy, check).saw).toBe("spec of coredns is another");
    patch({ template: { metadata: { annotations: { team: null } } }, replicas: 3 });
    expect(verdictOf(copy, check).ok).toBe(false);
  });
});

describe("talksTo and survives", () => {
  const watched = talksTo({ id, from: "app=caller", to: "app=fastapi-k8s", withinSec: 10 });

  it("see what Pods do by themselves", () => {
    expect(verdictOf(given.caller("web"), watched).ok).toBe(true);
    expect(verdictOf(given.caller("typo"), watched).saw).toMatch(
      /^no Pod with the labels app=caller got an answer from one within 10 s; they tried \S+:80 \(refused\)$/,
    );
  });

  it("tell a port from another", () => {
    const at = (port: number) => talksTo({ id, from: "app=caller", to: "app=fastapi-k8s", port, withinSec: 10 });
    expect(verdictOf(given.caller("web"), at(8000)).ok).toBe(true);
    const { ok, wanted } = verdictOf(given.caller("web"), at(9100));
    expect([ok, wanted.endsWith("app=fastapi-k8s, at its port 9100")]).toEqual([false, true]);
  });

  it("a Service's address outlives its Pods, a Pod's does not", () => {
    const still = (to: string) =>
      survives({ id, deletePods: "app=fastapi-k8s", still: reaches({ id, from: "probe", to }) });
    const byName = verdictOf(given.services(), still("http://web/"));
    expect([byName.ok, byName.wanted]).toEqual([
      true,
      "a Pod of namespace default to get an answer from http://web/, after every Pod with the labels app=fastapi-k8s was replaced",
    ]);
    const copy = given.services();
    const [pod] = copy.list<never>("pods", "default", "app=fastapi-k8s") as readonly { status?: { podIP?: string } }[];
    expect(verdictOf(copy, still(`http://${pod?.status?.podIP}:8000/`)).ok).toBe(false);
  });
});

function dropOnNode({ cluster }: Copy): void {
  const { chain, rule } = parseRuleLine("-t filter -A FORWARD -p tcp -m tcp --dport 8000 -j DROP");
  cluster.node("docker-desktop")?.network.netfilter.table("filter").insert(chain, rule);
}
