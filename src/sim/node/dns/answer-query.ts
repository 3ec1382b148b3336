/** One query answered without packets: what CoreDNS would say, for those who only want to know. */

import { assert } from "../../core/assert.ts";
import type { Clock } from "../../core/clock.ts";
import type { Ip } from "../../core/ip.ts";
import type { Prng } from "../../core/prng.ts";
import { calendarOf } from "../../core/time.ts";
import type { ApiClient } from "../../kube/api/client.ts";
import { type DnsMessage, query, reply } from "../../net/dns/message.ts";
import { fqdn, sameName } from "../../net/dns/name.ts";
import { codeOf, type DnsRecord } from "../../net/dns/record.ts";
import { parseCorefile } from "./corefile.ts";
import { DnsServer } from "./dns-server.ts";
import { ClusterView } from "./kubernetes/cluster-view.ts";

export interface DnsAsk {
  readonly client: ApiClient;
  readonly clock: Clock;
  readonly prng: Prng;
  readonly corefile: string;
  readonly localIPs: readonly Ip[];
  /** The world outside. */
  readonly upstream: readonly DnsRecord[];
  /** Names outside that answer SERVFAIL. */
  readonly servfail: readonly string[];
}

export function answerQuery(ask: DnsAsk, name: string, type: number): DnsMessage {
  const { clock, prng, localIPs } = ask;
  const server = new DnsServer(parseCorefile(ask.corefile), {
    clock,
    prng,
    localIPs,
    cluster: new ClusterView(ask.client),
    process: null,
    outside: ({ message, name, type }) => outsideAnswer(ask, message, name, type),
    log: () => {},
    die: () => {},
    start: () => {},
  });
  const message = query({ id: 0, name: fqdn(name), type });
  const run = server.serve({ message, name: fqdn(name), type, from: 0x7f00_0001, fromPort: 0, overTcp: true });
  const result = run.next();
  assert(result.done === true, "an answer without packets waits for something", name);
  return result.value;
}

/** What the root says of a name that nobody has. Models: the root zone's SOA, as public resolvers pass it on */
export function rootSoa(nowMs: number): DnsRecord {
  const { year, month, day } = calendarOf(nowMs);
  const data = {
    mname: "a.root-servers.net.",
    rname: "nstld.verisign-grs.com.",
    serial: year * 1_000_000 + month * 10_000 + day * 100,
    refresh: 1800,
    retry: 900,
    expire: 604_800,
    minimum: 86_400,
  };
  return { name: ".", ttlSec: 86_400, type: "SOA", data };
}

/** CNAMEs are followed within the records that are known. */
export function outsideAnswer(
  { upstream, servfail }: Pick<DnsAsk, "upstream" | "servfail">,
  message: DnsMessage,
  name: string,
  type: number,
): DnsMessage {
  const flags = { recursionAvailable: true } as const;
  if (servfail.some((broken) => sameName(broken, name))) return reply(message, { ...flags, rcode: "SERVFAIL" });
  const answers: DnsRecord[] = [];
  let at = name;
  for (let links = 0; links < 8; links++) {
    const here = upstream.filter((record) => sameName(record.name, at));
    answers.push(...here.filter((record) => codeOf(record) === type));
    const cname = here.find((record) => record.type === "CNAME");
    if (cname?.type !== "CNAME" || codeOf(cname) === type) break;
    answers.push(cname);
    at = cname.data;
  }
  const isKnown = upstream.some((record) => sameName(record.name, name));
  return reply(message, { ...flags, answers, rcode: isKnown ? "NOERROR" : "NXDOMAIN" });
}
