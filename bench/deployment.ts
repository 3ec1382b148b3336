/** A Deployment behind a Service, applied until every Pod is ready and in every node's rules; and the heap then. */
import { SOFTWARE } from "../src/shell/software.ts";
import { type ClusterSpec, createCluster } from "../src/sim/cluster.ts";
import { type Case, cpuMs, type Figure, heapMb, median } from "./figure.ts";
import { deploy } from "./web-app.ts";

const PODS_PER_NODE = 110;

function measure(replicas: number, budget: { readonly ms: number; readonly runs: number }): Figure {
  const once = (seed: number): number => {
    const cluster = createCluster(specFor(replicas, seed), SOFTWARE);
    return cpuMs(() => deploy(cluster, replicas));
  };
  once(1);
  const value = median(Array.from({ length: budget.runs }, (_, i) => once(i + 2)));
  const name = `Deployment of ${replicas}, apply to ready and in the rules`;
  return { name, value, unit: "ms", budget: budget.ms };
}

/** As many nodes as the Pods need: a kubelet takes 110. */
export function specFor(replicas: number, seed: number): ClusterSpec {
  const count = Math.ceil((replicas + 20) / PODS_PER_NODE);
  const nodes = Array.from({ length: count }, (_, i) => ({
    name: `node-${i + 1}`,
    ip: `172.18.1.${i + 1}`,
    podCIDR: `10.244.${i}.0/24`,
    isControlPlane: i === 0,
    isTainted: false,
  }));
  return { profile: "kind", seed, nodes };
}

export const deployment300: Case = {
  name: "deployment-300",
  run: () => [measure(300, { ms: 300, runs: 5 })],
};

export const deployment1000: Case = {
  name: "deployment-1000",
  run() {
    const before = heapMb();
    const cluster = createCluster(specFor(1000, 1), SOFTWARE);
    deploy(cluster, 1000);
    const heap = heapMb() - before;
    if (cluster.clock.nowUs === 0) throw new Error("no time has passed");
    return [{ name: "heap at 1,000 Pods", value: heap, unit: "MB", budget: 60 }, measure(1000, { ms: 1000, runs: 3 })];
  },
};
