import { describe, expect, test } from "vitest";
import { readPcap } from "../../../shell/commands/tcpdump/pcap-file.ts";
import { openSession, type Session } from "../../../shell/session.ts";
import { SOFTWARE } from "../../../shell/software.ts";
import { encodeUtf8 } from "../../../sim/core/utf8.ts";
import { fingerprintOf } from "../fingerprint.ts";
import { captureFile } from "./capture-file.ts";
import { TraceDesk } from "./trace-desk.ts";
import type { RequestFilter, RequestList, RequestView, TraceAnswer, TraceQuestion } from "./trace-protocol.ts";

const FILES = {
  "web.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: nginx
          readinessProbe: {httpGet: {port: 80}, periodSeconds: 1}
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 8080
      targetPort: 80
`,
};
const SPEC = { profile: "kind", seed: 7, files: FILES };
const ALL: RequestFilter = { protocol: null, end: null, object: null, text: "", withOwn: false };

class Looked {
  readonly session = openSession(SPEC, SOFTWARE);
  readonly desk = new TraceDesk(this.session);
  lineSeq: number | null = null;

  enter(line: string, seconds = 20): void {
    this.lineSeq = this.session.cluster.trace.nextSeq;
    this.session.input(encodeUtf8(`${line}\r`));
    this.session.cluster.advance(seconds);
  }

  ask<K extends TraceQuestion["kind"]>(
    question: Extract<TraceQuestion, { kind: K }>,
  ): Extract<TraceAnswer, { kind: K }> {
    return this.desk.answer(question, this.lineSeq) as Extract<TraceAnswer, { kind: K }>;
  }

  list(filter: Partial<RequestFilter> = {}, since: "line" | "start" = "line"): RequestList {
    return this.ask({ kind: "requests", since, filter: { ...ALL, ...filter }, window: { from: 0, count: 100 } });
  }
}

/** From a Pod through the Service, and the request that did so. */
function asked(): { looked: Looked; request: RequestView } {
  const looked = new Looked();
  looked.enter("kubectl apply -f web.yaml", 30);
  looked.enter("kubectl run c --image=busybox --restart=Never -- sleep 1000", 20);
  looked.enter("kubectl exec c -- wget -qO- http://web:8080", 5);
  const request = looked.list({ protocol: "tcp" }).requests[0] as RequestView;
  return { looked, request };
}

describe("requests", () => {
  test("nothing was typed, and the cluster's own traffic is hidden unless it is asked for", () => {
    const looked = new Looked();
    looked.session.cluster.advance(20);
    expect(looked.list()).toMatchObject({ isTyped: false, requests: [], ownCount: 0 });
    const all = looked.list({ withOwn: true }, "start");
    expect(all.requests.map(({ sort }) => sort)).toContain("system");
  });

  test("probes are told apart from what a learner sends to a Pod from its node", () => {
    const { looked } = asked();
    const address = looked.session.run("kubectl get pod -l app=web -o jsonpath='{.items[0].status.podIP}'").stdout;
    const node = looked.session.run("kubectl get pod -l app=web -o jsonpath='{.items[0].spec.nodeName}'").stdout;
    looked.enter(`ssh ${node} curl -s http://${address}/`, 4);
    const toPod = looked
      .list({ withOwn: true, text: address })
      .requests.filter(({ server }) => server === `${address}:80`);
    expect(toPod.filter(({ sort }) => sort === "typed")).toHaveLength(1);
    expect(toPod.filter(({ sort }) => sort === "probe").length).toBeGreaterThan(1);
  });

  test("filters narrow by protocol, end, object and text, one with another", () => {
    const { looked } = asked();
    expect(looked.list().protocols).toEqual(["tcp", "udp"]);
    expect(looked.list({ protocol: "udp" }).requests.map(({ toObject }) => toObject)).toEqual([
      "Service/kube-system/kube-dns",
    ]);
    expect(looked.list({ object: "Service/default/web" }).total).toBe(1);
    expect(looked.list({ object: "Service/default/web", protocol: "udp" }).total).toBe(0);
    expect(looked.list({ text: ":8080" }).total).toBe(1);
    expect(looked.list({ end: "refused" }).total).toBe(0);
  });

  test("what got no answer says so, and can be sent again", () => {
    const { looked } = asked();
    looked.enter("kubectl exec c -- wget -qO- -T 2 http://web:9", 6);
    const [failed] = looked.list({ protocol: "tcp" }).requests;
    expect(failed).toMatchObject({ end: "unanswered", again: { from: "pod/default/c" } });
    expect(failed?.again?.to).toMatch(/:9$/);
    expect(looked.list().tellingId).toBe(failed?.requestId);
  });
});

describe("a request", () => {
  test("is a ladder, window by window", () => {
    const { looked, request } = asked();
    const whole = looked.ask({ kind: "ladder", requestId: request.requestId, window: { from: 0, count: 1000 } });
    expect(whole.lanes[0]).toBe("Pod/default/c");
    expect(whole.lanes.at(-1)).toMatch(/^Pod\/default\/web-/);
    expect(whole.legs[0]).toMatchObject({ from: 0, to: 1, isRewritten: false });
    expect(whole.legs.filter(({ end }) => end === "delivered")).toHaveLength(request.packets);
    const part = looked.ask({ kind: "ladder", requestId: request.requestId, window: { from: 2, count: 3 } });
    expect([part.total, part.legs]).toEqual([whole.total, whole.legs.slice(2, 5)]);
  });

  test("has a reason for each rule: the object, the line that was applied, and who brought it there", () => {
    const { looked, request } = asked();
    const { hops } = looked.ask({ kind: "way", packetId: request.requestId });
    const lines = hops.flatMap(({ causes }) => causes.flatMap(({ manifest }) => manifest ?? []));
    expect(lines.every(({ source }) => source === "web.yaml")).toBe(true);
    expect(lines.map(({ text }) => text)).toEqual(
      expect.arrayContaining(["- port: 8080", "targetPort: 80", "app: web"]),
    );
    const numbered = FILES["web.yaml"].split("\n");
    for (const { line, text } of lines) expect(numbered[line - 1]?.trim()).toBe(text);
    const rewriting = hops.find(({ rule }) => rule?.includes("--to-destination"));
    expect(rewriting?.hook).toBe("PREROUTING");
    expect(rewriting?.causes[0]?.events.map(({ text }) => text.split(":", 1)[0])).toEqual([
      "kubectl",
      expect.stringContaining("controller"),
      expect.stringContaining("kube-proxy (iptables)"),
    ]);
    const changed = hops.flatMap(({ changes }) => changes.map(({ part }) => part));
    expect(changed).toContain("destination");
  });

  test("is captured from a copy as tcpdump would have", () => {
    const { looked, request } = asked();
    const { entries } = looked.session.log;
    const at = { fromUs: request.startUs, toUs: request.endUs };
    const fresh = (): Session => openSession(SPEC, SOFTWARE);
    const copy = fresh();
    const bytes = captureFile(copy, entries, { ...at, place: "Pod/default/c", expression: "tcp" });
    const file = readPcap(bytes as Uint8Array);
    expect(file?.records).toHaveLength(request.packets);
    const untouched = fresh();
    for (const entry of entries) untouched.replay(entry);
    untouched.runUntil(copy.cluster.clock.nowUs);
    expect(fingerprintOf(copy)).toBe(fingerprintOf(untouched));
    expect(captureFile(fresh(), entries, { ...at, place: "Pod/default/nobody", expression: "" })).toBeNull();
  });

  test("can be taken along as text and as JSON", () => {
    const { looked, request } = asked();
    const ask = { kind: "export", since: "line", filter: ALL, requestId: request.requestId } as const;
    expect(looked.ask({ ...ask, as: "text" }).text).toMatch(/: answered\n {2}\d+\.\d{6} packet \d+: tcp /);
    const { requests } = JSON.parse(looked.ask({ ...ask, as: "json" }).text);
    expect(requests[0].packets).toHaveLength(request.packets);
  });
});
