/** One cluster for many questions: servers, clients and Services of every shape, and what happens to a packet between them. */
import { SOFTWARE } from "../../src/shell/software.ts";
import { type Cluster, createCluster } from "../../src/sim/cluster.ts";
import { ip } from "../../src/sim/core/ip.ts";
import { Task } from "../../src/sim/core/task.ts";
import { encodeUtf8 } from "../../src/sim/core/utf8.ts";
import type { Run } from "../../src/sim/core/wait.ts";
import type { KubeObject } from "../../src/sim/kube/api/objects.ts";
import type { Pod, Service } from "../../src/sim/kube/schema/types.ts";
import type { HeaderRecord } from "../../src/sim/net/events.ts";
import { HttpError } from "../../src/sim/net/http/message.ts";
import { readResponse } from "../../src/sim/net/http/read.ts";
import { writeRequest } from "../../src/sim/net/http/write.ts";
import type { NetNamespace } from "../../src/sim/net/namespace.ts";
import { NetError } from "../../src/sim/net/net-error.ts";
import { connectTcp } from "../../src/sim/net/socket/connect.ts";
import { cast } from "./objects.ts";

export interface Combination {
  readonly profile: string;
  readonly proxy?: string;
}

export interface Seen {
  /** `answered`, `refused`, `dropped`, `unreachable`. */
  readonly outcome: string;
  /** Where the first packet was delivered, and as whose. */
  readonly at?: string;
  readonly from?: string;
}

const WAIT_US = 8_000_000;

export class FlowWorld {
  readonly cluster: Cluster;
  /** The two nodes that the cast is on; on a cluster of one both are the same. */
  readonly nodeA: string;
  readonly nodeB: string;

  constructor({ profile, proxy }: Combination) {
    this.cluster = createCluster({ profile, ...(proxy === undefined ? {} : { proxyMode: proxy }) }, SOFTWARE);
    const nodes = [...this.cluster.world.nodes.values()].filter(({ profile }) => !profile.isTainted);
    const workers = nodes.filter(({ profile }) => !profile.isControlPlane);
    const [a = nodes[0], b = a] = workers;
    this.nodeA = a?.name ?? "";
    this.nodeB = b?.name ?? "";
    const client = this.cluster.api.client("test");
    for (const { resource, object, balancer } of cast(this.nodeA, this.nodeB)) {
      client.create(resource, object as unknown as KubeObject);
      if (resource === "namespaces") this.cluster.settle();
      if (balancer === undefined) continue;
      const { namespace = "", name = "" } = object.metadata as { namespace?: string; name?: string };
      const status = { loadBalancer: { ingress: [{ ip: balancer }] } };
      client.patch(resource, { namespace, name }, { type: "merge", subresource: "status", patch: { status } });
    }
    this.cluster.settle();
    this.cluster.advance(5);
    this.cluster.trace.on = true;
  }

  /** `pod/NAME`, `node/A`, `host`. */
  namespaceOf(who: string): NetNamespace {
    if (who === "host") return this.cluster.host.network;
    if (who.startsWith("node/")) return this.node(who).machine.network;
    for (const { kubelet } of this.cluster.world.nodes.values()) {
      const sandbox = kubelet.worker(namespaceIn(who), bareName(who))?.sandbox;
      if (sandbox != null) return sandbox.namespace;
    }
    throw new Error(`no ${who} is running`);
  }

  node(who: string) {
    const node = this.cluster.world.nodes.get(who === "node/A" ? this.nodeA : this.nodeB);
    if (node === undefined) throw new Error(`no ${who}`);
    return node;
  }

  /** The address of somebody or something, without its port. */
  addressOf(what: string): string {
    if (what === "host") return this.cluster.world.profile.lan.hostIP;
    if (what.startsWith("node/")) return this.node(what).ip;
    const client = this.cluster.api.client("test");
    const [namespace, name] = [namespaceIn(what), bareName(what)];
    if (what.startsWith("service/")) return client.get<Service>("services", namespace, name)?.spec?.clusterIP ?? "";
    if (what.startsWith("pod/")) return client.get<Pod>("pods", namespace, name)?.status?.podIP ?? "";
    return what;
  }

  /** The node of the Pod with that address. */
  nodeOf(podIP: string): string {
    const pods = this.cluster.api.client("test").list<Pod>("pods");
    return pods.find(({ status, spec }) => status?.podIP === podIP && spec.hostNetwork !== true)?.spec.nodeName ?? "";
  }

  /** Sends one request over TCP, or a word over UDP, and looks where it arrived. */
  send(from: string, to: string, port: number, udp: boolean): Seen {
    const { trace, clock } = this.cluster;
    clock.runUntil(clock.nowUs + 200_000);
    const seq = trace.nextSeq;
    const namespace = this.namespaceOf(from);
    const target = { to: ip(to), port };
    const outcome = this.#run(udp ? overUdp(namespace, target) : overTcp(namespace, target));
    const wanted = udp ? "udp" : "tcp";
    for (const event of trace.between(seq)) {
      if (event.type !== "delivered" || !("headers" in event)) continue;
      const headers = event.headers as HeaderRecord;
      if (headers.protocol !== wanted || !isOpening(headers) || event.where === namespace.name) continue;
      if (/kube-system|kubelet/.test(String(event.where)) && !to.startsWith("10.")) continue;
      if (outcome !== "answered") break;
      return { outcome, at: `${headers.dst}:${headers.dstPort}`, from: headers.src };
    }
    return this.#local(seq, { outcome, wanted });
  }

  /** Somebody who asked himself: the packet never left its namespace. */
  #local(seq: number, { outcome, wanted }: { outcome: string; wanted: string }): Seen {
    if (outcome !== "answered") return { outcome };
    for (const event of this.cluster.trace.between(seq)) {
      if (event.type !== "delivered" || !("headers" in event)) continue;
      const headers = event.headers as HeaderRecord;
      if (headers.protocol === wanted && isOpening(headers))
        return { outcome, at: `${headers.dst}:${headers.dstPort}`, from: headers.src };
    }
    return { outcome };
  }

  #run(work: Run<string>): string {
    const { clock } = this.cluster;
    const end = { value: "", done: false };
    const task = new Task(clock, work, (how) => {
      end.done = true;
      if (how !== "killed") end.value = "value" in how ? how.value : `error: ${String(how.error)}`;
    });
    const untilUs = clock.nowUs + 2 * WAIT_US;
    while (!end.done && clock.nowUs < untilUs && clock.runNext());
    if (!end.done) task.kill();
    return end.done ? end.value : "dropped";
  }
}

function isOpening({ protocol, flags, dstPort }: HeaderRecord): boolean {
  return protocol === "tcp" ? flags === "SYN" && SERVED.has(dstPort ?? 0) : SERVED.has(dstPort ?? 0);
}

/** The ports that the cast listens at. */
const SERVED = new Set([8080, 8081]);

export function namespaceIn(what: string): string {
  const parts = what.split("/");
  return parts.length > 2 ? (parts[1] as string) : "default";
}

function bareName(what: string): string {
  return what.split("/").at(-1) as string;
}

function* overTcp(from: NetNamespace, { to, port }: { to: ReturnType<typeof ip>; port: number }): Run<string> {
  try {
    const socket = yield* connectTcp(from, { to, port, timeoutUs: WAIT_US });
    try {
      const headers = [
        { name: "Host", value: "x" },
        { name: "Connection", value: "close" },
      ];
      yield* writeRequest(socket, {
        method: "GET",
        target: "/clientip",
        version: "HTTP/1.1",
        headers,
        body: new Uint8Array(0),
      });
      yield* readResponse(socket);
      return "answered";
    } finally {
      socket.close();
    }
  } catch (error) {
    if (error instanceof HttpError) return "cut";
    if (error instanceof NetError) return OUTCOMES[error.code] ?? error.code;
    throw error;
  }
}

function* overUdp(from: NetNamespace, { to, port }: { to: ReturnType<typeof ip>; port: number }): Run<string> {
  const socket = from.sockets.bindUdp({});
  const untilUs = from.clock.nowUs + WAIT_US / 2;
  try {
    socket.connect(to, port);
    socket.send(encodeUtf8("clientip"));
    for (;;) {
      const got = socket.tryReceive();
      if (got instanceof NetError) return OUTCOMES[got.code] ?? got.code;
      if (got !== null) return "answered";
      if (from.clock.nowUs >= untilUs) return "dropped";
      yield { on: [socket.readable], untilUs, background: false };
    }
  } catch (error) {
    if (error instanceof NetError) return OUTCOMES[error.code] ?? error.code;
    throw error;
  } finally {
    socket.close();
  }
}

const OUTCOMES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refused",
  ETIMEDOUT: "dropped",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EPERM: "dropped",
};
