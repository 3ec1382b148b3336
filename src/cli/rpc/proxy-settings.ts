/** `reset`'s `proxy`: kube-proxy's settings. */
import { type Cidr, cidr } from "../../sim/core/ip.ts";
import type { ProxySettings } from "../../sim/node/proxy/proxy-settings.ts";
import { optionalRecord, optionalText, optionalTexts, type Request } from "./fields.ts";

export function proxySettings(proxy: Request): Partial<ProxySettings> {
  const counters = optionalRecord(proxy, "nfAcctCounters");
  const nodePortAddresses: Cidr[] | undefined = optionalTexts(proxy, "nodePortAddresses")?.map(cidr);
  return {
    ...flag(proxy, "masqueradeAll"),
    ...flag(proxy, "localhostNodePorts"),
    ...flag(proxy, "conntrackTCPLiberal"),
    ...flag(proxy, "randomFully"),
    ...(nodePortAddresses === undefined ? {} : { nodePortAddresses }),
    ...(optionalText(proxy, "localDetector") === "noop" ? { podCIDR: null } : {}),
    ...(counters === undefined ? {} : { accounting: accountingOf(counters) }),
  };
}

/** kube-proxy makes its counters where the kernel has nfacct, and only there: a name that it has not says that much. */
function accountingOf(counters: Request): ProxySettings["accounting"] {
  const hasOthers = Object.keys(counters).some(
    (name) => counters[name] === true && !(KNOWN as readonly string[]).includes(name),
  );
  return {
    invalidDropped: hasOthers || counters[KNOWN[0]] === true,
    localhostNodePorts: hasOthers || counters[KNOWN[1]] === true,
  };
}

const KNOWN = ["ct_state_invalid_dropped_pkts", "localhost_nps_accepted_pkts"] as const;

function flag<K extends string>(proxy: Request, name: K): { [key in K]?: boolean } {
  return typeof proxy[name] === "boolean" ? ({ [name]: proxy[name] } as { [key in K]: boolean }) : {};
}
