/**
 * What the rules of a node would do with a packet, whichever way chance falls: every branch of `-m statistic` and
 * `-m recent` is followed. Nothing is sent and nothing counted.
 *
 * Models: pkg/proxy/iptables/proxier_test.go tracePacket (what kube-proxy's own tests ask), net/netfilter/run-chain.ts
 */
import { type Cidr, contains, type Ip } from "../../../core/ip.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import type { ConntrackMatch } from "../../../net/netfilter/conntrack-match.ts";
import type { Match, PortRange, Rule, TableName, Target } from "../../../net/netfilter/rule.ts";
import { createPacket, type Packet } from "../../../net/packet.ts";

export interface ProbePacket {
  readonly src: Ip;
  readonly dst: Ip;
  readonly protocol: number;
  readonly dstPort: number;
}

export interface Exploration {
  readonly verdict: "DNAT" | "DROP" | "REJECT" | "NONE";
  readonly endpoints: readonly { readonly ip: Ip; readonly port: number }[];
  readonly masquerade: boolean;
}

interface Branch {
  readonly dst: Ip;
  readonly dstPort: number;
  readonly mark: number;
  readonly isTranslated: boolean;
}

type End = { readonly kind: "accept" | "drop" | "reject"; readonly branch: Branch };

const MAX_DEPTH = 16;

export function explore(namespace: NetNamespace, packet: ProbePacket, masqueradeMark = 0x4000): Exploration {
  const explorer = new Explorer(namespace, packet);
  const start: Branch = { dst: packet.dst, dstPort: packet.dstPort, mark: 0, isTranslated: false };
  const ends: End[] = [];
  for (const nat of explorer.hook("nat", "PREROUTING", start)) {
    const hook = explorer.isLocal(nat.branch.dst) ? "INPUT" : "FORWARD";
    const after = explorer.hook("filter", hook, nat.branch);
    ends.push(...(hook === "INPUT" ? after.flatMap((end) => explorer.balance(end)) : after));
  }
  const dropped = ends.find(({ kind }) => kind !== "accept");
  const translated = ends.filter(({ kind, branch }) => kind === "accept" && branch.isTranslated);
  const endpoints = new Map(
    translated.map(({ branch }) => [`${branch.dst}/${branch.dstPort}`, { ip: branch.dst, port: branch.dstPort }]),
  );
  const masquerade = translated.some(({ branch }) => (branch.mark & masqueradeMark) !== 0);
  if (endpoints.size > 0) return { verdict: "DNAT", endpoints: [...endpoints.values()], masquerade };
  const verdict = dropped === undefined ? "NONE" : dropped.kind === "reject" ? "REJECT" : "DROP";
  return { verdict, endpoints: [], masquerade: false };
}

class Explorer {
  readonly #namespace: NetNamespace;
  readonly #packet: ProbePacket;

  constructor(namespace: NetNamespace, packet: ProbePacket) {
    this.#namespace = namespace;
    this.#packet = packet;
  }

  isLocal(ip: Ip): boolean {
    return this.#namespace.isLocal(ip);
  }

  /** IPVS sends what gets through INPUT to each of its real servers in turn; without one the sender is told. */
  balance(end: End): End[] {
    const { dst, dstPort } = end.branch;
    const { protocol } = this.#packet;
    const { ipvs } = this.#namespace;
    if (end.kind !== "accept" || end.branch.isTranslated || ipvs === null) return [end];
    const service = ipvs.service({ fwmark: 0, protocol, address: dst, port: dstPort });
    if (service === undefined) return [end];
    const servers = service.servers.filter(({ weight }) => weight > 0);
    if (servers.length === 0) return [{ kind: "reject", branch: end.branch }];
    return servers.map(({ address, port }) => ({
      kind: "accept",
      branch: { ...end.branch, dst: address, dstPort: port, isTranslated: true },
    }));
  }

  hook(table: TableName, chain: string, branch: Branch): End[] {
    const { ends, left } = this.#chain(table, chain, branch, 0);
    return [...ends, ...left.map((rest) => ({ kind: "accept", branch: rest }) as const)];
  }

  /** Ends, and the branches that fall out of the chain. */
  #chain(table: TableName, name: string, branch: Branch, depth: number): { ends: End[]; left: Branch[] } {
    const rules = this.#namespace.netfilter.table(table).chain(name)?.rules ?? [];
    const ends: End[] = [];
    let open: Branch[] = [branch];
    const returned: Branch[] = [];
    for (const rule of rules) {
      const next: Branch[] = [];
      for (const here of open) {
        const fit = this.#fits(rule, here);
        if (fit !== "always") next.push(here);
        if (fit === "never") continue;
        const went = this.#act(table, rule.target, here, depth);
        ends.push(...went.ends);
        next.push(...went.goOn);
        returned.push(...went.returned);
      }
      open = next;
    }
    return { ends, left: [...open, ...returned] };
  }

  #act(
    table: TableName,
    target: Target,
    branch: Branch,
    depth: number,
  ): { ends: End[]; goOn: Branch[]; returned: Branch[] } {
    const nothing = { ends: [], goOn: [], returned: [] };
    switch (target.kind) {
      case "ACCEPT":
        return { ...nothing, ends: [{ kind: "accept", branch }] };
      case "DROP":
        return { ...nothing, ends: [{ kind: "drop", branch }] };
      case "REJECT":
        return { ...nothing, ends: [{ kind: "reject", branch }] };
      case "RETURN":
        return { ...nothing, returned: [branch] };
      case "MARK":
        return { ...nothing, goOn: [{ ...branch, mark: ((branch.mark & ~target.mask) ^ target.value) >>> 0 }] };
      case "DNAT": {
        const dst = target.to.fromIp ?? branch.dst;
        const dstPort = target.to.fromPort ?? branch.dstPort;
        return { ...nothing, ends: [{ kind: "accept", branch: { ...branch, dst, dstPort, isTranslated: true } }] };
      }
      case "jump":
      case "goto": {
        if (depth >= MAX_DEPTH) return { ...nothing, goOn: [branch] };
        const { ends, left } = this.#chain(table, target.chain, branch, depth + 1);
        return target.kind === "jump" ? { ...nothing, ends, goOn: left } : { ...nothing, ends, returned: left };
      }
      default:
        return { ...nothing, goOn: [branch] };
    }
  }

  #fits({ matches }: Rule, branch: Branch): "always" | "never" | "perhaps" {
    let fit: "always" | "perhaps" = "always";
    for (const match of matches) {
      const answer = this.#match(match, branch);
      if (answer === "never") return "never";
      if (answer === "perhaps") fit = "perhaps";
    }
    return fit;
  }

  #asPacket({ dst, dstPort }: Branch): Packet {
    const { src, protocol } = this.#packet;
    const transport = { kind: "opaque", srcPort: 0, dstPort, size: 0 } as const;
    return createPacket({ id: 0, src, dst, protocol, transport });
  }

  #match(match: Match, branch: Branch): "always" | "never" | "perhaps" {
    const { src, protocol } = this.#packet;
    const said = (is: boolean, negate?: boolean): "always" | "never" => (is !== (negate === true) ? "always" : "never");
    switch (match.kind) {
      case "source":
        return said(inside(match.cidr, src), match.negate);
      case "destination":
        return said(inside(match.cidr, branch.dst), match.negate);
      case "protocol":
        return said(match.protocol === protocol, match.negate);
      case "tcp":
      case "udp":
      case "sctp":
        return said(match.sport === undefined && portFits(match.dport, branch.dstPort));
      case "addrtype":
        return said(
          (match.dstType !== "LOCAL" || this.isLocal(branch.dst) !== (match.negateDst === true)) &&
            (match.srcType !== "LOCAL" || this.isLocal(src) !== (match.negateSrc === true)),
        );
      case "physdev":
        return said(match.isIn === false);
      case "mark":
        return said((branch.mark & match.mask) === match.value, match.negate);
      case "conntrack":
        return said(statesFit(match, branch), match.negate);
      case "set":
        return said(this.#namespace.netfilter.sets.matches(match, this.#asPacket(branch)));
      case "statistic-random":
      case "statistic-nth":
        return "perhaps";
      case "recent":
        return match.mode === "set" ? "always" : "perhaps";
      case "comment":
      case "nfacct":
        return "always";
      default:
        return "never";
    }
  }
}

/** The packet is the first of its connection. */
function statesFit({ states }: ConntrackMatch, branch: Branch): boolean {
  return states.includes("NEW") || (branch.isTranslated && states.includes("DNAT"));
}

function portFits(range: PortRange | undefined, port: number): boolean {
  if (range === undefined) return true;
  return (port >= range.from && port <= range.to) !== (range.negate === true);
}

function inside(cidr: Cidr, ip: Ip): boolean {
  return typeof cidr.base === typeof ip && contains(cidr, ip);
}
