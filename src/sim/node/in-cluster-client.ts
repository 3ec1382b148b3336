/**
 * The way to the API for programs inside the cluster that watch it: CoreDNS, Ingress controllers. The kubelet plugs it
 * into the containers of Pods that have a service account token.
 *
 * SIMPLIFIED: in-cluster clients call the API server, they do not send packets to the Service `kubernetes`.
 */
import type { ApiClient } from "../kube/api/client.ts";
import { Plug } from "../os/machine.ts";

export const IN_CLUSTER_CLIENT = new Plug<ApiClient>("in-cluster-client");
