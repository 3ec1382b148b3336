/**
 * A cluster in which tables of packet flows are checked: Pods with given addresses, each of which says on port 80 who it
 * is and whom it sees; Services over them; and for each request the devices that its first packet took.
 */

import { assert } from "../../core/assert.ts";
import { formatIp, ip } from "../../core/ip.ts";
import { readSome, readToEnd, writeAll } from "../../core/stream-io.ts";
import { Task, type TaskEnd } from "../../core/task.ts";
import { decodeUtf8, encodeUtf8 } from "../../core/utf8.ts";
import type { Run } from "../../core/wait.ts";
import type { KubeObject } from "../../kube/api/objects.ts";
import type { ServiceSpec } from "../../kube/schema/types.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import { NetError } from "../../net/net-error.ts";
import { accept, connectTcp } from "../../net/socket/connect.ts";
import type { SimEvent } from "../sim-event.ts";
import { createWorld, type World } from "../world.ts";
import { BARE_SOFTWARE } from "./bare-software.ts";

const PASSING: readonly string[] = ["sent", "received", "ebpf"];
/** What comes after these is made up. */
const RANDOM_NAME = /\/(lxc|veth|cali|eni)[0-9a-f]{8,}$/;
const PAUSE = "registry.k8s.io/pause:3.10";

export interface ServiceMore {
  readonly status?: object;
  readonly annotations?: Readonly<Record<string, string>>;
}

export class FlowWorld {
  readonly world: World;
  #since = 0;

  /** `default/a@node-1=10.0.1.10 app=a`; on the host's network without an address. */
  constructor(
    profile: string,
    pods: readonly string[],
    options: { readonly cni?: string; readonly proxyMode?: string } = {},
  ) {
    this.world = createWorld({ profile, software: BARE_SOFTWARE, bare: true, freeze: true, ...options });
    this.world.start();
    const made = pods.map((line) => this.#podOf(line));
    const namespaces = [...new Set(made.map(({ metadata }) => metadata.namespace ?? ""))];
    this.load(...namespaces.map(namespaceOf), ...made);
    for (const { metadata } of made) this.#serve(this.pod(`${metadata.namespace}/${metadata.name}`));
  }

  load(...objects: readonly object[]): void {
    this.world.api.load(objects as readonly KubeObject[]);
    this.settle();
  }

  settle(): void {
    const { clock } = this.world;
    while (clock.pending > 0 && clock.runNext());
  }

  policy(name: string, spec: object): void {
    this.load({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name, namespace: "default" },
      spec,
    });
  }

  /** A Service over Pods, with a slice of their addresses. */
  service(name: string, spec: ServiceSpec, pods: readonly string[], more: ServiceMore = {}): void {
    const endpoints = pods.map((key) => {
      const [namespace, pod = ""] = key.split("/");
      const object = this.world.api.client("test").get("pods", namespace, pod) as KubeObject & {
        status: { podIP: string };
        spec: { nodeName: string };
      };
      return { addresses: [object.status.podIP], nodeName: object.spec.nodeName, conditions: { ready: true } };
    });
    const labels = { "kubernetes.io/service-name": name };
    this.load(
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name, namespace: "default", annotations: more.annotations ?? {} },
        spec,
        status: more.status ?? { loadBalancer: {} },
      },
      {
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        metadata: { name: `${name}-1`, namespace: "default", labels },
        addressType: "IPv4",
        ports: [{ name: "", port: 80, protocol: "TCP" }],
        endpoints,
      },
    );
  }

  /** The network of a Pod, a node or the learner's machine (`host`). */
  at(place: string): NetNamespace {
    if (place === "host") return this.world.host.network;
    return this.world.nodes.get(place)?.machine.network ?? this.pod(place);
  }

  pod(key: string): NetNamespace {
    const [namespace = "", name = ""] = key.split("/");
    for (const { kubelet } of this.world.nodes.values()) {
      const network = kubelet.worker(namespace, name)?.sandbox?.namespace;
      if (network !== undefined) return network;
    }
    return assert(false, "no such Pod", key) as never;
  }

  /** `default/b sees 10.0.1.10`, or the error. */
  ask(from: string, to: string, port = 80): string {
    this.#since = this.world.trace.nextSeq;
    const namespace = this.at(from);
    const { clock } = this.world;
    const heard = this.#run(
      (function* (): Run<string> {
        const socket = yield* connectTcp(namespace, { to: ip(to), port, timeoutUs: 4_000_000 });
        yield* writeAll(socket, encodeUtf8("?"));
        const answer = yield* readToEnd(socket);
        socket.close();
        return socket.error === null ? decodeUtf8(answer) : socket.error.code;
      })(),
    );
    clock.runUntil(clock.nowUs + 500_000);
    return heard;
  }

  /** The devices by which the first packet of the last question went: `a/eth0 node-1/lxc* …`. */
  path(): string {
    const events = this.#events();
    const opening = events.find(
      (event) => event.type === "sent" && (event.headers as { flags?: string }).flags === "SYN",
    );
    const id = opening !== undefined && "packetId" in opening ? opening.packetId : undefined;
    return events
      .filter(({ type, ...event }) => PASSING.includes(type) && "packetId" in event && event.packetId === id)
      .map(({ where }) => where.replace(/^default\//, "").replace(RANDOM_NAME, "/$1*"))
      .filter((where, i, all) => where !== all[i - 1])
      .join(" ");
  }

  /** How packets of the last question ended, with what said so: `node-1/lxc*: Policy denied`. */
  drops(): readonly string[] {
    return this.#events().flatMap((event) =>
      event.type === "dropped"
        ? [`${event.where.replace(RANDOM_NAME, "/$1*")}: ${event.reason === "ebpf-drop" ? event.rule : event.reason}`]
        : [],
    );
  }

  #events(): readonly (SimEvent & { readonly where: string })[] {
    return this.world.trace.between(this.#since) as unknown as readonly (SimEvent & { readonly where: string })[];
  }

  #serve(namespace: NetNamespace): void {
    const { clock } = this.world;
    const listener = namespace.sockets.listenTcp({ port: 80 });
    const answer = function* (socket: Awaited): Run<void> {
      yield* readSome(socket);
      yield* writeAll(socket, encodeUtf8(`${namespace.name} sees ${formatIp(socket.remote.ip)}`));
      socket.close();
    };
    const loop = function* (): Run<void> {
      for (;;) {
        const socket = yield* accept(listener);
        new Task(clock, answer(socket), () => {});
      }
    };
    new Task(clock, loop(), () => {});
  }

  #run(program: Run<string>): string {
    let end: TaskEnd<string> | null = null;
    new Task(this.world.clock, program, (ended) => {
      end = ended;
    });
    while (end === null) if (!this.world.clock.runNext()) return "nothing ever happens";
    const done = end as TaskEnd<string>;
    if (done === "killed") return "killed";
    if ("value" in done) return done.value;
    if (done.error instanceof NetError) return done.error.code;
    throw done.error;
  }

  #podOf(line: string): KubeObject {
    const [place = "", ...words] = line.split(" ");
    const [key = "", rest = ""] = place.split("@");
    const [nodeName = "", given] = rest.split("=");
    const [namespace = "", name = ""] = key.split("/");
    const labels = Object.fromEntries(words.map((word) => word.split("=")));
    const podIP = given ?? this.world.nodes.get(nodeName)?.ip ?? "";
    const hostNetwork = given === undefined ? { hostNetwork: true } : {};
    return {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace, labels },
      spec: {
        nodeName,
        ...hostNetwork,
        containers: [{ name: "app", image: PAUSE, ports: [{ name: "web", containerPort: 80 }] }],
      },
      status: { phase: "Running", podIP, podIPs: [{ ip: podIP }] },
    } as unknown as KubeObject;
  }
}

type Awaited = ReturnType<typeof accept> extends Run<infer Socket> ? Socket : never;

function namespaceOf(name: string): KubeObject {
  const labels = { "kubernetes.io/metadata.name": name };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels }, status: { phase: "Active" } } as KubeObject;
}
