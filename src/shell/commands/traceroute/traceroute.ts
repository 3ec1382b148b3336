/**
 * The hosts on the way, one probe after the other with growing TTL. Models: traceroute 2.1.2, busybox networking/traceroute.c
 * SIMPLIFIED: probes are sent one at a time, not sixteen at once; IPv4 only.
 */
import { formatIp, type Ip } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { Capture } from "../../../sim/net/capture/capture.ts";
import { NetError } from "../../../sim/net/net-error.ts";
import { createPacket, SYN, TCP } from "../../../sim/net/packet.ts";
import type { Process } from "../../../sim/os/process.ts";
import { nameOfAddress, ResolveError, resolve } from "../../../sim/os/resolver/resolve.ts";
import { Failure, fail } from "../failure.ts";
import type { Flavour } from "../flavour.ts";
import { type Options, parseOptions } from "../options.ts";
import { LINK, read16, read32, viewOf } from "../tcpdump/packet-view.ts";
import { TRACEROUTE_USAGE } from "./usage.ts";

interface Settings {
  readonly numeric: boolean;
  readonly first: number;
  readonly max: number;
  readonly probes: number;
  readonly waitUs: number;
  readonly port: number;
  readonly method: "udp" | "udp-port" | "icmp" | "tcp";
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
const FIRST_PORT = 32_768;
const PORTS = 28_000;

export function* traceroute(process: Process, flavour: Flavour): Run<number> {
  const gnu = flavour.name === "gnu";
  const options = parseOptions(process, {
    short: gnu ? "4nITUFrf:m:q:w:p:s:N:z:" : "4nIFrvlf:m:q:w:p:s:z:",
    refused: { short: gnu ? "6dgitlueAMOSDPV" : "6it" },
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
    port: number("p", methodOf(options) === "tcp" ? 80 : methodOf(options) === "udp-port" ? 53 : 33_434),
    method: methodOf(options),
    size: Math.max(HEADERS, Number(sizeText ?? (gnu ? 60 : 46))),
  };
}

function methodOf(options: Options): Settings["method"] {
  const last = options.lastOf("I", "T", "U");
  return last === "I" ? "icmp" : last === "T" ? "tcp" : last === "U" ? "udp-port" : "udp";
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
  if (settings.method === "icmp") return yield* echoProbe(process, settings, probe);
  return settings.method === "tcp"
    ? yield* tcpProbe(process, settings, probe)
    : yield* udpProbe(process, settings, probe);
}

function* udpProbe(process: Process, settings: Settings, { to, ttl, number }: Probe): Run<Answer | null> {
  const socket = process.machine.network.sockets.bindUdp();
  const startUs = process.nowUs;
  try {
    const port = settings.method === "udp-port" ? settings.port : settings.port + number;
    socket.sendTo(to, port, new Uint8Array(settings.size - HEADERS), { ttl });
    for (;;) {
      const answer = socket.tryReceive();
      if (answer !== null && !(answer instanceof NetError))
        return { from: answer.from, tripUs: process.nowUs - startUs, isEnd: true, mark: "" };
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

/** A SYN of nobody's: what comes back is seen on the wire, and the kernel resets what it does not know. */
function* tcpProbe(process: Process, settings: Settings, { to, ttl, number }: Probe): Run<Answer | null> {
  const { network } = process.machine;
  const src = network.stack.sourceFor(to);
  if (src === null) throw new Failure("connect: Network is unreachable\n", 1);
  const srcPort = FIRST_PORT + ((process.pid * 97 + number) % PORTS);
  const capture = new Capture(network, null);
  const startUs = process.nowUs;
  try {
    network.stack.output(
      createPacket({
        id: network.network.nextPacketId(),
        src,
        dst: to,
        protocol: TCP,
        ttl,
        dontFragment: true,
        transport: {
          kind: "tcp",
          srcPort,
          dstPort: settings.port,
          seq: (startUs * 7919 + number) >>> 0,
          ack: 0,
          flags: SYN,
          window: 5840,
          mss: 1460,
          data: new Uint8Array(0),
        },
      }),
    );
    for (;;) {
      const found = replyTo(capture, { to, srcPort });
      if (found !== null) return { ...found, tripUs: process.nowUs - startUs };
      if (process.nowUs >= startUs + settings.waitUs) return null;
      yield { on: [capture.readable], untilUs: startUs + settings.waitUs, background: false };
    }
  } finally {
    capture.close();
  }
}

/** Among what came in: a segment for our port, or an ICMP error about ours. */
function replyTo(
  capture: Capture,
  { to, srcPort }: { readonly to: Ip; readonly srcPort: number },
): Omit<Answer, "tripUs"> | null {
  for (let frame = capture.tryRead(); frame !== null; frame = capture.tryRead()) {
    if (frame.direction !== "in") continue;
    const link = frame.isEthernet ? LINK.ethernet : LINK.raw;
    const { bytes, version, protocol, network, transport } = viewOf(frame.bytes, frame.bytes.length, link);
    if (version !== 4 || transport < 0) continue;
    const from = read32(bytes, network + 12);
    if (protocol === TCP && from === to && read16(bytes, transport + 2) === srcPort)
      return { from, isEnd: true, mark: "" };
    if (protocol !== 1 || read16(bytes, transport + 28) !== srcPort) continue;
    const [type, code] = [bytes[transport] ?? 0, bytes[transport + 1] ?? 0];
    if (type === 11 || type === 3) return { from, isEnd: type === 3, mark: markOf({ type, code }) };
  }
  return null;
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
