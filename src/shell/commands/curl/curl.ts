/**
 * curl for HTTP: options, requests, redirects, retries, and where the answer goes.
 *
 * Models: curl 7.88.1 src/tool_operate.c
 * SIMPLIFIED: HTTP/1.1 only, no cookie jar, no forms; what it refuses it says so.
 */

import { parseIp } from "../../../sim/core/ip.ts";
import { decodeUtf8, encodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { HttpHeader } from "../../../sim/net/http/message.ts";
import { headerOf } from "../../../sim/net/http/message.ts";
import type { ResponseHead } from "../../../sim/net/http/read.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { encodeBase64 } from "../base64/base64.ts";
import { Failure } from "../failure.ts";
import { openFile } from "../input.ts";
import { type CurlArguments, parseArguments, usageFailure } from "./arguments.ts";
import { CurlError } from "./curl-error.ts";
import { parseInstead } from "./instead.ts";
import { proxyFor } from "./proxy.ts";
import { requestBody } from "./request-body.ts";
import { Transfer, type TransferOptions } from "./transfer.ts";
import { hostHeader, parseUrl, redirected, type Url } from "./url.ts";
import { writeOut } from "./write-out.ts";

const VERSION =
  "curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1 OpenSSL/3.0.19 zlib/1.2.13\nRelease-Date: 2023-02-20\nProtocols: http https\nFeatures: IPv6 Largefile SSL\n";

export function* curl(process: Process): Run<number> {
  const args = parseArguments(process);
  if (args.given.has("version")) {
    yield* process.print(VERSION);
    return 0;
  }
  if (args.given.has("help")) {
    yield* process.print("Usage: curl [options...] <url>\n");
    return 0;
  }
  if (args.urls.length === 0) throw usageFailure(process.argv.length === 1 ? "" : "no URL specified!");
  const run = new CurlRun(process, args);
  let exitCode = 0;
  for (const [i, url] of args.urls.entries()) exitCode = yield* run.fetch(url, i);
  return exitCode;
}

/** Answers that --retry tries again after. */
const TRANSIENT = new Set([408, 429, 500, 502, 503, 504]);
const ABOUT_CERTIFICATES = `More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the web page mentioned above.
`;
const MAX_RETRY_WAIT_US = 600_000_000;

class CurlRun {
  readonly #process: Process;
  readonly #args: CurlArguments;
  #body: Uint8Array = new Uint8Array(0);
  #attempts = 0;

  constructor(process: Process, args: CurlArguments) {
    this.#process = process;
    this.#args = args;
    for (const key of ["maxTime", "connectTimeout", "retry", "retryDelay", "maxRedirs"]) this.#number(key);
  }

  #has(key: string): boolean {
    return this.#args.given.has(key);
  }

  #value(key: string): string | undefined {
    return this.#args.given.get(key)?.at(-1);
  }

  #number(key: string): number | null {
    const text = this.#value(key);
    if (text === undefined) return null;
    const letters: Readonly<Record<string, string>> = {
      maxTime: "-m",
      connectTimeout: "--connect-timeout",
      retry: "--retry",
      retryDelay: "--retry-delay",
      maxRedirs: "--max-redirs",
    };
    if (!/^-?\d+(\.\d+)?$/.test(text))
      throw usageFailure(`option ${letters[key] ?? key}: expected a proper numerical parameter`);
    return Number(text);
  }

  /** One URL of the command line, with its retries. */
  *fetch(urlText: string, index: number): Run<number> {
    const retries = this.#number("retry") ?? 0;
    const delay = this.#number("retryDelay") ?? 0;
    let waitUs = delay > 0 ? delay * 1_000_000 : 1_000_000;
    for (let left = retries; ; left--) {
      const { exitCode, again } = yield* this.#attempt(urlText, index, left > 0);
      if (again === null) return exitCode;
      yield* this.#warn(`Problem ${again}. Will retry in ${waitUs / 1_000_000} seconds. ${left} retries left.`);
      yield* this.#process.sleep(waitUs);
      if (delay === 0) waitUs = Math.min(waitUs * 2, MAX_RETRY_WAIT_US);
    }
  }

  *#attempt(urlText: string, index: number, mayRetry: boolean): Run<{ exitCode: number; again: string | null }> {
    const job = new UrlJob(this.#process, this.#args, { index, isFirst: this.#attempts++ === 0 });
    let exitCode = 0;
    let message = "";
    let again: string | null = null;
    try {
      this.#body = yield* requestBody(this.#process, this.#args);
      yield* job.run(urlText, this.#body);
      const status = job.transfer?.head?.status ?? 0;
      if (mayRetry && TRANSIENT.has(status)) again = ": HTTP error";
      if (this.#has("failWithBody") && status >= 400)
        throw new CurlError(22, `The requested URL returned error: ${status}`);
    } catch (error) {
      if (!(error instanceof CurlError)) throw error;
      exitCode = error.code;
      message = error.message;
      if (mayRetry) again = this.#reasonToRetry(error, job.transfer?.head?.status ?? 0);
    }
    if (message !== "" && (!this.#has("silent") || this.#has("showError")))
      yield* this.#process.printError(`curl: (${exitCode}) ${message}\n${exitCode === 60 ? ABOUT_CERTIFICATES : ""}`);
    if (again === null) yield* this.#writeOut(job, { exitCode, message });
    return { exitCode, again };
  }

  #reasonToRetry(error: CurlError, status: number): string | null {
    if (error.why === "timeout") return ": timeout";
    if (error.code === 22 && TRANSIENT.has(status)) return ": HTTP error";
    if (error.why === "refused" && this.#has("retryConnrefused")) return ": connection refused";
    return this.#has("retryAllErrors") ? "(retrying all errors)" : null;
  }

  *#writeOut(job: UrlJob, { exitCode, message }: { exitCode: number; message: string }): Run<void> {
    const given = this.#value("writeOut");
    const { transfer, url } = job;
    if (given === undefined || transfer === null || url === null) return;
    const format = given.startsWith("@") ? this.#process.machine.fs.readText(given.slice(1), this.#process.cwd) : given;
    const { text, unknown } = writeOut(format, {
      transfer,
      url,
      urlText: job.urlText,
      method: job.method,
      redirects: job.redirects,
      redirectUs: job.redirectUs,
      exitCode,
      message,
      output: job.outputName,
    });
    yield* this.#process.print(text);
    for (const name of unknown) yield* this.#process.printError(`curl: unknown --write-out variable: '${name}'\n`);
  }

  /** Warnings are folded at the terminal's width. Models: curl src/tool_msgs.c voutf() */
  *#warn(text: string): Run<void> {
    if (this.#has("silent")) return;
    const width = 79 - "Warning: ".length;
    let rest = text;
    while (rest.length + 1 > width) {
      const space = rest.lastIndexOf(" ", width - 1);
      const cut = space <= 0 ? width : space + 1;
      yield* this.#process.printError(`Warning: ${rest.slice(0, cut)}\n`);
      rest = rest.slice(cut);
    }
    yield* this.#process.printError(`Warning: ${rest}\n`);
  }
}

/** One URL, followed through its redirects, until the answer that counts. */
class UrlJob {
  readonly #process: Process;
  readonly #args: CurlArguments;
  readonly #index: number;
  /** The meter's heading is written once. */
  readonly #isFirst: boolean;
  transfer: Transfer | null = null;
  url: Url | null = null;
  urlText = "";
  method = "GET";
  redirects = 0;
  redirectUs = 0;
  outputName: string | null = null;
  #outputFd: number | null = null;
  #headerFd: number | null = null;

  constructor(process: Process, args: CurlArguments, { index, isFirst }: { index: number; isFirst: boolean }) {
    this.#process = process;
    this.#args = args;
    this.#index = index;
    this.#isFirst = isFirst;
  }

  #has(key: string): boolean {
    return this.#args.given.has(key);
  }

  #value(key: string): string | undefined {
    return this.#args.given.get(key)?.at(-1);
  }

  *run(urlText: string, body: Uint8Array): Run<void> {
    const asQuery = this.#has("get");
    let sent = asQuery ? new Uint8Array(0) : body;
    this.urlText = urlText;
    const base = parseUrl(urlText);
    const join = base.target.includes("?") ? "&" : "?";
    this.url = asQuery && body.length > 0 ? { ...base, target: `${base.target}${join}${decodeUtf8(body)}` } : base;
    this.outputName = this.#outputFor(this.url);
    const hasBody = !asQuery && (this.#args.data.length > 0 || this.#has("uploadFile"));
    this.method =
      this.#value("request") ??
      (this.#has("head") ? "HEAD" : this.#has("uploadFile") ? "PUT" : hasBody ? "POST" : "GET");
    const limit = Number(this.#value("maxRedirs") ?? 50);
    for (let withBody = hasBody; ; ) {
      const url = this.url;
      const transfer = new Transfer(this.#process, this.#transferOptions(url, sent, withBody));
      this.transfer = transfer;
      yield* transfer.run();
      const location = headerOf(transfer.head?.headers ?? [], "location");
      const status = transfer.head?.status ?? 0;
      if (!this.#has("location") || location === undefined || status < 300 || status > 399) return;
      if (limit >= 0 && this.redirects >= limit) {
        if (this.#has("verbose")) yield* this.#process.printError(`* Maximum (${limit}) redirects followed\n`);
        throw new CurlError(47, `Maximum (${limit}) redirects followed`);
      }
      this.redirects++;
      this.redirectUs += transfer.times.totalUs;
      this.urlText = redirected(url, location);
      if (this.#has("verbose"))
        yield* this.#process.printError(`* Issue another request to this URL: '${this.urlText}'\n`);
      this.url = { ...parseUrl(this.urlText), user: null };
      if (
        this.#value("request") === undefined &&
        withBody &&
        (status === 303 || ((status === 301 || status === 302) && this.method === "POST"))
      ) {
        if (this.#has("verbose")) yield* this.#process.printError(`* Switch from POST to GET\n`);
        this.method = "GET";
        withBody = false;
        sent = new Uint8Array(0);
      }
    }
  }

  #outputFor(url: Url): string | null {
    const named = this.#args.given.get("output")?.[this.#index];
    if (named !== undefined) return named === "-" ? null : named;
    if (!this.#has("remoteName")) return null;
    const name = (url.target.split("?")[0] as string).split("/").at(-1) ?? "";
    if (name === "") throw new CurlError(23, "Failed writing received data to disk/application");
    return name;
  }

  #transferOptions(url: Url, body: Uint8Array, withBody: boolean): TransferOptions {
    const seconds = (key: string): number | null =>
      this.#value(key) === undefined ? null : Math.round(Number(this.#value(key)) * 1_000_000) || null;
    const silent = this.#has("silent") || this.#has("noMeter");
    const toTerminal =
      this.#process.tty !== null &&
      this.#process.fds.get(1)?.stream === this.#process.tty.stream &&
      this.outputName === null;
    const source = this.#value("interface");
    const device = source === undefined ? undefined : this.#process.machine.network.devices.get(source);
    const from = source === undefined ? undefined : (parseIp(source) ?? device?.addresses[0]?.ip);
    if (source !== undefined && from === undefined) throw new CurlError(45, `Couldn't bind to '${source}'`);
    const proxy = proxyFor(this.#process, url, { proxy: this.#value("proxy"), noProxy: this.#value("noProxy") });
    return {
      url,
      method: this.method,
      proxy,
      headers: this.#headers(url, body, { withBody, proxied: proxy !== null }),
      body,
      httpVersion: this.#has("http10") ? "HTTP/1.0" : "HTTP/1.1",
      verbose: this.#has("verbose"),
      meter: !silent && !toTerminal,
      meterHead: this.#isFirst && this.redirects === 0,
      family: this.#has("ipv4") ? 4 : this.#has("ipv6") ? 6 : undefined,
      from,
      instead: parseInstead(this.#args.given.get("resolve") ?? [], this.#args.given.get("connectTo") ?? []),
      tls: {
        insecure: this.#has("insecure"),
        caFile: this.#value("cacert") ?? null,
        versions:
          this.#value("tlsMax") === "1.2" ? ["TLSv1.2"] : this.#has("tls13") ? ["TLSv1.3"] : ["TLSv1.3", "TLSv1.2"],
        alpn: this.#has("http11") || this.#has("http10") ? ["http/1.1"] : ["h2", "http/1.1"],
      },
      isOnTerminal: toTerminal,
      connectTimeoutUs: seconds("connectTimeout"),
      maxTimeUs: seconds("maxTime"),
      receive: (head, part) => this.#receive(head, part),
      onHead: (head) => this.#onHead(head),
      ignoresBody: (head) => this.#isFollowed(head),
      fails: (head) => this.#has("fail") && head.status >= 400,
    };
  }

  #isFollowed(head: ResponseHead): boolean {
    return (
      this.#has("location") &&
      head.status >= 300 &&
      head.status < 400 &&
      headerOf(head.headers, "location") !== undefined
    );
  }

  /** Its own headers in curl's order; one given by -H takes the place of its own, and an empty one removes it. */
  #headers(
    url: Url,
    body: Uint8Array,
    { withBody, proxied }: { readonly withBody: boolean; readonly proxied: boolean },
  ): HttpHeader[] {
    const given = (this.#args.given.get("header") ?? []).flatMap((text) => {
      const found = /^([^:;]+)([:;])\s*(.*)$/.exec(text);
      return found === null ? [] : [{ name: found[1] as string, value: found[3] as string, bare: found[2] === ";" }];
    });
    const overridden = (name: string): boolean =>
      given.some((header) => header.name.toLowerCase() === name.toLowerCase());
    const headers: HttpHeader[] = [];
    const add = (name: string, value: string | undefined): void => {
      if (value !== undefined && !overridden(name)) headers.push({ name, value });
    };
    const host = given.find((header) => header.name.toLowerCase() === "host");
    headers.push({ name: "Host", value: host?.value ?? hostHeader(url) });
    const user = this.#value("user") ?? url.user ?? undefined;
    add(
      "Authorization",
      user === undefined ? undefined : `Basic ${encodeBase64(encodeUtf8(user.includes(":") ? user : `${user}:`))}`,
    );
    const token = this.#value("bearer");
    if (user === undefined) add("Authorization", token === undefined ? undefined : `Bearer ${token}`);
    add("Range", this.#value("range") === undefined ? undefined : `bytes=${this.#value("range")}`);
    const agent = this.#value("userAgent") ?? "curl/7.88.1";
    add("User-Agent", agent === "" ? undefined : agent);
    const json = this.#args.data.some(({ key }) => key === "json");
    add("Accept", json ? "application/json" : "*/*");
    add("Proxy-Connection", proxied ? "Keep-Alive" : undefined);
    add("Cookie", this.#cookies());
    add("Accept-Encoding", this.#has("compressed") ? "deflate, gzip, br, zstd" : undefined);
    add("Referer", this.#value("referer"));
    for (const { name, value, bare } of given)
      if (name.toLowerCase() !== "host" && (value !== "" || bare)) headers.push({ name, value });
    if (withBody) add("Content-Length", String(body.length));
    if (withBody && !this.#has("uploadFile"))
      add("Content-Type", json ? "application/json" : "application/x-www-form-urlencoded");
    return headers;
  }

  #cookies(): string | undefined {
    const given = this.#args.given.get("cookie") ?? [];
    const file = given.find((text) => !text.includes("="));
    if (file !== undefined) throw new Failure("curl: option -b with a file: is not simulated here\n", 2);
    return given.length === 0 ? undefined : given.join(";");
  }

  *#onHead(head: ResponseHead): Run<void> {
    const text = `${head.version} ${head.status} ${head.reason}\r\n${head.headers.map(({ name, value }) => `${name}: ${value}\r\n`).join("")}\r\n`;
    const dump = this.#value("dumpHeader");
    if (dump !== undefined) {
      this.#headerFd ??= dump === "-" ? 1 : openFile(this.#process, dump, "write");
      yield* this.#process.write(this.#headerFd, text);
    }
    if (this.#has("include") || this.#has("head")) yield* this.#write(encodeUtf8(text));
  }

  *#receive(head: ResponseHead, part: Uint8Array): Run<void> {
    if (!this.#isFollowed(head)) yield* this.#write(part);
  }

  *#write(bytes: Uint8Array): Run<void> {
    try {
      this.#outputFd ??= this.outputName === null ? 1 : openFile(this.#process, this.outputName, "write");
    } catch (error) {
      if (!(error instanceof OsError)) throw error;
      if (!this.#has("silent"))
        yield* this.#process.printError(`Warning: Failed to open the file ${this.outputName}: ${error.message}\n`);
      throw new CurlError(23, "Failure writing output to destination");
    }
    yield* this.#process.write(this.#outputFd, bytes);
  }
}
