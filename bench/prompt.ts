/** Commands at the prompt: from Enter to the prompt's return, with 50 Pods. */

import { openSession } from "../src/shell/session.ts";
import { SOFTWARE } from "../src/shell/software.ts";
import { type Case, cpuMs, median } from "./figure.ts";
import { deploy } from "./web-app.ts";

export const prompt: Case = {
  name: "prompt",
  run() {
    const session = openSession({ profile: "docker-desktop", seed: 1 }, SOFTWARE);
    deploy(session.cluster, 40);
    const rows = (): number => session.typed(["kubectl get pods -A --no-headers"])[0]?.screen.split("\n").length ?? 0;
    if (rows() < 45) throw new Error("the Pods are not listed");
    const times = Array.from({ length: 40 }, () => cpuMs(rows));
    const list = (): number => session.typed(["ls -la /etc"])[0]?.screen.split("\n").length ?? 0;
    if (list() < 10) throw new Error("the files are not listed");
    const lists = Array.from({ length: 40 }, () => cpuMs(list));
    return [
      { name: "kubectl get pods -A at the prompt, 50 Pods", value: median(times.slice(10)), unit: "ms", budget: 3 },
      { name: "the same, first time", value: times[0] as number, unit: "ms", budget: null },
      { name: "ls -la /etc at the prompt", value: median(lists.slice(10)), unit: "ms", budget: null },
    ];
  },
};
