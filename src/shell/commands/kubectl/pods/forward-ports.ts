/** The ports of a port-forward: numbers and names, of a Pod or of a Service. Models: k8s.io/kubectl/pkg/util/service_port.go */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { CommandError, goQuote } from "../errors.ts";

export interface PortPair {
  /** 0 for any that is free. */
  readonly local: number;
  readonly remote: number;
}

/** `8080:80`, `80`, `:80`. */
function splitPort(word: string): [local: string, remote: string] {
  const parts = word.split(":");
  return parts.length === 2 ? [parts[0] as string, parts[1] as string] : [parts[0] as string, parts[0] as string];
}

function isNumber(text: string): boolean {
  return /^[+-]?\d+$/.test(text);
}

function joined(local: string, remote: string): string {
  return local === remote ? remote : `${local}:${remote}`;
}

export function portsForPod(words: readonly string[], pod: Mutable): string[] {
  checkUdp(words, { ports: containerPorts(pod), numberOf: (name) => podPort(pod, name), numberField: "containerPort" });
  return words.map((word) => {
    const [local, remote] = splitPort(word);
    if (remote === "") throw new CommandError("remote port cannot be empty");
    const number = isNumber(remote) ? remote : String(podPort(pod, remote));
    return local === remote ? number : `${local}:${number}`;
  });
}

export function portsForService(words: readonly string[], service: Mutable, pod: Mutable): string[] {
  const ports = service.spec.ports ?? [];
  checkUdp(words, { ports, numberOf: (name) => servicePort(service, name), numberField: "port" });
  return words.map((word) => {
    let [local, remote] = splitPort(word);
    const number = isNumber(remote) ? Number(remote) : servicePort(service, remote);
    if (!isNumber(remote) && local === remote) local = String(number);
    remote = String(targetPort(service, pod, number));
    return joined(local, remote);
  });
}

function servicePort({ metadata, spec }: Mutable, name: string): number {
  const found = (spec.ports ?? []).find((port: Mutable) => port.name === name);
  if (found === undefined) throw new CommandError(`Service '${metadata.name}' does not have a named port '${name}'`);
  return found.port;
}

function targetPort(service: Mutable, pod: Mutable, number: number): number {
  for (const port of service.spec.ports ?? []) {
    if (port.port !== number) continue;
    if (service.spec.clusterIP === "None") return number;
    if (typeof port.targetPort === "number") return port.targetPort === 0 ? number : port.targetPort;
    return podPort(pod, port.targetPort);
  }
  throw new CommandError(`Service ${service.metadata.name} does not have a service port ${number}`);
}

function containerPorts({ spec = {} }: Mutable): Mutable[] {
  return [...(spec.containers ?? []), ...(spec.initContainers ?? [])].flatMap(({ ports = [] }: Mutable) => ports);
}

function podPort(pod: Mutable, name: string): number {
  const found = containerPorts(pod).find((port) => port.name === name);
  if (found === undefined) throw new CommandError(`Pod '${pod.metadata.name}' does not have a named port '${name}'`);
  return found.containerPort;
}

interface UdpCheck {
  readonly ports: readonly Mutable[];
  readonly numberField: "port" | "containerPort";
  numberOf(name: string): number;
}

function checkUdp(words: readonly string[], { ports, numberField, numberOf }: UdpCheck): void {
  const numbers = (protocol: string): number[] =>
    ports.filter((port) => (port.protocol ?? "TCP") === protocol).map((port) => port[numberField]);
  const tcp = numbers("TCP");
  const udpOnly = numbers("UDP").filter((number) => !tcp.includes(number));
  for (const word of words) {
    const [, remote] = splitPort(word);
    if (remote === "") continue;
    const number = isNumber(remote) ? Number(remote) : numberOf(remote);
    if (udpOnly.includes(number)) throw new CommandError(`UDP protocol is not supported for ${remote}`);
  }
}

export function parsePortPairs(words: readonly string[]): PortPair[] {
  return words.map((word) => {
    const parts = word.split(":");
    if (parts.length > 2) throw new CommandError(`invalid port format '${word}'`);
    const [local, remote] = parts.length === 1 ? [word, word] : (parts as [string, string]);
    const localPort = parsePort(local === "" ? "0" : local, "local");
    const remotePort = parsePort(remote, "remote");
    if (remotePort === 0) throw new CommandError("remote port must be > 0");
    return { local: localPort, remote: remotePort };
  });
}

function parsePort(text: string, which: "local" | "remote"): number {
  const why = !/^\d+$/.test(text) ? "invalid syntax" : Number(text) > 65_535 ? "value out of range" : null;
  if (why !== null)
    throw new CommandError(
      `error parsing ${which} port '${text}': strconv.ParseUint: parsing ${goQuote(text)}: ${why}`,
    );
  return Number(text);
}
