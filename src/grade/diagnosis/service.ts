/** From a Service's name to its ports: whether it is there, which ports it has, and where it sends them. */
import type { Service } from "../../sim/kube/schema/types.ts";
import type { Copy } from "../copy.ts";
import { podsMatching } from "../lookup/pods.ts";
import { type BrokenLink, labelsText } from "./broken-link.ts";
import { missingService } from "./name.ts";
import { nearest } from "./nearest.ts";
import { diagnosePods } from "./pods.ts";
import type { ServiceTarget } from "./situation.ts";

/** Why a Service does not lead to its Pods; null when name, selector and readiness are in order. */
export function diagnoseService(copy: Copy, namespace: string, name: string): BrokenLink | null {
  const service = copy.get<Service>("services", namespace, name);
  if (service === undefined) return missingService({ copy }, { namespace, name });
  if (service.spec.type === "ExternalName") return null;
  return diagnosePods(copy, service) ?? diagnoseNamedPort(copy, service) ?? declaredPort(copy, service);
}

/** The port that was asked for is none of the Service's. */
export function diagnosePort({ service, port }: ServiceTarget, asked: number): BrokenLink | null {
  if (port !== undefined || service.spec.clusterIP === "None") return null;
  const { name } = service.metadata;
  const own = (service.spec.ports ?? []).map(({ port: number, protocol = "TCP" }) => `${number}/${protocol}`);
  return {
    stage: "port",
    saw: `Service ${name} has no port ${asked}/TCP; it has ${own.join(", ") || "none"}`,
    lookAt: `spec.ports of Service ${name}, and the port in your request`,
  };
}

/** `targetPort: http`, and no container calls a port that. */
export function diagnoseNamedPort(copy: Copy, { metadata, spec }: Service): BrokenLink | null {
  const pods = podsMatching(copy, metadata.namespace ?? "default", labelsText(spec.selector ?? {}));
  const names = pods.flatMap(({ pod }) =>
    pod.spec.containers.flatMap(({ ports = [] }) => ports.flatMap(({ name }) => (name === undefined ? [] : [name]))),
  );
  for (const { port, targetPort } of spec.ports ?? []) {
    if (typeof targetPort !== "string" || names.includes(targetPort) || pods.length === 0) continue;
    const close = nearest(targetPort, names);
    return {
      stage: "port",
      saw: `Service ${metadata.name} sends port ${port} on to the port named ${targetPort}, and no container has a port of that name`,
      lookAt: `targetPort of Service ${metadata.name}${close === undefined ? "" : `; the nearest name is ${close}`}`,
    };
  }
  return null;
}

/** A declared port is documentation, so its absence proves nothing: this is only a hint beside what was seen. */
function declaredPort(copy: Copy, { metadata, spec }: Service): BrokenLink | null {
  const [pod] = podsMatching(copy, metadata.namespace ?? "default", labelsText(spec.selector ?? {}));
  const declared = pod?.pod.spec.containers.flatMap(({ ports }) => ports ?? []) ?? [];
  for (const port of spec.ports ?? []) {
    const { targetPort = port.port } = port;
    if (declared.length === 0 || declared.some((own) => own.containerPort === targetPort || own.name === targetPort))
      continue;
    const declares = declared.map(({ containerPort }) => containerPort).join(", ");
    return {
      stage: "port",
      saw: `Service ${metadata.name} sends port ${port.port} on to targetPort ${targetPort}`,
      lookAt: `targetPort of Service ${metadata.name}: it is ${targetPort}, the container declares ${declares}`,
    };
  }
  return null;
}
