/** Who makes a Service of type LoadBalancer reachable from outside. Each provider is a folder beside this file. */
import type { Clock } from "../../core/clock.ts";
import type { ApiClient } from "../../kube/api/client.ts";
import type { NetNamespace } from "../../net/namespace.ts";

export interface CloudContext {
  readonly clock: Clock;
  readonly client: ApiClient;
  /** The learner's machine. */
  readonly host: NetNamespace;
  readonly nodes: () => readonly { readonly name: string; readonly ip: string; readonly namespace: NetNamespace }[];
}

export interface CloudProvider {
  readonly name: string;
  start(context: CloudContext): void;
}
