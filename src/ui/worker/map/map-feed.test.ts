import { describe, expect, test } from "vitest";
import { openSession, type Session } from "../../../shell/session.ts";
import { SOFTWARE } from "../../../shell/software.ts";
import { fingerprintOf } from "../fingerprint.ts";
import { MapFeed } from "./map-feed.ts";
import type { Flight, MapMessage, MapObject } from "./map-protocol.ts";
import { reachView } from "./reach.ts";

const WEB = `
kubectl create deployment web --image=nginx --replicas=2
kubectl expose deployment web --port=80
kubectl wait --for=condition=Available deployment/web --timeout=60s
`;
const POLICY = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: only-shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from: [{podSelector: {matchLabels: {run: shop}}}, {ipBlock: {cidr: 172.18.0.0/16, except: [172.18.0.9/32]}}]
    ports: [{port: 80}]
`;

function open(profile: string, script: string, files: Record<string, string> = {}): Session {
  const session = openSession({ profile, seed: 7, files }, SOFTWARE);
  const { exitCode, stderr } = session.run(script);
  expect([exitCode, stderr]).toEqual([0, ""]);
  session.cluster.settle();
  return session;
}

/** Applies messages as a page does. */
class Heard {
  readonly objects = new Map<string, MapObject>();
  flights: Flight[] = [];

  take(message: MapMessage | null): MapMessage | null {
    for (const object of message?.put ?? []) this.objects.set(object.id, object);
    for (const id of message?.gone ?? []) this.objects.delete(id);
    this.flights.push(...(message?.flights ?? []));
    return message;
  }

  links(id: string): string[] {
    return (this.objects.get(id)?.links ?? []).map(({ to, how, on }) =>
      `${how} ${to.replace(/-[a-z0-9]+-[a-z0-9]{5}$/, "-*")} ${on}`.trim(),
    );
  }
}

function heard(session: Session): { feed: MapFeed; heard: Heard } {
  const all = new Heard();
  const feed = new MapFeed(session.cluster);
  expect(all.take(feed.next())?.isFresh).toBe(true);
  return { feed, heard: all };
}

describe("objects", () => {
  test("a Service selects its endpoints, a Deployment its Pods, an Ingress and a load balancer their Service", () => {
    const session = open(
      "docker-desktop",
      `${WEB}kubectl create ingress shop --class=nginx --rule=shop.example.com/cart=web:80 --rule=shop.example.com/old=gone:80
      kubectl patch service web -p '{"spec":{"type":"LoadBalancer"}}'; sleep 3`,
    );
    const { heard: all } = heard(session);
    expect(all.links("Service/default/web")).toEqual([
      "ready Pod/default/web-* TCP 80",
      "ready Pod/default/web-* TCP 80",
    ]);
    expect(all.links("Deployment/default/web")).toEqual(["owns Pod/default/web-*", "owns Pod/default/web-*"]);
    expect(all.links("LoadBalancer/default/web")).toEqual(["routes Service/default/web"]);
    expect(all.links("Ingress/default/shop")).toEqual([
      "routes Service/default/web shop.example.com/cart",
      "routes Service/default/gone shop.example.com/old",
    ]);
    expect(all.objects.get("Ingress/default/shop")).toMatchObject({
      state: "bad",
      stateText: "Service/default/gone is missing",
    });
    expect(all.objects.get("Service/default/kubernetes")?.isSystem).toBe(true);
  });

  test("a policy says whom it is about, whom it lets in, and whether anybody makes it hold", () => {
    const script = `${WEB}kubectl run shop --image=nginx; kubectl run other --image=nginx; kubectl apply -f policy.yaml; sleep 5`;
    const { heard: all } = heard(open("kind", script, { "policy.yaml": POLICY }));
    expect(all.links("NetworkPolicy/default/only-shop")).toEqual([
      "isolates Pod/default/web-* Ingress",
      "isolates Pod/default/web-* Ingress",
      "from Pod/default/shop TCP 80",
    ]);
    expect(all.objects.get("NetworkPolicy/default/only-shop")).toMatchObject({
      stateText: "isolates 2 Pods",
      facts: [
        ["is about", "app=web"],
        ["lets in", "Pods with run=shop, or addresses in 172.18.0.0/16 without 172.18.0.9/32 on TCP 80"],
      ],
    });
    const { heard: ignored } = heard(open("docker-desktop", "kubectl apply -f policy.yaml", { "policy.yaml": POLICY }));
    expect(ignored.objects.get("NetworkPolicy/default/only-shop")?.stateText).toMatch(/^not enforced/);
  });

  test("Pods say how they are, and what they are made of", () => {
    const session = open("kind", "kubectl run well --image=nginx; kubectl run ill --image=no-such-image; sleep 20");
    const { heard: all } = heard(session);
    expect(all.objects.get("Pod/default/well")).toMatchObject({
      state: "good",
      node: expect.stringMatching(/^Node\/kind-worker/),
    });
    expect(all.objects.get("Pod/default/ill")).toMatchObject({
      state: "bad",
      stateText: expect.stringMatching(/Err|BackOff/),
    });
    expect(all.objects.get("Pod/default/well")?.containers).toMatchObject([{ image: "nginx", stateText: "running" }]);
  });

  test("only what changed is told, and what is gone", () => {
    const session = open("kind", WEB);
    const { feed, heard: all } = heard(session);
    session.cluster.advance(1);
    expect((feed.next()?.put ?? []).filter(({ kind }) => kind !== "Node")).toEqual([]);
    session.run("kubectl scale deployment web --replicas=1; sleep 40");
    const message = all.take(feed.next());
    expect(message?.isFresh).toBe(false);
    expect(message?.gone).toHaveLength(1);
    expect(message?.put.map(({ id }) => id)).toContain("Service/default/web");
    expect(all.links("Service/default/web")).toHaveLength(1);
  });
});

describe("packets", () => {
  test("a request by a Service's name flies to DNS and then through the Service to a Pod, and back", () => {
    const session = open("kind", `${WEB}kubectl run client --image=busybox --command -- sleep 1000; sleep 10`);
    const { feed, heard: all } = heard(session);
    session.run("kubectl exec client -- wget -qO- http://web");
    all.take(feed.next());
    const asked = all.flights.find(({ way, title }) => way[0] === "Pod/default/client" && title.endsWith("SYN"));
    const [from, node, service] = asked?.way ?? [];
    expect([from, service]).toEqual(["Pod/default/client", "Service/default/web"]);
    expect(node).toMatch(/^Node\/kind-worker/);
    expect(asked?.way.at(-1)).toMatch(/^Pod\/default\/web-/);
    expect(asked?.end).toBe("delivered");
    expect(all.flights.some(({ way }) => way.includes("Service/kube-system/kube-dns"))).toBe(true);
    expect(all.flights.some(({ title }) => title.endsWith(" ACK"))).toBe(false);
  });

  test("a refusal and a loss end where they happened, and are not the same", () => {
    const script = `${WEB}kubectl run client --image=busybox --command -- sleep 1000; kubectl apply -f policy.yaml; sleep 10`;
    const session = open("kind", script, { "policy.yaml": POLICY });
    const { feed, heard: all } = heard(session);
    session.run("kubectl exec client -- wget -T 2 -qO- http://web;");
    all.take(feed.next());
    const lost = all.flights.filter(({ end }) => end === "dropped");
    expect(lost.filter(({ isNodes }) => !isNodes).length).toBeGreaterThan(0);
    expect(lost.every(({ way }) => way.at(-1)?.startsWith("Node/"))).toBe(true);
    session.run("kubectl exec client -- nc -w 1 127.0.0.1 9; kubectl delete networkpolicy --all; sleep 3");
    session.run(
      `kubectl exec client -- nc -w 1 $(kubectl get pods -l app=web -o jsonpath='{.items[0].status.podIP}') 9`,
    );
    all.take(feed.next());
    expect(all.flights.some(({ end, way }) => end === "refused" && way.at(-1)?.startsWith("Pod/default/web"))).toBe(
      true,
    );
  });

  test("whoever is watched goes the same way as who is not", () => {
    const [watched, alone] = [open("kind", WEB), open("kind", WEB)];
    const { feed } = heard(watched);
    for (const session of [watched, alone]) {
      session.run("kubectl scale deployment web --replicas=5");
      for (let step = 0; step < 50; step++) {
        session.cluster.advance(0.2);
        if (session === watched) feed.next();
      }
    }
    expect(fingerprintOf(watched)).toBe(fingerprintOf(alone));
  });
});

describe("can it?", () => {
  const copy = (): Session =>
    open(
      "kind",
      `${WEB}kubectl run other --image=busybox --command -- sleep 1000; kubectl apply -f policy.yaml; sleep 10`,
      {
        "policy.yaml": POLICY,
      },
    );

  test("the answer is what became of a request that was sent, and why", () => {
    const refused = reachView(copy(), { from: "pod/default/other", to: "http://web" });
    expect(refused).toMatchObject({ isAnswered: false, broken: { stage: "policy" } });
    expect(refused.broken?.saw).toContain("only-shop");
    expect(refused.flights.some(({ end }) => end === "dropped")).toBe(true);
    expect(refused.hops.length).toBeGreaterThan(0);
    const answered = reachView(copy(), { from: "node/kind-worker", to: "http://web.default.svc.cluster.local" });
    expect(answered.isAnswered).toBe(false);
    expect(answered.outcome).toContain("no name");
  });

  test("what cannot be asked is said", () => {
    const session = copy();
    expect(reachView(session, { from: "pod/default/nobody", to: "http://web" }).outcome).toContain("no running Pod");
    expect(reachView(session, { from: "host", to: "what is this" }).outcome).toContain("neither");
  });
});
