/** `dns`: one query to CoreDNS, answered without packets. */
import { parseIp } from "../../../sim/core/ip.ts";
import { typeCode } from "../../../sim/net/dns/record.ts";
import { answerQuery } from "../../../sim/node/dns/answer-query.ts";
import { corefileOf } from "../dns-settings.ts";
import { optionalTexts, type Request, text } from "../fields.ts";
import { Refusal } from "../refusal.ts";
import type { RpcWorld } from "../rpc-world.ts";
import { lineOf, recordOf } from "../zone-line.ts";

export function dns({ cluster, dns }: RpcWorld, request: Request): Record<string, unknown> {
  const type = typeCode(text(request, "type"));
  if (type === null) throw new Refusal(`type: no such type ${JSON.stringify(request.type)}`);
  const upstream = [...(optionalTexts(request, "upstream") ?? []), ...(dns.upstream ?? [])].map(recordOf);
  const localIPs = (dns.localIPs ?? ["127.0.0.1"]).map(parseIp).filter((ip) => ip !== null);
  const { clock, world, api } = cluster;
  const ask = {
    client: api.client("coredns"),
    clock,
    prng: world.prng.split("rpc-dns"),
    corefile: corefileOf(dns),
    localIPs,
    upstream,
    servfail: dns.servfail ?? [],
  };
  const { rcode, answers, authorities, additionals, truncated } = answerQuery(ask, text(request, "name"), type);
  return {
    rcode,
    answer: answers.map(lineOf),
    authority: authorities.map(lineOf),
    additional: additionals.map(lineOf),
    truncated,
  };
}
