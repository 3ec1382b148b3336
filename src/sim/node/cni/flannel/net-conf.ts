/** Flannel's own configuration, `net-conf.json` of the ConfigMap kube-flannel-cfg. Models: pkg/subnet/config.go ParseConfig */
import { type Cidr, parseCidr } from "../../../core/ip.ts";

export const BACKENDS = ["vxlan", "host-gw", "wireguard"] as const;

export type BackendType = (typeof BACKENDS)[number];

export interface NetConf {
  readonly network: Cidr;
  readonly backend: BackendType;
  readonly vni: number;
  /** 0: what the kernel takes by itself. */
  readonly port: number;
  /** Nodes on the same network are reached without a tunnel. */
  readonly directRouting: boolean;
  readonly mtu: number | null;
}

export function defaultNetConf(network: Cidr, backend: BackendType): NetConf {
  return { network, backend, vni: 1, port: 0, directRouting: false, mtu: null };
}

/** Throws an error in flannel's words. */
export function parseNetConf(text: string): NetConf {
  const given = JSON.parse(text) as { Network?: string; Backend?: Record<string, unknown> };
  const network = parseCidr(given.Network ?? "");
  if (network === null) throw new Error("please define a correct Network parameter in the flannel config");
  const { Type = "udp", VNI = 1, Port = 0, DirectRouting = false, MTU } = given.Backend ?? {};
  const backend = BACKENDS.find((known) => known === Type);
  if (backend === undefined) throw new Error(`backend ${String(Type)} is not simulated here`);
  return {
    network,
    backend,
    vni: Number(VNI),
    port: Number(Port),
    directRouting: DirectRouting === true,
    mtu: typeof MTU === "number" ? MTU : null,
  };
}
