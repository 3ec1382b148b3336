/** HTTP requests from a Pod to a cluster address by name, each a connection of its own through the whole packet path. */
import { Copy } from "../src/grade/copy.ts";
import { type Origin, originOf } from "../src/grade/probe/origin.ts";
import { type Progress, request } from "../src/grade/probe/request.ts";
import type { Target } from "../src/grade/probe/target.ts";
import { SOFTWARE } from "../src/shell/software.ts";
import { type Cluster, createCluster } from "../src/sim/cluster.ts";
import type { Run } from "../src/sim/core/wait.ts";
import type { Service } from "../src/sim/kube/schema/types.ts";
import { type Case, cpuMs, type Figure } from "./figure.ts";
import { deploy } from "./web-app.ts";

export const BY_NAME: Target = { scheme: "http", host: "fastapi-k8s", port: 80, path: "/" };

export const http: Case = {
  name: "http",
  run() {
    const cluster = createCluster({ profile: "docker-desktop", seed: 1 }, SOFTWARE);
    deploy(cluster, 3);
    const { copy, origin } = senderIn(cluster);
    const service = copy.get<Service>("services", "default", "fastapi-k8s");
    const byAddress = { ...BY_NAME, host: service?.spec.clusterIP ?? "" };
    const figure = (name: string, how: Sending, budget: number | null): Figure => {
      return { name: `HTTP Pod to ClusterIP ${name}`, value: rate(copy, origin, how), unit: "req/s", budget };
    };
    return [
      figure("by name, untraced", { target: BY_NAME, traced: false }, 50_000),
      figure("by name, traced", { target: BY_NAME, traced: true }, 20_000),
      figure("by address, untraced", { target: byAddress, traced: false }, null),
      figure("by address, traced", { target: byAddress, traced: true }, null),
    ];
  },
};

/** A Pod from which requests are sent, in a copy of the cluster. */
export function senderIn(cluster: Cluster): { copy: Copy; origin: Origin } {
  const copy = new Copy(cluster);
  const origin = originOf(copy, "probe");
  if (typeof origin === "string") throw new Error(origin);
  return { copy, origin };
}

const WARM_UP = 2000;
const REQUESTS = 10_000;

interface Sending {
  readonly target: Target;
  readonly traced: boolean;
}

/** Requests in a second of CPU. */
export function rate(copy: Copy, origin: Origin, { target, traced }: Sending): number {
  copy.cluster.trace.on = traced;
  send(copy, origin, { target, count: WARM_UP });
  const ms = cpuMs(() => send(copy, origin, { target, count: REQUESTS }));
  return REQUESTS / (ms / 1000);
}

function send(copy: Copy, { machine }: Origin, { target, count }: { target: Target; count: number }): void {
  function* all(): Run<number> {
    let answered = 0;
    for (let i = 0; i < count; i++) {
      const progress: Progress = { stage: "name", local: null };
      const outcome = yield* request(machine, target, progress);
      if (outcome.kind === "answered") answered++;
    }
    return answered;
  }
  const answered = copy.complete(all(), 3600);
  if (answered !== count) throw new Error(`${answered} of ${count} requests were answered`);
}
