/** `--cluster` and `--seed`, as every subcommand takes them. */
import { PROFILES } from "../sim/node/profiles/index.ts";
import { UsageError } from "./usage-error.ts";

/** Asked for in the design, and not built. */
const LATER = new Set(["gke", "aks", "kubeadm-weave", "kubeadm-antrea", "kubeadm-calico", "kubeadm-cilium", "eks"]);

export interface SpecArguments {
  readonly cluster?: string | undefined;
  readonly seed?: string | undefined;
}

export function sessionSpec({ cluster = "docker-desktop", seed = "1" }: SpecArguments): {
  profile: string;
  seed: number;
} {
  if (!PROFILES.has(cluster)) {
    if (LATER.has(cluster)) throw new UsageError(`cluster ${cluster} is not simulated yet`);
    throw new UsageError(`--cluster: ${cluster} is not one of ${[...PROFILES.keys()].join(", ")}`);
  }
  if (!/^\d{1,15}$/.test(seed)) throw new UsageError(`--seed: ${JSON.stringify(seed)} is not a whole number`);
  return { profile: cluster, seed: Number(seed) };
}
