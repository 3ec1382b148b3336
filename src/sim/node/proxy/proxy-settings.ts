/** kube-proxy's settings, as far as they change what it writes. Models: pkg/proxy/apis/config/types.go */
import type { Cidr, Ip } from "../../core/ip.ts";
import type { SchedulerName } from "../../net/ipvs/scheduler-names.ts";

/** The `ipvs` part of the configuration. A timeout of 0 leaves the kernel's. */
export interface IpvsSettings {
  readonly scheduler: SchedulerName;
  readonly strictARP: boolean;
  /** Virtual servers there are somebody else's. */
  readonly excludeCIDRs: readonly Cidr[];
  readonly tcpTimeoutSec: number;
  readonly tcpFinTimeoutSec: number;
  readonly udpTimeoutSec: number;
}

export interface ProxySettings {
  readonly masqueradeAll: boolean;
  /** 1 << iptables.masqueradeBit */
  readonly masqueradeMark: number;
  readonly localhostNodePorts: boolean;
  /** Empty: every local address. */
  readonly nodePortAddresses: readonly Cidr[];
  /** Traffic from here is the Pods' own; null when kube-proxy cannot tell (detectLocalMode of another sort). */
  readonly podCIDR: Cidr | null;
  readonly conntrackTCPLiberal: boolean;
  readonly randomFully: boolean;
  /** Accounting objects of the kernel that it may count in. */
  readonly accounting: { readonly invalidDropped: boolean; readonly localhostNodePorts: boolean };
  readonly nodeIPs: readonly Ip[];
  readonly ipvs: IpvsSettings;
  /** Where cluster IPs come from. */
  readonly serviceCIDRs: readonly Cidr[];
}

export const DEFAULT_PROXY_SETTINGS: ProxySettings = {
  masqueradeAll: false,
  masqueradeMark: 0x4000,
  localhostNodePorts: true,
  nodePortAddresses: [],
  podCIDR: null,
  conntrackTCPLiberal: false,
  randomFully: true,
  accounting: { invalidDropped: true, localhostNodePorts: true },
  nodeIPs: [],
  ipvs: {
    scheduler: "rr",
    strictARP: false,
    excludeCIDRs: [],
    tcpTimeoutSec: 0,
    tcpFinTimeoutSec: 0,
    udpTimeoutSec: 0,
  },
  serviceCIDRs: [],
};
