/**
 * The range that Pods get their addresses from, and how packets between nodes travel: what an IPPool says.
 *
 * Models: projectcalico/calico api/pkg/apis/projectcalico/v3/ippool.go
 * SIMPLIFIED: one pool, the oldest one.
 */
import { type Cidr, formatCidr, parseCidr } from "../../../core/ip.ts";
import type { ApiClient } from "../../../kube/api/client.ts";
import type { KubeObject } from "../../../kube/api/objects.ts";

export const IP_POOLS = "ippools.crd.projectcalico.org";

export type EncapMode = "Always" | "CrossSubnet" | "Never";

export interface IPPool {
  readonly cidr: Cidr;
  readonly ipipMode: EncapMode;
  readonly vxlanMode: EncapMode;
  readonly natOutgoing: boolean;
  readonly blockSize: number;
}

export type CalicoBackend = "ipip" | "vxlan" | "bgp";

export function defaultPool(cidr: Cidr, backend: CalicoBackend): IPPool {
  return {
    cidr,
    ipipMode: backend === "ipip" ? "Always" : "Never",
    vxlanMode: backend === "vxlan" ? "Always" : "Never",
    natOutgoing: true,
    blockSize: 26,
  };
}

/** As stored; null when there is none, or no such kind yet. */
export function storedPool(client: ApiClient): IPPool | null {
  if (client.get("customresourcedefinitions.apiextensions.k8s.io", undefined, IP_POOLS) === undefined) return null;
  const [first] = client.list(IP_POOLS);
  const spec = first?.spec as Partial<Record<keyof IPPool, unknown>> | undefined;
  const cidr = parseCidr(String(spec?.cidr ?? ""));
  if (spec === undefined || cidr === null) return null;
  const mode = (value: unknown): EncapMode => (value === "Always" || value === "CrossSubnet" ? value : "Never");
  return {
    cidr,
    ipipMode: mode(spec.ipipMode),
    vxlanMode: mode(spec.vxlanMode),
    natOutgoing: spec.natOutgoing === true,
    blockSize: typeof spec.blockSize === "number" ? spec.blockSize : 26,
  };
}

export function poolObject({ cidr, ipipMode, vxlanMode, natOutgoing, blockSize }: IPPool): KubeObject {
  return {
    apiVersion: "crd.projectcalico.org/v1",
    kind: "IPPool",
    metadata: { name: "default-ipv4-ippool" },
    spec: {
      allowedUses: ["Workload", "Tunnel"],
      assignmentMode: "Automatic",
      blockSize,
      cidr: formatCidr(cidr),
      ipipMode,
      natOutgoing,
      nodeSelector: "all()",
      vxlanMode,
    },
  } as unknown as KubeObject;
}

/** What leaves less room in a packet: the Pods' cables have that MTU. */
export function mtuOf({ ipipMode, vxlanMode }: IPPool, below: number): number {
  if (vxlanMode !== "Never") return below - 50;
  return ipipMode !== "Never" ? below - 20 : below;
}
