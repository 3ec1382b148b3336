/**
 * The sets of addresses and ports that the rules of ipvs mode ask, so that there are few rules however many Services
 * there are. An IPv6 proxy's have names of their own.
 *
 * Models: pkg/proxy/ipvs/ipset.go, pkg/proxy/ipvs/proxier.go ipsetInfo
 */
import type { IpFamily } from "../../../core/ip.ts";
import type { IpSetType } from "../../../net/netfilter/ip-set-entry.ts";

export interface IpSetInfo {
  readonly name: string;
  readonly type: IpSetType;
  readonly comment: string;
}

export type IpSetKey =
  | "loopBack"
  | "clusterIP"
  | "externalIP"
  | "externalIPLocal"
  | "loadBalancer"
  | "loadBalancerFW"
  | "loadBalancerLocal"
  | "loadBalancerSourceIP"
  | "loadBalancerSourceCIDR"
  | "nodePortTCP"
  | "nodePortLocalTCP"
  | "nodePortUDP"
  | "nodePortLocalUDP"
  | "nodePortSCTP"
  | "nodePortLocalSCTP"
  | "healthCheckNodePort"
  | "ipvsIPs";

const INFO: Readonly<Record<IpSetKey, readonly [name: string, type: IpSetType, comment: string]>> = {
  loopBack: ["LOOP-BACK", "hash:ip,port,ip", "Kubernetes endpoints dst ip:port, source ip for solving hairpin purpose"],
  clusterIP: ["CLUSTER-IP", "hash:ip,port", "Kubernetes service cluster ip + port for masquerade purpose"],
  externalIP: [
    "EXTERNAL-IP",
    "hash:ip,port",
    "Kubernetes service external ip + port for masquerade and filter purpose",
  ],
  externalIPLocal: [
    "EXTERNAL-IP-LOCAL",
    "hash:ip,port",
    "Kubernetes service external ip + port with externalTrafficPolicy=local",
  ],
  loadBalancer: ["LOAD-BALANCER", "hash:ip,port", "Kubernetes service lb portal"],
  loadBalancerFW: [
    "LOAD-BALANCER-FW",
    "hash:ip,port",
    "Kubernetes service load balancer ip + port for load balancer with sourceRange",
  ],
  loadBalancerLocal: [
    "LOAD-BALANCER-LOCAL",
    "hash:ip,port",
    "Kubernetes service load balancer ip + port with externalTrafficPolicy=local",
  ],
  loadBalancerSourceIP: [
    "LOAD-BALANCER-SOURCE-IP",
    "hash:ip,port,ip",
    "Kubernetes service load balancer ip + port + source IP for packet filter purpose",
  ],
  loadBalancerSourceCIDR: [
    "LOAD-BALANCER-SOURCE-CIDR",
    "hash:ip,port,net",
    "Kubernetes service load balancer ip + port + source cidr for packet filter purpose",
  ],
  nodePortTCP: ["NODE-PORT-TCP", "bitmap:port", "Kubernetes nodeport TCP port for masquerade purpose"],
  nodePortLocalTCP: [
    "NODE-PORT-LOCAL-TCP",
    "bitmap:port",
    "Kubernetes nodeport TCP port with externalTrafficPolicy=local",
  ],
  nodePortUDP: ["NODE-PORT-UDP", "bitmap:port", "Kubernetes nodeport UDP port for masquerade purpose"],
  nodePortLocalUDP: [
    "NODE-PORT-LOCAL-UDP",
    "bitmap:port",
    "Kubernetes nodeport UDP port with externalTrafficPolicy=local",
  ],
  nodePortSCTP: [
    "NODE-PORT-SCTP-HASH",
    "hash:ip,port",
    "Kubernetes nodeport SCTP port for masquerade purpose with type 'hash ip:port'",
  ],
  nodePortLocalSCTP: [
    "NODE-PORT-LOCAL-SCTP-HASH",
    "hash:ip,port",
    "Kubernetes nodeport SCTP port with externalTrafficPolicy=local with type 'hash ip:port'",
  ],
  healthCheckNodePort: ["HEALTH-CHECK-NODE-PORT", "bitmap:port", "Kubernetes health check node port"],
  ipvsIPs: ["IPVS-IPS", "hash:ip", "Addresses on the ipvs interface"],
};

export const IP_SET_KEYS = Object.keys(INFO) as readonly IpSetKey[];

/** The kernel's limit for a name. */
const LONGEST_NAME = 31;

export function ipSetInfo(key: IpSetKey, family: IpFamily): IpSetInfo {
  const [name, type, comment] = INFO[key];
  return { name: `${family === 4 ? "KUBE-" : "KUBE-6-"}${name}`.slice(0, LONGEST_NAME), type, comment };
}
