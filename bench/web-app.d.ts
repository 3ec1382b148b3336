/** The application that the cases deploy: the course's own, behind a Service. */
import type { Cluster } from "../src/sim/cluster.ts";
import type { KubeObject } from "../src/sim/kube/api/objects.ts";
export declare function webApp(replicas: number): KubeObject[];
/** Deploys it and lets time pass until every Pod is ready, an endpoint, and in every node's rules. */
export declare function deploy(cluster: Cluster, replicas: number): void;
