/**
 * Asks name servers and prints the message. Models: bind9 9.18 bin/dig/dig.c
 * SIMPLIFIED: one query per call; DNSSEC and zone transfers are refused.
 */
import { formatIp, type Ip } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Edns } from "../../../sim/net/dns/message.ts";
import { dataText, TYPES } from "../../../sim/net/dns/record.ts";
import type { Process } from "../../../sim/os/process.ts";
import { resolvConfOf } from "../../../sim/os/resolver/resolv-conf.ts";
import { type Answered, lookUpOne, searchedNames, serverAddress } from "../bind/lookup.ts";
import { formatTime } from "../date/format-time.ts";
import { Failure } from "../failure.ts";
import { untilInterrupted } from "../until-interrupted.ts";
import { type DigArguments, parseDigArguments } from "./dig-arguments.ts";
import { messageText } from "./message-text.ts";
import { trace } from "./trace.ts";
import { yamlText } from "./yaml-text.ts";

const VERSION = "9.18.49-1~deb12u3-Debian";
const COOKIE = 10;

export function dig(process: Process): Run<number> {
  return untilInterrupted(process, 0, () => answered(process));
}

function* answered(process: Process): Run<number> {
  const args = parseDigArguments(process);
  if (args.version) {
    yield* process.printError(`DiG ${VERSION}\n`);
    return 0;
  }
  for (const warning of args.warnings) yield* process.printError(`;; Warning, ${warning}\n`);
  const servers = yield* serversOf(process, args);
  const name = args.reverse ?? args.name;
  const type = args.reverse === null ? args.type : TYPES.PTR;
  const query = { ...args, name, type };
  const cookie = process.machine.prng.split(`dig/${process.pid}/${process.nowUs}`);
  const edns: Edns | null = args.flags.edns
    ? {
        udpSize: 1232,
        version: 0,
        dnssecOk: false,
        options: args.flags.cookie
          ? [{ code: COOKIE, data: Uint8Array.from({ length: 8 }, () => cookie.below(256)) }]
          : [],
      }
    : null;
  if (args.flags.trace) return yield* trace(process, query, { servers, edns, banner: bannerOf(process, args) });
  const answered = yield* askAll(process, query, { servers, edns });
  const banner = args.flags.cmd && !args.flags.short && !args.flags.yaml ? bannerOf(process, args) : "";
  if (answered === null) {
    yield* process.print(`${banner};; no servers could be reached\n${args.flags.short ? "" : "\n"}`);
    return 9;
  }
  yield* printAnswer(process, args, { answered, edns, banner });
  return 0;
}

function* serversOf(process: Process, { server }: DigArguments): Run<readonly Ip[]> {
  if (server === null) return resolvConfOf(process.machine).nameservers;
  const found = yield* serverAddress(process, server);
  if (found === null) throw new Failure(`dig: couldn't get address for '${server}': not found\n`, 1);
  return found.slice(0, 1);
}

function* askAll(
  process: Process,
  args: DigArguments,
  { servers, edns }: { servers: readonly Ip[]; edns: Edns | null },
): Run<Answered | null> {
  let last: Answered | null = null;
  for (const name of searchedNames(process, args.name, args.flags.search)) {
    const answered = yield* lookUpOne(
      process,
      {
        servers,
        port: args.port,
        tries: args.tries,
        timeoutUs: args.timeoutUs,
        tcp: args.flags.tcp || args.type === TYPES.ANY,
        recurse: args.flags.recurse,
        edns,
        ignoreTruncation: args.flags.ignore,
      },
      { name, type: args.type, complain: (text) => process.print(text) },
    );
    if (answered === null) return null;
    last = answered;
    const { rcode, answers } = answered.reply.message;
    if (rcode === "NOERROR" && answers.length > 0) break;
  }
  return last;
}

function bannerOf(process: Process, { server }: DigArguments): string {
  const found = server === null ? "" : "; (1 server found)\n";
  return `\n; <<>> DiG ${VERSION} <<>> ${process.argv.slice(1).join(" ")}\n${found};; global options: +cmd\n`;
}

function* printAnswer(
  process: Process,
  args: DigArguments,
  { answered, edns, banner }: { answered: Answered; edns: Edns | null; banner: string },
): Run<void> {
  const { message, size } = answered.reply;
  if (args.flags.short) {
    for (const record of message.answers) yield* process.print(`${dataText(record)}\n`);
    return;
  }
  if (args.flags.yaml) {
    yield* process.print(
      yamlText(answered, {
        sent: edns,
        port: args.port,
        tcp: args.flags.tcp,
        nowUs: process.machine.clock.epochMs * 1000 + process.nowUs,
      }),
    );
    return;
  }
  const body = messageText(message, { flags: args.flags, sent: edns, name: answered.name });
  let text = banner + body;
  if (args.flags.stats) {
    const when = formatTime("%a %b %d %H:%M:%S UTC %Y", process.machine.clock.nowMs * 1000);
    const server = formatIp(answered.server);
    text += `;; Query time: ${Math.floor(answered.tookUs / 1000)} msec\n;; SERVER: ${server}#${args.port}(${args.server ?? server}) (${args.flags.tcp || args.type === TYPES.ANY ? "TCP" : "UDP"})\n;; WHEN: ${when}\n;; MSG SIZE  rcvd: ${size}\n\n`;
  }
  yield* process.print(text);
}
