/** HTTP requests from a Pod to a cluster address by name, each a connection of its own through the whole packet path. */
import { Copy } from "../src/grade/copy.ts";
import { type Origin, originOf } from "../src/grade/probe/origin.ts";
import { type Progress, request } from "../src/grade/probe/request.ts";
import { COMMANDS } from "../src/shell/commands/index.ts";
import { createCluster } from "../src/sim/cluster.ts";
import type { Run } from "../src/sim/core/wait.ts";
import { type Case, cpuMs } from "./figure.ts";
import { deploy } from "./web-app.ts";

const TARGET = { scheme: "http", host: "fastapi-k8s", port: 80, path: "/" } as const;

export const http: Case = {
  name: "http",
  run() {
    const cluster = createCluster({ profile: "docker-desktop", seed: 1 }, COMMANDS);
    deploy(cluster, 3);
    const copy = new Copy(cluster, () => cluster);
    const origin = originOf(copy, "probe");
    if (typeof origin === "string") throw new Error(origin);
    return [
      { name: "HTTP Pod to ClusterIP by name, untraced", ...rate(copy, origin, false), unit: "req/s", budget: 50_000 },
      { name: "HTTP Pod to ClusterIP by name, traced", ...rate(copy, origin, true), unit: "req/s", budget: 20_000 },
    ];
  },
};

const WARM_UP = 2000;
const REQUESTS = 10_000;

function rate(copy: Copy, origin: Origin, traced: boolean): { value: number } {
  copy.cluster.trace.on = traced;
  send(copy, origin, WARM_UP);
  const ms = cpuMs(() => send(copy, origin, REQUESTS));
  return { value: REQUESTS / (ms / 1000) };
}

function send(copy: Copy, { machine }: Origin, count: number): void {
  function* all(): Run<number> {
    let answered = 0;
    for (let i = 0; i < count; i++) {
      const progress: Progress = { stage: "name", local: null };
      const outcome = yield* request(machine, TARGET, progress);
      if (outcome.kind === "answered") answered++;
    }
    return answered;
  }
  const answered = copy.complete(all(), 3600);
  if (answered !== count) throw new Error(`${answered} of ${count} requests were answered`);
}
