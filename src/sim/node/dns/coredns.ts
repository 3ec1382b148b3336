/**
 * The program in the coredns image: reads its Corefile, listens on UDP and TCP, answers each query as a task of its own.
 *
 * Models: coredns main, plugin/reload (looks at the file every 30 s), plugin/health's lameduck as an immediate end
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
import type { TcpListener } from "../../net/socket/tcp-listener.ts";
import type { TcpSocket } from "../../net/socket/tcp-socket.ts";
import type { Datagram, UdpSocket } from "../../net/socket/udp-socket.ts";
import { OsError } from "../../os/os-error.ts";
import type { Process } from "../../os/process.ts";
import { Interrupted } from "../../os/signal.ts";
import { IN_CLUSTER_CLIENT } from "../in-cluster-client.ts";
import { CorefileError, parseCorefile } from "./corefile.ts";
import type { DnsPlugin, DnsQuery } from "./dns-plugin.ts";
import { DnsServer } from "./dns-server.ts";
import { ClusterView } from "./kubernetes/cluster-view.ts";

const VERSION = "CoreDNS-1.13.1\nlinux/amd64, go1.25.2, 1db4568\n";
const RELOAD_US = 30_000_000;

export function* coreDns(process: Process): Run<number> {
  const path = process.argv[process.argv.indexOf("-conf") + 1] ?? "/etc/coredns/Corefile";
  let running: Listening | null = null;
  process.on("TERM", "throw");
  try {
    let corefile = process.machine.fs.readText(path);
    running = new Listening(process, corefile);
    yield* process.print(`${running.server.addresses.join("\n")}\n${VERSION}`);
    for (;;) {
      const nextLookUs = process.nowUs + RELOAD_US;
      while (process.nowUs < nextLookUs) {
        running.acceptAll();
        yield { on: running.queues, untilUs: nextLookUs };
      }
      const now = process.machine.fs.readText(path);
      if (now === corefile || !/^\s*reload\b/m.test(corefile)) continue;
      corefile = now;
      running = yield* reloaded(process, running, corefile);
    }
  } catch (error) {
    return yield* lastWords(process, error);
  } finally {
    running?.close();
  }
}

/** A broken new Corefile is said, and the old one stays. */
function* reloaded(process: Process, running: Listening, corefile: string): Run<Listening> {
  yield* process.print("[INFO] Reloading\n");
  try {
    DnsServer.check(parseCorefile(corefile));
  } catch (error) {
    if (!(error instanceof CorefileError)) throw error;
    yield* process.print(
      `[ERROR] Restart failed: ${error.message}\n[ERROR] plugin/reload: Corefile changed but reload failed: ${error.message}\n`,
    );
    return running;
  }
  running.close();
  const next = new Listening(process, corefile);
  yield* process.print("[INFO] Reloading complete\n");
  return next;
}

function* lastWords(process: Process, error: unknown): Run<number> {
  if (error instanceof Interrupted) {
    yield* process.print(`[INFO] SIGTERM: Shutting down servers then terminating\n`);
    return 0;
  }
  if (error instanceof CorefileError) yield* process.print(`${error.message}\n`);
  else if (error instanceof OsError) yield* process.print(`open ${error.path}: no such file or directory\n`);
  else throw error;
  return 1;
}

/** The sockets of one Corefile, and the tasks that serve what came through them. */
class Listening {
  readonly server: DnsServer;
  readonly queues: readonly WaitQueue[];
  readonly #process: Process;
  readonly #udp: { readonly socket: UdpSocket; readonly port: number }[] = [];
  readonly #tcp: { readonly listener: TcpListener; readonly port: number }[] = [];
  readonly #http: { readonly listener: TcpListener; readonly http: NonNullable<DnsPlugin["http"]> }[] = [];
  readonly #tasks = new Set<Task<void>>();

  constructor(process: Process, corefile: string) {
    this.#process = process;
    const { machine } = process;
    const client = machine.plugged(IN_CLUSTER_CLIENT);
    this.server = new DnsServer(parseCorefile(corefile), {
      clock: machine.clock,
      prng: machine.prng,
      process,
      cluster: client === undefined ? null : new ClusterView(client),
      localIPs: addressesOf(process),
      outside: null,
      log: (line) => void process.fds.get(1)?.stream.tryWrite(encodeUtf8(`${line}\n`)),
    });
    const { sockets } = machine.network;
    for (const port of this.server.ports) {
      this.#udp.push({ socket: sockets.bindUdp({ port }), port });
      this.#tcp.push({ listener: sockets.listenTcp({ port }), port });
    }
    for (const http of this.server.http) this.#http.push({ listener: sockets.listenTcp({ port: http.port }), http });
    this.queues = [
      ...this.#udp.map(({ socket }) => socket.readable),
      ...[...this.#tcp, ...this.#http].map(({ listener }) => listener.acceptable),
    ];
  }

  /** Everything that has come in since. */
  acceptAll(): void {
    for (const { socket, port } of this.#udp)
      for (let got = socket.tryReceive(); got !== null; got = socket.tryReceive())
        if ("data" in got) this.#start(this.#serveDatagram(socket, got, port));
    for (const { listener, port } of this.#tcp)
      for (let socket = listener.tryAccept(); socket !== null; socket = listener.tryAccept())
        this.#start(this.#serveConnection(socket, port));
    for (const { listener, http } of this.#http)
      for (let socket = listener.tryAccept(); socket !== null; socket = listener.tryAccept())
        this.#start(serveHttp(socket, http));
  }

  close(): void {
    for (const task of this.#tasks) task.kill();
    for (const { socket } of this.#udp) socket.close();
    for (const { listener } of [...this.#tcp, ...this.#http]) listener.close();
  }

  #start(run: Run<void>): void {
    const task = new Task<void>(this.#process.machine.clock, run, (end) => {
      this.#tasks.delete(task);
      if (end !== "killed" && "error" in end) throw end.error;
    });
    this.#tasks.add(task);
  }

  *#serveDatagram(socket: UdpSocket, { from, fromPort, data }: Datagram, port: number): Run<void> {
    const message = decodeMessage(data);
    if (message === null || message.isResponse) return;
    const answer = yield* this.#answer(message, { from, fromPort, overTcp: false, port });
    const size = Math.max(UDP_SIZE, message.edns?.udpSize ?? UDP_SIZE);
    socket.sendTo(from, fromPort, encodeTruncated(answer, size));
  }

  /** Messages with their length in front, one after the other (RFC 7766). */
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
        const bytes = encodeMessage(
          yield* this.#answer(message, { from: socket.remote.ip, fromPort: socket.remote.port, overTcp: true, port }),
        );
        if (!(yield* writeAll(socket, concatBytes([Uint8Array.of(bytes.length >>> 8, bytes.length & 255), bytes]))))
          return;
      }
    } finally {
      socket.close();
    }
  }

  *#answer(
    message: DnsMessage,
    from: Pick<DnsQuery, "from" | "fromPort" | "overTcp"> & { readonly port: number },
  ): Run<DnsMessage> {
    const question = message.questions[0];
    if (question === undefined || message.questions.length > 1) return reply(message, { rcode: "FORMERR" });
    if (message.opcode !== 0) return reply(message, { rcode: "NOTIMP" });
    const { port, ...client } = from;
    const answer = yield* this.server.serve({ message, name: question.name, type: question.type, ...client }, port);
    return message.edns === null ? answer : { ...answer, edns: { ...message.edns, options: cookieOf(message) } };
  }
}

const COOKIE = 10;

/** CoreDNS gives a client's cookie back as it is (RFC 7873 §5.2.1 without a server part). */
function cookieOf({ edns }: DnsMessage): readonly { code: number; data: Uint8Array }[] {
  return (edns?.options ?? [])
    .filter(({ code }) => code === COOKIE)
    .map(({ code, data }) => ({ code, data: data.slice(0, 8) }));
}

function* serveHttp(socket: TcpSocket, http: NonNullable<DnsPlugin["http"]>): Run<void> {
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
    yield* writeResponse(socket, {
      version: "HTTP/1.1",
      status,
      reason: status === 200 ? "OK" : "Not Found",
      headers,
      body: bytes,
    });
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
  } finally {
    socket.close();
  }
}

function addressesOf(process: Process): Ip[] {
  return [...process.machine.network.devices.values()]
    .filter(({ isLoopback }) => !isLoopback)
    .flatMap(({ addresses }) => addresses.map(({ ip }) => ip));
}
