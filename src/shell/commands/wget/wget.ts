/**
 * GNU Wget, for single files over HTTP. Models: GNU Wget 1.21.3 src/http.c, src/retr.c
 * SIMPLIFIED: no recursion, no proxies, no cookies, no resuming; the progress bar is left out where there is no terminal to draw it on.
 */
import { formatIp, type Ip, parseIp } from "../../../sim/core/ip.ts";
import type { Stream } from "../../../sim/core/stream.ts";
import { writeAll } from "../../../sim/core/stream-io.ts";
import { encodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { ByteReader } from "../../../sim/net/http/byte-reader.ts";
import { HttpError, type HttpHeader, headerOf } from "../../../sim/net/http/message.ts";
import { type ResponseHead, readBodyPart, readResponseHead, responseFraming } from "../../../sim/net/http/read.ts";
import { encodeRequestHead } from "../../../sim/net/http/write.ts";
import { NetError } from "../../../sim/net/net-error.ts";
import { connectTcp } from "../../../sim/net/socket/connect.ts";
import type { TcpSocket } from "../../../sim/net/socket/tcp-socket.ts";
import type { Process } from "../../../sim/os/process.ts";
import { ResolveError, resolve } from "../../../sim/os/resolver/resolve.ts";
import { formatTime } from "../date/format-time.ts";
import { Failure } from "../failure.ts";
import { openFile } from "../input.ts";
import { type Options, parseOptions } from "../options.ts";
import { withTimeout } from "../with-timeout.ts";
import { complaints, speakTls } from "./tls.ts";

const HINT = "Usage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n";
const NETWORK_FAILURE = 4;
const TLS_FAILURE = 5;
const SERVER_ERROR = 8;
const MAX_REDIRECTS = 20;
const LONG = {
  quiet: "q",
  verbose: "v",
  "no-verbose": "nv",
  "output-document=": "O",
  "output-file=": "o",
  "server-response": "S",
  spider: "spider",
  "timeout=": "T",
  "connect-timeout=": "connect",
  "read-timeout=": "T",
  "dns-timeout=": "dns",
  "tries=": "t",
  "header=": "header",
  "post-data=": "post",
  "method=": "method",
  "body-data=": "post",
  "user-agent=": "U",
  "no-check-certificate": "insecure",
  "ca-certificate=": "ca",
  "no-proxy": "k",
  "waitretry=": "waitretry",
  "retry-connrefused": "refused",
  "directory-prefix=": "P",
  "content-on-error": "onError",
  "max-redirect=": "redirects",
  "no-clobber": "k",
  progress: "k",
  "no-cache": "k",
  "no-dns-cache": "k",
};

interface Place {
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly port: number;
  readonly hasPort: boolean;
  readonly path: string;
}

/** A try that came to nothing; another may do better. */
class TryAgain extends Error {}

export function* wget(process: Process): Run<number> {
  const argv = process.argv.map((word) => (word === "-nv" ? "--no-verbose" : word === "-nc" ? "--no-clobber" : word));
  const options = parseOptions(
    process,
    {
      short: "qvO:o:ST:t:U:P:4",
      long: LONG,
      refused: {
        short: "rlcNipkKEHLmx",
        long: [
          "recursive",
          "continue",
          "mirror",
          "input-file",
          "post-file",
          "load-cookies",
          "limit-rate",
          "user",
          "password",
        ],
      },
      hint: HINT,
      exitCode: 2,
    },
    argv,
  );
  if (options.operands.length === 0) throw new Failure(`wget: missing URL\n${HINT}`, 1);
  let exitCode = 0;
  for (const url of options.operands) exitCode = (yield* new Download(process, options).run(url)) || exitCode;
  return exitCode;
}

class Download {
  readonly #process: Process;
  readonly #options: Options;

  constructor(process: Process, options: Options) {
    this.#process = process;
    this.#options = options;
  }

  *#say(text: string): Run<void> {
    if (!this.#options.has("q", "nv")) yield* this.#process.printError(text);
  }

  #stamp(): string {
    return formatTime("%Y-%m-%d %H:%M:%S", this.#process.machine.clock.nowMs * 1000);
  }

  *run(text: string): Run<number> {
    const tries = Number(this.#options.value("t") ?? 20);
    let url = text.includes("://") ? text : `http://${text}`;
    if (this.#options.has("spider")) yield* this.#say("Spider mode enabled. Check if remote file exists.\n");
    for (let attempt = 1, redirects = 0; ; ) {
      const place = this.#parse(url);
      const again = attempt === 1 ? "" : `(try:${String(attempt).padStart(2)})  `;
      yield* this.#say(
        `--${this.#stamp()}--  ${again}${place.scheme}://${place.host}${place.hasPort ? `:${place.port}` : ""}${place.path}\n`,
      );
      try {
        const result = yield* this.#once(place);
        if (typeof result === "number") return result;
        url = result.includes("://")
          ? result
          : `${place.scheme}://${place.host}${place.hasPort ? `:${place.port}` : ""}${result}`;
        if (++redirects > Number(this.#options.value("redirects") ?? MAX_REDIRECTS)) {
          yield* this.#say(`${redirects - 1} redirections exceeded.\n`);
          return SERVER_ERROR;
        }
      } catch (error) {
        if (!(error instanceof TryAgain)) throw error;
        if (tries > 0 && attempt >= tries) {
          yield* this.#say("Giving up.\n\n");
          return NETWORK_FAILURE;
        }
        yield* this.#say("Retrying.\n\n");
        yield* this.#process.sleep(Math.min(attempt, Number(this.#options.value("waitretry") ?? 10)) * 1_000_000);
        attempt++;
      }
    }
  }

  #parse(url: string): Place {
    const found = /^([a-z]+):\/\/(?:[^@/]*@)?([^:/?#]*)(?::(\d+))?([/?][^#]*)?/.exec(url);
    if (found === null || found[2] === "") throw new Failure(`${url}: Invalid host name.\n`, 1);
    const scheme = found[1];
    if (scheme === "ftp") throw new Failure("wget: ftp is not simulated here\n", 1);
    if (scheme !== "http" && scheme !== "https")
      throw new Failure(`${url}: Unsupported scheme \u2018${found[1]}\u2019.\n`, 1);
    const path = found[4] ?? "/";
    const standard = scheme === "https" ? 443 : 80;
    return {
      scheme,
      host: found[2] as string,
      port: Number(found[3] ?? standard),
      hasPort: found[3] !== undefined && Number(found[3]) !== standard,
      path: path.startsWith("/") ? path : `/${path}`,
    };
  }

  /** An exit status, or where a redirect leads. */
  *#once(place: Place): Run<number | string> {
    const socket = yield* this.#connectToAny(place, yield* this.#resolve(place.host));
    if (socket === null) return NETWORK_FAILURE;
    try {
      yield* this.#say("connected.\n");
      const stream = place.scheme === "https" ? yield* this.#secure(socket, place.host) : socket;
      if (stream === null) return TLS_FAILURE;
      yield* this.#say("HTTP request sent, awaiting response... ");
      yield* this.#request(stream, place);
      const reader = new ByteReader(stream);
      const head = yield* this.#timed(this.#head(reader));
      return yield* this.#answer(reader, head, place);
    } finally {
      socket.close();
    }
  }

  /** Null when there is no trusting it. */
  *#secure(socket: TcpSocket, host: string): Run<Stream | null> {
    const session = yield* speakTls(this.#process, socket, { host, caFile: this.#options.value("ca") });
    if (session === null) {
      yield* this.#process.printError(
        "GnuTLS: An unexpected TLS packet was received.\nUnable to establish SSL connection.\n",
      );
      return null;
    }
    const { stream, verdict } = session;
    const insecure = this.#options.has("insecure");
    if (verdict !== null && !this.#options.has("q"))
      yield* this.#process.printError(complaints(verdict, host, insecure));
    return verdict === null || insecure ? stream : null;
  }

  /** None when there is no such name. */
  *#resolve(host: string): Run<readonly Ip[]> {
    const number = parseIp(host);
    if (number !== null) return [number];
    yield* this.#say(`Resolving ${host} (${host})... `);
    try {
      const { addresses } = yield* resolve(this.#process.machine, host, this.#options.has("4") ? { family: 4 } : {});
      const shown = addresses.slice(0, 3).map(formatIp).join(", ");
      yield* this.#say(`${shown}${addresses.length > 3 ? ", ..." : ""}\n`);
      return addresses;
    } catch (error) {
      if (!(error instanceof ResolveError)) throw error;
      yield* this.#say(`failed: ${error.message}.\nwget: unable to resolve host address \u2018${host}\u2019\n`);
      return [];
    }
  }

  *#connectToAny(place: Place, addresses: readonly Ip[]): Run<TcpSocket | null> {
    for (const to of addresses) {
      const socket = yield* this.#connect(place, to, to === addresses.at(-1));
      if (socket !== null) return socket;
    }
    return null;
  }

  *#connect({ host, port }: Place, to: Ip, isLast: boolean): Run<TcpSocket | null> {
    const shown = parseIp(host) === null ? `${host} (${host})|${formatIp(to)}|` : host;
    yield* this.#say(`Connecting to ${shown}:${port}... `);
    const seconds = this.#options.value("connect") ?? this.#options.value("T");
    try {
      return yield* connectTcp(this.#process.machine.network, {
        to,
        port,
        timeoutUs: seconds === undefined || Number(seconds) === 0 ? undefined : Math.round(Number(seconds) * 1_000_000),
      });
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
      yield* this.#say(`failed: ${error.message}.\n`);
      // A refusal will not change its mind; silence may.
      if (!isLast) return null;
      if (error.code === "ETIMEDOUT" || (error.code === "ECONNREFUSED" && this.#options.has("refused")))
        throw new TryAgain();
      return null;
    }
  }

  *#timed<T>(work: Run<T>): Run<T> {
    const timeoutUs = Math.round(Number(this.#options.value("T") ?? 900) * 1_000_000) || 900_000_000;
    try {
      return yield* withTimeout(this.#process, work, {
        timeoutUs,
        onTimeout: () => {
          throw new NetError("ETIMEDOUT");
        },
      });
    } catch (error) {
      if (error instanceof NetError && error.code === "ETIMEDOUT") {
        yield* this.#say("Read error (Connection timed out) in headers.\n");
        throw new TryAgain();
      }
      throw error;
    }
  }

  *#request(stream: Stream, { host, port, hasPort, path }: Place): Run<void> {
    const options = this.#options;
    const body = options.value("post");
    const own = options
      .values("header")
      .map((text) => ({ name: text.split(":")[0] ?? "", value: text.slice(text.indexOf(":") + 1).trim() }));
    const overridden = (name: string): boolean =>
      own.some((header) => header.name.toLowerCase() === name.toLowerCase());
    const headers: HttpHeader[] = [
      { name: "Host", value: hasPort ? `${host}:${port}` : host },
      { name: "User-Agent", value: options.value("U") ?? "Wget/1.21.3" },
      { name: "Accept", value: "*/*" },
      { name: "Accept-Encoding", value: "identity" },
      { name: "Connection", value: "Keep-Alive" },
    ].filter(({ name }) => !overridden(name));
    headers.push(...own);
    if (body !== undefined)
      headers.push(
        ...(overridden("content-type") ? [] : [{ name: "Content-Type", value: "application/x-www-form-urlencoded" }]),
        { name: "Content-Length", value: String(encodeUtf8(body).length) },
      );
    const method = options.value("method") ?? (body !== undefined ? "POST" : options.has("spider") ? "HEAD" : "GET");
    yield* writeAll(stream, encodeRequestHead({ method, target: path, version: "HTTP/1.1", headers }));
    if (body !== undefined) yield* writeAll(stream, encodeUtf8(body));
  }

  *#head(reader: ByteReader): Run<ResponseHead> {
    try {
      return yield* readResponseHead(reader);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      yield* this.#say("No data received.\n");
      throw new TryAgain();
    }
  }

  *#answer(reader: ByteReader, head: ResponseHead, place: Place): Run<number | string> {
    yield* this.#say(
      this.#options.has("S")
        ? `\n${[`${head.version} ${head.status} ${head.reason}`, ...head.headers.map(({ name, value }) => `${name}: ${value}`)].map((line) => `  ${line}\n`).join("")}`
        : `${head.status} ${head.reason}\n`,
    );
    const location = headerOf(head.headers, "location");
    if (head.status >= 300 && head.status < 400 && location !== undefined) {
      yield* this.#say(`Location: ${location} [following]\n`);
      return location;
    }
    if (head.status >= 400) {
      if (this.#options.has("spider")) yield* this.#say("Remote file does not exist -- broken link!!!\n\n");
      else yield* this.#say(`${this.#stamp()} ERROR ${head.status}: ${head.reason}.\n\n`);
      return SERVER_ERROR;
    }
    const length = headerOf(head.headers, "content-length");
    const type = headerOf(head.headers, "content-type")?.split(";")[0];
    yield* this.#say(
      `Length: ${length === undefined ? "unspecified" : sized(Number(length))}${type === undefined ? "" : ` [${type}]`}\n`,
    );
    if (this.#options.has("spider")) {
      const isPage = type === "text/html";
      yield* this.#say(
        isPage
          ? "Remote file exists and could contain further links,\nbut recursion is disabled -- not retrieving.\n\n"
          : "Remote file exists.\n\n",
      );
      return 0;
    }
    return yield* this.#save(reader, head, place);
  }

  *#save(reader: ByteReader, head: ResponseHead, place: Place): Run<number> {
    const name = this.#options.value("O") ?? this.#fileName(place.path);
    yield* this.#say(`Saving to: \u2018${name === "-" ? "STDOUT" : name}\u2019\n\n`);
    const fd = name === "-" ? 1 : openFile(this.#process, name, "write");
    const framing = responseFraming(head);
    const startUs = this.#process.nowUs;
    let size = 0;
    for (;;) {
      const left = framing.kind === "length" ? framing.length - size : 1;
      if (left === 0) break;
      const part = yield* this.#timed(framing.kind === "length" ? reader.some(left) : readBodyPart(reader, framing));
      if (part === null) break;
      size += part.length;
      yield* this.#process.write(fd, part);
    }
    const tookUs = Math.max(1, this.#process.nowUs - startUs);
    const total = framing.kind === "length" ? `${size}/${framing.length}` : String(size);
    yield* this.#say(
      `     0K ${"."
        .repeat(Math.ceil(size / 1024))
        .slice(0, 10)
        .padEnd(54)}100% ${speedShort(size, tookUs)}=0s\n\n`,
    );
    yield* this.#say(
      `${this.#stamp()} (${speedLong(size, tookUs)}) - ${name === "-" ? "written to stdout" : `\u2018${name}\u2019 saved`} [${total}]\n\n`,
    );
    return 0;
  }

  #fileName(path: string): string {
    const { fs } = this.#process.machine;
    const base = path.slice(path.lastIndexOf("/") + 1) || "index.html";
    const prefix = this.#options.value("P");
    const name = prefix === undefined ? base : `${prefix.replace(/\/$/, "")}/${base}`;
    if (!fs.exists(name, this.#process.cwd)) return name;
    let n = 1;
    while (fs.exists(`${name}.${n}`, this.#process.cwd)) n++;
    return `${name}.${n}`;
  }
}

function sized(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  const kilo = bytes / 1024;
  return `${bytes} (${kilo < 1024 ? `${kilo < 10 ? kilo.toFixed(1) : Math.round(kilo)}K` : `${(kilo / 1024).toFixed(1)}M`})`;
}

function speedShort(bytes: number, us: number): string {
  const speed = (bytes * 1_000_000) / us;
  return speed < 1_048_576 ? `${Math.round(speed / 1024)}K` : `${(speed / 1_048_576).toFixed(1)}M`;
}

function speedLong(bytes: number, us: number): string {
  const speed = (bytes * 1_000_000) / us;
  return speed < 1_048_576 ? `${Math.round(speed / 1024)} KB/s` : `${(speed / 1_048_576).toFixed(1)} MB/s`;
}
