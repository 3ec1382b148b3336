/** Our bash beside the real one on the same machine, in the same run. */
import { spawnSync } from "node:child_process";
import { openSession } from "../src/shell/session.ts";
import { SOFTWARE } from "../src/shell/software.ts";
import { type Case, cpuMs, type Figure, median } from "./figure.ts";

const SCRIPTS = [
  { name: "seq 200000 | wc -l", script: "seq 200000 | wc -l" },
  { name: "a loop of 20,000", script: "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; echo $i" },
];
const RUNS = 5;

export const shell: Case = {
  name: "shell",
  run: () => SCRIPTS.flatMap(({ name, script }) => compare(name, script)),
};

function compare(name: string, script: string): Figure[] {
  const session = openSession({ profile: "docker-desktop", seed: 1 }, SOFTWARE);
  const expected = spawnSync("bash", ["-c", script], { encoding: "utf8" });
  const ours = (): void => {
    const { stdout } = session.run(script);
    if (expected.status === 0 && stdout !== expected.stdout) throw new Error(`${name} prints ${stdout.slice(0, 80)}`);
  };
  ours();
  const value = median(Array.from({ length: RUNS }, () => cpuMs(ours)));
  const figures: Figure[] = [{ name, value, unit: "ms", budget: null }];
  if (expected.status !== 0) return figures;
  const real = median(Array.from({ length: RUNS }, () => childCpuMs(script)));
  return [...figures, { name: "  beside the real bash", value: value / real, unit: "× bash", budget: null }];
}

/** CPU of the real bash and its children, as bash itself counts it. */
function childCpuMs(script: string): number {
  const { stderr } = spawnSync("bash", ["-c", `TIMEFORMAT='%U %S'; time { ${script} >/dev/null; }`], {
    encoding: "utf8",
  });
  const [user = 0, system = 0] = stderr.trim().split(" ").map(Number);
  return (user + system) * 1000;
}
