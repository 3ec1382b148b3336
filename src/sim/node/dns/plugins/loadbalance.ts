/**
 * Puts the addresses of an answer into a random order. Models: coredns plugin/loadbalance (round_robin is its name for that).
 * SIMPLIFIED: no weighted policy, no `prefer`.
 */
import type { DnsRecord } from "../../../net/dns/record.ts";
import { CorefileError, parseError, unknownProperty } from "../corefile.ts";
import type { PluginSetup } from "../dns-plugin.ts";

export const loadbalance: PluginSetup = {
  name: "loadbalance",
  open: (uses, context) => {
    for (const { args, block, line } of uses) {
      const [policy = "round_robin", ...more] = args;
      if (policy === "weighted") throw new CorefileError("the weighted policy is not simulated here");
      if (policy !== "round_robin") throw new CorefileError(`unknown policy: ${policy}`);
      if (more.length > 0) throw parseError(line, `unknown property for ${policy}`);
      if (block[0]?.name === "prefer") throw new CorefileError("prefer is not simulated here");
      if (block[0] !== undefined) throw unknownProperty(block[0]);
    }
    const prng = context.prng.split("loadbalance");
    const shuffled = (records: readonly DnsRecord[]): DnsRecord[] => {
      const cnames = records.filter((record) => record.type === "CNAME");
      const addresses = records.filter((record) => record.type === "A" || record.type === "AAAA");
      const mx = records.filter((record) => record.type === "MX");
      const rest = records.filter((record) => ![cnames, addresses, mx].some((group) => group.includes(record)));
      for (const group of [addresses, mx])
        for (let i = group.length - 1; i > 0; i--) {
          const j = prng.below(i + 1);
          [group[i], group[j]] = [group[j] as DnsRecord, group[i] as DnsRecord];
        }
      return [...cnames, ...rest, ...addresses, ...mx];
    };
    return {
      *serve(query, next) {
        const answer = yield* next(query);
        return answer.answers.length < 2 ? answer : { ...answer, answers: shuffled(answer.answers) };
      },
    };
  },
};
