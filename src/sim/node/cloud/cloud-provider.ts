/** Who makes a Service of type LoadBalancer reachable from outside. Each provider is a folder beside this file. */
import type { Clock } from "../../core/clock.ts";
import type { ApiClient } from "../../kube/api/client.ts";
import type { DnsRecord } from "../../net/dns/record.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import type { Vpc, VpcOptions } from "./aws/vpc.ts";

export interface CloudContext {
  readonly clock: Clock;
  readonly client: ApiClient;
  /** The learner's machine. */
  readonly host: NetNamespace;
  /** The provider's network that the nodes are in, where there is one. */
  readonly vpc: Vpc | null;
  /** The Internet's names: whoever publishes one puts it in, and takes it out again. */
  readonly records: DnsRecord[];
  readonly nodes: () => readonly { readonly name: string; readonly ip: string; readonly namespace: NetNamespace }[];
}

export interface CloudProvider {
  readonly name: string;
  /** Whose its events are. */
  readonly component?: string;
  /** The network of a profile that has one of its own. */
  readonly openNetwork?: (options: VpcOptions) => Vpc;
  start(context: CloudContext): void;
}
