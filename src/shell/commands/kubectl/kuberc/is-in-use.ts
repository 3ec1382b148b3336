/** Whether a kuberc file has a say: a kubectl of few words leaves what it means to the whole one. */
import type { Process } from "../../../../sim/os/process.ts";

export function isKubercInUse({ argv, env, machine }: Process): boolean {
  const variable = env.get("KUBERC") ?? "";
  if (argv.some((word) => word.startsWith("--kuberc"))) return true;
  if (variable !== "") return variable !== "off";
  return machine.fs.exists(`${env.get("HOME") ?? ""}/.kube/kuberc`);
}
