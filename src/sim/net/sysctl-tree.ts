/**
 * The kernel's network settings by their names, as text: what `/proc/sys/net` holds and `sysctl` lists. Those that this
 * kernel obeys, and no others.
 *
 * Models: Documentation/admin-guide/sysctl/net.rst, Documentation/networking/ip-sysctl.rst, nf_conntrack-sysctl.rst;
 * kernel/sysctl.c proc_dointvec_minmax
 * SIMPLIFIED: settings that change nothing here are not there.
 */
import type { NetNamespace } from "./namespace.ts";
import type { Sysctls } from "./sysctls.ts";

type Mutable = { -readonly [Key in keyof Sysctls]: Sysctls[Key] };

export interface Sysctl {
  /** `net.ipv4.ip_forward` */
  readonly name: string;
  read(): string;
  /** False when the text is no value for it; missing where it can only be read. */
  readonly write?: (text: string) => boolean;
}

const MOST = 2_147_483_647;

/** Settings that are numbers or switches, with the range that the kernel accepts. */
const SETTINGS: readonly (readonly [name: string, key: keyof Sysctls, range?: readonly [number, number]])[] = [
  ["net.bridge.bridge-nf-call-iptables", "bridgeNfCallIptables"],
  ["net.core.somaxconn", "somaxconn", [0, MOST]],
  ["net.ipv4.conf.all.arp_announce", "arpAnnounce", [0, 2]],
  ["net.ipv4.conf.all.arp_ignore", "arpIgnore", [0, 8]],
  ["net.ipv4.conf.all.forwarding", "ipForward"],
  ["net.ipv4.conf.all.route_localnet", "routeLocalnet"],
  ["net.ipv4.conf.all.rp_filter", "rpFilter", [0, 2]],
  ["net.ipv4.icmp_echo_ignore_all", "icmpEchoIgnoreAll"],
  ["net.ipv4.ip_default_ttl", "ipDefaultTtl", [1, 255]],
  ["net.ipv4.ip_forward", "ipForward"],
  ["net.ipv4.ip_local_port_range", "ipLocalPortRange", [1, 65_535]],
  ["net.ipv4.tcp_fin_timeout", "tcpFinTimeoutSec", [0, MOST]],
  ["net.ipv4.tcp_retries2", "tcpRetries2", [0, 255]],
  ["net.ipv4.tcp_syn_retries", "tcpSynRetries", [1, 127]],
  ["net.ipv4.tcp_synack_retries", "tcpSynackRetries", [0, 255]],
  ["net.netfilter.nf_conntrack_acct", "nfConntrackAcct"],
  ["net.netfilter.nf_conntrack_generic_timeout", "nfConntrackGenericTimeoutSec", [0, MOST]],
  ["net.netfilter.nf_conntrack_icmp_timeout", "nfConntrackIcmpTimeoutSec", [0, MOST]],
  ["net.netfilter.nf_conntrack_max", "nfConntrackMax", [0, MOST]],
  ["net.netfilter.nf_conntrack_tcp_loose", "nfConntrackTcpLoose"],
  ["net.netfilter.nf_conntrack_tcp_timeout_close", "nfConntrackTcpTimeoutCloseSec", [0, MOST]],
  ["net.netfilter.nf_conntrack_tcp_timeout_close_wait", "nfConntrackTcpTimeoutCloseWaitSec", [0, MOST]],
  ["net.netfilter.nf_conntrack_tcp_timeout_established", "nfConntrackTcpTimeoutEstablishedSec", [0, MOST]],
  ["net.netfilter.nf_conntrack_tcp_timeout_fin_wait", "nfConntrackTcpTimeoutFinWaitSec", [0, MOST]],
  ["net.netfilter.nf_conntrack_tcp_timeout_last_ack", "nfConntrackTcpTimeoutLastAckSec", [0, MOST]],
  ["net.netfilter.nf_conntrack_tcp_timeout_syn_recv", "nfConntrackTcpTimeoutSynRecvSec", [0, MOST]],
  ["net.netfilter.nf_conntrack_tcp_timeout_syn_sent", "nfConntrackTcpTimeoutSynSentSec", [0, MOST]],
  ["net.netfilter.nf_conntrack_tcp_timeout_time_wait", "nfConntrackTcpTimeoutTimeWaitSec", [0, MOST]],
  ["net.netfilter.nf_conntrack_udp_timeout", "nfConntrackUdpTimeoutSec", [0, MOST]],
  ["net.netfilter.nf_conntrack_udp_timeout_stream", "nfConntrackUdpTimeoutStreamSec", [0, MOST]],
  ["net.nf_conntrack_max", "nfConntrackMax", [0, MOST]],
];

/** There once the module is: with the first virtual service, or whoever asked for IPVS. */
const IPVS_SETTINGS: typeof SETTINGS = [
  ["net.ipv4.vs.conn_reuse_mode", "vsConnReuseMode", [0, MOST]],
  ["net.ipv4.vs.conntrack", "vsConntrack"],
  ["net.ipv4.vs.expire_nodest_conn", "vsExpireNodestConn"],
  ["net.ipv4.vs.expire_quiescent_template", "vsExpireQuiescentTemplate"],
];

/** Sorted by name. */
export function sysctlsOf(namespace: NetNamespace): readonly Sysctl[] {
  const { sysctls, conntrack, devices } = namespace;
  const named = namespace.ipvs !== null ? [...SETTINGS, ...IPVS_SETTINGS] : SETTINGS;
  const all: Sysctl[] = named.map(([name, key, range]) => ({
    name,
    read: () => textOf(sysctls[key]),
    write: (text) => writeSetting(sysctls, key, { text, range: range ?? [-MOST, MOST] }),
  }));
  all.push({ name: "net.netfilter.nf_conntrack_count", read: () => String(conntrack.count) });
  all.push({ name: "net.netfilter.nf_conntrack_buckets", read: () => "262144" });
  for (const device of devices.values()) {
    const at = `net.ipv4.conf.${device.name.replaceAll(".", "/")}`;
    all.push({
      name: `${at}.rp_filter`,
      read: () => String(device.rpFilter),
      write: (text) => {
        const value = numberIn(text, [0, 2]);
        if (value !== null) device.rpFilter = value as 0 | 1 | 2;
        return value !== null;
      },
    });
    all.push({
      name: `${at}.proxy_arp`,
      read: () => (device.proxyArp ? "1" : "0"),
      write: (text) => {
        const value = numberIn(text, [-MOST, MOST]);
        if (value !== null) device.proxyArp = value !== 0;
        return value !== null;
      },
    });
  }
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function textOf(value: Sysctls[keyof Sysctls]): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  return typeof value === "number" ? String(value) : value.join("\t");
}

function writeSetting(
  sysctls: Sysctls,
  key: keyof Sysctls,
  { text, range }: { readonly text: string; readonly range: readonly [number, number] },
): boolean {
  const before = sysctls[key];
  const mutable = sysctls as Mutable;
  if (typeof before === "object") {
    const [from, to, more] = text
      .trim()
      .split(/\s+/)
      .map((part) => numberIn(part, range));
    if (from == null || to == null || more !== undefined || from > to) return false;
    Object.assign(mutable, { [key]: [from, to] });
    return true;
  }
  const value = numberIn(text, range);
  if (value === null) return false;
  Object.assign(mutable, { [key]: typeof before === "boolean" ? value !== 0 : value });
  return true;
}

function numberIn(text: string, [from, to]: readonly [number, number]): number | null {
  const word = text.trim();
  const value = /^-?(\d+|0x[0-9a-f]+)$/i.test(word) ? Number(word) : Number.NaN;
  return value >= from && value <= to ? value : null;
}
