/**
 * What a Service counts for: itself, its load balancer, the node ports that it gets or asks for.
 *
 * Models: pkg/quota/v1/evaluator/core/services.go
 */
import type { Service } from "../../schema/types.ts";
import { count, ONE, ZERO } from "../resource-list.ts";
import type { Evaluator } from "./evaluator.ts";

const NAMES = ["count/services", "services", "services.nodeports", "services.loadbalancers"];

function nodePortsOf({ spec }: Service): number {
  const { type, ports = [], allocateLoadBalancerNodePorts } = spec ?? {};
  if (type !== "NodePort" && type !== "LoadBalancer") return 0;
  if (type === "LoadBalancer" && allocateLoadBalancerNodePorts === false)
    return ports.filter(({ nodePort }) => nodePort !== undefined && nodePort !== 0).length;
  return ports.length;
}

export const serviceEvaluator: Evaluator = {
  counts: (resource) => NAMES.includes(resource),
  handles: ({ subresource }) => subresource === undefined,
  usage(object) {
    const service = object as Service;
    return new Map([
      ["count/services", ONE],
      ["services", ONE],
      ["services.nodeports", count(nodePortsOf(service))],
      ["services.loadbalancers", service.spec?.type === "LoadBalancer" ? ONE : ZERO],
    ]);
  },
  frees: (object, old) =>
    nodePortsOf(object as Service) !== nodePortsOf(old as Service) ||
    (object as Service).spec?.type !== (old as Service).spec?.type,
};
