/** What both this simulator and its nearest peer can do, each in turn in one process: CPU of the one, CPU of the other. */
import { SOFTWARE } from "../../src/shell/software.ts";
import { type Cluster, createCluster } from "../../src/sim/cluster.ts";
import type { KubeObject } from "../../src/sim/kube/api/objects.ts";
import type { Deployment, Pod } from "../../src/sim/kube/schema/types.ts";
import { specFor } from "../deployment.ts";
import { type Case, cpuMs, cpuMsOf, type Figure, heapMb } from "../figure.ts";
import { BY_NAME, rate, senderIn } from "../http.ts";
import { fanOut } from "../scale.ts";
import { deploy } from "../web-app.ts";
import { loadPackage, type Package, Peer } from "./peer.ts";

const PODS = 300;
const NODES = 3;
const WATCHES = 10;
const CHANGED = 100;
const ROLLED = 10;
const LISTS = 20;
const REQUESTS = 5_000;

export const sideBySide: Case = {
  name: "webernetes",
  async run() {
    const loaded = await loadPackage();
    if (loaded === null)
      return "@ngrok/webernetes is not here; npm run deps -- install --no-save @ngrok/webernetes brings it";
    // Both are warm before anything counts; a second round of all its Pods would take the peer too long.
    await theirs(loaded, { pods: 30, requests: 500 });
    ours({ pods: PODS });
    const [their, our] = [await theirs(loaded, { pods: PODS, requests: REQUESTS }), ours({ pods: PODS })];
    return Object.keys(TITLES).flatMap((key) => pairOf(key as keyof Measured, our, their, loaded.version));
  },
};

interface Measured {
  readonly boot: number;
  readonly deployment: number;
  readonly heap: number;
  readonly list: number;
  readonly fanOut: number;
  readonly rollout: number;
  readonly http: number;
}

const TITLES: Readonly<Record<keyof Measured, string>> = {
  boot: `${NODES} nodes, system Pods ready`,
  deployment: `Deployment of ${PODS} behind a Service, ready and routed`,
  heap: "heap with it, above an empty cluster's",
  list: `${PODS} running Pods listed`,
  fanOut: `${CHANGED} Pods changed, told to ${WATCHES} watches`,
  rollout: `rolling update of ${ROLLED} Pods`,
  http: "HTTP Pod to Service by name, untraced",
};

function pairOf(key: keyof Measured, our: Measured, their: Measured, version: string): Figure[] {
  const unit = key === "heap" ? "MB" : key === "http" ? "req/s" : "ms";
  const times = (more: number, less: number): string => (more / less).toPrecision(2);
  const note =
    our[key] < their[key]
      ? `${times(their[key], our[key])} times ours`
      : `ours is ${times(our[key], their[key])} times that`;
  return [
    { name: TITLES[key], value: our[key], unit, budget: null },
    { name: `  webernetes ${version}`, value: their[key], unit, budget: null, note },
  ];
}

async function theirs(loaded: Package, { pods, requests }: { pods: number; requests: number }): Promise<Measured> {
  const opened: Peer[] = [];
  const open = async (): Promise<Peer> => {
    const peer = await Peer.open(loaded, NODES);
    opened.push(peer);
    return peer;
  };
  const boot = await cpuMsOf(open);
  const peer = opened[0] as Peer;
  const before = heapMb();
  const deployment = await cpuMsOf(() => peer.deploy(pods));
  const heap = heapMb() - before;
  const list =
    (await cpuMsOf(async () => {
      for (let i = 0; i < LISTS; i++) await peer.pods();
    })) / LISTS;
  const told = await cpuMsOf(() => peer.fanOut(Math.min(CHANGED, pods), WATCHES));
  const other = await open();
  await other.deploy(ROLLED);
  const rollout = await cpuMsOf(() => other.deploy(ROLLED, "2"));
  await other.send("http://web/", requests / 5);
  const http = requests / ((await cpuMsOf(() => other.send("http://web/", requests))) / 1000);
  for (const each of opened) void each.close();
  return { boot, deployment, heap, list, fanOut: told, rollout, http };
}

function ours({ pods }: { pods: number }): Measured {
  const opened: Cluster[] = [];
  const boot = cpuMs(() => opened.push(createCluster(specFor(pods, 1), SOFTWARE)));
  const cluster = opened[0] as Cluster;
  const before = heapMb();
  const deployment = cpuMs(() => deploy(cluster, pods));
  const heap = heapMb() - before;
  const api = cluster.api.client("bench");
  const list = cpuMs(() => {
    for (let i = 0; i < LISTS; i++) api.list<Pod>("pods", { namespace: "default", labelSelector: "app=fastapi-k8s" });
  });
  const told = cpuMs(() => fanOut(cluster, { namespace: "default", pods: Math.min(CHANGED, pods), watches: WATCHES }));
  const other = createCluster(specFor(ROLLED, 1), SOFTWARE);
  deploy(other, ROLLED);
  const rollout = cpuMs(() => rollOut(other));
  const { copy, origin } = senderIn(other);
  const http = rate(copy, origin, { target: BY_NAME, traced: false });
  return { boot, deployment, heap, list: list / LISTS, fanOut: told, rollout, http };
}

function rollOut(cluster: Cluster): void {
  const api = cluster.api.client("bench");
  const [deployment] = api.list<Deployment>("deployments", { namespace: "default" });
  if (deployment === undefined) throw new Error("there is nothing to roll out");
  const { template } = deployment.spec;
  if (template.spec === undefined) throw new Error("its Pods have no spec");
  const containers = template.spec.containers.map((one) => ({ ...one, env: [{ name: "REVISION", value: "2" }] }));
  const spec = { ...deployment.spec, template: { ...template, spec: { ...template.spec, containers } } };
  api.update("deployments", { ...deployment, spec } as KubeObject);
  cluster.settle(600);
  const [rolled] = api.list<Deployment>("deployments", { namespace: "default" });
  if (rolled?.status?.updatedReplicas !== ROLLED || rolled.status.replicas !== ROLLED)
    throw new Error("the rollout did not end");
}
