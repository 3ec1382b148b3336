/**
 * `http://:9153/metrics`.
 *
 * Models: coredns plugin/metrics
 * SIMPLIFIED: of the metrics, build_info, dns_requests_total, dns_responses_total and plugin_enabled are exported.
 */

import { RCODES } from "../../../net/dns/message.ts";
import { typeName } from "../../../net/dns/record.ts";
import { type Directive, parseError, wrongArguments } from "../corefile.ts";
import { DnsFailure, type PluginContext, type PluginSetup } from "../dns-plugin.ts";
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
    const { zones, port } = context;
    const requests = new Map<number, number>();
    const responses = new Map<number, number>();
    const zoneAt = (name: string): number => (zones.length === 1 ? 0 : zones.indexOf(matchingZone(zones, name) ?? ""));
    const labels = (code: number, kind: "request" | "response"): string => labelsOf(code, kind, { zones, port });
    return {
      http: {
        port: portOf(args[0], 9153),
        answer: (path) =>
          path.split("?")[0] === "/metrics"
            ? {
                status: 200,
                body:
                  BUILD +
                  counted(REQUESTS, requests, (code) => labels(code, "request")) +
                  counted(RESPONSES, responses, (code) => labels(code, "response")),
              }
            : { status: 404, body: "404 page not found\n" },
      },
      *serve(query, next) {
        const zone = zoneAt(query.name) + 1;
        const flags = (query.overTcp ? 1 : 0) + (typeof query.from === "number" ? 0 : 2);
        count(requests, (zone * TYPE_COUNT + query.type) * 4 + flags);
        try {
          const answer = yield* next(query);
          count(responses, zone * 16 + RCODES.indexOf(answer.rcode));
          return answer;
        } catch (error) {
          if (error instanceof DnsFailure) count(responses, zone * 16 + RCODES.indexOf(error.rcode));
          throw error;
        }
      },
    };
  },
};

const TYPE_COUNT = 65_536;
const REQUESTS = "# HELP coredns_dns_requests_total Counter of DNS requests made per zone, protocol and family.\n";
const RESPONSES = "# HELP coredns_dns_responses_total Counter of response status codes.\n";

function counted(help: string, values: ReadonlyMap<number, number>, labels: (code: number) => string): string {
  if (values.size === 0) return "";
  const name = help.split(" ")[2] as string;
  const lines = [...values].map(([code, value]) => `${name}{${labels(code)}} ${value}\n`).sort();
  return `${help}# TYPE ${name} counter\n${lines.join("")}`;
}

/** The labels behind a number that things are counted under. */
function labelsOf(
  code: number,
  kind: "request" | "response",
  { zones, port }: Pick<PluginContext, "zones" | "port">,
): string {
  const place = (zone: number): string => `server="dns://:${port}",view="",zone="${zones[zone - 1] ?? "dropped"}"`;
  if (kind === "response") return `plugin="",rcode="${RCODES[code % 16]}",${place(Math.floor(code / 16))}`;
  const [flags, type] = [code % 4, typeName(Math.floor(code / 4) % TYPE_COUNT)];
  const [server, view, zone] = place(Math.floor(code / 4 / TYPE_COUNT)).split(",");
  const family = `family="${flags < 2 ? 1 : 2}",proto="${flags % 2 === 1 ? "tcp" : "udp"}"`;
  return `${family},${server},type="${COUNTED.includes(type) ? type : "other"}",${view},${zone}`;
}

function count(values: Map<number, number>, code: number): void {
  values.set(code, (values.get(code) ?? 0) + 1);
}
