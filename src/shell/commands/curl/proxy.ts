/**
 * Which proxy a URL goes through: -x, or the environment.
 *
 * Models: curl 7.88.1 lib/url.c detect_proxy(), lib/noproxy.c
 * SIMPLIFIED: HTTP proxies for http:// only: no CONNECT, no SOCKS.
 */
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { parseUrl, type Url } from "./url.ts";

const DEFAULT_PORT = 1080;

export function proxyFor(
  process: Process,
  url: Url,
  given: { readonly proxy: string | undefined; readonly noProxy: string | undefined },
): Url | null {
  const { env } = process;
  const ofScheme = url.scheme === "http" ? env.get("http_proxy") : (env.get("https_proxy") ?? env.get("HTTPS_PROXY"));
  const text = given.proxy ?? ofScheme ?? env.get("all_proxy") ?? env.get("ALL_PROXY") ?? "";
  if (text === "" || isExempt(url.host, given.noProxy ?? env.get("no_proxy") ?? env.get("NO_PROXY") ?? "")) return null;
  if (url.scheme === "https" || /^(?!http:)\w+:\/\//i.test(text))
    throw new Failure(`curl: a proxy for ${url.scheme}, ${text}, is not simulated here\n`, 2);
  const proxy = parseUrl(text);
  return proxy.hasPort || /:80\/?$/.test(text) ? proxy : { ...proxy, port: DEFAULT_PORT };
}

/** A name in the list is a domain, with or without its dot. */
function isExempt(host: string, list: string): boolean {
  return list
    .split(/[\s,]+/)
    .map((name) => name.replace(/^\./, "").toLowerCase())
    .some((name) => name === "*" || (name !== "" && (host === name || host.toLowerCase().endsWith(`.${name}`))));
}
