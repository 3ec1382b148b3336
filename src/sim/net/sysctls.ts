/**
 * The kernel settings of one namespace that change what the network does, with Linux's defaults.
 *
 * Models: Documentation/networking/ip-sysctl.rst, nf_conntrack-sysctl.rst
 */

export interface Sysctls {
  /** net.ipv4.ip_forward */
  ipForward: boolean;
  /** net.bridge.bridge-nf-call-iptables */
  bridgeNfCallIptables: boolean;
  /** net.ipv4.conf.all.route_localnet */
  routeLocalnet: boolean;
  /** net.ipv4.conf.all.rp_filter: 0 off, 1 strict, 2 loose */
  rpFilter: 0 | 1 | 2;
  /** net.ipv4.ip_default_ttl */
  ipDefaultTtl: number;
  /** net.ipv4.ip_local_port_range */
  ipLocalPortRange: readonly [number, number];
  /** net.ipv4.icmp_echo_ignore_all */
  icmpEchoIgnoreAll: boolean;
  /** net.ipv4.tcp_syn_retries */
  tcpSynRetries: number;
  /** net.ipv4.tcp_synack_retries */
  tcpSynackRetries: number;
  /** net.ipv4.tcp_retries2 */
  tcpRetries2: number;
  /** net.ipv4.tcp_fin_timeout */
  tcpFinTimeoutSec: number;
  /** net.core.somaxconn */
  somaxconn: number;
  /** net.netfilter.nf_conntrack_max */
  nfConntrackMax: number;
  /** net.netfilter.nf_conntrack_acct: connections' packets and bytes are shown */
  nfConntrackAcct: boolean;
  /** net.netfilter.nf_conntrack_generic_timeout */
  nfConntrackGenericTimeoutSec: number;
  /** net.netfilter.nf_conntrack_icmp_timeout */
  nfConntrackIcmpTimeoutSec: number;
  /** net.netfilter.nf_conntrack_tcp_timeout_* of the states that have none of their own here */
  nfConntrackTcpTimeoutSynSentSec: number;
  nfConntrackTcpTimeoutSynRecvSec: number;
  nfConntrackTcpTimeoutFinWaitSec: number;
  nfConntrackTcpTimeoutLastAckSec: number;
  nfConntrackTcpTimeoutTimeWaitSec: number;
  nfConntrackTcpTimeoutCloseSec: number;
  /** net.netfilter.nf_conntrack_tcp_timeout_established */
  nfConntrackTcpTimeoutEstablishedSec: number;
  /** net.netfilter.nf_conntrack_tcp_timeout_close_wait */
  nfConntrackTcpTimeoutCloseWaitSec: number;
  /** net.netfilter.nf_conntrack_udp_timeout */
  nfConntrackUdpTimeoutSec: number;
  /** net.netfilter.nf_conntrack_udp_timeout_stream */
  nfConntrackUdpTimeoutStreamSec: number;
  /** net.netfilter.nf_conntrack_tcp_loose */
  nfConntrackTcpLoose: boolean;
  /** net.ipv4.conf.all.arp_ignore: 1 answers only for addresses of the device that was asked */
  arpIgnore: number;
  /** net.ipv4.conf.all.arp_announce: 2 asks with an address of the device only */
  arpAnnounce: number;
  /** net.ipv4.vs.conntrack */
  vsConntrack: boolean;
  /** net.ipv4.vs.conn_reuse_mode */
  vsConnReuseMode: number;
  /** net.ipv4.vs.expire_nodest_conn */
  vsExpireNodestConn: boolean;
  /** net.ipv4.vs.expire_quiescent_template */
  vsExpireQuiescentTemplate: boolean;
}

export function defaultSysctls(): Sysctls {
  return {
    ipForward: false,
    bridgeNfCallIptables: true,
    routeLocalnet: false,
    rpFilter: 0,
    ipDefaultTtl: 64,
    ipLocalPortRange: [32_768, 60_999],
    icmpEchoIgnoreAll: false,
    tcpSynRetries: 6,
    tcpSynackRetries: 5,
    tcpRetries2: 15,
    tcpFinTimeoutSec: 60,
    somaxconn: 4096,
    nfConntrackMax: 262_144,
    nfConntrackAcct: false,
    nfConntrackGenericTimeoutSec: 600,
    nfConntrackIcmpTimeoutSec: 30,
    nfConntrackTcpTimeoutSynSentSec: 120,
    nfConntrackTcpTimeoutSynRecvSec: 60,
    nfConntrackTcpTimeoutFinWaitSec: 120,
    nfConntrackTcpTimeoutLastAckSec: 30,
    nfConntrackTcpTimeoutTimeWaitSec: 120,
    nfConntrackTcpTimeoutCloseSec: 10,
    nfConntrackTcpTimeoutEstablishedSec: 432_000,
    nfConntrackTcpTimeoutCloseWaitSec: 60,
    nfConntrackUdpTimeoutSec: 30,
    nfConntrackUdpTimeoutStreamSec: 120,
    nfConntrackTcpLoose: true,
    arpIgnore: 0,
    arpAnnounce: 0,
    vsConntrack: false,
    vsConnReuseMode: 1,
    vsExpireNodestConn: false,
    vsExpireQuiescentTemplate: false,
  };
}
