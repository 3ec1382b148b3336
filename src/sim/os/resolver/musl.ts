/**
 * How musl asks its servers: all of them at once, from one socket that is not connected, so that a refusal is not
 * noticed; whoever answers first is believed.
 *
 * Models: musl src/network/res_msend.c, lookup_name.c
 */
import type { Ip } from "../../core/ip.ts";
import { decodeUtf8 } from "../../core/utf8.ts";
import type { Run } from "../../core/wait.ts";
import { type DnsMessage, decodeMessage, encodeMessage, query } from "../../net/dns/message.ts";
import { NetError } from "../../net/net-error.ts";
import type { UdpSocket } from "../../net/socket/udp-socket.ts";
import type { Machine } from "../machine.ts";
import { type AskFailure, ask, isReply, type Question, type Reply } from "./ask.ts";
import type { ResolvConf } from "./resolv-conf.ts";

const LOADER = "/lib/ld-musl-x86_64.so.1";
const PORT = 53;
const SECOND_US = 1_000_000;

/** As its loader says it: `1.2.5` is 10205. Null where there is no musl. */
export function muslVersion({ fs }: Machine): number | null {
  const loader = fs.tryNode(LOADER);
  if (loader === undefined || loader === null) return null;
  const text = loader.kind === "file" && loader.bytes !== undefined ? decodeUtf8(loader.bytes) : "";
  const [, major = "1", minor = "2", patch = "5"] = /Version (\d+)\.(\d+)\.(\d+)/.exec(text) ?? [];
  return Number(major) * 10_000 + Number(minor) * 100 + Number(patch);
}

/** From this one on a domain of the search list is tried at all. */
export const MUSL_SEARCHES = 10_113;
/** From this one on an answer that was cut short is asked for again over TCP. */
const MUSL_HAS_TCP = 10_204;

export function* askAllServers(
  machine: Machine,
  conf: ResolvConf,
  questions: readonly Question[],
): Run<(Reply | AskFailure)[]> {
  const firstId = machine.prng.split(`dns/${machine.clock.nowUs}/${questions[0]?.name}`).below(65_536);
  const messages = questions.map(({ name, type }, i) => query({ id: (firstId + i) & 0xffff, name, type }));
  const socket = machine.network.sockets.bindUdp();
  try {
    const replies = yield* new Conversation(machine, conf, { socket, messages }).run();
    const hasTcp = (muslVersion(machine) ?? 0) >= MUSL_HAS_TCP;
    for (const [i, reply] of replies.entries())
      if (hasTcp && isReply(reply) && reply.message.truncated) replies[i] = yield* overTcp(machine, conf, questions[i]);
    return replies;
  } finally {
    socket.close();
  }
}

function* overTcp(machine: Machine, conf: ResolvConf, question: Question | undefined): Run<Reply | AskFailure> {
  const [server] = conf.nameservers;
  if (server === undefined || question === undefined) return "timeout";
  const timeoutUs = conf.timeoutSec * SECOND_US;
  return (yield* ask(machine, { server, questions: [question], timeoutUs, tcp: true }))[0] ?? "timeout";
}

class Conversation {
  readonly #machine: Machine;
  readonly #servers: readonly Ip[];
  readonly #socket: UdpSocket;
  readonly #messages: readonly DnsMessage[];
  readonly #replies: (Reply | AskFailure)[];
  readonly #timeoutUs: number;
  readonly #retryUs: number;
  /** How often a failure of the server is answered by asking again at once. */
  #patience: number;

  constructor(
    machine: Machine,
    { nameservers, timeoutSec, attempts }: ResolvConf,
    { socket, messages }: { socket: UdpSocket; messages: readonly DnsMessage[] },
  ) {
    this.#machine = machine;
    this.#servers = nameservers;
    this.#socket = socket;
    this.#messages = messages;
    this.#replies = messages.map(() => "timeout");
    this.#timeoutUs = timeoutSec * SECOND_US;
    this.#retryUs = Math.floor(this.#timeoutUs / attempts);
    this.#patience = 2 * messages.length;
  }

  *run(): Run<(Reply | AskFailure)[]> {
    const { clock } = this.#machine;
    const endUs = clock.nowUs + this.#timeoutUs;
    let askedUs = Number.NEGATIVE_INFINITY;
    while (clock.nowUs < endUs && !this.#replies.every(isReply)) {
      if (clock.nowUs - askedUs >= this.#retryUs) {
        askedUs = clock.nowUs;
        for (const [i, message] of this.#messages.entries())
          if (!isReply(this.#replies[i])) for (const server of this.#servers) this.#send(server, message);
      }
      const got = this.#socket.tryReceive();
      if (got === null)
        yield { on: [this.#socket.readable], untilUs: Math.min(endUs, askedUs + this.#retryUs), background: false };
      else if ("data" in got) this.#take(got.from, got.data);
    }
    return this.#replies;
  }

  #send(server: Ip, message: DnsMessage): void {
    try {
      this.#socket.sendTo(server, PORT, encodeMessage(message));
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
    }
  }

  #take(from: Ip, data: Uint8Array): void {
    const message = decodeMessage(data);
    const at = this.#messages.findIndex(({ id }) => id === message?.id);
    const asked = this.#messages[at];
    if (message?.isResponse !== true || asked === undefined || isReply(this.#replies[at])) return;
    if (message.rcode === "NOERROR" || message.rcode === "NXDOMAIN") this.#replies[at] = { message, size: data.length };
    else if (message.rcode === "SERVFAIL" && this.#patience > 0) {
      this.#patience--;
      this.#send(from, asked);
    }
  }
}
