/** Where a transfer connects to: the URL's host, its stand-in, or a proxy. Models: curl 7.88.1 lib/url.c resolve_server() */
import type { Ip } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { ResolveError, resolve } from "../../../sim/os/resolver/resolve.ts";
import { CurlError } from "./curl-error.ts";
import type { Instead } from "./instead.ts";
import type { Url } from "./url.ts";

export interface Target {
  readonly addresses: readonly Ip[];
  readonly port: number;
  /** As --verbose calls it once it is connected. */
  readonly shownName: string;
}

interface Wanted {
  readonly url: Url;
  readonly proxy: Url | null;
  readonly family: 4 | 6 | undefined;
  readonly instead: ReadonlyMap<string, Instead>;
}

/** Throws CurlError; `info` is told on the way. */
export function* connectTarget(process: Process, wanted: Wanted, info: (text: string) => Run<void>): Run<Target> {
  const { proxy, family, instead } = wanted;
  const url = proxy ?? wanted.url;
  const other = instead.get(`${url.host}:${url.port}`) ?? instead.get(`*:${url.port}`) ?? instead.get("");
  const host = other?.host || url.host;
  const port = other?.port || url.port;
  if (other?.by === "resolve") yield* info(`Hostname ${url.host} was found in DNS cache`);
  if (other?.by === "connect-to") {
    yield* info(`Connecting to hostname: ${host}`);
    yield* info(`Connecting to port: ${port}`);
  }
  try {
    const { addresses } = yield* resolve(process.machine, host, { family });
    return { addresses, port, shownName: other?.by === "connect-to" ? "(nil)" : url.host };
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    const message = `Could not resolve ${proxy === null ? "host" : "proxy"}: ${host}`;
    yield* info(message);
    yield* info("Closing connection 0");
    throw new CurlError(proxy === null ? 6 : 5, message);
  }
}
