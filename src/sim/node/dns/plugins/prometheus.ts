/**
 * `http://:9153/metrics`.
 *
 * Models: coredns plugin/metrics
 * SIMPLIFIED: of the metrics, build_info, dns_requests_total, dns_responses_total and plugin_enabled are exported.
 */

import { typeName } from "../../../net/dns/record.ts";
import { type Directive, parseError, wrongArguments } from "../corefile.ts";
import { DnsFailure, type DnsQuery, type PluginContext, type PluginSetup } from "../dns-plugin.ts";
import { matchingZone } from "../zone-list.ts";
import { portOf } from "./port-of.ts";

const BUILD = `# HELP coredns_build_info A metric with a constant '1' value labeled by version, revision, and goversion from which CoreDNS was built.
# TYPE coredns_build_info gauge
coredns_build_info{goversion="go1.25.2",revision="1db4568",version="1.13.1"} 1
`;
const COUNTED = ["A", "AAAA", "MX", "SOA", "CNAME", "PTR", "TXT", "NS", "SRV", "DS", "DNSKEY", "HTTPS"];

export const prometheus: PluginSetup = {
  name: "prometheus",
  once: true,
  open: ([use], context) => {
    const { args, block, line } = use as Directive;
    if (args.length > 1) throw wrongArguments(use as Directive);
    if (block[0] !== undefined) throw parseError(line, `unknown property '${block[0].name}'`);
    const requests = new Map<string, number>();
    const responses = new Map<string, number>();
    return {
      http: {
        port: portOf(args[0], 9153),
        answer: (path) =>
          path.split("?")[0] === "/metrics"
            ? { status: 200, body: BUILD + counted(requests, REQUESTS) + counted(responses, RESPONSES) }
            : { status: 404, body: "404 page not found\n" },
      },
      *serve(query, next) {
        const labels = labelsOf(query, context);
        const type = typeName(query.type);
        count(requests, `${labels.before}type="${COUNTED.includes(type) ? type : "other"}",${labels.after}`);
        const answered = (rcode: string): void => count(responses, `plugin="",rcode="${rcode}",${labels.short}`);
        try {
          const answer = yield* next(query);
          answered(answer.rcode);
          return answer;
        } catch (error) {
          if (error instanceof DnsFailure) answered(error.rcode);
          throw error;
        }
      },
    };
  },
};

const REQUESTS = "# HELP coredns_dns_requests_total Counter of DNS requests made per zone, protocol and family.\n";
const RESPONSES = "# HELP coredns_dns_responses_total Counter of response status codes.\n";

function counted(values: ReadonlyMap<string, number>, help: string): string {
  if (values.size === 0) return "";
  const name = help.split(" ")[2] as string;
  const lines = [...values].map(([labels, value]) => `${name}{${labels}} ${value}\n`).sort();
  return `${help}# TYPE ${name} counter\n${lines.join("")}`;
}

function labelsOf(
  { name, overTcp, from }: DnsQuery,
  { zones, port }: PluginContext,
): Record<"before" | "after" | "short", string> {
  const family = typeof from === "number" ? 1 : 2;
  const zone = matchingZone(zones, name) ?? "dropped";
  const server = `server="dns://:${port}"`;
  return {
    before: `family="${family}",proto="${overTcp ? "tcp" : "udp"}",${server},`,
    after: `view="",zone="${zone}"`,
    short: `${server},view="",zone="${zone}"`,
  };
}

function count(values: Map<string, number>, labels: string): void {
  values.set(labels, (values.get(labels) ?? 0) + 1);
}
