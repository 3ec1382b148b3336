/** Rules ask of a set by its number, which only a set that is there has. Models: iptables 1.8.9 extensions/libxt_set.h get_set_byname */
import type { Netfilter } from "../../../sim/net/netfilter/netfilter.ts";
import type { Rule } from "../../../sim/net/netfilter/rule.ts";
import { RuleError } from "./rule-error.ts";

/** @throws RuleError */
export function withKnownSets(rules: readonly Rule[], { sets }: Netfilter): readonly Rule[] {
  for (const name of rules.flatMap(setsOf))
    if (sets.get(name) === undefined) throw new RuleError(`Set ${name} doesn't exist.\n`);
  return rules;
}

function setsOf({ matches, target }: Rule): readonly string[] {
  const asked = matches.flatMap((match) => (match.kind === "set" ? [match.name] : []));
  return target.kind === "SET" ? [...asked, target.name] : asked;
}
