/**
 * A Pod of this node as Cilium's agent and programs know it, and where any address of the cluster is and who has it.
 *
 * Models: cilium pkg/endpoint/endpoint.go, pkg/maps/ipcache
 */
import type { Ip } from "../../../core/ip.ts";
import type { Device } from "../../../net/device.ts";
import type { Mac } from "../../../net/mac.ts";
import type { PolicyPod } from "../../policy/policy-pod.ts";
import type { Identity } from "./identity.ts";
import type { EndpointPolicy } from "./policy.ts";

export interface CiliumEndpoint {
  readonly id: number;
  /** `namespace/name` */
  readonly key: string;
  readonly ip: Ip;
  /** The node's end of the cable. */
  readonly device: Device;
  readonly mac: Mac;
  identity: Identity | null;
  pod: PolicyPod | null;
  policy: EndpointPolicy;
}

/** What `cilium bpf ipcache list` shows, and the labels behind the number. */
export interface IpcacheEntry {
  readonly identity: number;
  /** The node to send it to; null on this node and outside of the cluster. */
  readonly tunnelEndpoint: Ip | null;
  readonly pod: PolicyPod | null;
}
