/** A way of putting Services into a kernel. Each mode is a folder beside this file and a line in `modes.ts`. */
import type { IpFamily } from "../../core/ip.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import type { RuleCount } from "../events.ts";
import type { ProxyNode } from "./endpoints.ts";
import type { ProxySettings } from "./proxy-settings.ts";
import type { ServiceEntry } from "./service-table.ts";

export interface ProxyTarget {
  readonly namespace: NetNamespace;
  readonly node: ProxyNode;
  readonly settings: ProxySettings;
  readonly family: IpFamily;
}

export interface ProxyMode {
  readonly name: string;
  /** Its rules are iptables', or it needs some of them. */
  readonly isIptablesBased?: boolean;
  open(target: ProxyTarget): ProxyWriter;
}

export interface ProxyWriter {
  /** Once, before the first sync: what does not depend on Services. */
  setUp(): void;
  /** How many rules `commit` would write, which is what it takes time for. */
  prepare(entries: readonly ServiceEntry[]): PreparedSync;
  /** `kube-proxy --cleanup` */
  cleanUp(): void;
}

export interface PreparedSync {
  readonly rulesWritten: number;
  /** Keys of entries whose rules are new, different or gone. */
  readonly changed: readonly string[];
  commit(): { readonly before: RuleCount; readonly after: RuleCount };
}
