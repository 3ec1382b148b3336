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
    ...(counters === undefined
      ? {}
      : {
          accounting: {
            invalidDropped: counters.ct_state_invalid_dropped_pkts === true,
            localhostNodePorts: counters.localhost_nps_accepted_pkts === true,
          },
        }),
  };
}

function flag<K extends string>(proxy: Request, name: K): { [key in K]?: boolean } {
  return typeof proxy[name] === "boolean" ? ({ [name]: proxy[name] } as { [key in K]: boolean }) : {};
}
