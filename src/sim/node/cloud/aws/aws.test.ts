import { describe, expect, test } from "vitest";
import { formatIp, ip } from "../../../core/ip.ts";
import type { Service, ServiceSpec } from "../../../kube/schema/types.ts";
import { decodeMessage, encodeMessage, query } from "../../../net/dns/message.ts";
import { FlowWorld } from "../../testing/flow-world.ts";

const NODE1 = "ip-10-0-1-23.ec2.internal";
const NODE2 = "ip-10-0-2-87.ec2.internal";
const PODS = [`default/a@${NODE1}=10.0.1.60 app=a`, `default/c@${NODE2}=10.0.2.60 app=c`];
const NLB = { "service.beta.kubernetes.io/aws-load-balancer-type": "nlb" };
/** The learner's machine, seen from the Internet. */
const LEARNER = "203.0.113.77";

interface Given {
  readonly spec?: Partial<ServiceSpec>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly pods?: readonly string[];
}

class Cloud {
  readonly flows = new FlowWorld("eks", PODS);

  constructor({ spec = {}, annotations = {}, pods = ["10.0.2.60"] }: Given = {}) {
    const { world } = this.flows;
    world.startCloud();
    const client = world.api.client("test");
    const ports = [{ port: 80, targetPort: 80, nodePort: 30_001 }];
    client.create("services", {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web", namespace: "default", annotations },
      spec: { type: "LoadBalancer", ports, ...spec },
    } as never);
    client.create("endpointslices", {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: "web-1", namespace: "default", labels: { "kubernetes.io/service-name": "web" } },
      addressType: "IPv4",
      ports: [{ name: "", port: 80, protocol: "TCP" }],
      endpoints: pods.map((address) => ({ addresses: [address], nodeName: NODE2, conditions: { ready: true } })),
    } as never);
  }

  pass(seconds: number): void {
    const { clock } = this.flows.world;
    clock.runUntil(clock.nowUs + seconds * 1_000_000);
  }

  get service(): Service | undefined {
    return this.flows.world.api.client("test").get<Service>("services", "default", "web");
  }

  get hostname(): string {
    return this.service?.status?.loadBalancer?.ingress?.[0]?.hostname ?? "";
  }

  get events(): string[] {
    const { world } = this.flows;
    return world.api
      .client("test")
      .list("events", { namespace: "default" })
      .map(
        (event) =>
          `${(event as unknown as { reason: string }).reason}: ${(event as unknown as { message: string }).message}`,
      )
      .filter((text) => text.includes("LoadBalancer"));
  }

  /** The Internet's answer for the hostname: addresses, or NXDOMAIN. */
  resolve(): readonly string[] | string {
    const socket = this.flows.at("host").sockets.bindUdp();
    socket.sendTo(ip("203.0.113.53"), 53, encodeMessage(query({ id: 7, name: `${this.hostname}.`, type: 1 })));
    this.pass(1);
    const got = socket.tryReceive();
    socket.close();
    const message = got !== null && "data" in got ? decodeMessage(got.data) : null;
    if (message === null) return "nothing";
    const found = message.answers.flatMap((record) => (record.type === "A" ? [formatIp(record.data)] : []));
    return found.length === 0 ? message.rcode : found;
  }

  ask(from = "host"): string {
    const found = this.resolve();
    return typeof found === "string" ? found : this.flows.ask(from, found[0] ?? "", 80);
  }
}

describe("a classic load balancer", () => {
  test("is asked for and there; the Service is held until it is gone again", () => {
    const cloud = new Cloud();
    cloud.pass(5);
    expect(cloud.events).toEqual([
      "EnsuringLoadBalancer: Ensuring load balancer",
      "EnsuredLoadBalancer: Ensured load balancer",
    ]);
    expect(cloud.hostname).toMatch(/^a[0-9a-f]{31}-\d{10}\.us-east-1\.elb\.amazonaws\.com$/);
    expect(cloud.service?.metadata.finalizers).toEqual(["service.kubernetes.io/load-balancer-cleanup"]);
  });

  test("its name does not exist until it is provisioned", () => {
    const cloud = new Cloud();
    cloud.pass(10);
    expect(cloud.hostname).toContain(".elb.amazonaws.com");
    expect(cloud.resolve()).toBe("NXDOMAIN");
    cloud.pass(60);
    expect(cloud.resolve()).toHaveLength(3);
  });

  test("relays connections, so that the Pod sees a node's address", () => {
    const cloud = new Cloud();
    cloud.pass(100);
    expect(cloud.resolve()).toHaveLength(3);
    expect(cloud.ask()).toMatch(/^default\/c sees 10\.0\.[123]\.\d+$/);
    expect(cloud.ask("default/a")).toMatch(/^default\/c sees 10\.0\.[123]\.\d+$/);
    const received = (
      cloud.flows.world.trace.between(0) as unknown as { type: string; where: string; headers?: { src: string } }[]
    )
      .filter(({ type, where }) => type === "received" && where.startsWith("elb-"))
      .map(({ headers }) => headers?.src);
    expect(received).toContain(LEARNER);
  });

  test("lets in only the ranges that the Service names", () => {
    const cloud = new Cloud({ spec: { loadBalancerSourceRanges: ["192.0.2.0/24"] } });
    cloud.pass(100);
    expect(cloud.ask()).toBe("ETIMEDOUT");
    expect(cloud.flows.drops().some((drop) => drop.startsWith("elb-"))).toBe(true);
  });

  test("of the internal sort has private addresses, and nobody outside reaches them", () => {
    const cloud = new Cloud({ annotations: { "service.beta.kubernetes.io/aws-load-balancer-internal": "true" } });
    cloud.pass(100);
    expect(cloud.hostname).toMatch(/^internal-/);
    const found = cloud.resolve();
    expect(typeof found === "string" ? [] : found.map((text) => text.replace(/\d+$/, "*")).sort()).toEqual([
      "10.0.1.*",
      "10.0.2.*",
      "10.0.3.*",
    ]);
    expect(cloud.ask("default/a")).toMatch(/^default\/c sees /);
    expect(cloud.ask()).toBe("ETIMEDOUT");
  });

  test("without a healthy instance a connection is closed as soon as it is made", () => {
    const cloud = new Cloud({ pods: [] });
    cloud.pass(100);
    expect(["", "ECONNRESET"]).toContain(cloud.ask());
  });

  test("goes with the Service, and says so", () => {
    const cloud = new Cloud();
    cloud.pass(100);
    const { hostname } = cloud;
    cloud.flows.world.api.client("test").delete("services", { namespace: "default", name: "web" });
    cloud.pass(5);
    expect(cloud.service).toBe(undefined);
    expect(cloud.events.slice(-2)).toEqual([
      "DeletingLoadBalancer: Deleting load balancer",
      "DeletedLoadBalancer: Deleted load balancer",
    ]);
    expect(hostname).not.toBe("");
  });

  test("speaks no UDP", () => {
    const cloud = new Cloud({
      spec: { ports: [{ port: 53, targetPort: 53, protocol: "UDP", nodePort: 30_001 }] } as never,
    });
    cloud.pass(1);
    expect(cloud.events.at(-1)).toBe(
      "SyncLoadBalancerFailed: Error syncing load balancer: failed to ensure load balancer: Only TCP LoadBalancer is supported for AWS ELB",
    );
  });
});

describe("a network load balancer", () => {
  test("has another sort of name, and passes nothing on before it is active", () => {
    const cloud = new Cloud({ annotations: NLB });
    cloud.pass(60);
    expect(cloud.ask()).toBe("ETIMEDOUT");
    cloud.pass(70);
    expect(cloud.ask()).toContain("default/c sees");
    expect(cloud.hostname).toMatch(/^a[0-9a-f]{31}-[0-9a-f]{16}\.elb\.us-east-1\.amazonaws\.com$/);
  });

  test("rewrites packets, so that a node sees the client; the Pod sees a node unless the policy is Local", () => {
    const cloud = new Cloud({ annotations: NLB });
    cloud.pass(140);
    expect(cloud.ask()).toMatch(/^default\/c sees 10\.0\.[123]\.\d+$/);
  });

  test("the node gets the client's own address", () => {
    const cloud = new Cloud({ annotations: NLB });
    cloud.pass(140);
    cloud.ask();
    const received = (
      cloud.flows.world.trace.between(0) as unknown as {
        type: string;
        where: string;
        headers?: { src: string; dstPort: number };
      }[]
    )
      .filter(
        ({ type, where, headers }) =>
          type === "received" && where.startsWith("ip-10") && where.endsWith("/eth0") && headers?.dstPort === 30_001,
      )
      .map(({ headers }) => headers?.src);
    expect(received).toContain(LEARNER);
  });

  test("with the policy Local the Pod sees the client, and only nodes with a Pod get anything", () => {
    const cloud = new Cloud({ annotations: NLB, spec: { externalTrafficPolicy: "Local" } });
    cloud.pass(160);
    expect(cloud.resolve()).toHaveLength(1);
    expect(cloud.ask()).toBe(`default/c sees ${LEARNER}`);
  });

  test("of the internal sort is refused in an event", () => {
    const cloud = new Cloud({
      annotations: { ...NLB, "service.beta.kubernetes.io/aws-load-balancer-internal": "true" },
    });
    cloud.pass(5);
    expect(cloud.hostname).toBe("");
    expect(cloud.events.at(-1)).toContain("SyncLoadBalancerFailed");
  });
});

test("a classic load balancer with the policy Local shows the Pod its own address, not a node's", () => {
  const cloud = new Cloud({ spec: { externalTrafficPolicy: "Local" } });
  cloud.pass(100);
  const heard = cloud.ask();
  const nodes = [...cloud.flows.world.nodes.values()].map(({ ip: address }) => `default/c sees ${address}`);
  expect(heard).toMatch(/^default\/c sees 10\.0\.2\.\d+$/);
  expect(nodes).not.toContain(heard);
});
