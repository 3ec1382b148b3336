/** A small real cluster for tests: an API server without controllers, nodes with everything that runs on them. */
import { assert } from "../../core/assert.ts";
import { Clock } from "../../core/clock.ts";
import { cidr } from "../../core/ip.ts";
import { Prng } from "../../core/prng.ts";
import { Task } from "../../core/task.ts";
import { Trace } from "../../core/trace.ts";
import { decodeUtf8 } from "../../core/utf8.ts";
import type { Run } from "../../core/wait.ts";
import { LATE_RULES } from "../../kube/admission/late-rules.ts";
import type { ApiClient } from "../../kube/api/client.ts";
import type { KubeObject } from "../../kube/api/objects.ts";
import { ApiServer } from "../../kube/api/server.ts";
import type { Pod, PodSpec } from "../../kube/schema/types.ts";
import { Segment } from "../../net/link/segment.ts";
import { Network } from "../../net/network.ts";
import type { Machine } from "../../os/machine.ts";
import type { Program } from "../../os/process.ts";
import { ImageCatalogue } from "../images/image-catalogue.ts";
import { VolumeRefresher } from "../kubelet/volume-refresher.ts";
import { ClusterNode } from "../node.ts";
import { EVERY_PART } from "../parts/every.ts";
import { PolicyBook } from "../policy/policy-book.ts";
import type { Profile } from "../profiles/profile.ts";
import type { SimEvent } from "../sim-event.ts";

export interface GivenNodes {
  readonly clock: Clock;
  readonly trace: Trace<SimEvent>;
  readonly api: ApiServer;
  readonly client: ApiClient;
  readonly nodes: readonly ClusterNode[];
  /** Time passes until nothing is left but what goes on for ever. */
  settle(maxSeconds?: number): void;
  advance(seconds: number): void;
  create(object: Record<string, unknown>): KubeObject;
  /** A Pod with one container `app`, bound to the first node unless it says another. */
  createPod(name: string, container: Record<string, unknown>, spec?: Partial<PodSpec>): Pod;
  pod(name: string): Pod | undefined;
  /** The machine of its container `app`, which must be running. */
  machineOf(pod: string): Machine;
  events(name: string): string[];
  logs(pod: string, container?: string): string;
  /** What a generator comes to. */
  run<T>(run: Run<T>): T;
}

const EPOCH_MS = 1_767_603_600_000;

export function givenNodes(
  profileName = "docker-desktop",
  programs: Readonly<Record<string, Program>> = {},
): GivenNodes {
  const clock = new Clock(EPOCH_MS);
  const trace = new Trace<SimEvent>(clock);
  const prng = new Prng(1);
  const network = new Network({ clock, trace, prng: prng.split("network") });
  const api = new ApiServer({
    clock,
    prng,
    trace,
    serviceCIDRs: ["10.96.0.0/12"],
    lateRules: () => LATE_RULES,
    freeze: true,
  });
  const client = api.client("test");
  prepareNamespaces(client);
  const profile = EVERY_PART.find("profiles", profileName) as Profile;
  const table = new Map(Object.entries(programs));
  const nodes: ClusterNode[] = [];
  const shared = {
    profile,
    clock,
    prng,
    trace,
    network,
    api,
    programs: table,
    parts: EVERY_PART,
    catalogue: new ImageCatalogue(EVERY_PART, table, EPOCH_MS),
    volumes: new VolumeRefresher(clock, [client.informer("configmaps"), client.informer("secrets")]),
    lan: new Segment({ clock, prng: prng.split("lan") }),
    cluster: {
      podCIDR: cidr(profile.podCIDR),
      nodes: () => nodes.map(({ cniNode }) => cniNode),
      changed: () => {
        for (const { cni } of nodes) cni.nodesChanged();
      },
    },
    policies: new PolicyBook(client),
    proxyMode: "iptables",
    proxy: {},
  };
  for (const node of profile.nodes) nodes.push(new ClusterNode({ ...shared, node }));
  for (const node of nodes) node.start({ isBare: false, hasSystemPods: false });
  return handle({ clock, trace, api, client, nodes });
}

function handle(world: Pick<GivenNodes, "clock" | "trace" | "api" | "client" | "nodes">): GivenNodes {
  const { clock, client, nodes } = world;
  const settle = (maxSeconds = 300): void => {
    const untilUs = clock.nowUs + maxSeconds * 1_000_000;
    while (clock.pending > 0 && (clock.nextAtUs() ?? Number.POSITIVE_INFINITY) <= untilUs) clock.runNext();
  };
  const create = (object: Record<string, unknown>): KubeObject =>
    client.create(`${(object.kind as string).toLowerCase()}s`, object as unknown as KubeObject);
  return {
    ...world,
    settle,
    create,
    advance: (seconds) => void clock.runUntil(clock.nowUs + seconds * 1_000_000),
    createPod: (name, container, spec = {}) =>
      create({
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name, namespace: "default", labels: { app: name } },
        spec: { nodeName: nodes[0]?.name, ...spec, containers: [{ name: "app", ...container }] },
      }) as unknown as Pod,
    pod: (name) => client.get<Pod>("pods", "default", name),
    machineOf: (name) => {
      const workers = nodes.map(({ kubelet }) => kubelet.worker("default", name));
      const run = workers.map((worker) => worker?.container("app")?.run).find((found) => found != null);
      assert(run != null, "no such Pod is running", name);
      return run.machine;
    },
    events: (name) =>
      client
        .list("events", { namespace: "default" })
        .filter((event) => (event.involvedObject as { name?: string }).name === name)
        .map((event) => `${event.type} ${event.reason} ${event.message}`),
    logs: (name, container = "app") => {
      const run = nodes
        .map(({ kubelet }) => kubelet.worker("default", name)?.container(container)?.run)
        .find((found) => found != null);
      const text = run?.log.open({ container, follow: false, previous: false, timestamps: false }).tryRead(1_000_000);
      return text instanceof Uint8Array ? decodeUtf8(text) : "";
    },
    run: <T>(run: Run<T>): T => {
      const end = { done: false, value: undefined as T, error: null as unknown };
      new Task(clock, run, (how) => {
        end.done = true;
        if (how !== "killed" && "value" in how) end.value = how.value;
        if (how !== "killed" && "error" in how) end.error = how.error;
      });
      while (!end.done && clock.runNext());
      if (end.error !== null) throw end.error;
      return end.value;
    },
  };
}

function prepareNamespaces(client: ApiClient): void {
  for (const name of ["default", "kube-system", "kube-node-lease"])
    client.create("namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  for (const namespace of ["default", "kube-system"]) {
    client.create("serviceaccounts", {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "default", namespace },
    });
    const ca = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "kube-root-ca.crt", namespace } };
    client.create("configmaps", { ...ca, data: { "ca.crt": "-----BEGIN CERTIFICATE-----\n" } });
  }
}
