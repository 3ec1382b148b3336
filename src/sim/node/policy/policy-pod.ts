/**
 * A Pod as policies see it: its labels and its namespace's, its addresses, its named ports. A Pod or namespace that
 * changes becomes another one of these, so whatever was worked out for it may be kept by its identity.
 *
 * Models: sigs.k8s.io/kube-network-policies pkg/podinfo, pkg/api/helper.go NewPodInfo
 */
import { type Ip, parseIp } from "../../core/ip.ts";
import type { Labels } from "../../kube/api/objects.ts";
import type { Namespace, Pod } from "../../kube/schema/types.ts";

export type PolicyProtocol = "TCP" | "UDP" | "SCTP";

export const POLICY_PROTOCOLS: readonly PolicyProtocol[] = ["TCP", "UDP", "SCTP"];

export interface NamedPort {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
}

export interface PolicyPod {
  /** `namespace/name` */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly namespaceLabels: Labels;
  readonly node: string;
  readonly ips: readonly Ip[];
  readonly namedPorts: readonly NamedPort[];
  /** It is its node, as far as the network can tell; policies neither select it nor know it as a peer. */
  readonly isHostNetwork: boolean;
}

const NO_LABELS: Labels = {};

export function policyPodOf(pod: Pod, namespace: Namespace | undefined): PolicyPod {
  const { metadata, spec } = pod;
  const own = metadata.namespace ?? "default";
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  return {
    key: `${own}/${metadata.name}`,
    namespace: own,
    name: metadata.name,
    labels: metadata.labels ?? NO_LABELS,
    namespaceLabels: namespace?.metadata.labels ?? NO_LABELS,
    node: spec?.nodeName ?? "",
    ips: podIPsOf(pod)
      .map(parseIp)
      .filter((ip) => ip !== null),
    namedPorts: containers.flatMap(({ ports = [] }) =>
      ports.flatMap(({ name, containerPort, protocol = "TCP" }) =>
        name === undefined || name === "" ? [] : [{ name, port: containerPort, protocol }],
      ),
    ),
    isHostNetwork: spec?.hostNetwork === true,
  };
}

export function podIPsOf({ status }: Pod): string[] {
  const more = (status?.podIPs ?? []).map(({ ip }) => ip).filter((ip) => ip !== undefined && ip !== "");
  return more.length > 0 ? more : status?.podIP ? [status.podIP] : [];
}
