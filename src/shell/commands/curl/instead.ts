/** --resolve and --connect-to. Models: curl 7.88.1 lib/hostip.c Curl_loadhostpairs, lib/url.c parse_connect_to_slist */
import { parseIp } from "../../../sim/core/ip.ts";
import { CurlError } from "./curl-error.ts";

export interface Instead {
  readonly host: string;
  readonly port: number;
  readonly by: "resolve" | "connect-to";
}

/** `host:port:address`, `HOST1:PORT1:HOST2:PORT2`, by `host:port`. */
export function parseInstead(resolves: readonly string[], connects: readonly string[]): Map<string, Instead> {
  const instead = new Map<string, Instead>();
  for (const text of resolves) {
    const found = /^[+]?([^:]+):(\d+):\[?([^\],]+)/.exec(text);
    if (found === null || parseIp(found[3] as string) === null)
      throw new CurlError(49, `Couldn't parse CURLOPT_RESOLVE entry '${text}'`);
    instead.set(`${found[1]}:${found[2]}`, { host: found[3] as string, port: 0, by: "resolve" });
  }
  for (const text of connects) {
    const found = /^([^:]*):(\d*):([^:]*):(\d*)$/.exec(text);
    if (found === null) continue;
    const key = found[1] === "" && found[2] === "" ? "" : `${found[1] || "*"}:${found[2]}`;
    instead.set(key, { host: found[3] as string, port: Number(found[4]), by: "connect-to" });
  }
  return instead;
}
