/** Tells who asks: address, port and protocol, among the additional records. Models: coredns plugin/whoami. */
import { type DnsMessage, reply } from "../../../net/dns/message.ts";
import type { DnsRecord } from "../../../net/dns/record.ts";
import { type Directive, wrongArguments } from "../corefile.ts";
import type { DnsQuery, PluginSetup } from "../dns-plugin.ts";

export const whoami: PluginSetup = {
  name: "whoami",
  open: ([use]) => {
    if ((use as Directive).args.length > 0) throw wrongArguments(use as Directive);
    // biome-ignore lint/correctness/useYield: a plugin may wait; this one does not.
    const serve = function* (query: DnsQuery): Generator<never, DnsMessage, void> {
      const { name, from, fromPort, overTcp, message } = query;
      const address: DnsRecord = { name, ttlSec: 0, type: typeof from === "number" ? "A" : "AAAA", data: from };
      const port: DnsRecord = {
        name: `_${overTcp ? "tcp" : "udp"}.${name === "." ? "" : name}`,
        ttlSec: 0,
        type: "SRV",
        data: { priority: 0, weight: 0, port: fromPort, target: "." },
      };
      return reply(message, { authoritative: true, additionals: [address, port] });
    };
    return { serve };
  },
};
