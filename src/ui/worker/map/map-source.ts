/** What the map reads of a cluster, as shared lists: reading them copies nothing and leaves no mark in the cluster. */
import type { Cluster } from "../../../sim/cluster.ts";
import type { KubeObject } from "../../../sim/kube/api/objects.ts";
import type {
  EndpointSlice,
  Ingress,
  Namespace,
  NetworkPolicy,
  Node,
  Pod,
  Service,
} from "../../../sim/kube/schema/types.ts";

export interface MapSource {
  readonly nodes: readonly Node[];
  readonly namespaces: readonly Namespace[];
  readonly pods: readonly Pod[];
  readonly services: readonly Service[];
  readonly slices: readonly EndpointSlice[];
  readonly ingresses: readonly Ingress[];
  readonly policies: readonly NetworkPolicy[];
  /** By their kind: Deployment, ReplicaSet… */
  readonly workloads: Readonly<Record<WorkloadType, readonly KubeObject[]>>;
  readonly hostAddress: string;
  /** Does anybody make NetworkPolicies hold here? */
  readonly isEnforced: boolean;
}

export const WORKLOAD_RESOURCES = {
  Deployment: "deployments",
  ReplicaSet: "replicasets",
  StatefulSet: "statefulsets",
  DaemonSet: "daemonsets",
  Job: "jobs",
  CronJob: "cronjobs",
} as const;

export type WorkloadType = keyof typeof WORKLOAD_RESOURCES;

export const WORKLOAD_TYPES = Object.keys(WORKLOAD_RESOURCES) as WorkloadType[];

/** Asked as often as one likes: a list that did not change is the same list. */
export function mapSourceOf(cluster: Cluster): () => MapSource {
  const client = cluster.api.client("map");
  const of = <T extends KubeObject>(resource: string) => client.informer<T>(resource);
  const [nodes, namespaces, pods] = [of<Node>("nodes"), of<Namespace>("namespaces"), of<Pod>("pods")];
  const [services, slices] = [of<Service>("services"), of<EndpointSlice>("endpointslices")];
  const [ingresses, policies] = [of<Ingress>("ingresses"), of<NetworkPolicy>("networkpolicies")];
  const workloads = WORKLOAD_TYPES.map((type) => [type, of(WORKLOAD_RESOURCES[type])] as const);
  const { profile, nodes: machines } = cluster.world;
  return () => ({
    nodes: nodes.list(),
    namespaces: namespaces.list(),
    pods: pods.list(),
    services: services.list(),
    slices: slices.list(),
    ingresses: ingresses.list(),
    policies: policies.list(),
    workloads: Object.fromEntries(
      workloads.map(([type, informer]) => [type, informer.list()]),
    ) as MapSource["workloads"],
    hostAddress: profile.lan.hostIP,
    isEnforced: [...machines.values()].some(({ policyAgent }) => policyAgent !== null),
  });
}

/** Whether two looks saw the same. */
export function isSameSource(a: MapSource, b: MapSource): boolean {
  const lists = ["nodes", "namespaces", "pods", "services", "slices", "ingresses", "policies"] as const;
  return (
    lists.every((list) => a[list] === b[list]) &&
    WORKLOAD_TYPES.every((type) => a.workloads[type] === b.workloads[type])
  );
}
