/**
 * The sockets of a DNS server, and the tasks that serve what comes through them. The server behind them may be
 * exchanged: sockets whose port the new one has as well stay open.
 *
 * Models: coredns core/dnsserver/server.go Serve, ServePacket; RFC 7766 (messages over TCP)
 */

import type { Ip } from "../../core/ip.ts";
import { readSome, writeAll } from "../../core/stream-io.ts";
import { Task } from "../../core/task.ts";
import { concatBytes, encodeUtf8 } from "../../core/utf8.ts";
import type { Run, WaitQueue } from "../../core/wait.ts";
import {
  type DnsMessage,
  decodeMessage,
  encodeMessage,
  encodeTruncated,
  reply,
  UDP_SIZE,
} from "../../net/dns/message.ts";
import { HttpError } from "../../net/http/message.ts";
import { readRequest } from "../../net/http/read.ts";
import { writeResponse } from "../../net/http/write.ts";
import { NetError } from "../../net/net-error.ts";
import { EVERYWHERE } from "../../net/socket/bound.ts";
import type { TcpListener } from "../../net/socket/tcp-listener.ts";
import type { TcpSocket } from "../../net/socket/tcp-socket.ts";
import type { Datagram, UdpSocket } from "../../net/socket/udp-socket.ts";
import type { Process } from "../../os/process.ts";
import type { DnsPlugin, DnsQuery } from "./dns-plugin.ts";
import type { DnsServer } from "./dns-server.ts";

type Http = NonNullable<DnsPlugin["http"]>;

interface Doors {
  readonly udp: UdpSocket;
  readonly tcp: TcpListener;
}

const MAX_EDNS_SIZE = 4096;
const COOKIE = 10;

export class Listening {
  readonly #process: Process;
  readonly #doors = new Map<number, Doors>();
  readonly #http = new Map<number, { readonly listener: TcpListener; http: Http }>();
  readonly #tasks = new Set<Task<void>>();
  #server: DnsServer | null = null;
  queues: readonly WaitQueue[] = [];

  constructor(process: Process) {
    this.#process = process;
  }

  get addresses(): Ip[] {
    return [...this.#process.machine.network.devices.values()]
      .filter(({ isLoopback }) => !isLoopback)
      .flatMap(({ addresses }) => addresses.map(({ ip }) => ip));
  }

  /** Throws NetError when a port is taken; then everything is as it was. */
  use(server: DnsServer): void {
    const { sockets } = this.#process.machine.network;
    const opened: (() => void)[] = [];
    try {
      for (const port of server.ports) {
        if (this.#doors.has(port)) continue;
        const tcp = sockets.listenTcp({ ip: EVERYWHERE, port });
        opened.push(() => tcp.close());
        const udp = sockets.bindUdp({ ip: EVERYWHERE, port });
        opened.push(
          () => udp.close(),
          () => this.#doors.delete(port),
        );
        this.#doors.set(port, { udp, tcp });
      }
      for (const http of server.http) {
        const known = this.#http.get(http.port);
        if (known !== undefined) known.http = http;
        else {
          const listener = sockets.listenTcp({ ip: EVERYWHERE, port: http.port });
          opened.push(
            () => listener.close(),
            () => this.#http.delete(http.port),
          );
          this.#http.set(http.port, { listener, http });
        }
      }
    } catch (error) {
      for (const undo of opened) undo();
      throw error;
    }
    this.#closeOthers(server);
    this.#server = server;
    for (const plugin of server.plugins) if (plugin.run !== undefined) this.start(plugin.run());
  }

  /** Everything that has come in since. */
  acceptAll(): void {
    for (const [port, { udp, tcp }] of this.#doors) {
      for (let got = udp.tryReceive(); got !== null; got = udp.tryReceive())
        if ("data" in got) this.start(this.#serveDatagram(udp, got, port));
      for (let socket = tcp.tryAccept(); socket !== null; socket = tcp.tryAccept())
        this.start(this.#serveConnection(socket, port));
    }
    for (const { listener, http } of this.#http.values())
      for (let socket = listener.tryAccept(); socket !== null; socket = listener.tryAccept())
        this.start(serveHttp(socket, http));
  }

  start(run: Run<void>): void {
    const task = new Task<void>(this.#process.machine.clock, run, (end) => {
      this.#tasks.delete(task);
      if (end !== "killed" && "error" in end) throw end.error;
    });
    this.#tasks.add(task);
  }

  close(): void {
    for (const task of this.#tasks) task.kill();
    for (const { udp, tcp } of this.#doors.values()) {
      udp.close();
      tcp.close();
    }
    for (const { listener } of this.#http.values()) listener.close();
  }

  #closeOthers(server: DnsServer): void {
    for (const [port, { udp, tcp }] of this.#doors) {
      if (server.ports.includes(port)) continue;
      udp.close();
      tcp.close();
      this.#doors.delete(port);
    }
    for (const [port, { listener }] of this.#http) {
      if (server.http.some((http) => http.port === port)) continue;
      listener.close();
      this.#http.delete(port);
    }
    this.queues = [
      ...[...this.#doors.values()].flatMap(({ udp, tcp }) => [udp.readable, tcp.acceptable]),
      ...[...this.#http.values()].map(({ listener }) => listener.acceptable),
    ];
  }

  *#serveDatagram(socket: UdpSocket, { from, fromPort, data }: Datagram, port: number): Run<void> {
    const message = decodeMessage(data);
    if (message === null || message.isResponse) return;
    const answer = yield* this.#answer(message, { from, fromPort, overTcp: false, port });
    const size = Math.min(MAX_EDNS_SIZE, Math.max(UDP_SIZE, message.edns?.udpSize ?? UDP_SIZE));
    try {
      socket.sendTo(from, fromPort, encodeTruncated(answer, size));
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
    }
  }

  /** Messages with their length in front, one after the other. */
  *#serveConnection(socket: TcpSocket, port: number): Run<void> {
    let waiting: Uint8Array = new Uint8Array(0);
    try {
      for (;;) {
        const length = waiting.length < 2 ? -1 : (waiting[0] as number) * 256 + (waiting[1] as number);
        if (length < 0 || waiting.length < length + 2) {
          const more = yield* readSome(socket);
          if (more === null) return;
          waiting = concatBytes([waiting, more]);
          continue;
        }
        const message = decodeMessage(waiting.subarray(2, length + 2));
        waiting = waiting.slice(length + 2);
        if (message === null || socket.remote === null) return;
        const { ip: from, port: fromPort } = socket.remote;
        const bytes = encodeMessage(yield* this.#answer(message, { from, fromPort, overTcp: true, port }));
        if (!(yield* writeAll(socket, concatBytes([Uint8Array.of(bytes.length >>> 8, bytes.length & 255), bytes]))))
          return;
      }
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
    } finally {
      socket.close();
    }
  }

  *#answer(
    message: DnsMessage,
    from: Pick<DnsQuery, "from" | "fromPort" | "overTcp"> & { readonly port: number },
  ): Run<DnsMessage> {
    const question = message.questions[0];
    if (question === undefined || message.questions.length > 1 || this.#server === null)
      return reply(message, { rcode: "FORMERR" });
    if (message.opcode !== 0) return reply(message, { rcode: "NOTIMP" });
    const { port, ...client } = from;
    const answer = yield* this.#server.serve({ message, name: question.name, type: question.type, ...client }, port);
    return message.edns === null ? answer : { ...answer, edns: { ...message.edns, options: cookieOf(message) } };
  }
}

/** CoreDNS gives a client's cookie back as it is (RFC 7873 §5.2.1 without a server part). */
function cookieOf({ edns }: DnsMessage): readonly { code: number; data: Uint8Array }[] {
  return (edns?.options ?? [])
    .filter(({ code }) => code === COOKIE)
    .map(({ code, data }) => ({ code, data: data.slice(0, 8) }));
}

function* serveHttp(socket: TcpSocket, http: Http): Run<void> {
  try {
    const request = yield* readRequest(socket);
    if (request === null) return;
    const { status, body } = http.answer(request.target);
    const bytes = encodeUtf8(body);
    const headers = [
      { name: "Content-Type", value: "text/plain; charset=utf-8" },
      { name: "Content-Length", value: String(bytes.length) },
      { name: "Connection", value: "close" },
    ];
    const reason = status === 200 ? "OK" : "Not Found";
    yield* writeResponse(socket, { version: "HTTP/1.1", status, reason, headers, body: bytes });
  } catch (error) {
    if (!(error instanceof HttpError || error instanceof NetError)) throw error;
  } finally {
    socket.close();
  }
}
