import { describe, expect, it } from "vitest";
import { Task } from "../../core/task.ts";
import type { Run } from "../../core/wait.ts";
import type { KubeObject } from "../../kube/api/objects.ts";
import type { Node, Pod } from "../../kube/schema/types.ts";
import type { Machine } from "../../os/machine.ts";
import { ResolveError, resolve } from "../../os/resolver/resolve.ts";
import { BARE_SOFTWARE } from "../testing/bare-software.ts";
import { fetch } from "../testing/fetch.ts";
import { World } from "../world.ts";
import { FaultError, type FaultSpec } from "./fault.ts";
import { FAULTS, parseFault } from "./index.ts";

/** kind with a web server on one worker, and a client on the other. */
class Given {
  readonly world: World;

  constructor(profile = "kind") {
    this.world = new World({ profile, seed: 5, software: BARE_SOFTWARE });
    this.world.start();
    this.settle();
    const [, one, two] = [...this.world.nodes.keys()];
    this.pod("web", { nodeName: one as string, image: "nginx" });
    this.pod("client", { nodeName: two as string, image: "busybox" });
    const ports = [{ port: 80 }];
    this.make("services", { kind: "Service", metadata: { name: "web" }, spec: { selector: { app: "web" }, ports } });
    this.settle();
    this.world.trace.on = true;
  }

  get workers(): string[] {
    return [...this.world.nodes.keys()].slice(1);
  }

  pod(name: string, { nodeName, image }: { nodeName: string; image: string }): void {
    const containers = [
      { name: "main", image, ...(image === "busybox" ? { args: ["sh", "-c", "x"], command: ["sleep", "1d"] } : {}) },
    ];
    this.make("pods", { kind: "Pod", metadata: { name, labels: { app: name } }, spec: { nodeName, containers } });
  }

  make(resource: string, object: { metadata: object } & Record<string, unknown>): void {
    const metadata = { namespace: "default", ...object.metadata };
    this.world.api.client("test").create(resource, { apiVersion: "v1", ...object, metadata } as unknown as KubeObject);
  }

  settle(seconds = 60): void {
    const { clock } = this.world;
    const untilUs = clock.nowUs + seconds * 1_000_000;
    while (clock.pending > 0 && (clock.nextAtUs() ?? Number.POSITIVE_INFINITY) <= untilUs) clock.runNext();
  }

  pass(seconds: number): void {
    this.world.clock.runUntil(this.world.clock.nowUs + seconds * 1_000_000);
  }

  machine(pod: string): Machine {
    const found = this.world.nodes.get(this.workers[pod === "web" ? 0 : 1] as string)?.kubelet.worker("default", pod);
    return found?.container("main")?.run?.machine as Machine;
  }

  run<T>(work: Run<T>): T | string {
    const end = { done: false, value: "" as T | string };
    const task = new Task(this.world.clock, work, (how) => {
      end.done = true;
      if (how !== "killed" && "value" in how) end.value = how.value;
      if (how !== "killed" && "error" in how)
        end.value = how.error instanceof Error ? how.error.message : String(how.error);
    });
    const untilUs = this.world.clock.nowUs + 60_000_000;
    while (!end.done && this.world.clock.nowUs < untilUs && this.world.clock.runNext());
    if (!end.done) task.kill();
    return end.done ? end.value : "timed out waiting";
  }

  /** The status of a GET from the client, or why there is none. */
  get(address: string): number | string {
    const got = this.run(fetch(this.machine("client").network, address));
    return typeof got === "string" ? got : got.status;
  }

  podIP(pod: string): string {
    return this.world.api.client("test").get<Pod>("pods", "default", pod)?.status?.podIP ?? "";
  }

  drops(): string[] {
    return this.world.trace.between(0).flatMap((event) => (event.type === "dropped" ? [event.reason] : []));
  }

  inject(spec: FaultSpec): () => void {
    return this.world.inject(spec);
  }
}

describe("cables", () => {
  it("one that is out is seen as such, and works again when it is put back", () => {
    const given = new Given();
    expect(given.get(`http://${given.podIP("web")}/`)).toBe(200);
    const repair = given.inject({ fault: "link-down", on: given.workers[0] as string });
    expect(given.get(`http://${given.podIP("web")}/`)).toMatch(/timed out|No route/i);
    expect(given.drops()).toContain("link-down");
    repair();
    expect(given.get(`http://${given.podIP("web")}/`)).toBe(200);
  });

  it("one that loses everything is not the same as one that is slow", () => {
    const given = new Given();
    given.inject({ fault: "link-latency", on: "default/web", ms: 200 });
    const startUs = given.world.clock.nowUs;
    expect(given.get(`http://${given.podIP("web")}/`)).toBe(200);
    expect(given.world.clock.nowUs - startUs).toBeGreaterThan(800_000);
    given.inject({ fault: "link-loss", on: "default/web", percent: 100 });
    expect(given.get(`http://${given.podIP("web")}/`)).toMatch(/timed out|No route/i);
    expect(given.drops()).toContain("link-lost");
  });

  it("one that is too narrow lets a handshake through and no page", () => {
    const given = new Given();
    given.inject({ fault: "link-mtu", on: given.workers[0] as string, mtu: 300 });
    expect(given.get(`http://${given.podIP("web")}/`)).toBe("timed out waiting");
    expect(given.drops()).toContain("mtu-exceeded");
  });
});

it("a wrong route sends packets where nobody knows them", () => {
  const given = new Given();
  const web = given.world.nodes.get(given.workers[0] as string);
  const repair = given.inject({
    fault: "wrong-route",
    on: given.workers[1] as string,
    to: web?.profile.podCIDR as string,
    via: "nowhere",
  });
  expect(given.get(`http://${given.podIP("web")}/`)).toMatch(/invalid|unreachable|timed out|No route/i);
  expect(given.drops()).toContain("route-blackhole");
  repair();
  expect(given.get(`http://${given.podIP("web")}/`)).toBe(200);
});

it("without kube-proxy the rules stay, and a new Service has none", () => {
  const given = new Given();
  const repair = given.inject({ fault: "kube-proxy-gone" });
  given.pass(60);
  const serviceIP = (name: string): string =>
    (given.world.api.client("test").get("services", "default", name) as { spec?: { clusterIP?: string } })?.spec
      ?.clusterIP ?? "";
  given.make("services", {
    kind: "Service",
    metadata: { name: "late" },
    spec: { selector: { app: "web" }, ports: [{ port: 80 }] },
  });
  given.pass(10);
  expect(given.get(`http://${serviceIP("web")}/`)).toBe(200);
  expect(given.get(`http://${serviceIP("late")}/`)).toMatch(/timed out|No route|unreachable/i);
  repair();
  given.pass(60);
  expect(given.get(`http://${serviceIP("late")}/`)).toBe(200);
});

it("without the CNI's configuration a node is NotReady and its new Pods wait", () => {
  const given = new Given();
  given.inject({ fault: "cni-gone", on: given.workers[0] as string });
  given.pass(30);
  given.pod("next", { nodeName: given.workers[0] as string, image: "nginx" });
  given.pass(30);
  const node = given.world.api.client("test").get<Node>("nodes", undefined, given.workers[0] as string);
  expect(node?.status?.conditions?.find(({ type }) => type === "Ready")).toMatchObject({ status: "False" });
  expect(given.world.api.client("test").get<Pod>("pods", "default", "next")?.status?.phase).toBe("Pending");
});

describe("CoreDNS", () => {
  const look = (given: Given): string | number => {
    const got = given.run(resolve(given.machine("client"), "web"));
    return typeof got === "string" ? got : got.addresses.length;
  };

  it("scaled to nothing leaves every name unknown", () => {
    const given = new Given();
    expect(look(given)).toBe(1);
    const repair = given.inject({ fault: "dns-down" });
    given.pass(30);
    expect(look(given)).toBe(new ResolveError("EAI_AGAIN", "glibc").message);
    repair();
    given.pass(60);
    expect(look(given)).toBe(1);
  });

  it("with a Corefile for another zone answers, and knows nothing", () => {
    const given = new Given();
    given.inject({ fault: "dns-misconfigured", how: "zone" });
    given.pass(60);
    expect(look(given)).toBe(new ResolveError("EAI_NONAME", "glibc").message);
  });

  it("behind a race loses one of two questions, and the answer is five seconds late", () => {
    const given = new Given();
    given.inject({ fault: "dns-race" });
    const waits: number[] = [];
    for (let i = 0; i < 12; i++) {
      const startUs = given.world.clock.nowUs;
      expect(look(given)).toBe(1);
      waits.push(Math.round((given.world.clock.nowUs - startUs) / 1e6));
      given.pass(1);
    }
    expect(new Set(waits)).toEqual(new Set([0, 5]));
    expect(given.drops()).toContain("conntrack-clash");
  });
});

it("a full table of connections drops new ones", () => {
  const given = new Given();
  given.inject({ fault: "conntrack-full", on: given.workers[1] as string, max: 1 });
  expect(given.get(`http://${given.podIP("web")}/`)).toBe(200);
  expect(given.get(`http://${given.podIP("web")}/`)).toMatch(/timed out|not permitted/i);
  expect(given.drops()).toContain("conntrack-full");
});

it("a node whose kubelet has stopped is NotReady after 40 s; its Pods still answer, and nobody can look into them", () => {
  const given = new Given();
  const [name = ""] = given.workers;
  const repair = given.inject({ fault: "node-not-ready", on: name });
  given.pass(120);
  const ready = (): string | undefined =>
    given.world.api
      .client("test")
      .get<Node>("nodes", undefined, name)
      ?.status?.conditions?.find(({ type }) => type === "Ready")?.status;
  expect(ready()).toBe("Unknown");
  expect(given.get(`http://${given.podIP("web")}/`)).toBe(200);
  const pod = given.world.api.client("test").get<Pod>("pods", "default", "web") as Pod;
  expect(
    given.world.api.backend?.logs(pod, { container: "main", follow: false, previous: false, timestamps: false }),
  ).toMatchObject({
    message: expect.stringContaining(":10250: connect: connection refused"),
  });
  repair();
  given.pass(30);
  expect(ready()).toBe("True");
});

it("a machine's clock can be wrong", () => {
  const given = new Given();
  const repair = given.inject({ fault: "clock-skew", on: "host", hours: 48 });
  expect(given.world.host.wallMs - given.world.clock.nowMs).toBe(48 * 3_600_000);
  repair();
  expect(given.world.host.wallMs).toBe(given.world.clock.nowMs);
});

it("faults are written on one line, and a mistake in it is said", () => {
  expect(parseFault("link-loss:on=node-1,percent=30")).toEqual({ fault: "link-loss", on: "node-1", percent: "30" });
  expect(() => parseFault("nope")).toThrow(/^no fault nope; there are clock-skew, /);
  expect(() => parseFault("link-loss:what=1")).toThrow("fault link-loss takes on, device, percent, not what");
  expect(() => new Given().inject({ fault: "link-down", on: "mars" })).toThrow(FaultError);
  expect(FAULTS.map(({ name }) => name)).toEqual(FAULTS.map(({ name }) => name).sort());
});
