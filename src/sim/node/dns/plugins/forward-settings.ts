/** What a `forward` line and its block say. Models: coredns plugin/forward/setup.go, plugin/pkg/parse/host.go */
import { type Ip, parseIp } from "../../../core/ip.ts";
import { RCODES } from "../../../net/dns/message.ts";
import type { Process } from "../../../os/process.ts";
import { CorefileError, type Directive, parseError, unknownProperty, wrongArguments, zonesOf } from "../corefile.ts";
import { durationUs, wholeNumber } from "../go-values.ts";

export type Policy = "random" | "round_robin" | "sequential";

export interface Server {
  readonly ip: Ip;
  readonly port: number;
}

export interface ForwardSettings {
  from: string;
  to: readonly Server[];
  except: readonly string[];
  policy: Policy;
  maxFails: number;
  checkEveryUs: number;
  maxConcurrent: number;
  maxAttempts: number;
  forcesTcp: boolean;
  prefersUdp: boolean;
  failsFast: boolean;
  /** Codes that are passed on to the next server. */
  failover: readonly string[];
}

const PORT = 53;
const MAX_SERVERS = 15;
const IGNORED = ["expire", "max_age", "max_idle_conns", "tls_servername"];

export function forwardSettings(use: Directive, process: Process | null): ForwardSettings {
  const [from, ...to] = use.args;
  if (from === undefined || to.length === 0) throw wrongArguments(use);
  const settings: ForwardSettings = {
    from: zonesOf(from)[0] ?? ".",
    to: [],
    except: [],
    policy: "random",
    maxFails: 2,
    checkEveryUs: 500_000,
    maxConcurrent: 0,
    maxAttempts: 0,
    forcesTcp: false,
    prefersUdp: false,
    failsFast: false,
    failover: [],
  };
  for (const property of use.block) apply(settings, property);
  if (process === null) return settings;
  settings.to = to.flatMap((server) => serversOf(server, process));
  if (settings.to.length > MAX_SERVERS)
    throw new CorefileError(`more than ${MAX_SERVERS} TOs configured: ${settings.to.length}`);
  return settings;
}

function apply(settings: ForwardSettings, property: Directive): void {
  const { name, args, line } = property;
  const [first] = args;
  const isFlag = name === "force_tcp" || name === "prefer_udp" || name === "failfast_all_unhealthy_upstreams";
  if (isFlag ? args.length > 0 : first === undefined) throw wrongArguments(property);
  switch (name) {
    case "except":
      settings.except = [...settings.except, ...args.flatMap(zonesOf)];
      return;
    case "max_fails":
      settings.maxFails = wholeNumber(first as string, "ParseUint");
      return;
    case "max_connect_attempts":
      settings.maxAttempts = wholeNumber(first as string, "ParseUint");
      return;
    case "health_check":
      settings.checkEveryUs = durationUs(first as string);
      if (settings.checkEveryUs < 0)
        throw new CorefileError(`health_check can't be negative: ${settings.checkEveryUs * 1000}`);
      return;
    case "force_tcp":
      settings.forcesTcp = true;
      return;
    case "prefer_udp":
      settings.prefersUdp = true;
      return;
    case "failfast_all_unhealthy_upstreams":
      settings.failsFast = true;
      return;
    case "policy":
      if (first !== "random" && first !== "round_robin" && first !== "sequential")
        throw parseError(line, `unknown policy '${first}'`);
      settings.policy = first;
      return;
    case "max_concurrent":
      settings.maxConcurrent = wholeNumber(first as string);
      if (settings.maxConcurrent < 0)
        throw new CorefileError(`max_concurrent can't be negative: ${settings.maxConcurrent}`);
      return;
    case "failover":
      settings.failover = args.map(failoverCode);
      return;
    case "tls":
    case "next":
      throw new CorefileError(`${name} is not simulated here`);
    default:
      if (!IGNORED.includes(name)) throw unknownProperty(property);
  }
}

function failoverCode(text: string): string {
  const code = text.toUpperCase();
  if (!RCODES.some((known) => known === code)) throw new CorefileError(`${text} is not a valid rcode`);
  if (code === "NOERROR") throw new CorefileError("NoError cannot be used in failover");
  return code;
}

/** An address, or a file with `nameserver` lines. */
function serversOf(text: string, process: Process): Server[] {
  const [, scheme = "dns", host = ""] = /^(?:([a-z0-9]+):\/\/)?(.*)$/.exec(text) ?? [];
  if (scheme !== "dns" && scheme !== "tls" && scheme !== "https")
    throw new CorefileError(`'${scheme}' is not supported as a destination protocol in forward: ${text}`);
  if (scheme !== "dns") throw new CorefileError(`${scheme} upstreams are not simulated here`);
  const bare = parseIp(host.replace(/^\[(.*)\]$/, "$1"));
  if (bare !== null) return [{ ip: bare, port: PORT }];
  const [, before = "", port] = /^(.*):(\d+)$/.exec(host) ?? [];
  const address = parseIp(before.replace(/^\[(.*)\]$/, "$1"));
  if (address !== null) return [{ ip: address, port: Number(port) }];
  const file = process.machine.fs.tryNode(host);
  if (file?.kind !== "file") throw new CorefileError(`not an IP address or file: ${JSON.stringify(host)}`);
  const servers = [...process.machine.fs.readText(host).matchAll(/^\s*nameserver\s+(\S+)/gm)]
    .map((found) => parseIp(found[1] as string))
    .filter((ip) => ip !== null);
  if (servers.length === 0) throw new CorefileError("no nameservers found");
  return servers.map((ip) => ({ ip, port: PORT }));
}
