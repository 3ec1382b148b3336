/**
 * The chains that every node has, whatever runs on it: where Felix hangs itself into the tables.
 *
 * Models: projectcalico/calico felix/rules/{static,nat}.go
 * SIMPLIFIED: no host endpoints, so their chains are empty and there are no failsafe ports.
 */
import {
  ACCEPT,
  ALL_MARKS,
  clearMark,
  ctState,
  DROP,
  destinationPorts,
  type FelixChain,
  type FelixRule,
  fromLocal,
  goTo,
  inInterface,
  inSet,
  jump,
  MARK,
  MASQUERADE,
  markClear,
  markedAs,
  markSet,
  NOTRACK,
  notFromOutDevice,
  outInterface,
  protocol,
  RETURN,
  RPF_FAILED,
  setMark,
  toLocal,
  udpPort,
} from "./felix-rule.ts";
import { ENDPOINT_MASK, IPVS_INPUT, IPVS_OUTPUT } from "./ipvs-chains.ts";

export const VXLAN_PORT = 4789;
const IPIP_PROTOCOL = 4;
const UDP_PROTOCOL = 17;
const WORKLOADS = "cali+";
const ACCEPTED = "Host endpoint policy accepted packet.";

export interface FelixFeatures {
  readonly ipip: boolean;
  readonly vxlan: boolean;
  /** kube-proxy uses IPVS. */
  readonly ipvs: boolean;
  /** Some pool's addresses are hidden behind the node's. */
  readonly natOutgoing: boolean;
}

const empty = (name: string): FelixChain => ({ name, rules: [] });
const accepted: FelixRule = { match: [markSet(MARK.accept)], action: ACCEPT };

export function filterChains({ ipip, vxlan, ipvs }: FelixFeatures): FelixChain[] {
  return [
    {
      name: "cali-INPUT",
      rules: [
        ...(ipip ? ipipIn : []),
        ...(vxlan ? vxlanIn : []),
        ...(ipvs ? IPVS_INPUT : []),
        { match: [inInterface(WORKLOADS)], action: goTo("cali-wl-to-host") },
        accepted,
        { action: clearMark(ALL_MARKS) },
        { action: jump("cali-from-host-endpoint") },
        { ...accepted, comments: [ACCEPTED] },
      ],
    },
    {
      name: "cali-wl-to-host",
      rules: [
        { action: jump("cali-from-wl-dispatch") },
        { action: ACCEPT, comments: ["Configured DefaultEndpointToHostAction"] },
      ],
    },
    {
      name: "cali-FORWARD",
      rules: [
        { action: clearMark(ALL_MARKS & ~MARK.accept) },
        { match: [markClear(MARK.accept)], action: jump("cali-from-hep-forward") },
        { match: [inInterface(WORKLOADS)], action: jump("cali-from-wl-dispatch") },
        { match: [outInterface(WORKLOADS)], action: jump("cali-to-wl-dispatch") },
        { action: jump("cali-to-hep-forward") },
        { action: jump("cali-cidr-block") },
      ],
    },
    {
      name: "cali-OUTPUT",
      rules: [
        accepted,
        ...(ipvs ? [IPVS_OUTPUT] : []),
        { match: [outInterface(WORKLOADS)], action: RETURN },
        ...(ipip ? [ipipOut] : []),
        ...(vxlan ? [vxlanOut] : []),
        { action: clearMark(ALL_MARKS) },
        { match: [ctState(["DNAT"], true)], action: jump("cali-to-host-endpoint") },
        { ...accepted, comments: [ACCEPTED] },
      ],
    },
    ...[
      "cali-from-host-endpoint",
      "cali-to-host-endpoint",
      "cali-from-hep-forward",
      "cali-to-hep-forward",
      "cali-cidr-block",
    ].map(empty),
  ];
}

const ipipIn: readonly FelixRule[] = [
  {
    match: [protocol(IPIP_PROTOCOL), inSet("cali40all-hosts-net", "src"), toLocal],
    action: ACCEPT,
    comments: ["Allow IPIP packets from Calico hosts"],
  },
  { match: [protocol(IPIP_PROTOCOL)], action: DROP, comments: ["Drop IPIP packets from non-Calico hosts"] },
];

const ipipOut: FelixRule = {
  match: [protocol(IPIP_PROTOCOL), inSet("cali40all-hosts-net", "dst"), fromLocal],
  action: ACCEPT,
  comments: ["Allow IPIP packets to other Calico hosts"],
};

const vxlanPorts = destinationPorts([{ from: VXLAN_PORT, to: VXLAN_PORT }]);

const vxlanIn: readonly FelixRule[] = [
  {
    match: [protocol(UDP_PROTOCOL), vxlanPorts, inSet("cali40all-vxlan-net", "src"), toLocal],
    action: ACCEPT,
    comments: ["Allow IPv4 VXLAN packets from allowed hosts"],
  },
  {
    match: [protocol(UDP_PROTOCOL), vxlanPorts, toLocal],
    action: DROP,
    comments: ["Drop IPv4 VXLAN packets from non-allowed hosts"],
  },
];

const vxlanOut: FelixRule = {
  match: [protocol(UDP_PROTOCOL), vxlanPorts, fromLocal, inSet("cali40all-vxlan-net", "dst")],
  action: ACCEPT,
  comments: ["Allow IPv4 VXLAN packets to other allowed hosts"],
};

export function natChains({ ipip, vxlan, natOutgoing }: FelixFeatures): FelixChain[] {
  const tunnels = [...(ipip ? ["tunl0"] : []), ...(vxlan ? ["vxlan.calico"] : [])];
  const outgoing: FelixRule = {
    match: [inSet("cali40masq-ipam-pools", "src"), inSet("cali40network-ip-pools", "dst", true)],
    action: MASQUERADE,
  };
  return [
    { name: "cali-PREROUTING", rules: [{ action: jump("cali-fip-dnat") }] },
    { name: "cali-OUTPUT", rules: [{ action: jump("cali-fip-dnat") }] },
    {
      name: "cali-POSTROUTING",
      rules: [
        { action: jump("cali-fip-snat") },
        { action: jump("cali-nat-outgoing") },
        ...tunnels.map((name) => ({
          match: [outInterface(name), notFromOutDevice, fromLocal],
          action: MASQUERADE,
        })),
      ],
    },
    { name: "cali-nat-outgoing", rules: natOutgoing ? [outgoing] : [] },
    empty("cali-fip-dnat"),
    empty("cali-fip-snat"),
  ];
}

export function mangleChains({ ipvs }: FelixFeatures): FelixChain[] {
  return [
    {
      name: "cali-PREROUTING",
      rules: [
        { match: [ctState(["RELATED", "ESTABLISHED"])], action: ACCEPT },
        accepted,
        { action: jump("cali-from-host-endpoint") },
        { ...accepted, comments: [ACCEPTED] },
      ],
    },
    {
      name: "cali-POSTROUTING",
      rules: [
        {
          match: [
            inSet("cali40dscp-src-net", "src"),
            inSet("cali40network-ip-pools", "dst", true),
            inSet("cali40this-host", "dst", true),
          ],
          action: jump("cali-egress-dscp"),
          comments: ["set dscp for traffic leaving cluster."],
        },
        { match: [markSet(MARK.accept)], action: RETURN },
        ...(ipvs ? [{ match: [markedAs(0, ENDPOINT_MASK, true)], action: RETURN }] : []),
        { action: clearMark(ALL_MARKS) },
        { match: [ctState(["DNAT"])], action: jump("cali-to-host-endpoint") },
        { match: [markSet(MARK.accept)], action: RETURN, comments: [ACCEPTED] },
      ],
    },
    ...["cali-from-host-endpoint", "cali-to-host-endpoint", "cali-egress-dscp"].map(empty),
  ];
}

export function rawChains({ vxlan }: FelixFeatures): FelixChain[] {
  const untracked: FelixRule = { match: [protocol("udp"), udpPort(VXLAN_PORT)], action: NOTRACK };
  const fromWorkload = MARK.scratch0;
  return [
    {
      name: "cali-PREROUTING",
      rules: [
        { action: clearMark(ALL_MARKS) },
        ...(vxlan ? [untracked] : []),
        { match: [inInterface(WORKLOADS)], action: setMark(fromWorkload) },
        { match: [markSet(fromWorkload)], action: jump("cali-rpf-skip") },
        { match: [markSet(fromWorkload), RPF_FAILED], action: DROP },
        { match: [markClear(fromWorkload)], action: jump("cali-from-host-endpoint") },
        accepted,
      ],
    },
    {
      name: "cali-OUTPUT",
      rules: [
        { action: clearMark(ALL_MARKS) },
        { action: jump("cali-to-host-endpoint") },
        ...(vxlan ? [untracked] : []),
        accepted,
      ],
    },
    ...["cali-from-host-endpoint", "cali-to-host-endpoint", "cali-rpf-skip"].map(empty),
  ];
}

/** What stands in the built-in chains: before all else, or after. */
export const HANGING = {
  filter: {
    first: { INPUT: "cali-INPUT", FORWARD: "cali-FORWARD", OUTPUT: "cali-OUTPUT" },
    last: {
      FORWARD: [
        { match: [markSet(MARK.accept)], action: ACCEPT, comments: ["Policy explicitly accepted packet."] },
        { action: setMark(MARK.accept) },
      ],
    },
  },
  nat: {
    first: { PREROUTING: "cali-PREROUTING", OUTPUT: "cali-OUTPUT" },
    last: { POSTROUTING: [{ action: jump("cali-POSTROUTING") }] },
  },
  mangle: { first: { PREROUTING: "cali-PREROUTING", POSTROUTING: "cali-POSTROUTING" }, last: {} },
  raw: { first: { PREROUTING: "cali-PREROUTING", OUTPUT: "cali-OUTPUT" }, last: {} },
} as const satisfies Record<
  string,
  { readonly first: Readonly<Record<string, string>>; readonly last: Readonly<Record<string, readonly FelixRule[]>> }
>;
