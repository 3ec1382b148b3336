/**
 * Asks itself a question that nobody else can know, and ends the program when it is asked the same again: what it
 * forwards comes back to it.
 *
 * Models: coredns plugin/loop
 */
import { formatIp, ip } from "../../../core/ip.ts";
import type { Run } from "../../../core/wait.ts";
import { decodeMessage, encodeMessage, query as question } from "../../../net/dns/message.ts";
import { isInZone, sameName } from "../../../net/dns/name.ts";
import { TYPES } from "../../../net/dns/record.ts";
import { NetError } from "../../../net/net-error.ts";
import { type Directive, wrongArguments } from "../corefile.ts";
import type { DnsQuery, PluginContext, PluginSetup } from "../dns-plugin.ts";

const WATCH_US = 30_000_000;
const ANSWER_US = 2_000_000;
const PAUSE_US = 1_000_000;
const ALLOWED = 2;

export const loop: PluginSetup = {
  name: "loop",
  once: true,
  open: ([use], context) => {
    if ((use as Directive).args.length > 0) throw wrongArguments(use as Directive);
    const { prng, port, zones, process, clock } = context;
    const zone = zones[0] ?? ".";
    const name = process === null ? "" : secretName(context, zone);
    const state = { seen: 0, isOff: process === null };
    const notice = ({ name: asked, from, fromPort }: DnsQuery): void => {
      if (sameName(asked, name)) state.seen++;
      if (state.seen > ALLOWED)
        context.die(
          `[FATAL] plugin/loop: Loop (${formatIp(from)}:${fromPort} -> :${port}) detected for zone "${zone}", see https://coredns.io/plugins/loop#troubleshooting. Query: "HINFO ${name}"`,
        );
    };
    return {
      serve(query, next) {
        if (!state.isOff && query.type === TYPES.HINFO && isInZone(query.name, zone)) notice(query);
        return next(query);
      },
      *run() {
        if (process === null) return;
        const untilUs = clock.nowUs + WATCH_US;
        while (clock.nowUs < untilUs && !(yield* exchange(context, name, prng.split("loop").below(65_536)))) {
          state.seen = 0;
          yield { on: [], untilUs: clock.nowUs + PAUSE_US };
        }
        yield { on: [], untilUs: clock.nowUs + ANSWER_US };
        state.isOff = true;
      },
    };
  },
};

/** Two numbers of 62 bits below the zone. */
function secretName({ prng, localIPs }: PluginContext, zone: string): string {
  const chance = prng.split(`loop/${localIPs.map(formatIp).join()}`);
  const number = (): string => String((BigInt(chance.uint32() >>> 2) << 32n) | BigInt(chance.uint32()));
  return `${number()}.${number()}.${zone === "." ? "" : zone}`;
}

/** True when an answer came. */
function* exchange({ process, clock, port }: PluginContext, name: string, id: number): Run<boolean> {
  if (process === null) return false;
  const socket = process.machine.network.sockets.bindUdp({});
  const untilUs = clock.nowUs + ANSWER_US;
  try {
    socket.connect(ip("127.0.0.1"), port);
    socket.send(encodeMessage(question({ id, name, type: TYPES.HINFO })));
    while (clock.nowUs < untilUs) {
      const got = socket.tryReceive();
      if (got instanceof NetError) return false;
      if (got !== null && decodeMessage(got.data)?.id === id) return true;
      if (got === null) yield { on: [socket.readable], untilUs };
    }
    return false;
  } catch (error) {
    if (error instanceof NetError) return false;
    throw error;
  } finally {
    socket.close();
  }
}
