/** The cluster that a subcommand works in, as every one of them takes it: a profile, and what is different in it. */
import { FaultError, type FaultSpec } from "../sim/node/faults/fault.ts";
import { parseFault } from "../sim/node/faults/index.ts";
import { EVERY_PART } from "../sim/node/parts/every.ts";
import { cniFits } from "../sim/node/profiles/cni-fits.ts";
import { withNodes } from "../sim/node/profiles/with-nodes.ts";
import { UsageError } from "./usage-error.ts";

/** Asked for in the design, and not built. */
const LATER = new Set(["gke", "aks", "kubeadm-weave", "kubeadm-antrea"]);

export interface SpecArguments {
  readonly cluster?: string | undefined;
  readonly seed?: string | undefined;
  readonly nodes?: string | undefined;
  readonly proxy?: string | undefined;
  readonly cni?: string | undefined;
  readonly fault?: readonly string[] | undefined;
}

export const SPEC_OPTIONS = {
  cluster: { type: "string" },
  seed: { type: "string" },
  nodes: { type: "string" },
  proxy: { type: "string" },
  cni: { type: "string" },
  fault: { type: "string", multiple: true },
} as const;

export const SPEC_USAGE =
  "[--cluster PROFILE] [--nodes N] [--proxy MODE] [--cni NAME] [--seed N] [--fault NAME[:KEY=VALUE,…]]…";

export interface ClusterChoice {
  readonly profile: string;
  readonly seed: number;
  readonly nodes?: number;
  readonly proxyMode?: string;
  readonly cni?: string;
  readonly faults?: readonly FaultSpec[];
}

export function sessionSpec(values: SpecArguments): ClusterChoice {
  const { cluster = "docker-desktop", seed = "1", nodes, proxy, cni, fault } = values;
  const profile = EVERY_PART.find("profiles", cluster);
  if (profile === undefined) {
    if (LATER.has(cluster)) throw new UsageError(`cluster ${cluster} is not simulated yet`);
    throw notOneOf("cluster", cluster, "profiles");
  }
  if (!/^\d{1,15}$/.test(seed)) throw new UsageError(`--seed: ${JSON.stringify(seed)} is not a whole number`);
  if (proxy !== undefined && EVERY_PART.find("proxyModes", proxy) === undefined)
    throw notOneOf("proxy", proxy, "proxyModes");
  const cniType = cni === undefined ? undefined : EVERY_PART.find("cnis", cni);
  if (cni !== undefined && cniType === undefined) throw notOneOf("cni", cni, "cnis");
  if (cniType !== undefined && !cniFits(profile, cniType))
    throw new UsageError(`--cni: cluster ${cluster} cannot have ${cni}`);
  if (nodes !== undefined && (!/^[1-9]\d{0,3}$/.test(nodes) || withNodes(profile, Number(nodes)) === null))
    throw new UsageError(`--nodes: cluster ${cluster} cannot have ${nodes} nodes`);
  return {
    profile: cluster,
    seed: Number(seed),
    ...(nodes === undefined ? {} : { nodes: Number(nodes) }),
    ...(proxy === undefined ? {} : { proxyMode: proxy }),
    ...(cni === undefined ? {} : { cni }),
    ...(fault === undefined ? {} : { faults: fault.map(faultOf) }),
  };
}

function faultOf(text: string): FaultSpec {
  try {
    return parseFault(text);
  } catch (error) {
    if (error instanceof FaultError) throw new UsageError(`--fault: ${error.message}`);
    throw error;
  }
}

function notOneOf(flag: string, got: string, what: "profiles" | "proxyModes" | "cnis"): UsageError {
  return new UsageError(`--${flag}: ${got} is not one of ${EVERY_PART.names(what).join(", ")}`);
}
