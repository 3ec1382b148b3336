/**
 * A small real cluster of running Pods and policies, told in short lines, for tests about who reaches whom:
 * `"default/web@kind-worker app=web http=80"` is a Pod, `"default/client -> default/web:80"` a connection.
 */

import { assert } from "../../core/assert.ts";
import { ip } from "../../core/ip.ts";
import { Task } from "../../core/task.ts";
import type { Run } from "../../core/wait.ts";
import type { KubeObject } from "../../kube/api/objects.ts";
import type { NetworkPolicySpec, Pod, Service } from "../../kube/schema/types.ts";
import { type Foreseen, Foresight, type ReachOutcome, type ReachProbe, type ReachSource } from "../policy/foresee.ts";
import type { PolicyProtocol } from "../policy/policy-pod.ts";
import type { ReachTarget } from "../policy/reach-target.ts";
import { sendProbe } from "../policy/send-probe.ts";
import { createWorld, type World } from "../world.ts";
import { BARE_SOFTWARE } from "./bare-software.ts";

export interface GivenPolicies {
  readonly world: World;
  /** Creates it, or replaces the one of that name. */
  policy(name: string, spec: NetworkPolicySpec): void;
  labelNamespace(name: string, labels: Readonly<Record<string, string>>): void;
  settle(): void;
  probe(line: string): ReachProbe;
  /** Really sends it; something listens there. */
  send(line: string): ReachOutcome;
  foresee(line: string): Foreseen;
  /** What a generator comes to. */
  run<T>(run: Run<T>): T;
}

const PAUSE = "registry.k8s.io/pause:3.10";

/** What is not as the profile says. */
export interface Otherwise {
  readonly cni?: string;
  readonly proxyMode?: string;
}

export function givenPolicies(pods: readonly string[], profile = "kind", otherwise: Otherwise = {}): GivenPolicies {
  const world = createWorld({ profile, software: BARE_SOFTWARE, bare: true, freeze: true, ...otherwise });
  world.start();
  const made = pods.map((line, i) => podOf(line, i));
  const namespaces = [...new Set(made.map(({ metadata }) => metadata.namespace as string))];
  world.api.load([...namespaces.map((name) => namespaceOf(name)), ...(made as unknown as KubeObject[])]);
  const client = world.api.client("test");
  const settle = (): void => {
    while (world.clock.pending > 0 && world.clock.runNext());
  };
  const run = <T>(run: Run<T>): T => finish(world, run);
  settle();
  const probe = (line: string): ReachProbe => probeOf(world, line);
  return {
    world,
    policy: (text, spec) => {
      const [namespace = "", name = ""] = text.split("/");
      world.api.load([
        {
          apiVersion: "networking.k8s.io/v1",
          kind: "NetworkPolicy",
          metadata: { name, namespace },
          spec,
        } as KubeObject,
      ]);
      settle();
    },
    labelNamespace: (name, labels) => {
      client.patch("namespaces", { name }, { type: "merge", patch: { metadata: { labels } } });
      settle();
    },
    settle,
    probe,
    send: (line) => {
      const sending = sendProbe(world, probe(line));
      assert(sending !== null, "this probe cannot be sent", line);
      return run(sending).outcome;
    },
    foresee: (line) => new Foresight(world).foresee(probe(line)),
    run,
  };
}

function finish<T>(world: World, run: Run<T>): T {
  const end = { done: false, value: undefined as T, error: null as unknown };
  new Task(world.clock, run, (how) => {
    end.done = true;
    if (how !== "killed" && "value" in how) end.value = how.value;
    if (how !== "killed" && "error" in how) end.error = how.error;
  });
  while (!end.done && world.clock.runNext());
  if (end.error !== null) throw end.error;
  return end.value;
}

function namespaceOf(name: string): KubeObject {
  const labels = { "kubernetes.io/metadata.name": name };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels }, status: { phase: "Active" } } as KubeObject;
}

/** Words with a number are ports (`dns=53/UDP`), the others labels. */
function podOf(line: string, i: number): Pod {
  const [place = "", ...words] = line.split(" ");
  const [key = "", node = "kind-worker"] = place.split("@");
  const [namespace = "", name = ""] = key.split("/");
  const pairs = words.map((word) => word.split("=") as [string, string]);
  const ports = pairs
    .filter(([, value]) => /^\d/.test(value))
    .map(([portName, value]) => {
      const [number, protocol = "TCP"] = value.split("/");
      return { name: portName, containerPort: Number(number), protocol };
    });
  const labels = Object.fromEntries(pairs.filter(([, value]) => !/^\d/.test(value)));
  const range = { "kind-control-plane": 0, "kind-worker": 1, "kind-worker2": 2 }[node] ?? 0;
  const podIP = node === "docker-desktop" ? `10.1.0.${i + 10}` : `10.244.${range}.${i + 10}`;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels },
    spec: { nodeName: node, containers: [{ name: "app", image: PAUSE, ports }] },
    status: { phase: "Running", podIP, podIPs: [{ ip: podIP }] },
  } as Pod;
}

function probeOf(world: World, line: string): ReachProbe {
  const found = /^(\S+) -> (\S+?):(\w[\w-]*)(?:\/(TCP|UDP|SCTP))?$/.exec(line);
  assert(found !== null, "not a probe", line);
  const [, from = "", to = "", port = "", protocol = "TCP"] = found;
  return {
    from: sourceOf(world, from),
    to: targetOf(world, to),
    protocol: protocol as PolicyProtocol,
    port: /^\d+$/.test(port) ? Number(port) : port,
    serve: true,
  };
}

function sourceOf(world: World, text: string): ReachSource {
  if (world.nodes.has(text)) return { node: text };
  return text.includes("/") ? { pod: podNamed(world, text) } : { ip: ip(text) };
}

function targetOf(world: World, text: string): ReachTarget {
  if (text.startsWith("svc/")) {
    const service = world.api.client("test").get<Service>("services", "default", text.slice(4));
    assert(service !== undefined, "no such Service", text);
    return { service };
  }
  return text.includes("/") ? { pod: podNamed(world, text) } : { ip: ip(text) };
}

function podNamed(world: World, text: string): Pod {
  const [namespace, name = ""] = text.split("/");
  const pod = world.api.client("test").get<Pod>("pods", namespace, name);
  assert(pod !== undefined, "no such Pod", text);
  return pod;
}
