/**
 * One server that queries are forwarded to: it is asked, and when it fails, asked for its health until it is well.
 *
 * Models: coredns plugin/pkg/proxy (connect.go, health.go), plugin/pkg/up
 * SIMPLIFIED: a socket for every query; connections are not kept.
 */
import { formatIp } from "../../../core/ip.ts";
import { writeAll } from "../../../core/stream-io.ts";
import { concatBytes } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import { type DnsMessage, decodeMessage, encodeMessage, query as question } from "../../../net/dns/message.ts";
import { TYPES } from "../../../net/dns/record.ts";
import { ByteReader } from "../../../net/http/byte-reader.ts";
import { HttpError } from "../../../net/http/message.ts";
import { NetError } from "../../../net/net-error.ts";
import { connectTcp } from "../../../net/socket/connect.ts";
import type { Machine } from "../../../os/machine.ts";
import type { Server } from "./forward-settings.ts";

const ANSWER_US = 2_000_000;
const HEALTH_US = 1_000_000;

export class Upstream {
  readonly #machine: Machine;
  readonly #server: Server;
  #fails = 0;
  #isChecking = false;

  constructor(machine: Machine, server: Server) {
    this.#machine = machine;
    this.#server = server;
  }

  isDown(maxFails: number): boolean {
    return maxFails > 0 && this.#fails >= maxFails;
  }

  /** Asks for its health until it is well; null when somebody does so already. */
  check(everyUs: number): Run<void> | null {
    if (this.#isChecking) return null;
    this.#isChecking = true;
    return this.#checkUntilWell(everyUs);
  }

  *#checkUntilWell(everyUs: number): Run<void> {
    const { clock, prng } = this.#machine;
    const ping = question({ id: prng.split(`health/${clock.nowUs}`).below(65_536), name: ".", type: TYPES.NS });
    for (;;) {
      if (typeof (yield* this.#overUdp(ping, HEALTH_US)) !== "string") break;
      this.#fails++;
      yield { on: [], untilUs: clock.nowUs + everyUs };
    }
    this.#fails = 0;
    this.#isChecking = false;
  }

  /** The answer, or why there is none, in the words of Go's net package. */
  exchange(message: DnsMessage, overTcp: boolean): Run<DnsMessage | string> {
    return overTcp ? this.#overTcp(message) : this.#overUdp(message, ANSWER_US);
  }

  get #address(): string {
    const { ip, port } = this.#server;
    return typeof ip === "number" ? `${formatIp(ip)}:${port}` : `[${formatIp(ip)}]:${port}`;
  }

  *#overUdp(message: DnsMessage, timeoutUs: number): Run<DnsMessage | string> {
    const { clock, network } = this.#machine;
    const socket = network.sockets.bindUdp({});
    const untilUs = clock.nowUs + timeoutUs;
    const route = (): string => `${formatIp(socket.local.ip)}:${socket.local.port}->${this.#address}`;
    try {
      socket.connect(this.#server.ip, this.#server.port);
    } catch (error) {
      socket.close();
      if (error instanceof NetError) return `dial udp ${this.#address}: connect: ${wordsFor(error)}`;
      throw error;
    }
    try {
      socket.send(encodeMessage(message));
      for (;;) {
        const got = socket.tryReceive();
        if (got instanceof NetError) return `read udp ${route()}: read: ${wordsFor(got)}`;
        const answer = got === null ? null : decodeMessage(got.data);
        if (answer !== null && answer.id === message.id && answer.isResponse) return answer;
        if (got !== null) continue;
        if (clock.nowUs >= untilUs) return `read udp ${route()}: i/o timeout`;
        yield { on: [socket.readable], untilUs };
      }
    } catch (error) {
      if (error instanceof NetError) return `write udp ${route()}: write: ${wordsFor(error)}`;
      throw error;
    } finally {
      socket.close();
    }
  }

  *#overTcp(message: DnsMessage): Run<DnsMessage | string> {
    const { ip: to, port } = this.#server;
    try {
      const socket = yield* connectTcp(this.#machine.network, { to, port, timeoutUs: ANSWER_US });
      try {
        const bytes = encodeMessage(message);
        yield* writeAll(socket, concatBytes([Uint8Array.of(bytes.length >>> 8, bytes.length & 255), bytes]));
        const reader = new ByteReader(socket);
        const [high = 0, low = 0] = yield* reader.exactly(2);
        return decodeMessage(yield* reader.exactly(high * 256 + low)) ?? "dns: bad rdata";
      } finally {
        socket.close();
      }
    } catch (error) {
      if (error instanceof HttpError) return "EOF";
      if (!(error instanceof NetError)) throw error;
      return error.code === "ETIMEDOUT"
        ? `dial tcp ${this.#address}: i/o timeout`
        : `dial tcp ${this.#address}: connect: ${wordsFor(error)}`;
    }
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ENETUNREACH: "network is unreachable",
  EHOSTUNREACH: "no route to host",
  EPERM: "operation not permitted",
  ECONNRESET: "connection reset by peer",
  EMSGSIZE: "message too long",
};

function wordsFor({ code }: NetError): string {
  return WORDS[code] ?? code;
}
