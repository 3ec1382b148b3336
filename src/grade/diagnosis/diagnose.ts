/**
 * Why a request did not get its answer: the first broken link on the chain name, DNS, Service, port, selector, readiness,
 * policy, rules, route, listener. It goes by what was seen of a request that was really sent, and looks at objects only
 * to say why.
 */

import { podAt } from "../lookup/pods.ts";
import type { BrokenLink } from "./broken-link.ts";
import { diagnoseListener } from "./listener.ts";
import { diagnoseName, missingService, readyEndpoints } from "./name.ts";
import { diagnoseAddress, diagnoseExposure, diagnoseLocalhost } from "./outside.ts";
import { diagnosePods } from "./pods.ts";
import { diagnosePolicy } from "./policy.ts";
import { diagnoseRules } from "./rules.ts";
import { diagnoseNamedPort, diagnosePort, diagnoseService } from "./service.ts";
import {
  backendOf,
  nodeAt,
  originEnd,
  type ServiceTarget,
  type Situation,
  serviceNamed,
  serviceTarget,
} from "./situation.ts";
import { diagnoseWay } from "./way.ts";

/** Null when there was an answer, or when nothing that is looked at is broken. */
export function diagnose(situation: Situation): BrokenLink | null {
  const { copy, origin, target, tried } = situation;
  if (tried.outcome.kind === "answered" || tried.outcome.kind === "connected") return null;
  const name = diagnoseName(situation);
  if (name !== null) return name;
  const found = serviceTarget(situation);
  if (found !== null) return ofService(situation, found);
  if (target.host === "localhost" && origin.machine === copy.cluster.host) return diagnoseLocalhost(copy, target.port);
  const named = serviceNamed(target.host, origin.namespace);
  if (named !== null && tried.outcome.kind === "timed-out") return missingService(situation, named);
  return (
    diagnoseAddress(situation) ?? towardsPod(situation) ?? diagnoseWay(situation) ?? diagnoseListener(situation, null)
  );
}

function ofService(situation: Situation, found: ServiceTarget): BrokenLink | null {
  const { copy, target } = situation;
  const { namespace = "default", name } = found.service.metadata;
  return (
    diagnoseExposure(situation, found) ??
    diagnosePort(found, target.port) ??
    diagnosePods(copy, found.service) ??
    diagnoseNamedPort(copy, found.service) ??
    towardsPod(situation) ??
    localOnly(situation, found) ??
    diagnoseRules(situation, found) ??
    diagnoseListener(situation, found) ??
    diagnoseService(copy, namespace, name) ??
    diagnoseWay(situation)
  );
}

function towardsPod(situation: Situation): BrokenLink | null {
  const pod = podAt(situation.copy, situation.target.host);
  const backend = backendOf(situation) ?? (pod === undefined ? null : { pod, port: situation.target.port });
  if (backend === null || situation.tried.outcome.kind === "refused") return null;
  return diagnosePolicy(situation, { ...backend, protocol: "TCP" });
}

/** externalTrafficPolicy or internalTrafficPolicy Local, and no endpoint on the node that was asked. */
function localOnly(situation: Situation, { service, through }: ServiceTarget): BrokenLink | null {
  const field = through === "clusterIP" ? "internalTrafficPolicy" : "externalTrafficPolicy";
  const { name, namespace = "default" } = service.metadata;
  const node = through === "clusterIP" ? originEnd(situation).node : nodeAt(situation.copy, situation.target.host);
  if (service.spec[field] !== "Local" || readyEndpoints(situation, namespace, name).some((one) => one.node === node))
    return null;
  return {
    stage: "rules",
    saw: `node ${node} has no ready endpoint of Service ${name}, and ${field} is Local`,
    lookAt: `${field} of Service ${name}`,
  };
}
