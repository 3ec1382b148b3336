/** The packet came to the Pod: who listens there, on which ports and which addresses. */
import { formatIp, parseIp } from "../../sim/core/ip.ts";
import { takesAllOf } from "../../sim/net/socket/bound.ts";
import type { BrokenLink } from "./broken-link.ts";
import { backendOf, networkOf, type ServiceTarget, type Situation } from "./situation.ts";

export function diagnoseListener(situation: Situation, found: ServiceTarget | null): BrokenLink | null {
  const backend = backendOf(situation);
  if (backend === null) return null;
  const { pod, port } = backend;
  const network = networkOf(situation, pod.pod);
  if (network === undefined) return null;
  const listeners = network.sockets.tcpListeners();
  const onPort = listeners.filter(({ local }) => local.port === port);
  if (onPort.length > 0) {
    const addresses = onPort.map(({ local }) => formatIp(local.ip));
    const own = parseIp(pod.ip ?? "") ?? 0;
    if (onPort.some((listener) => listener.local.ip === own || takesAllOf(listener, own))) return null;
    return {
      stage: "listener",
      saw: `Pod ${pod.name} listens on ${addresses.join(", ")} port ${port} only, and not on its own address ${pod.ip}`,
      lookAt: "the address that the program binds: 0.0.0.0 means all",
    };
  }
  const open = listeners.filter((listener) => takesAllOf(listener, 0));
  const ports = [...new Set(open.map(({ local }) => local.port))].sort((a, b) => a - b);
  return {
    stage: "listener",
    saw: `nobody listens on port ${port} in Pod ${pod.name}; ${ports.length === 0 ? "nothing listens there at all" : `it listens on ${ports.join(", ")}`}`,
    lookAt: ports.length === 0 ? `kubectl logs ${pod.name}` : `${placeText(found, pod.name)}: it is ${port}`,
  };
}

/** Where the number was written: a name in the Service leads on to the container that has a port of that name. */
function placeText(found: ServiceTarget | null, pod: string): string {
  if (found === null) return "the port in your request";
  const targetPort = found.port?.targetPort;
  const { name } = found.service.metadata;
  if (typeof targetPort !== "string") return `targetPort of Service ${name}`;
  return `containerPort of the port ${targetPort} of Pod ${pod}, which Service ${name} calls by that name`;
}
