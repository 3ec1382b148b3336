/**
 * Answers from a table like /etc/hosts, in the Corefile itself. Models: coredns plugin/hosts.
 * SIMPLIFIED: inline entries only, no file that is watched.
 */
import { formatIp, type Ip, parseIp } from "../../../core/ip.ts";
import { reply } from "../../../net/dns/message.ts";
import { fqdn, isInZone } from "../../../net/dns/name.ts";
import { type DnsRecord, TYPES } from "../../../net/dns/record.ts";
import { CorefileError } from "../corefile.ts";
import type { PluginSetup } from "../dns-plugin.ts";

const TTL_SEC = 3600;

export const hosts: PluginSetup = {
  name: "hosts",
  open: ({ args, block }, context) => {
    const zones = args.filter((arg) => !arg.startsWith("/")).map(fqdn);
    const inZones = (name: string): boolean =>
      (zones.length > 0 ? zones : context.zones).some((zone) => isInZone(name, zone));
    const table = new Map<string, Ip[]>();
    let fallthrough = false;
    let ttlSec = TTL_SEC;
    for (const { name, args } of block) {
      const address = parseIp(name);
      if (address !== null) for (const host of args) push(table, fqdn(host).toLowerCase(), address);
      else if (name === "fallthrough") fallthrough = true;
      else if (name === "ttl") ttlSec = Number(args[0]);
      else if (name !== "reload" && name !== "no_reverse")
        throw new CorefileError(`plugin/hosts: unknown property '${name}'`);
    }
    return {
      *serve(query, next) {
        const found = table.get(query.name.toLowerCase());
        const isAddress = query.type === TYPES.A || query.type === TYPES.AAAA;
        if (!inZones(query.name) || found === undefined) {
          if (fallthrough || !inZones(query.name) || !isAddress) return yield* next(query);
          return reply(query.message, { authoritative: true, rcode: "NXDOMAIN" });
        }
        const answers = found
          .filter((address) => (typeof address === "number" ? TYPES.A : TYPES.AAAA) === query.type)
          .map(
            (data): DnsRecord => ({ name: query.name, ttlSec, type: typeof data === "number" ? "A" : "AAAA", data }),
          );
        return reply(query.message, { authoritative: true, answers });
      },
    };
  },
};

function push(table: Map<string, Ip[]>, name: string, address: Ip): void {
  const known = table.get(name) ?? [];
  if (!known.some((had) => formatIp(had) === formatIp(address))) known.push(address);
  table.set(name, known);
}
