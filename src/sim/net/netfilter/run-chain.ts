/**
 * Walks a packet through the chains of one table until something decides: the only interpreter of rules there is.
 * What it does not know does not compile, and what a chain must not do (jump too deep) is an error, never skipped.
 *
 * Models: net/ipv4/netfilter/ip_tables.c ipt_do_table, net/netfilter/nf_tables_core.c nft_do_chain
 */
import { AssertionError, unreachable } from "../../core/assert.ts";
import type { NetNamespace } from "../namespace.ts";
import { lengthOf, type Packet } from "../packet.ts";
import type { HookContext, Verdict } from "./hooks.ts";
import { matches } from "./matches.ts";
import { natTarget } from "./nat-target.ts";
import { changeSet, clampMss, logPacket, markConnection, setMark } from "./packet-targets.ts";
import { printRule } from "./print.ts";
import { sendReject } from "./reject.ts";
import type { Rule, TableName, Target } from "./rule.ts";
import type { Chain, Table } from "./table.ts";

/** As nf_tables' NFT_JUMP_STACK_SIZE. */
const MAX_JUMPS = 16;

export interface ChainRun {
  readonly namespace: NetNamespace;
  readonly table: Table;
  readonly packet: Packet;
  readonly context: HookContext;
}

/** What a rule does with the packet that matched it. */
type Outcome = Verdict | "continue" | "return" | "jump" | "goto";

/** From a base chain to a verdict; where nothing decides, the chain's policy does. */
export function runChain(run: ChainRun, base: Chain): Verdict {
  let callers: { chain: Chain; next: number }[] | null = null;
  let chain = base;
  let next = 0;
  for (;;) {
    const rule = chain.rules[next++];
    if (rule === undefined) {
      const caller = callers?.pop();
      if (caller === undefined) return applyPolicy(run, base);
      chain = caller.chain;
      next = caller.next;
      continue;
    }
    if (!allMatch(run, rule)) continue;
    count(run, rule, chain);
    const outcome = apply(run, rule, chain);
    if (outcome === "continue") continue;
    if (outcome === "return") {
      next = chain.rules.length;
      continue;
    }
    if (outcome !== "jump" && outcome !== "goto") return outcome;
    if (outcome === "jump") {
      callers ??= [];
      callers.push({ chain, next });
    }
    if (callers !== null && callers.length > MAX_JUMPS)
      throw new AssertionError(`more than ${MAX_JUMPS} jumps deep in ${run.table.name}`, chain.name);
    chain = targetChain(run.table, rule.target);
    next = 0;
  }
}

function allMatch(run: ChainRun, rule: Rule): boolean {
  for (const match of rule.matches) if (!matches(run, match)) return false;
  return true;
}

function count({ namespace, table, packet }: ChainRun, rule: Rule, chain: Chain): void {
  rule.packets++;
  rule.bytes += lengthOf(packet);
  if (!namespace.trace.on) return;
  const type = "rule-matched";
  const { name: where, trace } = namespace;
  const { id: ruleId, origin } = rule;
  const text = textOf(chain, rule);
  if (origin === undefined)
    trace.emit({ type, where, packetId: packet.id, table: table.name, chain: chain.name, rule: text, ruleId });
  else
    trace.emit({ type, where, packetId: packet.id, table: table.name, chain: chain.name, rule: text, ruleId, origin });
}

/** Printed once, as long as the rule stays in its chain. */
function textOf(chain: Chain, rule: Rule): string {
  rule.text ??= printRule(chain.name, rule);
  return rule.text;
}

function apply(run: ChainRun, rule: Rule, chain: Chain): Outcome {
  const { namespace, packet, context } = run;
  const { target } = rule;
  switch (target.kind) {
    case "ACCEPT":
      return "accept";
    case "RETURN":
      return "return";
    case "none":
      return "continue";
    case "LOG":
      logPacket(run, target);
      return "continue";
    case "SET":
      changeSet(run, target);
      return "continue";
    case "CONNMARK":
      markConnection(run, target);
      return "continue";
    case "jump":
    case "goto":
      return target.kind;
    case "DROP":
      namespace.drop(packet, "netfilter-drop", whichRule(run.table.name, chain, rule));
      return "drop";
    case "REJECT":
      namespace.drop(packet, "netfilter-reject", whichRule(run.table.name, chain, rule));
      sendReject(namespace, packet, { with: target.with, hook: context.hook });
      return "drop";
    case "MARK":
      setMark(run, ((packet.mark & ~target.mask) ^ target.value) >>> 0);
      return "continue";
    case "NOTRACK":
      if (packet.flowState === "untouched") packet.flowState = "UNTRACKED";
      return "continue";
    case "TCPMSS":
      clampMss(run, target);
      return "continue";
    case "DNAT":
    case "SNAT":
    case "MASQUERADE":
    case "REDIRECT":
      return natTarget({ namespace, packet, context }, target);
    default:
      return unreachable(target);
  }
}

function applyPolicy({ namespace, table, packet }: ChainRun, base: Chain): Verdict {
  if (base.policy !== "DROP") return "accept";
  namespace.drop(packet, "netfilter-policy", { rule: `-t ${table.name} -P ${base.name} DROP` });
  return "drop";
}

function targetChain(table: Table, target: Target): Chain {
  const name = target.kind === "jump" || target.kind === "goto" ? target.chain : "";
  const chain = table.chain(name);
  if (chain === undefined) throw new AssertionError("a rule jumps to a chain that is not there", name);
  return chain;
}

function whichRule(table: TableName, chain: Chain, rule: Rule): { rule: string; ruleId: number; origin?: string } {
  const which = { rule: `-t ${table} ${textOf(chain, rule)}`, ruleId: rule.id };
  return rule.origin === undefined ? which : { ...which, origin: rule.origin };
}
