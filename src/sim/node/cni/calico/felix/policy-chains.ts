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
  DROP,
  destination,
  destinationPorts,
  type FelixChain,
  type FelixRule,
  inSet,
  LOG,
  MARK,
  markClear,
  markSet,
  protocol,
  RETURN,
  setMark,
  setMaskedMark,
  source,
  sourcePorts,
} from "./felix-rule.ts";
import type { CalicoAction, CalicoEntity, CalicoRule, CalicoSelector, FelixPolicy } from "./policy-rules.ts";

/** Names of the sets that rules ask; whoever gives them fills them. */
export interface SetNames {
  ofSelector(selector: CalicoSelector): string;
  ofNamedPort(protocol: string | number | null, port: string): string;
}

const ALL_BLOCKS = MARK.scratch0;
const THIS_BLOCK = MARK.scratch1;
/** `-m multiport` takes so many, and a range counts twice. */
const PORT_SLOTS = 15;

export function policyChainName({ id }: FelixPolicy, direction: Direction): string {
  return chainName(direction === "ingress" ? "cali-pi-" : "cali-po-", id);
}

export function policyChain(policy: FelixPolicy, direction: Direction, sets: SetNames): FelixChain {
  const origin = `NetworkPolicy ${policy.key}`;
  const rules = (policy.rules[direction] ?? []).flatMap((rule) => ruleBlocks(rule, sets));
  while (rules[rules.length - 1]?.action === RETURN) rules.pop();
  const [first = {}, ...rest] = rules;
  const commented = { ...first, comments: [...(first.comments ?? []), `${policy.title} ${direction}`] };
  return { name: policyChainName(policy, direction), rules: [commented, ...rest].map((rule) => ({ ...rule, origin })) };
}

function ruleBlocks(rule: CalicoRule, sets: SetNames): FelixRule[] {
  const ofProtocol = rule.protocol === null ? [] : [protocol(rule.protocol)];
  const from = new SideOfRule("src", rule, sets);
  const to = new SideOfRule("dst", rule, sets);
  const blocks = new Blocks();
  for (const side of [from, to]) if (side.needsPortBlock) blocks.addPositive(side.portAlternatives(ofProtocol));
  for (const side of [from, to]) if (side.needsNetBlock) blocks.addPositive(side.netAlternatives());
  for (const side of [from, to]) if (side.needsNotBlock) blocks.addNegative(side.notNetAlternatives());
  const match = [...ofProtocol, ...from.wanted(), ...to.wanted(), ...from.unwanted(), ...to.unwanted()];
  if (blocks.rules.length > 0) match.push(markSet(ALL_BLOCKS));
  return [...blocks.rules, ...actionRules(rule.action, match)];
}

/** More than one thing is to be done: the first rule marks, the others ask for the mark. */
function actionRules(action: CalicoAction, match: readonly Criterion[]): FelixRule[] {
  if (action === "log") return [{ match, action: LOG }];
  const mark = action === "allow" ? MARK.accept : action === "pass" ? MARK.pass : MARK.drop;
  return [
    { match, action: setMark(mark) },
    { match: [markSet(mark)], action: action === "deny" ? DROP : RETURN },
  ];
}

/** What a rule says about where a packet comes from, or where it goes. */
class SideOfRule {
  readonly #side: "src" | "dst";
  readonly #entity: CalicoEntity;
  readonly #sets: SetNames;
  readonly #net: typeof source;
  readonly #splits: readonly PortRange[][];
  readonly #named: readonly Criterion[];

  constructor(side: "src" | "dst", rule: CalicoRule, sets: SetNames) {
    this.#side = side;
    this.#entity = side === "src" ? rule.source : rule.destination;
    this.#sets = sets;
    this.#net = side === "src" ? source : destination;
    this.#splits = splitPorts(this.#entity.ports ?? []);
    const names = this.#entity.namedPorts ?? [];
    this.#named = names.map((port) => inSet(sets.ofNamedPort(rule.protocol, port), `${side},${side}`));
  }

  get needsPortBlock(): boolean {
    return this.#splits.length + this.#named.length > 1;
  }

  get needsNetBlock(): boolean {
    return (this.#entity.nets ?? []).length > 1;
  }

  /** One rule has room for one network. */
  get needsNotBlock(): boolean {
    const { nets = [], notNets = [] } = this.#entity;
    return notNets.length > 0 && (nets.length === 1 ? 1 : 0) + notNets.length > 1;
  }

  portAlternatives(ofProtocol: readonly Criterion[]): Criterion[][] {
    return [...this.#splits.map((ports) => [...ofProtocol, this.#ports(ports)]), ...this.#named.map((one) => [one])];
  }

  netAlternatives(): Criterion[][] {
    return (this.#entity.nets ?? []).map((cidr) => [this.#net(cidr)]);
  }

  notNetAlternatives(): Criterion[][] {
    return (this.#entity.notNets ?? []).map((cidr) => [this.#net(cidr)]);
  }

  wanted(): Criterion[] {
    const { nets = [], selector } = this.#entity;
    return [
      ...(this.needsNetBlock ? [] : nets.map((cidr) => this.#net(cidr))),
      ...(selector === undefined ? [] : [inSet(this.#sets.ofSelector(selector), this.#side)]),
      ...(this.needsPortBlock ? [] : [...this.#splits.map((ports) => this.#ports(ports)), ...this.#named]),
    ];
  }

  unwanted(): Criterion[] {
    const { notNets = [], notSelector, notPorts = [] } = this.#entity;
    return [
      ...(this.needsNotBlock ? [] : notNets.map((cidr) => this.#net(cidr, true))),
      ...(notSelector === undefined ? [] : [inSet(this.#sets.ofSelector(notSelector), this.#side, true)]),
      ...splitPorts(notPorts).map((ports) => this.#ports(ports, true)),
    ];
  }

  #ports(ports: readonly PortRange[], negate = false): Criterion {
    return this.#side === "src" ? sourcePorts(ports, negate) : destinationPorts(ports, negate);
  }
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
