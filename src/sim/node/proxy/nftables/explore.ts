/**
 * What kube-proxy's nftables rules would do with a packet, whichever way chance and the clients' habits fall. Nothing
 * is sent and nothing counted.
 *
 * Models: pkg/proxy/nftables/helpers_test.go nftablesTracer (what kube-proxy's own tests ask)
 */
import type { Ip } from "../../../core/ip.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import type { HookName } from "../../../net/netfilter/hooks.ts";
import { type NftRun, readLiteral, readValue } from "../../../net/nftables/evaluate.ts";
import {
  isVerdict,
  type Literal,
  type NatStatement,
  type NftRule,
  type NftVerdict,
  type Selector,
  type Statement,
} from "../../../net/nftables/expression.ts";
import { nftablesOf } from "../../../net/nftables/nftables.ts";
import { lookUp, matches } from "../../../net/nftables/run-chain.ts";
import { boundsOf } from "../../../net/nftables/set.ts";
import type { NftChain, NftTable } from "../../../net/nftables/table.ts";
import { createPacket, type Packet } from "../../../net/packet.ts";
import type { Exploration, ProbePacket } from "../iptables/explore.ts";
import { nftFamily, TABLE } from "./static-table.ts";

interface Branch {
  readonly dst: Ip;
  readonly dstPort: number;
  readonly mark: number;
  readonly isTranslated: boolean;
  readonly isMasqueraded: boolean;
}

interface End {
  readonly kind: "accept" | "drop" | "reject";
  readonly branch: Branch;
}

/** What became of a packet in a chain: it ended, or it fell out of it. */
interface Fate {
  readonly ends: readonly End[];
  readonly left: readonly Branch[];
}

const MAX_DEPTH = 16;

export function exploreNftables(namespace: NetNamespace, packet: ProbePacket): Exploration {
  const table = nftablesOf(namespace).table(nftFamily(typeof packet.dst === "number" ? 4 : 6), TABLE);
  if (table === undefined) return { verdict: "NONE", endpoints: [], masquerade: false };
  const explorer = new Explorer(namespace, table, packet);
  const { dst, dstPort } = packet;
  let ends: readonly End[] = [
    { kind: "accept", branch: { dst, dstPort, mark: 0, isTranslated: false, isMasqueraded: false } },
  ];
  ends = explorer.pass(ends, () => "PREROUTING");
  ends = explorer.pass(ends, (branch) => (namespace.isLocal(branch.dst) ? "INPUT" : "FORWARD"));
  ends = explorer.pass(ends, (branch) => (namespace.isLocal(branch.dst) ? null : "POSTROUTING"));
  return summary(ends);
}

function summary(ends: readonly End[]): Exploration {
  const translated = ends.filter(({ kind, branch }) => kind === "accept" && branch.isTranslated);
  const endpoints = new Map(
    translated.map(({ branch }) => [`${branch.dst}/${branch.dstPort}`, { ip: branch.dst, port: branch.dstPort }]),
  );
  const masquerade = translated.some(({ branch }) => branch.isMasqueraded);
  if (endpoints.size > 0) return { verdict: "DNAT", endpoints: [...endpoints.values()], masquerade };
  const ended = ends.find(({ kind }) => kind !== "accept");
  const verdict = ended === undefined ? "NONE" : ended.kind === "reject" ? "REJECT" : "DROP";
  return { verdict, endpoints: [], masquerade: false };
}

class Explorer {
  readonly #namespace: NetNamespace;
  readonly #table: NftTable;
  readonly #packet: ProbePacket;

  constructor(namespace: NetNamespace, table: NftTable, packet: ProbePacket) {
    this.#namespace = namespace;
    this.#table = table;
    this.#packet = packet;
  }

  /** Through all base chains of a hook. */
  pass(from: readonly End[], hookOf: (branch: Branch) => HookName | null): readonly End[] {
    return from.flatMap((end) => {
      const hook = end.kind === "accept" ? hookOf(end.branch) : null;
      if (hook === null) return [end];
      const bases = this.#table.chains.filter(({ base }) => base?.hook === hook);
      bases.sort((a, b) => (a.base?.priority ?? 0) - (b.base?.priority ?? 0));
      let here: readonly End[] = [end];
      for (const base of bases) here = here.flatMap((each) => this.#base(base, each));
      return here;
    });
  }

  #base(chain: NftChain, end: End): readonly End[] {
    if (end.kind !== "accept" || (chain.base?.type === "nat" && this.#isDecided(chain, end.branch))) return [end];
    const { ends, left } = this.#chain(chain, end.branch, 0);
    return [...ends, ...left.map((branch): End => ({ kind: "accept", branch }))];
  }

  #isDecided({ base }: NftChain, branch: Branch): boolean {
    return base?.hook === "POSTROUTING" ? branch.isMasqueraded : branch.isTranslated;
  }

  #chain(chain: NftChain, branch: Branch, depth: number): Fate {
    const ends: End[] = [];
    const returned: Branch[] = [];
    let open: readonly Branch[] = [branch];
    for (const rule of chain.rules) {
      const next: Branch[] = [];
      for (const here of open) {
        const went = this.#rule(rule, here, depth);
        ends.push(...went.ends);
        next.push(...went.left);
        returned.push(...went.returned);
      }
      open = next;
    }
    return { ends, left: [...open, ...returned] };
  }

  #rule(rule: NftRule, branch: Branch, depth: number): Fate & { readonly returned: readonly Branch[] } {
    const fate = { ends: [] as End[], left: [] as Branch[], returned: [] as Branch[] };
    let here = branch;
    for (const statement of rule.statements) {
      const fits = this.#fits(statement, here);
      if (fits !== "always") fate.left.push(branch);
      if (fits === "never") return fate;
      if (statement.kind === "set-mark") here = { ...here, mark: this.#value(statement.value, here) };
      const verdicts = this.#verdicts(statement, here);
      if (verdicts !== null) {
        if (verdicts.length === 0) fate.left.push(branch);
        for (const verdict of verdicts) this.#follow(verdict, here, { depth, fate });
        return fate;
      }
      const end = this.#end(statement, here);
      if (end.length > 0) {
        fate.ends.push(...end);
        return fate;
      }
    }
    fate.left.push(here);
    return fate;
  }

  #fits(statement: Statement, branch: Branch): "always" | "never" | "perhaps" {
    if (statement.kind !== "match") return "always";
    const { left, right } = statement;
    if (left.kind === "numgen") return "perhaps";
    if (right.kind === "named" && this.#table.set(right.name)?.spec.flags?.includes("dynamic") === true)
      return "perhaps";
    if (left.kind === "ct" && left.key === "status") return branch.isTranslated ? "always" : "never";
    return matches(this.#run(branch), statement) ? "always" : "never";
  }

  /** Null when the statement gives none. */
  #verdicts(statement: Statement, branch: Branch): readonly NftVerdict[] | null {
    if (statement.kind === "verdict") return [statement.verdict];
    if (statement.kind !== "vmap") return null;
    if (statement.key.kind === "numgen" && statement.map.kind === "anonymous")
      return statement.map.set.elements().flatMap(({ data }) => (isVerdict(data) ? [data] : []));
    const data = lookUp(this.#run(branch), statement)?.data ?? null;
    return isVerdict(data) ? [data] : [];
  }

  #follow(
    verdict: NftVerdict,
    branch: Branch,
    { depth, fate }: { depth: number; fate: { ends: End[]; left: Branch[]; returned: Branch[] } },
  ): void {
    if (!("chain" in verdict)) {
      if (verdict.kind === "continue") fate.left.push(branch);
      else if (verdict.kind === "return") fate.returned.push(branch);
      else fate.ends.push({ kind: verdict.kind, branch });
      return;
    }
    const chain = this.#table.chain(verdict.chain);
    if (chain === undefined || depth >= MAX_DEPTH) return;
    const { ends, left } = this.#chain(chain, branch, depth + 1);
    fate.ends.push(...ends);
    (verdict.kind === "jump" ? fate.left : fate.returned).push(...left);
  }

  #end(statement: Statement, branch: Branch): readonly End[] {
    switch (statement.kind) {
      case "reject":
        return [{ kind: "reject", branch }];
      case "masquerade":
        return [{ kind: "accept", branch: { ...branch, isMasqueraded: true } }];
      case "dnat":
        return this.#targets(statement, branch).map((target) => ({ kind: "accept", branch: { ...branch, ...target } }));
      default:
        return [];
    }
  }

  #targets({ address, port }: NatStatement, branch: Branch) {
    const choices: readonly Literal[] =
      address?.kind === "map" && address.key.kind === "numgen" && address.map.kind === "anonymous"
        ? address.map.set.elements().flatMap(({ data }) => (data === null || isVerdict(data) ? [] : [data]))
        : [address === undefined ? null : readLiteral(this.#run(branch), address)].filter((each) => each !== null);
    return choices.map((literal) => {
      const [ip, withPort] = literal.kind === "concat" ? literal.parts : [literal];
      const given = port?.kind === "literal" ? port.literal : withPort;
      return {
        dst: ip === undefined ? branch.dst : (boundsOf(ip)[0] as Ip),
        dstPort: given === undefined ? branch.dstPort : Number(boundsOf(given)[0]),
        isTranslated: true,
      };
    });
  }

  #value(selector: Selector, branch: Branch): number {
    return Number(readValue(this.#run(branch), selector) ?? 0);
  }

  #run(branch: Branch): NftRun {
    const context = { hook: "PREROUTING", inDevice: null, outDevice: null } as const;
    return { namespace: this.#namespace, table: this.#table, packet: this.#packetOf(branch), context };
  }

  #packetOf({ dst, dstPort, mark }: Branch): Packet {
    const { src, protocol } = this.#packet;
    const transport = { kind: "opaque", srcPort: 40_000, dstPort, size: 0 } as const;
    const packet = createPacket({ id: 0, src, dst, protocol, transport: { ...transport } });
    packet.mark = mark;
    packet.flowState = "NEW";
    return packet;
  }
}
