import { describe, expect, it } from "vitest";
import { Task } from "../../../core/task.ts";
import type { KubeObject } from "../../../kube/api/objects.ts";
import type { Service } from "../../../kube/schema/types.ts";
import { metallbObjects } from "../../published/metallb/metallb.ts";
import { BARE_SOFTWARE } from "../../testing/bare-software.ts";
import { fetch } from "../../testing/fetch.ts";
import { World } from "../../world.ts";

const PLURALS: Readonly<Record<string, string>> = {
  IPAddressPool: "ipaddresspools",
  L2Advertisement: "l2advertisements",
};

class Given {
  readonly world: World;

  constructor({ addresses = ["172.18.255.200-172.18.255.201"], advertised = true } = {}) {
    this.world = new World({ profile: "kind", seed: 9, software: BARE_SOFTWARE });
    this.world.start();
    this.pass(5);
    for (const object of metallbObjects("v0.15.3")) this.make(object as unknown as KubeObject);
    this.pass(5);
    const metadata = { name: "pool", namespace: "metallb-system" };
    const apiVersion = "metallb.io/v1beta1";
    this.make({ apiVersion, kind: "IPAddressPool", metadata, spec: { addresses } } as unknown as KubeObject);
    if (advertised) this.make({ apiVersion, kind: "L2Advertisement", metadata, spec: {} } as unknown as KubeObject);
    const containers = [{ name: "web", image: "nginx" }];
    for (const node of ["kind-worker", "kind-worker2"])
      this.make({
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: `web-${node}`, namespace: "default", labels: { app: "web", on: node } },
        spec: { nodeName: node, containers },
      } as unknown as KubeObject);
    this.pass(10);
  }

  make(object: KubeObject): void {
    const plural = PLURALS[object.kind] ?? `${object.kind.toLowerCase().replace(/s$/, "se")}s`;
    this.world.api.client("test").create(plural, object);
  }

  balance(name: string, spec: object = {}, annotations: object = {}): void {
    this.make({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace: "default", annotations },
      spec: { type: "LoadBalancer", selector: { app: "web" }, ports: [{ port: 80 }], ...spec },
    } as unknown as KubeObject);
    this.pass(3);
  }

  pass(seconds: number): void {
    this.world.clock.runUntil(this.world.clock.nowUs + seconds * 1_000_000);
  }

  addressOf(name: string): string | undefined {
    return this.world.api.client("test").get<Service>("services", "default", name)?.status?.loadBalancer?.ingress?.[0]
      ?.ip;
  }

  events(name: string): string[] {
    return this.world.api
      .client("test")
      .list("events", { namespace: "default" })
      .filter((event) => (event.involvedObject as { name?: string }).name === name)
      .map((event) => `${event.reason} ${event.message}`);
  }

  /** Who answers for it: the node whose speaker said so last. */
  announcer(name: string): string | undefined {
    return this.events(name)
      .filter((event) => event.startsWith("nodeAssigned"))
      .map((event) => /from node "([^"]+)"/.exec(event)?.[1])
      .at(-1);
  }

  get(address: string): number | string {
    const { clock, host } = this.world;
    const end = { value: "" as number | string, done: false };
    new Task(clock, fetch(host.network, `http://${address}/`), (how) => {
      end.done = true;
      if (how !== "killed") end.value = "value" in how ? how.value.status : String(how.error);
    });
    const untilUs = clock.nowUs + 30_000_000;
    while (!end.done && clock.nowUs < untilUs && clock.runNext());
    return end.value;
  }
}

describe("a Service of type LoadBalancer", () => {
  it("gets the first free address of a pool, one node answers for it, and it is reached from outside", () => {
    const given = new Given();
    given.balance("web");
    expect(given.addressOf("web")).toBe("172.18.255.200");
    expect(given.events("web")).toEqual([
      'IPAllocated Assigned IP ["172.18.255.200"]',
      expect.stringMatching(/^nodeAssigned announcing from node "kind-worker2?" with protocol "layer2"$/),
    ]);
    expect(given.get("172.18.255.200")).toBe(200);
  });

  it("has an address and nobody who answers for it without an advertisement", () => {
    const given = new Given({ advertised: false });
    given.balance("web");
    expect(given.addressOf("web")).toBe("172.18.255.200");
    expect(given.get("172.18.255.200")).toMatch(/No route to host/);
  });

  it("waits when the pool is used up, and gets what another gives back", () => {
    const given = new Given();
    for (const name of ["one", "two", "three"]) given.balance(name);
    expect(given.addressOf("three")).toBeUndefined();
    expect(given.events("three")).toEqual([
      'AllocationFailed Failed to allocate IP for "default/three": no available IPs',
    ]);
    given.world.api.client("test").delete("services", { namespace: "default", name: "one" });
    given.pass(5);
    expect(given.addressOf("three")).toBe("172.18.255.200");
  });

  it("gets the address that it asks for, when a pool has it and nobody else does", () => {
    const given = new Given();
    given.balance("one", { loadBalancerIP: "172.18.255.201" });
    expect(given.addressOf("one")).toBe("172.18.255.201");
    given.balance("two", {}, { "metallb.io/loadBalancerIPs": "172.18.255.201" });
    expect(given.events("two")).toEqual([
      'AllocationFailed Failed to allocate IP for "default/two": can\'t change sharing key for "default/two", address also in use by default/one',
    ]);
    given.balance("three", {}, { "metallb.universe.tf/loadBalancerIPs": "192.0.2.1" });
    expect(given.events("three")).toEqual([
      'AllocationFailed Failed to allocate IP for "default/three": ["192.0.2.1"] is not allowed in config',
    ]);
  });

  it("shares an address under one key, on other ports", () => {
    const given = new Given();
    const shared = { "metallb.io/allow-shared-ip": "key", "metallb.io/loadBalancerIPs": "172.18.255.200" };
    given.balance("one", {}, shared);
    given.balance("two", { ports: [{ port: 81, targetPort: 80 }] }, shared);
    given.balance("three", {}, shared);
    expect(given.addressOf("two")).toBe("172.18.255.200");
    expect(given.addressOf("three")).toBeUndefined();
    expect(given.get("172.18.255.200:81")).toBe(200);
  });
});

describe("the node that answers", () => {
  it("is followed by another when its kubelet falls silent", () => {
    const given = new Given();
    given.balance("web");
    const first = given.announcer("web") as string;
    given.world.inject({ fault: "node-not-ready", on: first });
    given.world.inject({ fault: "link-down", on: first });
    given.pass(120);
    expect(given.announcer("web")).not.toBe(first);
    expect(given.get("172.18.255.200")).toBe(200);
    const statuses = given.world.api.client("test").list("servicel2statuses", { namespace: "metallb-system" });
    expect(statuses.map((one) => (one as { status?: object }).status)).toEqual([
      { node: given.announcer("web"), serviceName: "web", serviceNamespace: "default" },
    ]);
  });

  it("is one that has a Pod, where only those may", () => {
    const given = new Given();
    for (const node of ["kind-worker", "kind-worker2"]) {
      given.balance(`on-${node}`, { externalTrafficPolicy: "Local", selector: { on: node } });
      expect(given.announcer(`on-${node}`)).toBe(node);
    }
  });
});
