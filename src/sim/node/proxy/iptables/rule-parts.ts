/** The few forms in which kube-proxy writes a rule, so that what it writes reads as a sentence. */
import { type Cidr, hostCidr, type Ip } from "../../../core/ip.ts";
import {
  createRule,
  type Match,
  orMark,
  portRange,
  type Rule,
  type Target,
  xorMark,
} from "../../../net/netfilter/rule.ts";
import { SCTP, TCP, UDP } from "../../../net/packet.ts";
import type { ProxyProtocol } from "../service-ports.ts";

const NUMBERS: Readonly<Record<ProxyProtocol, number>> = { TCP, UDP, SCTP };

export function from(cidr: Cidr): Match {
  return { kind: "source", cidr };
}

export function notFrom(cidr: Cidr): Match {
  return { kind: "source", cidr, negate: true };
}

export function to(ip: Ip): Match {
  return { kind: "destination", cidr: hostCidr(ip) };
}

export function protocol(name: ProxyProtocol): Match {
  return { kind: "protocol", protocol: NUMBERS[name] };
}

/** `-m tcp --dport 80`; without a port the bare module, as `-p tcp -m tcp` leaves it. */
export function destinationPort(name: ProxyProtocol, port?: number): Match {
  const kind = name.toLowerCase() as "tcp" | "udp" | "sctp";
  return port === undefined ? { kind } : { kind, dport: portRange(port) };
}

export function comment(text: string): Match {
  return { kind: "comment", text };
}

export function isNew(): Match {
  return { kind: "conntrack", states: ["NEW"] };
}

export function toLocalAddress(): Match {
  return { kind: "addrtype", dstType: "LOCAL" };
}

export function fromLocalAddress(): Match {
  return { kind: "addrtype", srcType: "LOCAL" };
}

export function jump(chain: string): Target {
  return { kind: "jump", chain };
}

export const DROP: Target = { kind: "DROP" };
export const ACCEPT: Target = { kind: "ACCEPT" };
export const RETURN: Target = { kind: "RETURN" };
export const REJECT: Target = { kind: "REJECT", with: "icmp-port-unreachable" };
export const COUNT_ONLY: Target = { kind: "none" };

export function rule(target: Target, ...matches: Match[]): Rule {
  return createRule({ matches, target });
}

export function ruleOf(origin: string, target: Target, matches: readonly Match[]): Rule {
  return createRule({ matches, target, origin });
}

export { orMark, xorMark };
