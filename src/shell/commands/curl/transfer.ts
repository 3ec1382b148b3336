/**
 * One exchange with one server: resolve, connect, send, receive, with what --verbose and the meter say on the way.
 *
 * Models: curl 7.88.1 lib/multi.c, lib/connect.c, lib/http.c
 * SIMPLIFIED: a connection is not used again for the next URL.
 */
import { formatIp, type Ip } from "../../../sim/core/ip.ts";
import type { Stream } from "../../../sim/core/stream.ts";
import { writeAll } from "../../../sim/core/stream-io.ts";
import { encodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run, WaitQueue } from "../../../sim/core/wait.ts";
import { ByteReader } from "../../../sim/net/http/byte-reader.ts";
import { HttpError, type HttpHeader, headerOf, keepsAlive } from "../../../sim/net/http/message.ts";
import {
  type BodyFraming,
  type ResponseHead,
  readBodyPart,
  readResponseHead,
  responseFraming,
} from "../../../sim/net/http/read.ts";
import { encodeRequestHead } from "../../../sim/net/http/write.ts";
import { NetError } from "../../../sim/net/net-error.ts";
import type { TcpSocket } from "../../../sim/net/socket/tcp-socket.ts";
import type { Process } from "../../../sim/os/process.ts";
import { connectTarget, type Target } from "./connect-target.ts";
import { CurlError } from "./curl-error.ts";
import type { Instead } from "./instead.ts";
import { METER_HEAD, meterLine, type Progress } from "./progress-meter.ts";
import { receiveFailure } from "./receive-failure.ts";
import { type CurlTls, speakTls, type TlsSettings } from "./tls.ts";
import { hostHeader, type Url } from "./url.ts";
import { headText, Verbose } from "./verbose.ts";

export interface TransferOptions {
  readonly url: Url;
  /** Asked for the URL in its server's place. */
  readonly proxy: Url | null;
  readonly method: string;
  readonly headers: readonly HttpHeader[];
  readonly body: Uint8Array;
  readonly httpVersion: string;
  readonly verbose: boolean;
  readonly meter: boolean;
  readonly meterHead: boolean;
  readonly family: 4 | 6 | undefined;
  readonly from: Ip | undefined;
  /** --resolve and --connect-to, as `host:port` to host (or address) and port. */
  readonly instead: ReadonlyMap<string, Instead>;
  readonly tls: TlsSettings;
  /** The body is on the terminal, where its bytes need no mention. */
  readonly isOnTerminal: boolean;
  readonly connectTimeoutUs: number | null;
  readonly maxTimeUs: number | null;
  /** Where the body goes; the transfer waits for it. */
  receive(head: ResponseHead, part: Uint8Array): Run<void>;
  onHead(head: ResponseHead): Run<void>;
  /** Answers whose body is read and thrown away (a redirect that is followed). */
  ignoresBody(head: ResponseHead): boolean;
  /** --fail: an answer that ends the transfer. */
  fails(head: ResponseHead): boolean;
}

/** The meter comes a little after the full second, behind whatever happens exactly then. */
const METER_LATE_US = 1000;

export interface Times {
  lookupUs: number;
  connectUs: number;
  /** With TLS. */
  securedUs: number;
  firstByteUs: number;
  totalUs: number;
}

export class Transfer {
  readonly #process: Process;
  readonly #options: TransferOptions;
  readonly progress: Progress;
  readonly times: Times = { lookupUs: 0, connectUs: 0, securedUs: 0, firstByteUs: 0, totalUs: 0 };
  head: ResponseHead | null = null;
  socket: TcpSocket | null = null;
  headerBytes = 0;
  requestBytes = 0;
  connects = 0;
  #phase: "resolving" | "connecting" | "transferring" = "resolving";
  #shownSec = -1;
  readonly #verbose: Verbose;
  #tls: CurlTls | null = null;

  constructor(process: Process, options: TransferOptions) {
    this.#process = process;
    this.#options = options;
    this.#verbose = new Verbose(process, { isOn: options.verbose, showsData: !options.isOnTerminal });
    this.progress = {
      startUs: process.nowUs,
      total: null,
      downloaded: 0,
      uploadTotal: options.body.length,
      uploaded: 0,
    };
  }

  /** Throws CurlError. */
  *run(): Run<void> {
    try {
      for (const [where, { host, by }] of this.#options.meterHead ? this.#options.instead : [])
        if (by === "resolve") yield* this.#info(`Added ${where}:${host} to DNS cache`);
      if (this.#options.meter && this.#options.meterHead) yield* this.#process.printError(METER_HEAD);
      yield* this.#showMeter();
      yield* this.#watched(this.#go());
    } finally {
      this.#tls?.stream.close();
      this.socket?.close();
      this.times.totalUs = this.#elapsedUs();
    }
  }

  /** Runs a piece of work, moving the meter once a second and giving up when the time is over. */
  *#watched<T>(work: Run<T>): Run<T> {
    const { maxTimeUs, meter } = this.#options;
    const deadlineUs = maxTimeUs === null ? Number.POSITIVE_INFINITY : this.progress.startUs + maxTimeUs;
    for (let step = work.next(); ; step = work.next()) {
      if (step.done === true) return step.value;
      const wait = step.value;
      const reached = (): boolean => wait.untilUs !== undefined && this.#process.nowUs >= wait.untilUs;
      const woken = { yes: false };
      const queues: readonly WaitQueue[] = wait.on;
      const wake = (): void => {
        woken.yes = true;
      };
      for (const queue of queues) queue.add(wake);
      try {
        while (!woken.yes && !reached()) {
          const now = this.#process.nowUs;
          if (now >= deadlineUs) throw yield* this.#timedOut();
          const tickUs = meter
            ? this.progress.startUs +
              (Math.floor((now - this.progress.startUs) / 1_000_000) + 1) * 1_000_000 +
              METER_LATE_US
            : Number.POSITIVE_INFINITY;
          const untilUs = Math.min(wait.untilUs ?? Number.POSITIVE_INFINITY, deadlineUs, tickUs);
          yield untilUs === Number.POSITIVE_INFINITY
            ? wait
            : { on: queues, untilUs, background: wait.background !== false && maxTimeUs === null };
          if (this.#process.nowUs >= tickUs) yield* this.#showMeter();
        }
      } finally {
        for (const queue of queues) queue.remove(wake);
      }
    }
  }

  *#timedOut(): Run<CurlError> {
    const ms = Math.floor(this.#elapsedUs() / 1000);
    const { downloaded, total } = this.progress;
    const message =
      this.#phase === "resolving"
        ? `Resolving timed out after ${ms} milliseconds`
        : this.#phase === "connecting"
          ? `Connection timed out after ${ms} milliseconds`
          : `Operation timed out after ${ms} milliseconds with ${downloaded}${total === null ? "" : ` out of ${total}`} bytes received`;
    yield* this.#info(message);
    yield* this.#endMeter();
    yield* this.#info("Closing connection 0");
    return new CurlError(28, message, "timeout");
  }

  *#go(): Run<void> {
    const target = yield* connectTarget(this.#process, this.#options, (text) => this.#info(text));
    this.times.lookupUs = this.#elapsedUs();
    this.#phase = "connecting";
    const socket = yield* this.#connect(target);
    this.#phase = "transferring";
    this.times.connectUs = this.#elapsedUs();
    const stream = this.#options.url.scheme === "https" ? yield* this.#secure(socket) : socket;
    yield* this.#send(stream);
    yield* this.#receive(stream, socket);
  }

  *#connect({ addresses, port, shownName }: Target): Run<TcpSocket> {
    const { connectTimeoutUs, from } = this.#options;
    const { machine } = this.#process;
    const startUs = this.#process.nowUs;
    const limitUs = connectTimeoutUs === null ? Number.POSITIVE_INFINITY : this.progress.startUs + connectTimeoutUs;
    let last: NetError | null = null;
    this.connects = 1;
    for (const to of addresses) {
      const text = formatIp(to);
      yield* this.#info(`  Trying ${typeof to === "bigint" ? `[${text}]` : text}:${port}...`);
      try {
        const socket = machine.network.sockets.connectTcp({ to, port, from });
        this.socket = socket;
        while (socket.state === "SYN_SENT" && this.#process.nowUs < limitUs)
          yield limitUs === Number.POSITIVE_INFINITY
            ? { on: [socket.changed] }
            : { on: [socket.changed], untilUs: limitUs, background: false };
        if (socket.state === "SYN_SENT") {
          socket.abort();
          throw yield* this.#connectTimedOut();
        }
        if (socket.error !== null) throw socket.error;
        yield* this.#info(`Connected to ${shownName} (${text}) port ${port} (#0)`);
        return socket;
      } catch (error) {
        if (!(error instanceof NetError)) throw error;
        last = error;
        const immediate = error.code === "ENETUNREACH";
        yield* this.#info(
          immediate
            ? `Immediate connect fail for ${text}: ${error.message}`
            : `connect to ${text} port ${port} failed: ${error.message}`,
        );
      }
    }
    const ms = Math.floor((this.#process.nowUs - startUs) / 1000);
    const message = `Failed to connect to ${this.#server.host} port ${port} after ${ms} ms: ${last?.code === "ETIMEDOUT" ? "Connection timed out" : "Couldn't connect to server"}`;
    yield* this.#info(message);
    yield* this.#endMeter();
    yield* this.#info("Closing connection 0");
    throw new CurlError(
      last?.code === "ETIMEDOUT" ? 28 : 7,
      message,
      last?.code === "ECONNREFUSED" ? "refused" : "other",
    );
  }

  /** The one that is connected to. */
  get #server(): Url {
    return this.#options.proxy ?? this.#options.url;
  }

  *#connectTimedOut(): Run<CurlError> {
    const { host, port } = this.#server;
    const message = `Failed to connect to ${host} port ${port} after ${Math.floor(this.#elapsedUs() / 1000)} ms: Timeout was reached`;
    yield* this.#info(message);
    yield* this.#endMeter();
    yield* this.#info("Closing connection 0");
    return new CurlError(28, message, "timeout");
  }

  *#secure(socket: TcpSocket): Run<Stream> {
    const { url, tls } = this.#options;
    const process = this.#process;
    const prng = process.machine.prng.split(`tls/${process.pid}/${this.progress.startUs}/${socket.local.port}`);
    try {
      this.#tls = yield* speakTls({
        process,
        socket,
        host: url.host,
        port: url.port,
        verbose: this.#verbose,
        settings: tls,
        prng,
      });
    } catch (error) {
      if (!(error instanceof CurlError)) throw error;
      yield* this.#showMeter(true);
      yield* this.#info(error.message);
      yield* this.#endMeter();
      yield* this.#info("Closing connection 0");
      throw error;
    }
    this.times.securedUs = this.#elapsedUs();
    if (this.#tls.refused === null) return this.#tls.stream;
    yield* this.#endMeter();
    yield* this.#close();
    throw this.#tls.refused;
  }

  *#close(): Run<void> {
    yield* this.#info("Closing connection 0");
    this.#tls?.stream.tryRead(1);
    this.#tls?.stream.close();
    if (this.#tls !== null) yield* this.#tls.tell();
  }

  *#send(stream: Stream): Run<void> {
    const { method, url, proxy, headers, body, httpVersion } = this.#options;
    const target = proxy === null ? url.target : `${url.scheme}://${hostHeader(url)}${url.target}`;
    const user =
      headerOf(headers, "authorization")?.startsWith("Basic ") === true && url.user !== null ? url.user : null;
    if (user !== null) yield* this.#info(`Server auth using Basic with user '${user.split(":")[0]}'`);
    const head = encodeRequestHead({ method, target, version: httpVersion, headers });
    this.requestBytes = head.length;
    yield* writeAll(stream, head);
    if (this.#tls !== null) yield* this.#tls.tell();
    if (this.#verbose.isOn)
      yield* this.#verbose.text(
        `> ${method} ${target} ${httpVersion}\r\n${headers.map(({ name, value }) => `> ${name}: ${value}`.trimEnd()).join("\r\n")}\r\n> \r\n`,
      );
    if (body.length === 0) return;
    yield* this.#verbose.data("out", body.length);
    yield* writeAll(stream, body);
    this.progress.uploaded = body.length;
  }

  *#receive(stream: Stream, socket: TcpSocket): Run<void> {
    const { method } = this.#options;
    const reader = new ByteReader(stream);
    try {
      const head = yield* this.#receiveHead(reader);
      const framing = responseFraming(head, method);
      if (framing.kind === "length") this.progress.total = framing.length;
      yield* this.#receiveBody(reader, head, framing);
      if (socket.error !== null) throw socket.error;
      if (this.#tls !== null) yield* this.#tls.tell();
      yield* this.#endMeter();
      const stays = keepsAlive(head) && framing.kind !== "until-close" && this.#options.httpVersion !== "HTTP/1.0";
      if (stays) yield* this.#info(`Connection #0 to host ${this.#server.host} left intact`);
      else yield* this.#close();
    } catch (error) {
      const failure = receiveFailure(error, socket, this);
      if (failure === null) throw error;
      yield* this.#info(failure.message);
      yield* this.#endMeter();
      yield* this.#close();
      throw failure;
    }
  }

  *#receiveHead(reader: ByteReader): Run<ResponseHead> {
    for (;;) {
      const head = yield* readResponseHead(reader);
      this.times.firstByteUs = this.#elapsedUs();
      this.headerBytes += encodeUtf8(`${head.version} ${head.status} ${head.reason}\r\n\r\n`).length;
      for (const { name, value } of head.headers) this.headerBytes += name.length + value.length + 4;
      if (this.#tls !== null) yield* this.#tls.tell();
      yield* this.#verbose.text(headText(head));
      yield* this.#options.onHead(head);
      if (head.status >= 100 && head.status < 200) continue;
      this.head = head;
      if (this.#options.fails(head)) {
        const length = headerOf(head.headers, "content-length");
        if (length !== undefined) this.progress.total = Number(length);
        const message = `The requested URL returned error: ${head.status}`;
        throw new CurlError(22, message);
      }
      if (this.#options.ignoresBody(head)) yield* this.#info("Ignoring the response-body");
      return head;
    }
  }

  *#receiveBody(reader: ByteReader, head: ResponseHead, framing: BodyFraming): Run<void> {
    if (framing.kind === "none") return;
    for (;;) {
      const left = framing.kind === "length" ? framing.length - this.progress.downloaded : 0;
      if (framing.kind === "length" && left === 0) return;
      const part =
        framing.kind === "length" ? yield* reader.some(Math.min(left, 16_384)) : yield* readBodyPart(reader, framing);
      if (part === null) {
        if (framing.kind === "length") throw new HttpError("incomplete");
        return;
      }
      this.progress.downloaded += part.length;
      yield* this.#verbose.data("in", part.length);
      yield* this.#options.receive(head, part);
      yield* this.#showMeter();
    }
  }

  #elapsedUs(): number {
    return this.#process.nowUs - this.progress.startUs;
  }

  *#info(text: string): Run<void> {
    yield* this.#verbose.info(text);
  }

  /** Once in every second, and whenever it must. */
  *#showMeter(now = false): Run<void> {
    const second = Math.floor(this.#elapsedUs() / 1_000_000);
    if (!this.#options.meter || (second === this.#shownSec && !now)) return;
    this.#shownSec = second;
    yield* this.#process.printError(meterLine(this.progress, this.#process.nowUs));
  }

  *#endMeter(): Run<void> {
    if (!this.#options.meter) return;
    yield* this.#showMeter(true);
    yield* this.#process.printError("\n");
  }
}
