/**
 * The rest of the world, as far as somebody in a cluster can see it: a resolver and a few web sites. A name that is
 * not here does not exist, and no packet ever leaves the simulator.
 *
 * SIMPLIFIED: the whole Internet is one machine one hop away; a site has one page.
 */
import { formatIp, type Ip, ip } from "../../core/ip.ts";
import { Task } from "../../core/task.ts";
import { encodeUtf8 } from "../../core/utf8.ts";
import type { Run } from "../../core/wait.ts";
import { decodeMessage, encodeMessage, reply, truncate, UDP_SIZE } from "../../net/dns/message.ts";
import type { DnsRecord } from "../../net/dns/record.ts";
import { createDummy } from "../../net/link/dummy.ts";
import { createPhysical, type Segment } from "../../net/link/segment.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import type { Network } from "../../net/network.ts";
import { outsideAnswer, rootSoa } from "../dns/answer-query.ts";
import type { Parts } from "../parts/parts.ts";
import { PUBLISHED_HOSTS } from "../published/published.ts";
import { INTERNET } from "./addresses.ts";
import { exampleSite } from "./example-site.ts";
import { serveSites } from "./serve-sites.ts";

export interface InternetOptions {
  readonly network: Network;
  readonly uplink: Segment;
  /** Records of the world, beside those that are always there. */
  readonly records: readonly DnsRecord[];
  /** Records that come and go. */
  readonly passing?: readonly DnsRecord[];
  /** Names whose servers fail. */
  readonly servfail: readonly string[];
  /** What projects have published. */
  readonly parts: Parts;
}

const ALWAYS: readonly DnsRecord[] = [
  { name: "example.com.", ttlSec: 300, type: "A", data: ip("93.184.215.14") },
  { name: "www.example.com.", ttlSec: 300, type: "A", data: ip("93.184.215.14") },
  { name: "api.example.com.", ttlSec: 300, type: "A", data: ip("93.184.215.15") },
  ...PUBLISHED_HOSTS.map(
    (host): DnsRecord => ({ name: `${host}.`, ttlSec: 3600, type: "A", data: ip("185.199.108.133") }),
  ),
];

export function createInternet({
  network,
  uplink,
  records,
  passing = [],
  servfail,
  parts,
}: InternetOptions): NetNamespace {
  const namespace = network.createNamespace({ name: "internet" });
  const outside = createPhysical(namespace, "eth0", { segment: uplink });
  for (const address of [INTERNET.router, INTERNET.resolver]) namespace.addAddress(outside, `${address}/24`);
  const world = [...records, ...ALWAYS.filter((record) => !records.some(({ name }) => name === record.name))];
  const sites = createDummy(namespace, "sites");
  for (const address of new Set(ALWAYS.flatMap((record) => (record.type === "A" ? [formatIp(record.data)] : []))))
    namespace.addAddress(sites, `${address}/32`);
  const upstream = (): readonly DnsRecord[] => (passing.length === 0 ? world : [...passing, ...world]);
  run(namespace, resolve(namespace, ip(INTERNET.resolver), { upstream, servfail }));
  serveSites(namespace, exampleSite, parts);
  return namespace;
}

function run(namespace: NetNamespace, task: Run<void>): void {
  new Task(namespace.clock, task, (end) => {
    if (end !== "killed" && "error" in end) throw end.error;
  });
}

function* resolve(
  namespace: NetNamespace,
  at: Ip,
  { upstream, servfail }: { upstream: () => readonly DnsRecord[]; servfail: readonly string[] },
): Run<void> {
  const socket = namespace.sockets.bindUdp({ ip: at, port: 53 });
  for (;;) {
    for (let got = socket.tryReceive(); got !== null; got = socket.tryReceive()) {
      const message = "data" in got ? decodeMessage(got.data) : null;
      const question = message?.questions[0];
      if (message === null || question === undefined || !("data" in got)) continue;
      const found = outsideAnswer({ upstream: upstream(), servfail }, message, question.name, question.type);
      const isNegative = found.rcode === "NXDOMAIN";
      const answer = isNegative ? { ...found, authorities: [rootSoa(namespace.clock.nowMs)] } : found;
      const withEdns =
        message.edns === null ? answer : reply(message, { ...answer, edns: { ...message.edns, options: [] } });
      socket.sendTo(got.from, got.fromPort, encodeMessage(truncate(withEdns, message.edns?.udpSize ?? UDP_SIZE)));
    }
    yield { on: [socket.readable] };
  }
}

export const PAGE_BYTES = (text: string): Uint8Array => encodeUtf8(text);
