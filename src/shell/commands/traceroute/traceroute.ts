/**
 * The hosts on the way, one probe after the other with growing TTL. Models: traceroute 2.1.2, busybox networking/traceroute.c
 * SIMPLIFIED: probes are sent one at a time, not sixteen at once; no -T (TCP probes), IPv4 only.
 */
import { formatIp, type Ip } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { NetError } from "../../../sim/net/net-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { nameOfAddress, ResolveError, resolve } from "../../../sim/os/resolver/resolve.ts";
import { Failure, fail } from "../failure.ts";
import type { Flavour } from "../flavour.ts";
import { type Options, parseOptions } from "../options.ts";
import { TRACEROUTE_USAGE } from "./usage.ts";

interface Settings {
  readonly numeric: boolean;
  readonly first: number;
  readonly max: number;
  readonly probes: number;
  readonly waitUs: number;
  readonly port: number;
  readonly icmp: boolean;
  readonly size: number;
}

interface Answer {
  readonly from: Ip;
  readonly tripUs: number;
  /** Where the way ends, and what to write behind the time. */
  readonly isEnd: boolean;
  readonly mark: string;
}

const HEADERS = 28;

export function* traceroute(process: Process, flavour: Flavour): Run<number> {
  const gnu = flavour.name === "gnu";
  const options = parseOptions(process, {
    short: gnu ? "4nIUFrf:m:q:w:p:s:N:z:" : "4nIFrvlf:m:q:w:p:s:z:",
    refused: { short: gnu ? "6dgTitlueAMOSDPUV" : "6it" },
    hint: gnu ? "" : flavour.hint(process),
    exitCode: gnu ? 2 : 1,
  });
  const [host, sizeText] = options.operands;
  if (host === undefined) throw new Failure(gnu ? TRACEROUTE_USAGE : flavour.hint(process), gnu ? 0 : 1);
  const settings = settingsOf(options, gnu, sizeText);
  const to = yield* targetOf(process, flavour, host);
  yield* process.print(
    `traceroute to ${host} (${formatIp(to)}), ${settings.max} hops max, ${settings.size} byte packets\n`,
  );
  let sent = 0;
  for (let ttl = settings.first; ttl <= settings.max; ttl++) {
    const answers: (Answer | null)[] = [];
    for (let probe = 0; probe < settings.probes; probe++)
      answers.push(yield* probeOnce(process, settings, { to, ttl, number: sent++ }));
    yield* process.print(
      `${String(ttl).padStart(2)} ${yield* hopText(process, answers, { numeric: settings.numeric, gnu })}\n`,
    );
    if (answers.some((answer) => answer?.isEnd === true)) break;
  }
  return 0;
}

function settingsOf(options: Options, gnu: boolean, sizeText: string | undefined): Settings {
  const number = (key: string, otherwise: number): number => Number(options.value(key)?.split(",")[0] ?? otherwise);
  return {
    numeric: options.has("n"),
    first: number("f", 1),
    max: Math.min(255, number("m", 30)),
    probes: Math.min(10, number("q", 3)),
    waitUs: Math.round(number("w", gnu ? 5 : 3) * 1_000_000),
    port: number("p", 33_434),
    icmp: options.has("I"),
    size: Math.max(HEADERS, Number(sizeText ?? (gnu ? 60 : 46))),
  };
}

function* targetOf(process: Process, flavour: Flavour, host: string): Run<Ip> {
  try {
    return (yield* resolve(process.machine, host, { family: 4 })).addresses[0] as Ip;
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    if (flavour.name === "busybox") return fail(process, `bad address '${host}'`);
    throw new Failure(
      `${host}: ${error.message}\nCannot handle "host" cmdline arg \`${host}' on position 1 (argc ${process.argv.indexOf(host)})\n`,
      2,
    );
  }
}

interface Probe {
  readonly to: Ip;
  readonly ttl: number;
  readonly number: number;
}

function* probeOnce(process: Process, settings: Settings, probe: Probe): Run<Answer | null> {
  return settings.icmp ? yield* echoProbe(process, settings, probe) : yield* udpProbe(process, settings, probe);
}

function* udpProbe(process: Process, settings: Settings, { to, ttl, number }: Probe): Run<Answer | null> {
  const socket = process.machine.network.sockets.bindUdp();
  const startUs = process.nowUs;
  try {
    socket.sendTo(to, settings.port + number, new Uint8Array(settings.size - HEADERS), { ttl });
    for (;;) {
      const error = socket.tryReceiveError();
      if (error !== null)
        return { from: error.from, tripUs: process.nowUs - startUs, isEnd: error.type === 3, mark: markOf(error) };
      if (process.nowUs >= startUs + settings.waitUs) return null;
      yield { on: [socket.readable], untilUs: startUs + settings.waitUs, background: false };
    }
  } catch (error) {
    if (error instanceof NetError) throw new Failure(`send: ${error.message}\n`, 1);
    throw error;
  } finally {
    socket.close();
  }
}

function* echoProbe(process: Process, settings: Settings, { to, ttl, number }: Probe): Run<Answer | null> {
  const socket = process.machine.network.sockets.openIcmp();
  const startUs = process.nowUs;
  try {
    socket.sendEcho({ to, seq: number & 0xffff, size: settings.size - HEADERS, ttl });
    for (;;) {
      const got = socket.tryReceive();
      if (got !== null)
        return {
          from: got.from,
          tripUs: process.nowUs - startUs,
          isEnd: got.type === 0 || got.type === 3,
          mark: got.type === 0 ? "" : markOf(got),
        };
      if (process.nowUs >= startUs + settings.waitUs) return null;
      yield { on: [socket.readable], untilUs: startUs + settings.waitUs, background: false };
    }
  } finally {
    socket.close();
  }
}

function markOf({ type, code }: { type: number; code: number }): string {
  if (type !== 3 || code === 3) return "";
  const marks: Readonly<Record<number, string>> = { 0: " !N", 1: " !H", 2: " !P", 4: " !F", 10: " !X", 13: " !X" };
  return marks[code] ?? ` !${code}`;
}

/** An address is written when it differs from the one before it. */
function* hopText(
  process: Process,
  answers: readonly (Answer | null)[],
  { numeric, gnu }: { numeric: boolean; gnu: boolean },
): Run<string> {
  let text = "";
  let last: Ip | null = null;
  for (const answer of answers) {
    if (answer === null) {
      text += text === "" && !gnu ? " *" : " *";
      continue;
    }
    if (answer.from !== last) {
      const address = formatIp(answer.from);
      const name = numeric ? null : yield* nameOfAddress(process.machine, answer.from);
      text += numeric ? ` ${address}` : ` ${name ?? address} (${address})`;
      last = answer.from;
    }
    text += `  ${(answer.tripUs / 1000).toFixed(3)} ms${answer.mark}`;
  }
  return text;
}
