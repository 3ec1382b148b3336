/** The packet came to the Pod: who listens there, on which ports and which addresses. */
import { formatIp, parseIp } from "../../sim/core/ip.ts";
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
  const place = found === null ? `the port in your request` : `targetPort of Service ${found.service.metadata.name}`;
  if (onPort.length > 0) {
    const addresses = onPort.map(({ local }) => formatIp(local.ip));
    if (onPort.some(({ local }) => local.ip === 0 || local.ip === parseIp(pod.ip ?? ""))) return null;
    return {
      stage: "listener",
      saw: `Pod ${pod.name} listens on ${addresses.join(", ")} port ${port} only, and not on its own address ${pod.ip}`,
      lookAt: "the address that the program binds: 0.0.0.0 means all",
    };
  }
  const ports = [...new Set(listeners.filter(({ local }) => local.ip === 0).map(({ local }) => local.port))].sort(
    (a, b) => a - b,
  );
  return {
    stage: "listener",
    saw: `nobody listens on port ${port} in Pod ${pod.name}; ${ports.length === 0 ? "nothing listens there at all" : `it listens on ${ports.join(", ")}`}`,
    lookAt: ports.length === 0 ? `kubectl logs ${pod.name}` : `${place}: it is ${port}`,
  };
}
