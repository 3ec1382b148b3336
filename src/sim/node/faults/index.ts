/** Every fault there is: one line each. */
import { clockSkew } from "./clock-skew.ts";
import { dnsDown, dnsMisconfigured } from "./cluster-dns.ts";
import { conntrackFull, dnsRace } from "./conntrack.ts";
import { cniGone, kubeProxyGone } from "./daemon-set-gone.ts";
import { type Fault, FaultError, type FaultSpec } from "./fault.ts";
import { linkDown, linkLatency, linkLoss, linkMtu } from "./link.ts";
import { nodeNotReady } from "./node-down.ts";
import { wrongRoute } from "./route.ts";

export const FAULTS: readonly Fault[] = [
  clockSkew,
  cniGone,
  conntrackFull,
  dnsDown,
  dnsMisconfigured,
  dnsRace,
  kubeProxyGone,
  linkDown,
  linkLatency,
  linkLoss,
  linkMtu,
  nodeNotReady,
  wrongRoute,
];

export function faultNamed(name: string): Fault {
  const found = FAULTS.find((fault) => fault.name === name);
  if (found === undefined)
    throw new FaultError(`no fault ${name}; there are ${FAULTS.map((fault) => fault.name).join(", ")}`);
  return found;
}

/** `link-loss:on=node-1,percent=30`, as a command line has it. */
export function parseFault(text: string): FaultSpec {
  const [fault = "", ...rest] = text.split(":");
  const about = rest.join(":");
  const pairs = about === "" ? [] : about.split(",").map((pair) => pair.split("="));
  const known = faultNamed(fault).takes.map((one) => one.split("=")[0]);
  for (const [name = "", value] of pairs) {
    if (!known.includes(name))
      throw new FaultError(`fault ${fault} takes ${known.join(", ") || "nothing"}, not ${name}`);
    if (value === undefined) throw new FaultError(`fault ${fault}: ${name} without a value`);
  }
  return { fault, ...Object.fromEntries(pairs.map(([name = "", ...value]) => [name, value.join("=")])) };
}
