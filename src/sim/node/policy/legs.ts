/**
 * The places where a connection is judged on its way: once, between its ends, or, through a node port, before the
 * translation and after it, when it may already bear a node's address.
 *
 * Models: KUBE-EXT chains' masquerading (pkg/proxy/iptables/proxier.go), kindnetd masq.go (Pods to nodes)
 */
import { type Ip, ip } from "../../core/ip.ts";
import type { ClusterNode } from "../node.ts";
import type { PolicyEnd } from "./compiled-policy.ts";

export interface Source extends PolicyEnd {
  /** Where it is; empty outside of the cluster. */
  readonly node: string;
  readonly isNode: boolean;
}

export interface Leg {
  readonly from: Source;
  readonly to: PolicyEnd;
  readonly port: number;
}

/** A node's address and port that lead to a Service. */
export interface NodePort {
  readonly node: string;
  readonly ip: Ip;
  readonly port: number;
  /** Only backends on that node are chosen from. */
  readonly isLocalOnly: boolean;
  /** Not masqueraded on that node. */
  readonly keepsSource: boolean;
}

export interface NodePortRoute {
  readonly source: Source;
  readonly target: PolicyEnd;
  readonly port: number;
  readonly through: NodePort;
  readonly nodes: ReadonlyMap<string, ClusterNode>;
}

export function legsThrough({ source, target, port, through, nodes }: NodePortRoute): Leg[] {
  const entry: Source = { ip: through.ip, pod: null, node: through.node, isNode: true };
  const isRemote = target.pod !== null && target.pod.node !== through.node;
  if (source.node === through.node) {
    const straight = { from: source, to: target, port };
    return isRemote && !through.keepsSource ? [straight, { from: entry, to: target, port }] : [straight];
  }
  const arriving = source.pod === null ? source : nodeOf(source.node, nodes);
  const seen = isRemote && !through.keepsSource ? entry : arriving;
  return [
    { from: source, to: { ip: through.ip, pod: null }, port: through.port },
    { from: seen, to: target, port },
  ];
}

function nodeOf(name: string, nodes: ReadonlyMap<string, ClusterNode>): Source {
  const node = nodes.get(name);
  return { ip: node === undefined ? null : ip(node.ip), pod: null, node: name, isNode: true };
}
