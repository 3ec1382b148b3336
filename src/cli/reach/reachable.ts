/** The connections that a folder of manifests means, in a cluster that enforces its policies or does not. */
import { SOFTWARE } from "../../shell/software.ts";
import { createCluster } from "../../sim/cluster.ts";
import type { KubeObject } from "../../sim/kube/api/objects.ts";
import type { Pod } from "../../sim/kube/schema/types.ts";
import {
  type AllowedConnection,
  connectionsBetween,
  connectionsOutside,
  workloadsOf,
} from "../../sim/node/policy/connections.ts";
import type { Manifest } from "../rpc/manifest.ts";
import { Refusal } from "../rpc/refusal.ts";
import { call, kindOfManifest, pathOf } from "../rpc/resources.ts";
import { UsageError } from "../usage-error.ts";
import { namespaceOf, namespacesOf, podsOf } from "./expand.ts";

export interface SourcedManifest {
  readonly file: string;
  readonly manifest: Manifest;
}

export interface Reachable {
  /** False: the cluster's network leaves policies alone, and none decided anything. */
  readonly isEnforced: boolean;
  readonly policyCount: number;
  readonly connections: readonly AllowedConnection[];
}

export function reachable(profile: string, sources: readonly SourcedManifest[]): Reachable {
  const cluster = createCluster({ profile, bare: true }, SOFTWARE);
  const manifests = sources.map(({ manifest }) => manifest);
  cluster.api.load([...namespacesOf(manifests), ...podsOf(manifests)] as unknown as KubeObject[]);
  const isEnforced = [...cluster.world.nodes.values()].some(({ policyAgent }) => policyAgent !== null);
  const policies = sources.filter(({ manifest }) => manifest.kind === "NetworkPolicy");
  for (const { file, manifest } of policies)
    try {
      const kind = kindOfManifest(cluster.api, manifest);
      const path = pathOf({ kind, namespace: namespaceOf(manifest) });
      call(cluster.api, { method: "POST", path, body: manifest, query: isEnforced ? {} : { dryRun: "All" } });
    } catch (error) {
      if (error instanceof Refusal) throw new UsageError(`reach: --files: ${file}: ${error.message}`);
      throw error;
    }
  const book = cluster.world.policies;
  const workloads = workloadsOf(book, cluster.api.client("reach").list<Pod>("pods"));
  const connections = [...connectionsBetween(book, workloads), ...connectionsOutside(book, workloads)];
  return { isEnforced, policyCount: policies.length, connections };
}
