/** Logs every query and its answer. Models: coredns plugin/log, its common format. SIMPLIFIED: no classes, no own format. */
import { formatIp } from "../../../core/ip.ts";
import { type DnsMessage, encodeMessage } from "../../../net/dns/message.ts";
import { typeName } from "../../../net/dns/record.ts";
import type { PluginSetup } from "../dns-plugin.ts";

export const log: PluginSetup = {
  name: "log",
  open: (_, context) => ({
    *serve(query, next) {
      const startUs = context.clock.nowUs;
      const answer = yield* next(query);
      const { message } = query;
      const asked = `"${typeName(query.type)} IN ${query.name} ${query.overTcp ? "tcp" : "udp"} ${encodeMessage(message).length} ${message.edns?.dnssecOk === true} ${message.edns?.udpSize ?? 512}"`;
      const tookS = ((context.clock.nowUs - startUs) / 1e6).toFixed(9).replace(/0+$/, "").replace(/\.$/, "");
      const answered = `${answer.rcode} ${flagsOf(answer)} ${encodeMessage(answer).length} ${tookS}s`;
      context.log(`[INFO] ${formatIp(query.from)}:${query.fromPort} - ${message.id} ${asked} ${answered}`);
      return answer;
    },
  }),
};

function flagsOf(message: DnsMessage): string {
  const flags = [
    message.isResponse && "qr",
    message.authoritative && "aa",
    message.truncated && "tc",
    message.recursionDesired && "rd",
    message.recursionAvailable && "ra",
    message.authenticData && "ad",
    message.checkingDisabled && "cd",
  ];
  return flags.filter((flag) => flag !== false).join(",");
}
