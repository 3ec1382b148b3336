/** Puts the addresses of an answer into a random order. Models: coredns plugin/loadbalance (round_robin is its name for that). */
import type { DnsRecord } from "../../../net/dns/record.ts";
import type { PluginSetup } from "../dns-plugin.ts";

export const loadbalance: PluginSetup = {
  name: "loadbalance",
  open: (_, context) => {
    const prng = context.prng.split("loadbalance");
    const shuffled = (records: readonly DnsRecord[]): DnsRecord[] => {
      const cnames = records.filter((record) => record.type === "CNAME");
      const addresses = records.filter((record) => record.type === "A" || record.type === "AAAA");
      const rest = records.filter((record) => !cnames.includes(record) && !addresses.includes(record));
      for (let i = addresses.length - 1; i > 0; i--) {
        const j = prng.below(i + 1);
        [addresses[i], addresses[j]] = [addresses[j] as DnsRecord, addresses[i] as DnsRecord];
      }
      return [...cnames, ...addresses, ...rest];
    };
    return {
      *serve(query, next) {
        const answer = yield* next(query);
        return answer.answers.length < 2 ? answer : { ...answer, answers: shuffled(answer.answers) };
      },
    };
  },
};
