/**
 * One question, or several at once, put to one name server: real DNS messages in UDP datagrams, over TCP when the
 * answer was cut short.
 *
 * Models: RFC 1035 §4.2, glibc resolv/res_send.c send_dg and send_vc
 */
import type { Clock } from "../../core/clock.ts";
import type { Ip } from "../../core/ip.ts";
import { writeAll } from "../../core/stream-io.ts";
import { concatBytes } from "../../core/utf8.ts";
import type { Run } from "../../core/wait.ts";
import { type DnsMessage, decodeMessage, type Edns, encodeMessage, query } from "../../net/dns/message.ts";
import { ByteReader } from "../../net/http/byte-reader.ts";
import { HttpError } from "../../net/http/message.ts";
import { NetError } from "../../net/net-error.ts";
import { connectTcp } from "../../net/socket/connect.ts";
import type { UdpSocket } from "../../net/socket/udp-socket.ts";
import type { Machine } from "../machine.ts";

export interface Question {
  readonly name: string;
  readonly type: number;
}

export interface AskOptions {
  readonly server: Ip;
  readonly port?: number;
  readonly questions: readonly Question[];
  readonly timeoutUs: number;
  readonly recursionDesired?: boolean;
  readonly edns?: Edns | null;
  /** TCP from the start. */
  readonly tcp?: boolean;
  /** Each question only when the one before is answered. */
  readonly sequential?: boolean;
  /** What of several questions was not answered in time is asked once more, alone. */
  readonly repeatsMissing?: boolean;
  /** The AD bit of the question: has anybody checked signatures? */
  readonly authenticData?: boolean;
  /** Take an answer that was cut short as it is. */
  readonly ignoreTruncation?: boolean;
}

export interface Reply {
  readonly message: DnsMessage;
  /** Bytes of the answer, as dig says them. */
  readonly size: number;
}

/** No answer in time, or what the socket said instead. */
export type AskFailure = "timeout" | NetError;

/** Answers in the order of the questions. Each question gets an answer or a failure. */
export function* ask(machine: Machine, options: AskOptions): Run<(Reply | AskFailure)[]> {
  const firstId = machine.prng.split(`dns/${machine.clock.nowUs}/${options.questions[0]?.name}`).below(65_536);
  const messages = options.questions.map(({ name, type }, i) => ({
    ...query({
      id: (firstId + i) & 0xffff,
      name,
      type,
      recursionDesired: options.recursionDesired !== false,
      edns: options.edns ?? null,
    }),
    authenticData: options.authenticData === true,
  }));
  const untilUs = machine.clock.nowUs + options.timeoutUs;
  const answers =
    options.tcp === true ? messages.map(() => null) : yield* overUdp(machine, options, { messages, untilUs });
  const replies: (Reply | AskFailure)[] = [];
  for (const [i, message] of messages.entries()) {
    const answer = answers[i];
    const cut = answer != null && isReply(answer) && answer.message.truncated && options.ignoreTruncation !== true;
    replies.push(answer == null || cut ? yield* overTcp(machine, options, message) : answer);
  }
  return replies;
}

type Sent = { readonly messages: readonly DnsMessage[]; readonly untilUs: number };

function* overUdp(
  machine: Machine,
  { server, port = 53, sequential = false, repeatsMissing = false, timeoutUs }: AskOptions,
  { messages, untilUs }: Sent,
): Run<(Reply | AskFailure)[]> {
  let socket: UdpSocket;
  try {
    socket = machine.network.sockets.bindUdp();
  } catch (error) {
    return messages.map(() => asFailure(error));
  }
  try {
    socket.connect(server, port);
    if (sequential) return yield* oneByOne(machine.clock, socket, { messages, timeoutUs });
    for (const message of messages) socket.send(encodeMessage(message));
    const replies = yield* collect(machine.clock, socket, { messages, untilUs });
    if (!repeatsMissing || !replies.some(isReply) || replies.every(isReply)) return replies;
    // One of two answers: the server, or something before it, cannot take two questions of one socket at once.
    const missing = messages.filter((_, i) => !isReply(replies[i]));
    const late = yield* oneByOne(machine.clock, socket, { messages: missing, timeoutUs });
    return replies.map((reply) => (isReply(reply) ? reply : (late.shift() ?? "timeout")));
  } catch (error) {
    const failure = asFailure(error);
    return messages.map(() => failure);
  } finally {
    socket.close();
  }
}

function* oneByOne(
  clock: Clock,
  socket: UdpSocket,
  { messages, timeoutUs }: { readonly messages: readonly DnsMessage[]; readonly timeoutUs: number },
): Run<(Reply | AskFailure)[]> {
  const replies: (Reply | AskFailure)[] = [];
  for (const message of messages) {
    socket.send(encodeMessage(message));
    replies.push(...(yield* collect(clock, socket, { messages: [message], untilUs: clock.nowUs + timeoutUs })));
  }
  return replies;
}

function* collect(clock: Clock, socket: UdpSocket, { messages, untilUs }: Sent): Run<(Reply | AskFailure)[]> {
  const replies = new Map<number, Reply>();
  while (replies.size < messages.length) {
    const got = socket.tryReceive();
    if (got instanceof NetError) throw got;
    if (got === null) {
      if (clock.nowUs >= untilUs) break;
      yield { on: [socket.readable], untilUs, background: false };
      continue;
    }
    const message = decodeMessage(got.data);
    if (message?.isResponse === true && messages.some(({ id }) => id === message.id))
      replies.set(message.id, { message, size: got.data.length });
  }
  return messages.map(({ id }) => replies.get(id) ?? "timeout");
}

function* overTcp(machine: Machine, options: AskOptions, message: DnsMessage): Run<Reply | AskFailure> {
  const { server: to, port = 53, timeoutUs } = options;
  try {
    const socket = yield* connectTcp(machine.network, { to, port, timeoutUs });
    try {
      const bytes = encodeMessage(message);
      yield* writeAll(socket, concatBytes([Uint8Array.of(bytes.length >> 8, bytes.length & 255), bytes]));
      const reader = new ByteReader(socket);
      const [high = 0, low = 0] = yield* reader.exactly(2);
      const answer = yield* reader.exactly(high * 256 + low);
      const decoded = decodeMessage(answer);
      return decoded === null ? "timeout" : { message: decoded, size: answer.length };
    } finally {
      socket.close();
    }
  } catch (error) {
    if (error instanceof HttpError) return new NetError("ECONNRESET");
    return asFailure(error);
  }
}

function asFailure(error: unknown): AskFailure {
  if (!(error instanceof NetError)) throw error;
  return error.code === "ETIMEDOUT" ? "timeout" : error;
}

export function isReply(answer: Reply | AskFailure | undefined): answer is Reply {
  return answer !== undefined && answer !== "timeout" && !(answer instanceof NetError);
}
