/** A fresh cluster until every system Pod is ready. */
import { SOFTWARE } from "../src/shell/software.ts";
import { createCluster } from "../src/sim/cluster.ts";
import { type Case, cpuMs, medianCpuMs } from "./figure.ts";

export const cluster: Case = {
  name: "cluster",
  run() {
    let seed = 1;
    const fresh = (): void => {
      createCluster({ profile: "docker-desktop", seed: seed++ }, SOFTWARE);
    };
    const first = cpuMs(fresh);
    const warm = medianCpuMs(fresh, { runs: 15, warmUps: 5 });
    return [
      { name: "fresh docker-desktop cluster, system Pods ready", value: warm, unit: "ms", budget: 30 },
      { name: "the same, first in its process", value: first, unit: "ms", budget: null },
    ];
  },
};
