/** The rules of the node where the request began: missing, or about Pods that are gone. */
import { podAt } from "../lookup/pods.ts";
import { hostOf } from "../probe/attempt.ts";
import type { BrokenLink } from "./broken-link.ts";
import { readyEndpoints } from "./name.ts";
import { originEnd, type ServiceTarget, type Situation } from "./situation.ts";

export function diagnoseRules(situation: Situation, { service, through }: ServiceTarget): BrokenLink | null {
  const { own } = situation.tried;
  if (own === undefined || through !== "clusterIP" || service.spec.clusterIP === "None") return null;
  const { name, namespace = "default" } = service.metadata;
  const { node } = originEnd(situation);
  const proxy = `kube-proxy on node ${node}`;
  const backend = hostOf(own.backend);
  const ready = readyEndpoints(situation, namespace, name).map(({ address }) => address);
  if (own.named !== undefined) return null;
  if (own.backend === own.server && ready.length > 0)
    return {
      stage: "rules",
      saw: `the rules of node ${node} do not know Service ${name}: its address was not translated`,
      lookAt: `${proxy}: does it run?`,
    };
  if (own.backend !== own.server && podAt(situation.copy, backend) === undefined && !ready.includes(backend))
    return {
      stage: "rules",
      saw: `the rules of node ${node} still lead Service ${name} to ${backend}, and no endpoint has that address now`,
      lookAt: `${proxy}: does it run?`,
    };
  return null;
}
