/** What `ip -d link` adds: the kind of a device and what is particular to it. Models: iproute2 6.1 ip/iplink_{vxlan,bridge,iptnl}.c */
import { formatIp } from "../../../sim/core/ip.ts";
import type { Device } from "../../../sim/net/device.ts";
import { Bridge } from "../../../sim/net/link/bridge.ts";
import { Ipip } from "../../../sim/net/link/ipip.ts";
import { Vxlan } from "../../../sim/net/link/vxlan.ts";
import { formatMac } from "../../../sim/net/mac.ts";

const TAIL = "gso_max_size 65536 gso_max_segs 65535 tso_max_size 524280 tso_max_segs 65535 gro_max_size 65536 ";

/** Goes behind the line of addresses. */
export function promiscuity(device: Device): string {
  const isPort = device.master === null ? 0 : 1;
  const [least, most] = device.isLoopback ? [0, 0] : [68, 65_535];
  return ` promiscuity ${isPort}  allmulti ${isPort} minmtu ${least} maxmtu ${most} `;
}

export function detailText(device: Device): string {
  const queues = device.kind === "veth" ? 2 : 1;
  const common = `addrgenmode eui64 numtxqueues ${queues} numrxqueues ${queues} ${TAIL}`;
  const kind = kindText(device);
  if (device.master !== null) {
    const slave = slaveText(device);
    return `${kind === "" ? "" : `\n    ${kind}`}\n    ${slave}${common}`;
  }
  return kind === "" ? common : `\n    ${kind}${common}`;
}

function kindText(device: Device): string {
  const { link } = device;
  if (link instanceof Vxlan) {
    if (link.external)
      return `vxlan external id 0 srcport 0 0 dstport ${link.dstPort} ttl auto ageing 300 udpcsum noudp6zerocsumtx noudp6zerocsumrx `;
    const learning = link.learning ? "" : "nolearning ";
    return `vxlan id ${link.vni} local ${formatIp(link.local)} dev ${link.underlay.name} srcport 0 0 dstport ${link.dstPort} ${learning}ttl auto ageing 300 udpcsum noudp6zerocsumtx noudp6zerocsumrx `;
  }
  if (link instanceof Ipip) {
    const end = (ip: typeof link.local): string => (ip === null ? "any" : formatIp(ip));
    return `ipip ${link.remote === null ? "any" : "ipip"} remote ${end(link.remote)} local ${end(link.local)} ttl inherit nopmtudisc `;
  }
  if (link instanceof Bridge) return bridgeText(device);
  if (device.kind === "veth" || device.kind === "dummy" || device.kind === "wireguard") return `${device.kind} `;
  return "";
}

function bridgeId(device: Device): string {
  const mac = formatMac(device.mac)
    .split(":")
    .map((part) => part.replace(/^0(.)/, "$1"))
    .join(":");
  return `8000.${mac}`;
}

function bridgeText(device: Device): string {
  const id = bridgeId(device);
  return `bridge forward_delay 1500 hello_time 200 max_age 2000 ageing_time 30000 stp_state 0 priority 32768 vlan_filtering 0 vlan_protocol 802.1Q bridge_id ${id} designated_root ${id} root_port 0 root_path_cost 0 topology_change 0 topology_change_detected 0 hello_timer    0.00 tcn_timer    0.00 topology_change_timer    0.00 gc_timer    0.00 vlan_default_pvid 1 vlan_stats_enabled 0 vlan_stats_per_port 0 group_fwd_mask 0 group_address 01:80:c2:00:00:00 mcast_snooping 1 no_linklocal_learn 0 mcast_vlan_snooping 0 mcast_router 1 mcast_query_use_ifaddr 0 mcast_querier 0 mcast_hash_elasticity 16 mcast_hash_max 4096 mcast_last_member_count 2 mcast_startup_query_count 2 mcast_last_member_interval 100 mcast_membership_interval 26000 mcast_querier_interval 25500 mcast_query_interval 12500 mcast_query_response_interval 1000 mcast_startup_query_interval 3124 mcast_stats_enabled 0 mcast_igmp_version 2 mcast_mld_version 1 nf_call_iptables 0 nf_call_ip6tables 0 nf_call_arptables 0 `;
}

function slaveText(device: Device): string {
  const { master } = device;
  if (master === null) return "";
  const number = portNumber(device);
  const id = bridgeId(master.device);
  return `bridge_slave state ${device.carrier ? "forwarding" : "disabled"} priority 32 cost 2 hairpin ${device.hairpin ? "on" : "off"} guard off root_block off fastleave off learning on flood on port_id 0x80${number.toString(16).padStart(2, "0")} port_no 0x${number.toString(16)} designated_port ${32_768 + number} designated_cost 0 designated_bridge ${id} designated_root ${id} hold_timer    0.00 message_age_timer    0.00 forward_delay_timer    0.00 topology_change_ack 0 config_pending 0 proxy_arp off proxy_arp_wifi off mcast_router 1 mcast_fast_leave off mcast_flood on bcast_flood on mcast_to_unicast off neigh_suppress off group_fwd_mask 0 group_fwd_mask_str 0x0 vlan_tunnel off isolated off locked off `;
}

export function portNumber(port: Device): number {
  const { master } = port;
  const bridge = master?.device.link;
  return bridge instanceof Bridge ? bridge.ports.indexOf(port) + 1 : 1;
}
