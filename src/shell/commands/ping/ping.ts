/**
 * Echo requests, and what becomes of them. Read this one first before writing another network tool.
 *
 * Models: iputils 20221126 ping/ping.c, ping/ping_common.c
 * SIMPLIFIED: no flood, no preload, no record route, no timestamps of the far side.
 */

import { type Ip, parseIp } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { NetError } from "../../../sim/net/net-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { ResolveError, resolve } from "../../../sim/os/resolver/resolve.ts";
import { Failure, fail } from "../failure.ts";
import { type Options, parseOptions } from "../options.ts";
import { PingSession, type PingSettings } from "./ping-session.ts";
import { PING_USAGE } from "./usage.ts";

export function* ping(process: Process): Run<number> {
  const options = parseOptions(process, {
    short: "46aAbBc:CDdhi:I:LM:nOp:qs:t:UvVw:W:S:Q:m:",
    refused: { short: "efFlNRT" },
    hint: `\n${PING_USAGE}`,
    exitCode: 2,
  });
  if (options.has("V")) {
    yield* process.print(
      "ping from iputils 20221126\nlibcap: yes, IDN: yes, NLS: no, error.h: yes, getrandom(): yes, __fpending(): yes\n",
    );
    return 0;
  }
  if (options.has("h")) throw new Failure(`\n${PING_USAGE}`, 2);
  const settings = settingsOf(process, options);
  const host = options.operands.at(-1);
  if (host === undefined) return fail(process, "usage error: Destination address required", 1);
  const last = options.lastOf("4", "6");
  const target = yield* targetOf(process, host, last === undefined ? undefined : last === "6" ? 6 : 4);
  const session = new PingSession(process, target, settings);
  return yield* session.run();
}

export interface PingTarget {
  /** What the statistics are headed with. */
  readonly name: string;
  readonly ip: Ip;
  /** Given as a number: then senders of replies are not looked up either. */
  readonly isNumeric: boolean;
}

function* targetOf(process: Process, host: string, family: 4 | 6 | undefined): Run<PingTarget> {
  try {
    const { canonicalName, addresses } = yield* resolve(process.machine, host, { family });
    const ip = addresses[0] as Ip;
    if (process.machine.network.sockets.sourceFor(ip) === null) throw new NetError("ENETUNREACH");
    return { name: canonicalName, ip, isNumeric: parseIp(host) !== null };
  } catch (error) {
    if (error instanceof ResolveError) return fail(process, `${host}: ${error.message}`, 2);
    if (error instanceof NetError) return fail(process, `connect: ${error.message}`, 2);
    throw error;
  }
}

function settingsOf(process: Process, options: Options): PingSettings {
  const whole = (key: string, low: number, high: number | string): number | null => {
    const text = options.value(key);
    if (text === undefined) return null;
    if (!/^\s*[-+]?\d+$/.test(text)) fail(process, `invalid argument: '${text}'`);
    const value = Number(text);
    if (value < low || value > Number(high))
      fail(process, `invalid argument: '${text}': out of range: ${low} <= value <= ${high}`);
    return value;
  };
  const seconds = (key: string): number | null => {
    const text = options.value(key);
    if (text === undefined) return null;
    if (!/^(\d+\.?\d*|\.\d+)$/.test(text)) fail(process, `invalid argument: '${text}'`);
    return Math.round(Number(text) * 1_000_000);
  };
  const intervalUs = seconds("i") ?? (options.has("A") ? 200_000 : 1_000_000);
  if (intervalUs < 2000) fail(process, "cannot flood; minimal interval allowed for user is 2ms", 2);
  const source = options.value("I");
  const from = source === undefined ? null : sourceOf(process, source);
  return {
    count: whole("c", 1, "9223372036854775807"),
    intervalUs,
    size: whole("s", 0, 65_507) ?? 56,
    ttl: whole("t", 0, 255),
    deadlineUs: (whole("w", 0, 2_147_483_647) ?? 0) * 1_000_000 || null,
    waitUs: seconds("W"),
    numeric: options.has("n"),
    quiet: options.has("q"),
    timestamps: options.has("D"),
    outstanding: options.has("O"),
    dontFragment: options.value("M") === "do",
    from,
    source: source ?? null,
    audible: options.has("a"),
  };
}

function sourceOf(process: Process, text: string): Ip {
  const ip = parseIp(text);
  if (ip !== null)
    return process.machine.network.isLocal(ip) ? ip : fail(process, "bind: Cannot assign requested address", 2);
  const device = process.machine.network.devices.get(text);
  const address = device?.addresses.find((own) => typeof own.ip === "number");
  if (device === undefined) return fail(process, `unknown iface: ${text}`, 2);
  return address?.ip ?? fail(process, "bind: Cannot assign requested address", 2);
}
