/**
 * What Felix adds where kube-proxy uses IPVS: a packet for a Service then goes to the host itself first, where it must
 * not be judged yet, and leaves as if the host had sent it. A mark says meanwhile which Pod it is from.
 *
 * Models: projectcalico/calico felix/rules/static.go StaticFilterInputForwardCheckChain,
 * StaticFilterOutputForwardEndpointMarkChain; felix/rules/dispatch.go endpointMarkDispatchChains; felix/rules/epmark.go
 * SIMPLIFIED: Pods get their marks in the order of their devices' names.
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
  inSet,
  jump,
  MARK,
  markedAs,
  markSet,
  outInterface,
  protocol,
  RETURN,
  setMaskedMark,
} from "./felix-rule.ts";

/** All bits that Felix has no other use for. */
export const ENDPOINT_MASK = 0xffe0_0000;
const NOT_A_POD = 0x20_0000;
const NODE_PORTS = { from: 30_000, to: 32_767 };
const THIS_HOST = "cali40this-host";
const WORKLOADS = "cali+";

/** In INPUT: what goes on to somewhere else is let by and remembered. */
export const IPVS_INPUT: readonly FelixRule[] = [
  { action: clearMark(ENDPOINT_MASK) },
  { action: jump("cali-forward-check") },
  { match: [markedAs(0, ENDPOINT_MASK, true)], action: RETURN },
];

/** In OUTPUT: what was remembered is judged. */
export const IPVS_OUTPUT: FelixRule = {
  match: [markedAs(0, ENDPOINT_MASK, true)],
  action: goTo("cali-forward-endpoint-mark"),
};

export function ipvsChains(devices: readonly string[]): FelixChain[] {
  const marks = [...devices].sort().map((device, i) => ({ device, mark: ((i + 2) << 21) >>> 0 }));
  const toNodePort = (name: string): FelixRule => ({
    match: [protocol(name), destinationPorts([NODE_PORTS]), inSet(THIS_HOST, "dst")],
    action: goTo("cali-set-endpoint-mark"),
    comments: ["To kubernetes NodePort service"],
  });
  return [
    {
      name: "cali-forward-check",
      rules: [
        { match: [ctState(["RELATED", "ESTABLISHED"])], action: RETURN },
        toNodePort("tcp"),
        toNodePort("udp"),
        {
          match: [inSet(THIS_HOST, "dst", true)],
          action: jump("cali-set-endpoint-mark"),
          comments: ["To kubernetes service"],
        },
      ],
    },
    {
      name: "cali-set-endpoint-mark",
      rules: [
        ...marks.map(({ device }) => ({ match: [inInterface(device)], action: goTo(chainName("cali-sm-", device)) })),
        { match: [inInterface(WORKLOADS)], action: DROP, comments: ["Unknown endpoint"] },
        { action: setMaskedMark(NOT_A_POD, ENDPOINT_MASK) },
      ],
    },
    ...marks.map(({ device, mark }) => ({
      name: chainName("cali-sm-", device),
      rules: [{ action: setMaskedMark(mark, ENDPOINT_MASK) }],
    })),
    {
      name: "cali-from-endpoint-mark",
      rules: [
        ...marks.map(({ device, mark }) => ({
          match: [markedAs(mark, ENDPOINT_MASK)],
          action: goTo(chainName("cali-fw-", device)),
        })),
        { action: DROP, comments: ["Unknown interface"] },
      ],
    },
    {
      name: "cali-forward-endpoint-mark",
      rules: [
        { match: [markedAs(NOT_A_POD, ENDPOINT_MASK, true)], action: jump("cali-from-endpoint-mark") },
        { match: [outInterface(WORKLOADS)], action: jump("cali-to-wl-dispatch") },
        { action: jump("cali-to-hep-forward") },
        { action: clearMark(ENDPOINT_MASK) },
        { match: [markSet(MARK.accept)], action: ACCEPT, comments: ["Policy explicitly accepted packet."] },
      ],
    },
  ];
}
