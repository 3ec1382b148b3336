/**
 * Every way in which a packet can end other than being delivered, as a closed list: the sentence is for people,
 * the reason is for tests, graders and the diagnosis.
 *
 * Models: include/net/dropreason-core.h, as far as these can happen here.
 */

export type DropReason =
  | "arp-failed"
  | "bridge-hairpin-off"
  | "bridge-no-port"
  | "conntrack-clash"
  | "conntrack-full"
  | "device-down"
  | "ebpf-drop"
  | "filter-agent"
  | "forwarding-off"
  | "fragment-timeout"
  | "icmp-unknown-socket"
  | "ipvs-no-server"
  | "link-down"
  | "link-lost"
  | "martian-source"
  | "mtu-exceeded"
  | "neighbour-queue-full"
  | "netfilter-drop"
  | "netfilter-policy"
  | "netfilter-reject"
  | "no-route"
  | "no-socket"
  | "not-for-this-host"
  | "reverse-path"
  | "route-blackhole"
  | "route-prohibit"
  | "route-unreachable"
  | "socket-backlog-full"
  | "socket-buffer-full"
  | "source-check"
  | "tcp-bad-segment"
  | "ttl-exceeded"
  | "tunnel-no-remote"
  | "tunnel-not-for-us"
  | "unknown-protocol";

const SENTENCES: Readonly<Record<DropReason, string>> = {
  "arp-failed": "nobody on the link answered the ARP requests for the next hop",
  "bridge-hairpin-off":
    "the frame would go back out of the bridge port that it came in by, which is not in hairpin mode",
  "bridge-no-port": "the bridge has no other port to send the frame to",
  "conntrack-clash": "another packet of the same connection was confirmed first",
  "conntrack-full": "the connection tracking table is full",
  "device-down": "the device is down",
  "ebpf-drop": "a program of eBPF dropped it",
  "filter-agent": "a program that was asked about the connection said no",
  "forwarding-off": "the packet is for another host and this one does not forward (net.ipv4.ip_forward = 0)",
  "fragment-timeout": "the other pieces of the packet did not come in time",
  "icmp-unknown-socket": "an ICMP message came for which no socket waits",
  "ipvs-no-server": "IPVS has no real server that can take the connection",
  "link-down": "the other end of the link is gone or down",
  "link-lost": "the link lost the frame",
  "martian-source": "the source address cannot come from outside this host",
  "mtu-exceeded": "the packet is larger than the MTU of the way out and must not be fragmented",
  "neighbour-queue-full": "too many packets already wait for the next hop's address",
  "netfilter-drop": "a rule dropped it",
  "netfilter-policy": "no rule decided and the chain's policy is DROP",
  "netfilter-reject": "a rule rejected it and told the sender so",
  "no-route": "there is no route to the destination",
  "no-socket": "nobody listens on that port",
  "not-for-this-host": "the frame is addressed to another Ethernet address",
  "reverse-path": "the source address is not reachable through the device it came in by (rp_filter)",
  "route-blackhole": "the route says blackhole",
  "route-prohibit": "the route says prohibit",
  "route-unreachable": "the route says unreachable",
  "socket-backlog-full": "the listener's queue of connections is full",
  "socket-buffer-full": "the socket's receive buffer is full",
  "source-check": "the virtual network does not carry packets from an address that their sender does not hold",
  "tcp-bad-segment": "the segment does not belong to the connection's present state",
  "ttl-exceeded": "its time to live ran out",
  "tunnel-no-remote": "the tunnel does not know which host the packet is for",
  "tunnel-not-for-us": "no tunnel of this host takes the packet (another VNI, another peer, another sender)",
  "unknown-protocol": "this host does not speak the transport protocol",
};

export function sentenceOf(reason: DropReason): string {
  return SENTENCES[reason];
}

export const DROP_REASONS: readonly DropReason[] = Object.keys(SENTENCES) as DropReason[];
