/**
 * Keeps answers for as long as their records live, at most the given time, and counts their TTLs down.
 *
 * Models: coredns plugin/cache
 * SIMPLIFIED: no prefetch, no serve_stale; the oldest entry goes when there are 9984.
 */
import type { DnsMessage } from "../../../net/dns/message.ts";
import { fqdn, isInZone } from "../../../net/dns/name.ts";
import type { DnsRecord } from "../../../net/dns/record.ts";
import type { DnsQuery, PluginSetup } from "../dns-plugin.ts";

interface Kept {
  readonly answer: DnsMessage;
  readonly sinceUs: number;
  readonly ttlSec: number;
}

const CAPACITY = 9984;
const MAX_TTL_SEC = 3600;
const MAX_DENIAL_SEC = 1800;
const MIN_TTL_SEC = 5;

export const cache: PluginSetup = {
  name: "cache",
  open: ({ args, block }, context) => {
    const asked = args[0] !== undefined && /^\d+$/.test(args[0]) ? Number(args[0]) : null;
    const zones = (asked === null ? args : args.slice(1)).map(fqdn);
    const disabled = (what: string): string[] =>
      block
        .filter(({ name, args }) => name === "disable" && args[0] === what)
        .flatMap(({ args }) => (args.length > 1 ? args.slice(1).map(fqdn) : ["."]));
    const without = { success: disabled("success"), denial: disabled("denial") };
    const kept = new Map<string, Kept>();
    const keep = (key: string, query: DnsQuery, answer: DnsMessage): void => {
      const isDenial = answer.rcode === "NXDOMAIN" || answer.answers.length === 0;
      if ((answer.rcode !== "NOERROR" && answer.rcode !== "NXDOMAIN") || answer.truncated) return;
      if (without[isDenial ? "denial" : "success"].some((zone) => isInZone(query.name, zone))) return;
      const limitSec = Math.min(asked ?? MAX_TTL_SEC, isDenial ? MAX_DENIAL_SEC : MAX_TTL_SEC);
      const ttlSec = Math.max(MIN_TTL_SEC, Math.min(limitSec, shortestTtl(answer)));
      if (kept.size >= CAPACITY) kept.delete(kept.keys().next().value as string);
      kept.set(key, { answer, sinceUs: context.clock.nowUs, ttlSec });
    };
    return {
      *serve(query, next) {
        if (zones.length > 0 && !zones.some((zone) => isInZone(query.name, zone))) return yield* next(query);
        const key = `${query.name.toLowerCase()} ${query.type} ${query.message.edns?.dnssecOk === true}`;
        const found = kept.get(key);
        if (found !== undefined) {
          const agedSec = Math.floor((context.clock.nowUs - found.sinceUs) / 1e6);
          if (agedSec < found.ttlSec) return aged(found, agedSec, query);
          kept.delete(key);
        }
        const answer = yield* next(query);
        keep(key, query, answer);
        return answer;
      },
    };
  },
};

function shortestTtl({ answers, authorities }: DnsMessage): number {
  const records = [...answers, ...authorities];
  return records.length === 0 ? MIN_TTL_SEC : Math.min(...records.map(({ ttlSec }) => ttlSec));
}

function aged({ answer, ttlSec }: Kept, agedSec: number, { message }: DnsQuery): DnsMessage {
  const older = (record: DnsRecord): DnsRecord => ({
    ...record,
    ttlSec: Math.max(0, Math.min(record.ttlSec, ttlSec) - agedSec),
  });
  return {
    ...answer,
    id: message.id,
    questions: message.questions,
    edns: message.edns,
    answers: answer.answers.map(older),
    authorities: answer.authorities.map(older),
    additionals: answer.additionals.map(older),
  };
}
