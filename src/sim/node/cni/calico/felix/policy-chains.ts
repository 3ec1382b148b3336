/**
 * The chains of a policy: each rule that allows sets the mark and returns. What one rule of iptables cannot say (more
 * than one list of ports, networks and exceptions from them) is said in blocks of rules with marks of their own.
 *
 * Models: projectcalico/calico felix/rules/policy.go ProtoRuleToIptablesRules, matchBlockBuilder
 */
import type { PortRange } from "../../../../net/netfilter/rule.ts";
import type { Direction } from "./endpoint-chains.ts";
import {
  type Criterion,
  chainName,
  clearMark,
  destination,
  destinationPorts,
  type FelixChain,
  type FelixRule,
  inSet,
  MARK,
  markClear,
  markSet,
  protocol,
  RETURN,
  setMark,
  setMaskedMark,
  source,
} from "./felix-rule.ts";
import type { CalicoRule } from "./policy-rules.ts";

/** Names of the sets that rules ask; whoever gives them fills them. */
export interface SetNames {
  ofSelector(selector: NonNullable<NonNullable<CalicoRule["peer"]>["selector"]>): string;
  ofNamedPort(rule: CalicoRule, port: string): string;
}

export interface PolicyToRender {
  readonly namespace: string;
  readonly name: string;
  readonly direction: Direction;
  readonly rules: readonly CalicoRule[];
}

const ALL_BLOCKS = MARK.scratch0;
const THIS_BLOCK = MARK.scratch1;
/** `-m multiport` takes so many, and a range counts twice. */
const PORT_SLOTS = 15;

export function policyChainName({ namespace, name, direction }: Omit<PolicyToRender, "rules">): string {
  return chainName(direction === "ingress" ? "cali-pi-" : "cali-po-", `knp/${namespace}/${name}`);
}

export function policyChain(policy: PolicyToRender, sets: SetNames): FelixChain {
  const { namespace, name, direction } = policy;
  const origin = `NetworkPolicy ${namespace}/${name}`;
  const rules = policy.rules.flatMap((rule) => ruleBlocks(rule, direction, sets));
  while (rules[rules.length - 1]?.action === RETURN) rules.pop();
  const [first = {}, ...rest] = rules;
  const comment = `KubernetesNetworkPolicy ${namespace}/${name} ${direction}`;
  const commented = { ...first, comments: [...(first.comments ?? []), comment] };
  return { name: policyChainName(policy), rules: [commented, ...rest].map((rule) => ({ ...rule, origin })) };
}

function ruleBlocks(rule: CalicoRule, direction: Direction, sets: SetNames): FelixRule[] {
  const net = direction === "ingress" ? source : destination;
  const side = direction === "ingress" ? "src" : "dst";
  const { peer } = rule;
  const blocks = new Blocks();
  const splits = splitPorts(rule.ports);
  const named = rule.namedPorts.map((port) => inSet(sets.ofNamedPort(rule, port), "dst,dst"));
  const ofProtocol = rule.protocol === null ? [] : [protocol(rule.protocol)];
  const needsPortBlock = splits.length + named.length > 1;
  if (needsPortBlock)
    blocks.addPositive([
      ...splits.map((ports) => [...ofProtocol, destinationPorts(ports)]),
      ...named.map((one) => [one]),
    ]);
  const notNets = peer?.notNets ?? [];
  const needsNotBlock = notNets.length > 0 && (peer?.net === null ? 0 : 1) + notNets.length > 1;
  if (needsNotBlock) blocks.addNegative(notNets.map((cidr) => [net(cidr)]));
  const match: Criterion[] = [...ofProtocol];
  match.push(...peerCriteria(rule, sets, { net, side }));
  if (!needsPortBlock) match.push(...splits.map(destinationPorts), ...named);
  if (!needsNotBlock) match.push(...notNets.map((cidr) => net(cidr, true)));
  if (blocks.rules.length > 0) match.push(markSet(ALL_BLOCKS));
  return [...blocks.rules, { match, action: setMark(MARK.accept) }, { match: [markSet(MARK.accept)], action: RETURN }];
}

function peerCriteria(
  { peer }: CalicoRule,
  sets: SetNames,
  { net, side }: { readonly net: typeof source; readonly side: "src" | "dst" },
): Criterion[] {
  if (peer === null) return [];
  return [
    ...(peer.net === null ? [] : [net(peer.net)]),
    ...(peer.selector === null ? [] : [inSet(sets.ofSelector(peer.selector), side)]),
  ];
}

function splitPorts(ports: readonly PortRange[]): PortRange[][] {
  const splits: PortRange[][] = [];
  let left = 0;
  for (const range of ports) {
    const slots = range.from === range.to ? 1 : 2;
    if (left < slots) {
      splits.push([]);
      left = PORT_SLOTS;
    }
    splits[splits.length - 1]?.push(range);
    left -= slots;
  }
  return splits;
}

/** ORs inside a block, AND between blocks, in two bits of the mark. */
class Blocks {
  readonly rules: FelixRule[] = [];
  #hasPositive = false;

  addPositive(alternatives: readonly (readonly Criterion[])[]): void {
    this.#begin(0);
    const mark = this.#hasPositive ? THIS_BLOCK : ALL_BLOCKS;
    for (const match of alternatives) this.rules.push({ match, action: setMark(mark) });
    if (this.#hasPositive) this.rules.push({ match: [markClear(THIS_BLOCK)], action: clearMark(ALL_BLOCKS) });
    this.#hasPositive = true;
  }

  addNegative(exceptions: readonly (readonly Criterion[])[]): void {
    this.#begin(ALL_BLOCKS);
    for (const match of exceptions) this.rules.push({ match, action: clearMark(ALL_BLOCKS) });
  }

  #begin(bits: number): void {
    if (this.rules.length === 0) this.rules.push({ action: setMaskedMark(bits, ALL_BLOCKS | THIS_BLOCK) });
  }
}
