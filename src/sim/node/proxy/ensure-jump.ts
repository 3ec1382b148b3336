/** A jump that is put in front of what a built-in chain holds, unless it is there. Models: pkg/util/iptables EnsureRule */
import type { Netfilter } from "../../net/netfilter/netfilter.ts";
import { printRule } from "../../net/netfilter/print.ts";
import type { Rule, TableName } from "../../net/netfilter/rule.ts";

export interface EnsuredJump {
  readonly table: TableName;
  readonly chain: string;
  readonly rule: Rule;
}

export function ensureJump(netfilter: Netfilter, { table: name, chain, rule }: EnsuredJump): void {
  const table = netfilter.table(name);
  const text = printRule(chain, rule);
  const isThere = table.chain(chain)?.rules.some((known) => printRule(chain, known) === text) === true;
  if (!isThere) table.insert(chain, rule);
}
