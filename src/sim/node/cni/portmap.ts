/**
 * `hostPort`: a port of the node that leads to one Pod, by rules of its own beside kube-proxy's.
 *
 * Models: containernetworking/plugins plugins/meta/portmap/portmap_iptables.go, chain.go
 * SIMPLIFIED: IPv4 only; always iptables and with SNAT; the chain's name is made with SHA-256 instead of SHA-512.
 */
import { type Cidr, cidr, ip as parseIp } from "../../core/ip.ts";
import { sha256Hex } from "../../core/sha256.ts";
import { encodeUtf8 } from "../../core/utf8.ts";
import type { Pod } from "../../kube/schema/types.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import { createRule, type Match, type Rule, type Target } from "../../net/netfilter/rule.ts";
import { SCTP, TCP, UDP } from "../../net/packet.ts";

const DNAT = "CNI-HOSTPORT-DNAT";
const SETMARK = "CNI-HOSTPORT-SETMARK";
const MASQ = "CNI-HOSTPORT-MASQ";
const LOCALHOST = cidr("127.0.0.1/32");
const MARK = { value: 0x2000, mask: 0x2000 } as const;
const PROTOCOLS: Readonly<Record<string, { readonly kind: "tcp" | "udp" | "sctp"; readonly protocol: number }>> = {
  TCP: { kind: "tcp", protocol: TCP },
  UDP: { kind: "udp", protocol: UDP },
  SCTP: { kind: "sctp", protocol: SCTP },
};

export interface PortMapping {
  readonly hostPort: number;
  readonly hostIP: string;
  readonly containerPort: number;
  readonly protocol: string;
}

export function portMappings(pod: Pod): readonly PortMapping[] {
  if (pod.spec.hostNetwork === true) return [];
  const { containers, initContainers = [] } = pod.spec;
  return [...initContainers, ...containers].flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort = 0, hostIP = "", containerPort, protocol = "TCP" }) =>
      hostPort === 0 ? [] : [{ hostPort, hostIP, containerPort, protocol }],
    ),
  );
}

export interface Forwarded {
  /** The name of the network, and the sandbox's id. */
  readonly network: string;
  readonly id: string;
  readonly podIP: string;
  /** Those that the Pod's own interface takes for its neighbours: they are not to answer it past the node. */
  readonly range: Cidr;
  readonly mappings: readonly PortMapping[];
}

function rule(matches: readonly Match[], target: Target): Rule {
  return createRule({ matches, target, origin: "CNI portmap" });
}

/** Gives back what takes the rules away again. */
export function mapPorts(namespace: NetNamespace, forwarded: Forwarded): () => void {
  const { network, id, mappings } = forwarded;
  const table = namespace.netfilter.table("nat");
  setUp(namespace);
  const chain = `CNI-DN-${sha256Hex(encodeUtf8(network + id)).slice(0, 21)}`;
  table.newChain(chain);
  for (const made of chainRules(forwarded)) table.append(chain, made);
  const text = { kind: "comment", text: `dnat name: "${network}" id: "${id}"` } as const;
  for (const name of new Set(mappings.map(({ protocol }) => protocol))) {
    const ports = mappings.filter(({ protocol }) => protocol === name).map(({ hostPort }) => portOf(hostPort));
    const { protocol } = PROTOCOLS[name] as { protocol: number };
    const matches: Match[] = [{ kind: "protocol", protocol }, text, { kind: "multiport", side: "dports", ports }];
    table.append(DNAT, rule(matches, { kind: "jump", chain }));
  }
  return () => {
    const leads = ({ target }: Rule): boolean => target.kind === "jump" && target.chain === chain;
    for (;;) {
      const at = table.chain(DNAT)?.rules.findIndex(leads) ?? -1;
      if (at < 0) break;
      table.deleteRule(DNAT, at + 1);
    }
    // Somebody may have flushed the table in the meantime.
    if (table.chain(chain) === undefined) return;
    table.flushChain(chain);
    table.deleteChain(chain);
  };
}

function portOf(port: number): { readonly from: number; readonly to: number } {
  return { from: port, to: port };
}

/** From the Pod's own range, and from the node itself, the answer has to come back this way. */
function chainRules({ mappings, podIP, range }: Forwarded): Rule[] {
  return mappings.flatMap(({ hostPort, hostIP, containerPort, protocol }) => {
    const { kind, protocol: number } = PROTOCOLS[protocol] as (typeof PROTOCOLS)[string];
    const isAny = hostIP === "" || hostIP === "0.0.0.0" || hostIP === "::";
    const to: readonly Match[] = isAny ? [] : [{ kind: "destination", cidr: cidr(`${hostIP}/32`) }];
    const port: readonly Match[] = [
      { kind: "protocol", protocol: number },
      { kind, dport: portOf(hostPort) },
    ];
    const marked = (source: Cidr): Rule =>
      rule([{ kind: "source", cidr: source }, ...to, ...port], { kind: "jump", chain: SETMARK });
    const [address, at] = [parseIp(podIP), containerPort];
    const target: Target = { kind: "DNAT", to: { fromIp: address, toIp: address, fromPort: at, toPort: at } };
    return [marked(range), marked(LOCALHOST), rule([...to, ...port], target)];
  });
}

/** Once on each node, and again after somebody has flushed the rules. */
function setUp({ netfilter, sysctls }: NetNamespace): void {
  const table = netfilter.table("nat");
  const local: Match = { kind: "addrtype", dstType: "LOCAL" };
  const made = (name: string, rules: readonly Rule[]): void => {
    if (table.chain(name) !== undefined) return;
    table.newChain(name);
    for (const one of rules) table.append(name, one);
  };
  made(SETMARK, [rule([{ kind: "comment", text: "CNI portfwd masquerade mark" }], { kind: "MARK", ...MARK })]);
  made(MASQ, [rule([{ kind: "mark", ...MARK }], { kind: "MASQUERADE" })]);
  made(DNAT, []);
  const leadsTo = (hook: string, chain: string): boolean =>
    table.chain(hook)?.rules.some(({ target }) => target.kind === "jump" && target.chain === chain) === true;
  if (!leadsTo("POSTROUTING", MASQ))
    table.insert(
      "POSTROUTING",
      rule([{ kind: "comment", text: "CNI portfwd requiring masquerade" }], { kind: "jump", chain: MASQ }),
    );
  for (const hook of ["PREROUTING", "OUTPUT"])
    if (!leadsTo(hook, DNAT)) table.append(hook, rule([local], { kind: "jump", chain: DNAT }));
  sysctls.routeLocalnet = true;
}
