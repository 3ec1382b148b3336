/** A Service sends to every ready Pod with the labels, and to nobody else: read from its EndpointSlices. */
import type { EndpointSlice } from "../../sim/kube/schema/types.ts";
import { type Check, type CheckOptions, NO_EVIDENCE, type Problem, type Verdict } from "../check.ts";
import type { Copy } from "../copy.ts";
import { counted } from "../diagnosis/broken-link.ts";
import { diagnoseService } from "../diagnosis/service.ts";
import { podsMatching } from "../lookup/pods.ts";

export interface HasEndpointsOptions extends CheckOptions {
  readonly service: string;
  readonly namespace?: string;
  /** Labels of the Pods. */
  readonly pods: string;
}

export function hasEndpoints(options: HasEndpointsOptions): Check {
  const problems: Problem[] = [];
  if (options.service.includes("/"))
    problems.push({
      field: "service",
      got: options.service,
      wanted: "the name alone",
      fix: 'write service: "web", namespace: "shop"',
    });
  const run = (copy: Copy): Verdict => compare(copy, options);
  return { id: options.id, check: "hasEndpoints", effect: "looks", problems, run };
}

function compare(copy: Copy, options: HasEndpointsOptions): Verdict {
  const { service, pods: labels, namespace = "default" } = options;
  const wanted = `Service ${service} to send to every ready Pod with the labels ${labels}`;
  const no = (saw: string, found?: string): Verdict => {
    const lookAt = options.lookAt ?? found;
    return { ok: false, wanted, saw, ...(lookAt === undefined ? {} : { lookAt }), evidence: NO_EVIDENCE };
  };
  const addresses = addressesOf(copy, namespace, service);
  const ready = podsMatching(copy, namespace, labels).filter((pod) => pod.ready);
  const broken = diagnoseService(copy, namespace, service);
  if (addresses.size === 0 && broken !== null) return no(broken.saw, broken.lookAt);
  if (ready.length === 0) return no(`no ready Pod with the labels ${labels}`);
  const left = ready.filter((pod) => !addresses.has(pod.ip ?? ""));
  if (left.length > 0) {
    const names = left.map((pod) => pod.name).join(", ");
    return no(`${counted(addresses.size, "endpoint")}, and without ${names}`, `spec.selector of Service ${service}`);
  }
  const others = [...addresses].filter((address) => !ready.some((pod) => pod.ip === address));
  if (others.length > 0)
    return no(`endpoints that are none of these Pods: ${others.join(", ")}`, `spec.selector of Service ${service}`);
  return { ok: true, wanted, saw: counted(addresses.size, "endpoint"), evidence: NO_EVIDENCE };
}

function addressesOf(copy: Copy, namespace: string, service: string): Set<string> {
  const addresses = new Set<string>();
  for (const slice of copy.list<EndpointSlice>("endpointslices", namespace, `kubernetes.io/service-name=${service}`))
    for (const endpoint of slice.endpoints ?? [])
      if (endpoint.conditions?.ready !== false) for (const address of endpoint.addresses) addresses.add(address);
  return addresses;
}
