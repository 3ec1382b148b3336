/**
 * The chains of one Pod's cable: what may go to it and what may come from it. Known connections pass; policies set the
 * mark that accepts or leave it; without policies the profiles of the namespace and the service account decide.
 *
 * Models: projectcalico/calico felix/rules/endpoints.go endpointIptablesChain, felix/rules/dispatch.go
 * SIMPLIFIED: one tier; policies that select alike do not get a chain for their group; interfaces are not grouped by
 * the first letters of their names.
 */
import {
  ACCEPT,
  chainName,
  clearMark,
  ctState,
  DROP,
  destinationPorts,
  type FelixChain,
  type FelixRule,
  goTo,
  inInterface,
  jump,
  MARK,
  markClear,
  markSet,
  outInterface,
  protocol,
  RETURN,
  setMark,
} from "./felix-rule.ts";
import { VXLAN_PORT } from "./static-chains.ts";

export type Direction = "ingress" | "egress";

export interface EndpointPolicies {
  /** The name of the cable's end on the node. */
  readonly device: string;
  /** `kns.default`, `ksa.default.default` */
  readonly profiles: readonly string[];
  /** The policies that isolate it, in order. */
  readonly policies: Readonly<Record<Direction, readonly IsolatingPolicy[]>>;
}

export interface IsolatingPolicy {
  /** `namespace/name` */
  readonly key: string;
  readonly chain: string;
}

const PREFIXES = {
  ingress: { endpoint: "cali-tw-", profile: "cali-pri-" },
  egress: { endpoint: "cali-fw-", profile: "cali-pro-" },
} as const;

export function endpointChain({ device, profiles, policies }: EndpointPolicies, direction: Direction): FelixChain {
  const prefix = PREFIXES[direction];
  return {
    name: chainName(prefix.endpoint, device),
    rules: [
      { match: [ctState(["RELATED", "ESTABLISHED"])], action: ACCEPT },
      { match: [ctState(["INVALID"])], action: DROP },
      { action: clearMark(MARK.accept | MARK.pass) },
      ...(direction === "egress" ? noTunnels : []),
      ...tierRules(policies[direction]),
      ...profiles.flatMap((profile): FelixRule[] => [
        { action: jump(chainName(prefix.profile, profile)) },
        { match: [markSet(MARK.accept)], action: RETURN, comments: ["Return if profile accepted"] },
      ]),
      { action: DROP, comments: ["Drop if no profiles matched"] },
    ],
  };
}

/** What a Pod wraps up itself could pass its policies unseen. */
const noTunnels: readonly FelixRule[] = [
  {
    match: [protocol(17), destinationPorts([{ from: VXLAN_PORT, to: VXLAN_PORT }])],
    action: DROP,
    comments: ["Drop VXLAN encapped packets originating in workloads"],
  },
  { match: [protocol(4)], action: DROP, comments: ["Drop IPinIP encapped packets originating in workloads"] },
];

function tierRules(policies: readonly IsolatingPolicy[]): FelixRule[] {
  if (policies.length === 0) return [];
  return [
    { action: clearMark(MARK.pass), comments: ["Start of tier default"] },
    ...policies.flatMap(({ chain }): FelixRule[] => [
      { match: [markClear(MARK.pass)], action: jump(chain) },
      { match: [markSet(MARK.accept)], action: RETURN, comments: ["Return if policy accepted"] },
    ]),
    {
      match: [markClear(MARK.pass)],
      action: DROP,
      comments: ["End of tier default. Drop if no policies passed packet"],
      origin: `NetworkPolicy ${policies.map(({ key }) => key).join(", ")}`,
    },
  ];
}

/** A namespace's profile allows everything, a service account's says nothing. */
export function profileChains(profile: string): FelixChain[] {
  return (["ingress", "egress"] as const).map((direction) => ({
    name: chainName(PREFIXES[direction].profile, profile),
    rules: [
      {
        ...(profile.startsWith("kns.") ? { action: setMark(MARK.accept) } : {}),
        comments: [`Profile ${profile} ${direction}`],
      },
    ],
  }));
}

/** By name of the interface; what Felix does not know yet is dropped. */
export function dispatchChains(devices: readonly string[]): FelixChain[] {
  const unknown: FelixRule = { action: DROP, comments: ["Unknown interface"] };
  const sorted = [...devices].sort();
  return [
    {
      name: "cali-from-wl-dispatch",
      rules: [
        ...sorted.map((name) => ({ match: [inInterface(name)], action: goTo(chainName("cali-fw-", name)) })),
        unknown,
      ],
    },
    {
      name: "cali-to-wl-dispatch",
      rules: [
        ...sorted.map((name) => ({ match: [outInterface(name)], action: goTo(chainName("cali-tw-", name)) })),
        unknown,
      ],
    },
  ];
}
