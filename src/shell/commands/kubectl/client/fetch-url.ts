/**
 * A manifest under an address: fetched over the network like any page, redirects followed.
 *
 * Models: k8s.io/cli-runtime/pkg/resource/visitor.go readHttpWithRetries
 */
import { parseIp } from "../../../../sim/core/ip.ts";
import { decodeUtf8 } from "../../../../sim/core/utf8.ts";
import type { Run } from "../../../../sim/core/wait.ts";
import { GoHttpError, goRequest } from "../../../../sim/net/http/go-client.ts";
import { type HttpResponse, headerOf, reasonOf } from "../../../../sim/net/http/message.ts";
import { type Certificate, parseCertificates } from "../../../../sim/net/tls/x509/certificate.ts";
import type { Process } from "../../../../sim/os/process.ts";
import { ResolveError, resolve } from "../../../../sim/os/resolver/resolve.ts";
import { CommandError, ConnectionError, goQuote } from "../errors.ts";

const BUNDLE = "/etc/ssl/certs/ca-certificates.crt";
const MAX_REDIRECTS = 10;
const TIMEOUT_US = 30_000_000;
const ATTEMPTS = 3;
const PAUSE_US = 1_000_000;

export function* fetchUrl(process: Process, address: string, resolver: string): Run<string> {
  for (let attempt = 1; ; attempt++) {
    const { status, reason, body } = yield* follow(process, address, resolver);
    if (status === 200) return decodeUtf8(body);
    const words = `${status} ${reason || reasonOf(status)}`;
    if (status < 500 || attempt === ATTEMPTS)
      throw new CommandError(`unable to read URL ${goQuote(address)}, server reported ${words}, status code=${status}`);
    yield* process.sleep(PAUSE_US);
  }
}

function* follow(process: Process, address: string, resolver: string): Run<HttpResponse> {
  let url = address;
  for (let redirects = 0; ; redirects++) {
    const response = yield* get(process, url, resolver);
    const location = headerOf(response.headers, "location");
    if (location === undefined || response.status < 300 || response.status > 399) return response;
    if (redirects === MAX_REDIRECTS) throw new CommandError(`Get ${goQuote(location)}: stopped after 10 redirects`);
    url = location.startsWith("/") ? `${/^https?:\/\/[^/]+/.exec(url)?.[0] ?? ""}${location}` : location;
  }
}

function* get(process: Process, url: string, resolver: string): Run<HttpResponse> {
  const { machine } = process;
  const [, scheme, authority = "", target = ""] = /^(https?):\/\/([^/?#]*)([^#]*)/.exec(url) ?? [];
  const [host = "", port] = authority.split(":");
  const tls = scheme !== "https" ? null : { serverName: host, trusted: trustedBy(process), prng: prngOf(process) };
  try {
    const to = yield* addressOf(process, host, resolver);
    return yield* goRequest({
      network: machine.network,
      to,
      port: Number(port ?? (tls === null ? 80 : 443)),
      tls,
      request: {
        method: "GET",
        target: target.startsWith("/") ? target : `/${target}`,
        version: "HTTP/1.1",
        headers: [
          { name: "Host", value: authority },
          { name: "User-Agent", value: "Go-http-client/1.1" },
          { name: "Accept-Encoding", value: "gzip" },
        ],
        body: new Uint8Array(0),
      },
      timeoutUs: TIMEOUT_US,
    });
  } catch (error) {
    if (error instanceof GoHttpError) throw new ConnectionError(error.message, authority, error.isRefused);
    throw error;
  }
}

function* addressOf(process: Process, host: string, resolver: string): Run<number | bigint> {
  const literal = parseIp(host);
  if (literal !== null) return literal;
  try {
    const { addresses } = yield* resolve(process.machine, host);
    return addresses[0] as number | bigint;
  } catch (error) {
    if (error instanceof ResolveError)
      throw new ConnectionError(`dial tcp: lookup ${host} on ${resolver}:53: no such host`, host, false);
    throw error;
  }
}

function prngOf({ machine, pid, nowUs }: Process): Process["machine"]["prng"] {
  return machine.prng.split(`kubectl/${pid}/${nowUs}`);
}

function trustedBy({ machine: { fs } }: Process): readonly Certificate[] {
  return fs.exists(BUNDLE) ? parseCertificates(fs.readText(BUNDLE)) : [];
}
