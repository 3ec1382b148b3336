/**
 * BusyBox's wget, for HTTP. Models: busybox 1.37 networking/wget.c
 * SIMPLIFIED: no FTP, no proxies.
 */
import { formatIp, type Ip } from "../../../sim/core/ip.ts";
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
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { ipv4First, ResolveError, resolve } from "../../../sim/os/resolver/resolve.ts";
import { encodeBase64 } from "../base64/base64.ts";
import { AppletUsage, Failure, fail } from "../failure.ts";
import { openFile } from "../input.ts";
import { type Options, parseOptions } from "../options.ts";
import { speakTls } from "../wget/tls.ts";
import { withTimeout } from "../with-timeout.ts";
import { progressLine } from "./progress-line.ts";

interface Location {
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly port: number;
  readonly hasPort: boolean;
  readonly path: string;
  readonly user: string | null;
}

const MAX_REDIRECTS = 5;

export function* busyboxWget(process: Process): Run<number> {
  const hint = new AppletUsage("wget");
  if (process.argv[1] === "--help") throw new Failure(hint, 0);
  const options = parseOptions(process, {
    short: "cqSO:o:P:Y:U:T:+t:",
    long: {
      continue: "c",
      quiet: "q",
      "server-response": "S",
      "output-document=": "O",
      "output-file=": "o",
      "directory-prefix=": "P",
      "proxy=": "Y",
      "user-agent=": "U",
      "timeout=": "T",
      "tries=": "t",
      spider: "spider",
      "header=": "header",
      "post-data=": "post",
      "post-file=": "postFile",
      "no-check-certificate": "insecure",
      "passive-ftp": "k",
      "no-verbose": "q",
      "no-clobber": "k",
      "no-host-directories": "k",
      "no-parent": "k",
    },
    hint,
  });
  if (options.operands.length === 0) throw new Failure(hint, 1);
  for (const url of options.operands) yield* new Wget(process, options).fetch(url);
  return 0;
}

class Wget {
  readonly #process: Process;
  readonly #options: Options;
  readonly #timeoutUs: number;
  #say: (text: string) => Run<void>;

  constructor(process: Process, options: Options) {
    this.#process = process;
    this.#options = options;
    const timeout = options.value("T");
    if (timeout !== undefined && !/^\d+$/.test(timeout)) fail(process, `invalid number '${timeout}'`);
    this.#timeoutUs = Number(timeout ?? 900) * 1_000_000;
    const quiet = options.has("q");
    const log = options.value("o");
    const fd = log === undefined || log === "-" ? 2 : openFile(process, log, "write");
    this.#say = function* (text) {
      if (!quiet) yield* process.write(fd, text);
    };
  }

  *fetch(urlText: string): Run<void> {
    let text = urlText;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const location = this.#parse(text);
      const next = yield* this.#fetchOne(location, text);
      if (next === null) return;
      text = next.includes("://")
        ? next
        : `${location.scheme}://${location.host}${location.hasPort ? `:${location.port}` : ""}/${next.replace(/^\//, "")}`;
    }
    fail(this.#process, "too many redirections");
  }

  #parse(text: string): Location {
    const found = /^(?:([a-z]+):\/\/)?(?:([^@/]*)@)?([^:/?#]*)(?::(\d+))?([/?#].*)?$/.exec(text);
    const scheme = found?.[1] ?? "http";
    if (found === null || (scheme !== "http" && scheme !== "https" && scheme !== "ftp"))
      return fail(this.#process, `not an http or ftp url: ${text}`);
    if (scheme === "ftp") return fail(this.#process, "ftp is not simulated here");
    const path = (found[5] ?? "/").replace(/#.*/, "");
    return {
      scheme,
      host: found[3] as string,
      port: Number(found[4] ?? (scheme === "https" ? 443 : 80)),
      hasPort: found[4] !== undefined,
      path: path.startsWith("/") ? path : `/${path}`,
      user: found[2] ?? null,
    };
  }

  /** Where a redirect leads; null when the file has been fetched. */
  *#fetchOne(location: Location, urlText: string): Run<string | null> {
    const process = this.#process;
    const ip = yield* this.#addressOf(location.host);
    const shown = location.hasPort ? `${location.host}:${location.port}` : location.host;
    yield* this.#say(`Connecting to ${shown} (${formatIp(ip)}:${location.port})\n`);
    const socket = yield* this.#connect(ip, location.port);
    try {
      const stream = location.scheme === "https" ? yield* this.#secure(socket, location.host) : socket;
      yield* this.#request(stream, location);
      const reader = new ByteReader(stream);
      const head = yield* this.#timed(this.#head(reader));
      if (this.#options.has("S"))
        yield* process.printError(
          `  ${[`${head.version} ${head.status} ${head.reason}`, ...head.headers.map(({ name, value }) => `${name}: ${value}`), ""].join("\n  ")}\n`,
        );
      if (head.status >= 300 && head.status < 400 && head.status !== 304) {
        const target = headerOf(head.headers, "location");
        if (target !== undefined) return target;
      }
      if (head.status >= 300 || head.status < 200)
        fail(process, `server returned error: ${head.version} ${head.status} ${head.reason}`);
      if (this.#options.has("spider")) yield* this.#say("remote file exists\n");
      else yield* this.#save(reader, head, urlText);
      return null;
    } finally {
      socket.close();
    }
  }

  /** BusyBox's own TLS looks at no certificate; Alpine's goes by OpenSSL, which does. */
  *#secure(socket: TcpSocket, host: string): Run<Stream> {
    const process = this.#process;
    const isAlpine = process.machine.fs.exists("/etc/alpine-release");
    if (!isAlpine) yield* process.printError("wget: note: TLS certificate validation not implemented\n");
    const session = yield* speakTls(process, socket, { host });
    if (session === null) return fail(process, "error getting response: Connection reset by peer");
    if (isAlpine && session.verdict !== null && !this.#options.has("insecure")) {
      const error = "0A000086:SSL routines:tls_post_process_server_certificate:certificate verify failed";
      yield* process.printError(
        `8087A2E0EF7F0000:error:${error}:ssl/statem/statem_clnt.c:2124:\nssl_client: SSL_connect\n`,
      );
      fail(process, "error getting response: Connection reset by peer");
    }
    return session.stream;
  }

  *#addressOf(host: string): Run<Ip> {
    try {
      return ipv4First(yield* resolve(this.#process.machine, host));
    } catch (error) {
      if (error instanceof ResolveError) return fail(this.#process, `bad address '${host}'`);
      throw error;
    }
  }

  *#connect(to: Ip, port: number): Run<TcpSocket> {
    try {
      return yield* this.#timed(connectTcp(this.#process.machine.network, { to, port }));
    } catch (error) {
      if (error instanceof NetError)
        return fail(this.#process, `can't connect to remote host (${formatIp(to)}): ${error.message}`);
      throw error;
    }
  }

  *#timed<T>(work: Run<T>): Run<T> {
    return yield* withTimeout(this.#process, work, {
      timeoutUs: this.#timeoutUs,
      onTimeout: () => fail(this.#process, "download timed out"),
    });
  }

  *#request(stream: Stream, location: Location): Run<void> {
    const options = this.#options;
    const post =
      options.value("post") ??
      (options.has("postFile")
        ? this.#process.machine.fs.readText(options.value("postFile") as string, this.#process.cwd)
        : null);
    const own = options
      .values("header")
      .map((text) => ({ name: text.split(":")[0] ?? "", value: text.slice(text.indexOf(":") + 1).trim() }));
    const overrides = (name: string): boolean => own.some((header) => header.name.toLowerCase() === name.toLowerCase());
    const headers: HttpHeader[] = [];
    const add = (name: string, value: string): void => {
      if (!overrides(name)) headers.push({ name, value });
    };
    add("Host", location.hasPort ? `${location.host}:${location.port}` : location.host);
    add("User-Agent", options.value("U") ?? "Wget");
    headers.push({ name: "Connection", value: "close" });
    if (location.user !== null) add("Authorization", `Basic ${encodeBase64(encodeUtf8(location.user))}`);
    headers.push(...own);
    if (post !== null) {
      add("Content-Type", "application/x-www-form-urlencoded");
      headers.push({ name: "Content-Length", value: String(encodeUtf8(post).length) });
    }
    const head = encodeRequestHead({
      method: post === null ? (options.has("spider") ? "HEAD" : "GET") : "POST",
      target: location.path,
      version: "HTTP/1.1",
      headers,
    });
    yield* writeAll(stream, head);
    if (post !== null) yield* writeAll(stream, encodeUtf8(post));
  }

  *#head(reader: ByteReader): Run<ResponseHead> {
    try {
      return yield* readResponseHead(reader);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      return fail(
        this.#process,
        error.code === "empty" || error.code === "incomplete"
          ? "error getting response"
          : `error getting response: ${error.saw}`,
      );
    }
  }

  *#save(reader: ByteReader, head: ResponseHead, urlText: string): Run<void> {
    const process = this.#process;
    const name = this.#options.value("O") ?? this.#fileName(urlText);
    const toStdout = name === "-";
    if (!toStdout && !this.#options.has("O") && !this.#options.has("c") && process.machine.fs.exists(name, process.cwd))
      fail(process, `can't open '${name}': File exists`);
    const fd = toStdout ? 1 : this.#open(name);
    yield* this.#say(toStdout ? "writing to stdout\n" : `saving to '${name}'\n`);
    const framing = responseFraming(head);
    let size = 0;
    try {
      for (;;) {
        const left = framing.kind === "length" ? framing.length - size : 1;
        if (left === 0) break;
        const part = yield* this.#timed(framing.kind === "length" ? reader.some(left) : readBodyPart(reader, framing));
        if (part === null) {
          if (framing.kind === "length") fail(process, "connection closed prematurely");
          break;
        }
        size += part.length;
        yield* process.write(fd, part);
      }
    } catch (error) {
      if (error instanceof HttpError) fail(process, "connection closed prematurely");
      throw error;
    }
    const shown = toStdout ? "-" : name.slice(name.lastIndexOf("/") + 1);
    yield* this.#say(`${progressLine(shown, size)}\n`);
    yield* this.#say(toStdout ? "written to stdout\n" : `'${name}' saved\n`);
  }

  #open(name: string): number {
    try {
      return openFile(this.#process, name, this.#options.has("c") ? "append" : "write");
    } catch (error) {
      if (error instanceof OsError) return fail(this.#process, `can't open '${name}': ${error.message}`);
      throw error;
    }
  }

  #fileName(urlText: string): string {
    const path = urlText.replace(/^[a-z]+:\/\/[^/?#]*/, "").replace(/[?#].*/, "");
    const name = path.slice(path.lastIndexOf("/") + 1) || "index.html";
    const prefix = this.#options.value("P");
    return prefix === undefined ? name : `${prefix.replace(/\/$/, "")}/${name}`;
  }
}
