/**
 * The quality of service that a Pod's requests and limits amount to.
 *
 * Models: pkg/apis/core/v1/helper/qos/qos.go ComputePodQOS
 */
import { parseQuantity } from "../../api/quantity.ts";
import type { PodSpec } from "../../schema/types.ts";

const COUNTED = ["cpu", "memory"];

export function qosClassOf(spec: PodSpec): "Guaranteed" | "Burstable" | "BestEffort" {
  let isAnything = false;
  let isGuaranteed = true;
  for (const container of [...spec.containers, ...(spec.initContainers ?? [])]) {
    const { requests = {}, limits = {} } = container.resources ?? {};
    for (const name of COUNTED) {
      if (isPositive(requests[name]) || isPositive(limits[name])) isAnything = true;
      if (!isPositive(limits[name]) || (requests[name] !== undefined && requests[name] !== limits[name]))
        isGuaranteed = false;
    }
  }
  if (!isAnything) return "BestEffort";
  return isGuaranteed ? "Guaranteed" : "Burstable";
}

function isPositive(amount: string | undefined): boolean {
  return amount !== undefined && parseQuantity(amount).nano > 0n;
}
