/**
 * What the agent knows, as tables: endpoints, Services, identities, and the maps that the programs read.
 *
 * Models: cilium cilium-dbg/cmd/{endpoint_list,service_list,identity_list,bpf_lb_list,bpf_ipcache_list,bpf_ct_list}.go
 */
import { formatIp } from "../../../core/ip.ts";
import { TCP, UDP } from "../../../net/packet.ts";
import type { CiliumAgent } from "../../cni/cilium/cilium-agent.ts";
import type { CiliumEndpoint } from "../../cni/cilium/endpoint.ts";
import { RESERVED_IDENTITIES } from "../../cni/cilium/identity.ts";
import type { Frontend } from "../../cni/cilium/load-balancer.ts";
import { tabTable } from "./tab-table.ts";

export function endpointsOf(agent: CiliumAgent): readonly CiliumEndpoint[] {
  return [...agent.options.datapath.endpoints.values()].sort((a, b) => a.id - b.id);
}

export function endpointList(agent: CiliumAgent): string {
  const state = (isEnforced: boolean): string => (isEnforced ? "Enabled" : "Disabled");
  const rows = endpointsOf(agent).flatMap(({ id, ip, identity, policy }) => {
    const [first = "", ...more] = identity?.labels ?? [];
    const enforced = [state(policy.ingress.isEnforced), state(policy.egress.isEnforced)];
    return [
      [String(id), ...enforced, String(identity?.id ?? ""), first, "", formatIp(ip), "ready"],
      ...more.map((label) => ["", "", "", "", label, "", "", ""]),
    ];
  });
  return tabTable([
    [
      "ENDPOINT",
      "POLICY (ingress)",
      "POLICY (egress)",
      "IDENTITY",
      "LABELS (source:key[=value])",
      "IPv6",
      "IPv4",
      "STATUS",
    ],
    ["", "ENFORCEMENT", "ENFORCEMENT", "", "", "", "", ""],
    ...rows,
  ]);
}

export function protocolText(protocol: number): string {
  return protocol === TCP ? "TCP" : protocol === UDP ? "UDP" : "SCTP";
}

function frontendText({ ip, port, protocol }: Frontend): string {
  return `${formatIp(ip)}:${port}/${protocolText(protocol)}`;
}

export function serviceList(agent: CiliumAgent): string {
  const rows = agent.options.lb.list().flatMap((frontend) => {
    const backends = (frontend.kind === "ClusterIP" ? frontend.internal : frontend.external).map(
      ({ ip, port }, i) => `${i + 1} => ${formatIp(ip)}:${port}/${protocolText(frontend.protocol)} (active)`,
    );
    const [first = "", ...more] = backends;
    return [
      [String(frontend.id), frontendText(frontend), frontend.kind, first],
      ...more.map((text) => ["", "", "", text]),
    ];
  });
  return tabTable([["ID", "Frontend", "Service Type", "Backend"], ...rows]);
}

export function balancerList(agent: CiliumAgent): string {
  const rows = agent.options.lb.list().flatMap((frontend) => {
    const backends = frontend.kind === "ClusterIP" ? frontend.internal : frontend.external;
    const flags = [
      frontend.kind,
      ...(frontend.isExternalLocal && frontend.kind !== "ClusterIP" ? ["Local"] : []),
      ...(frontend.affinityTimeoutSec > 0 ? ["sessionAffinity"] : []),
      ...(frontend.kind === "ClusterIP" || frontend.ip === 0 ? ["non-routable"] : []),
    ];
    const text = frontendText(frontend);
    return [
      [`${text} (0)`, `0.0.0.0:0 (${frontend.id}) (0) [${flags.join(", ")}]`],
      ...backends.map(({ ip, port }, i) => [
        `${text} (${i + 1})`,
        `${formatIp(ip)}:${port}/${protocolText(frontend.protocol)} (${frontend.id}) (${i + 1})`,
      ]),
    ];
  });
  return tabTable([["SERVICE ADDRESS", "BACKEND ADDRESS (REVNAT_ID) (SLOT)"], ...rows]);
}

export function identityList(agent: CiliumAgent): string {
  const reserved = [...RESERVED_IDENTITIES].map(([id, name]) => [String(id), `reserved:${name}`]);
  const own = agent.identities.list().flatMap(({ id, labels }) => {
    const [first = "", ...more] = labels;
    return [[String(id), first], ...more.map((label) => ["", label])];
  });
  return tabTable([["ID", "LABELS"], ...reserved, ...own]);
}

export function ipcacheList(agent: CiliumAgent): string {
  const rows = [...agent.options.datapath.ipcache]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([ip, { identity, tunnelEndpoint }]) => {
      const remote = tunnelEndpoint === null ? "0.0.0.0" : formatIp(tunnelEndpoint);
      const flags = tunnelEndpoint === null ? "<none>" : "hastunnel";
      return [`${formatIp(ip)}/32`, `identity=${identity} encryptkey=0 tunnelendpoint=${remote} flags=${flags}`];
    });
  return tabTable([["IP PREFIX/ADDRESS", "IDENTITY"], ...rows]);
}

export function tunnelList(agent: CiliumAgent): string {
  const rows = agent.options.datapath.remoteRanges.map(({ range, node }) => [
    `${formatIp(range.base)}:0`,
    `${formatIp(node)}:0`,
  ]);
  return tabTable([["TUNNEL", "VALUE"], ...rows]);
}

export function connectionList(agent: CiliumAgent): string {
  const { egress, ingress, nowUs } = agent.options.datapath;
  const lines = (
    [
      ["OUT", egress],
      ["IN", ingress],
    ] as const
  ).flatMap(([direction, map]) =>
    [...map.values()]
      .filter(({ expiresAtUs }) => expiresAtUs > nowUs)
      .map(({ tuple, expiresAtUs, packets }) => {
        const protocol = tuple.protocol === 1 ? "ICMP" : protocolText(tuple.protocol);
        const ends = `${formatIp(tuple.src)}:${tuple.srcPort} -> ${formatIp(tuple.dst)}:${tuple.dstPort}`;
        return `${protocol} ${direction} ${ends} expires=${Math.ceil(expiresAtUs / 1_000_000)} Packets=${packets}\n`;
      }),
  );
  return lines.join("");
}
