/**
 * What a Service asks of Amazon: which sort of load balancer, with which ports, for whom.
 *
 * Models: kubernetes/cloud-provider-aws pkg/providers/v1/aws.go EnsureLoadBalancer, aws_loadbalancer.go, annotations
 * SIMPLIFIED: certificates, access logs, proxy protocol and target node labels are refused; an internal load balancer of
 * the network sort is too.
 */
import type { Service } from "../../../kube/schema/types.ts";

const PREFIX = "service.beta.kubernetes.io/aws-load-balancer-";

export interface WantedPort {
  readonly port: number;
  readonly nodePort: number;
  readonly protocol: string;
}

export interface WantedBalancer {
  readonly kind: "classic" | "network";
  /** `a1b2…`, 32 characters. */
  readonly name: string;
  readonly isInternal: boolean;
  readonly isCrossZone: boolean;
  readonly ports: readonly WantedPort[];
  readonly sourceRanges: readonly string[];
  /** Where targets are asked whether they are well, when that is not the port itself. */
  readonly healthCheckNodePort: number;
}

/** Annotations that change something which is not here. */
const REFUSED = [
  "ssl-cert",
  "proxy-protocol",
  "backend-protocol",
  "access-log-enabled",
  "target-node-labels",
  "eip-allocations",
];

/** Null when the Service is none of this provider's business; an error in the provider's words when it cannot be done. */
export function wantedBalancer(service: Service): WantedBalancer | { readonly error: string } | null {
  const { spec, metadata } = service;
  const annotations = metadata.annotations ?? {};
  const said = (name: string): string | undefined => annotations[`${PREFIX}${name}`];
  const type = said("type");
  if (spec?.type !== "LoadBalancer" || metadata.deletionTimestamp !== undefined) return null;
  if (spec.loadBalancerClass !== undefined || (type !== undefined && type !== "nlb")) return null;
  const kind = type === "nlb" ? "network" : "classic";
  const isInternal = !["", "false", undefined].includes(said("internal"));
  const ports = (spec.ports ?? []).map(({ port, nodePort = 0, protocol = "TCP" }) => ({ port, nodePort, protocol }));
  for (const name of REFUSED) if (said(name) !== undefined) return { error: `${PREFIX}${name} is not simulated here` };
  if (kind === "classic" && ports.some(({ protocol }) => protocol !== "TCP"))
    return { error: "Only TCP LoadBalancer is supported for AWS ELB" };
  if (kind === "network" && isInternal) return { error: "an internal network load balancer is not simulated here" };
  return {
    kind,
    name: `a${(metadata.uid ?? "").replaceAll("-", "")}`.slice(0, 32),
    isInternal,
    isCrossZone: said("cross-zone-load-balancing-enabled") === "true",
    ports,
    sourceRanges: spec.loadBalancerSourceRanges ?? ["0.0.0.0/0"],
    healthCheckNodePort: spec.externalTrafficPolicy === "Local" ? (spec.healthCheckNodePort ?? 0) : 0,
  };
}
