/**
 * Sends what nobody here knows to other servers, as packets from the Pod.
 *
 * Models: coredns plugin/forward (policy random, two tries of 2 s each, then SERVFAIL)
 * SIMPLIFIED: no health checks, no TLS, no force_tcp; a truncated answer is passed on as it is.
 */
import { formatIp, type Ip, parseIp } from "../../../core/ip.ts";
import type { Run } from "../../../core/wait.ts";
import { type DnsMessage, decodeMessage, encodeMessage } from "../../../net/dns/message.ts";
import { fqdn, isInZone } from "../../../net/dns/name.ts";
import { NetError } from "../../../net/net-error.ts";
import type { Process } from "../../../os/process.ts";
import { CorefileError } from "../corefile.ts";
import type { DnsQuery, PluginSetup } from "../dns-plugin.ts";

/** No server answered: SERVFAIL for the client, a line in the log for the operator. */
export class UpstreamError extends Error {}

const TRIES = 2;
const TIMEOUT_US = 2_000_000;
const DNS_PORT = 53;

export const forward: PluginSetup = {
  name: "forward",
  open: ({ args, block }, context) => {
    const [from = ".", ...to] = args;
    if (to.length === 0)
      throw new CorefileError("plugin/forward: Wrong argument count or unexpected line ending after 'forward'");
    const except = block.filter(({ name }) => name === "except").flatMap(({ args }) => args.map(fqdn));
    const prng = context.prng.split("forward");
    return {
      *serve(query, next) {
        if (!isInZone(query.name, fqdn(from)) || except.some((zone) => isInZone(query.name, zone)))
          return yield* next(query);
        if (context.outside !== null) return context.outside(query);
        if (context.process === null) return yield* next(query);
        const servers = to.flatMap((server) => addressesOf(server, context.process as Process));
        let last = "no upstream host";
        for (let tries = 0; tries < TRIES && servers.length > 0; tries++) {
          const server = prng.pick(servers);
          const answer = yield* exchange(context.process, server, query);
          if (typeof answer !== "string") return answer;
          last = answer;
        }
        throw new UpstreamError(last);
      },
    };
  },
};

/** An address, or a file with `nameserver` lines. */
function addressesOf(server: string, process: Process): Ip[] {
  const address = parseIp(server.replace(/^dns:\/\//, "").replace(/:53$/, ""));
  if (address !== null) return [address];
  const file = process.machine.fs.tryNode(server);
  if (file?.kind !== "file") throw new CorefileError(`plugin/forward: not an IP address or file: "${server}"`);
  return [...process.machine.fs.readText(server).matchAll(/^\s*nameserver\s+(\S+)/gm)]
    .map((found) => parseIp(found[1] as string))
    .filter((ip) => ip !== null);
}

/** The answer, or why there is none, in the words of Go's net package. */
function* exchange(process: Process, server: Ip, query: DnsQuery): Run<DnsMessage | string> {
  const { machine } = process;
  const socket = machine.network.sockets.bindUdp({});
  const deadlineUs = machine.clock.nowUs + TIMEOUT_US;
  const route = (): string => `${formatIp(socket.local.ip)}:${socket.local.port}->${formatIp(server)}:${DNS_PORT}`;
  try {
    socket.connect(server, DNS_PORT);
    socket.sendTo(server, DNS_PORT, encodeMessage(query.message));
    for (;;) {
      const got = socket.tryReceive();
      if (got instanceof NetError) return `read udp ${route()}: read: connection refused`;
      const answer = got === null ? null : decodeMessage(got.data);
      if (answer !== null && answer.id === query.message.id && answer.isResponse) return answer;
      if (got !== null) continue;
      if (machine.clock.nowUs >= deadlineUs) return `read udp ${route()}: i/o timeout`;
      yield { on: [socket.readable], untilUs: deadlineUs };
    }
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    return `dial udp ${formatIp(server)}:${DNS_PORT}: connect: network is unreachable`;
  } finally {
    socket.close();
  }
}
