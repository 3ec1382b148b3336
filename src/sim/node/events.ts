/** What the nodes write to the trace: kubelet, proxy, CNI and images, beside the packets of the kernel. */

export type NodeEvent =
  /** kube-proxy wrote its rules. `before` and `after` count rules and chains. */
  | {
      readonly type: "synced";
      readonly where: string;
      readonly node: string;
      readonly mode: string;
      readonly before: RuleCount;
      readonly after: RuleCount;
      /** Service ports whose rules are new, changed or gone, as `namespace/name:port`. */
      readonly services: readonly string[];
      readonly tookUs: number;
    }
  | {
      readonly type: "sandbox";
      readonly where: string;
      readonly node: string;
      readonly pod: string;
      readonly action: "created" | "removed";
      readonly podIP?: string;
    }
  | {
      readonly type: "container";
      readonly where: string;
      readonly node: string;
      readonly pod: string;
      readonly container: string;
      readonly action: "started" | "exited";
      readonly exitCode?: number;
      readonly reason?: string;
    }
  | {
      readonly type: "probe";
      readonly where: string;
      readonly pod: string;
      readonly container: string;
      readonly probe: "startup" | "readiness" | "liveness";
      readonly reason: "success" | "failure";
      readonly message?: string;
    };

export interface RuleCount {
  readonly chains: number;
  readonly rules: number;
}
