/**
 * `/etc/resolv.conf`: whom to ask, and which endings to try.
 *
 * Models: resolv.conf(5), glibc resolv/res_init.c (limits MAXNS 3, RES_MAXNDOTS 15, RES_MAXRETRANS 30, RES_MAXRETRY 5)
 * SIMPLIFIED: of the options, those below; `sortlist` is passed over.
 */
import { type Ip, ip, parseIp } from "../../core/ip.ts";
import { decodeUtf8 } from "../../core/utf8.ts";
import type { Machine } from "../machine.ts";

export interface ResolvConf {
  readonly nameservers: readonly Ip[];
  readonly search: readonly string[];
  readonly ndots: number;
  readonly timeoutSec: number;
  readonly attempts: number;
  /** Begin with another server each time. */
  readonly rotate: boolean;
  /** One question after the other, instead of A and AAAA at once. */
  readonly singleRequest: boolean;
  /** The same, each from a socket of its own. */
  readonly singleRequestReopen: boolean;
  /** TCP from the start. */
  readonly useVc: boolean;
  /** Ask the server to say whether it has checked signatures. */
  readonly trustAd: boolean;
  readonly edns0: boolean;
}

type Options = Omit<ResolvConf, "nameservers" | "search">;
type Changing<T> = { -readonly [K in keyof T]: T[K] };

const MAX_NAMESERVERS = 3;
const MAX_SEARCH = 32;

/** By what the file says: every program on every machine reads one of a few. */
const KNOWN = new Map<string, ResolvConf>();
const MAX_KNOWN = 1024;

export function resolvConfOf(machine: Machine): ResolvConf {
  const file = machine.fs.tryNode("/etc/resolv.conf");
  const text = file?.kind === "file" ? decodeUtf8(file.bytes) : "";
  let conf = KNOWN.get(text);
  if (conf !== undefined) return conf;
  conf = parseResolvConf(text);
  if (KNOWN.size >= MAX_KNOWN) KNOWN.clear();
  KNOWN.set(text, conf);
  return conf;
}

export function parseResolvConf(text: string): ResolvConf {
  const nameservers: Ip[] = [];
  let search: string[] = [];
  const options: Changing<Options> = {
    ndots: 1,
    timeoutSec: 5,
    attempts: 2,
    rotate: false,
    singleRequest: false,
    singleRequestReopen: false,
    useVc: false,
    trustAd: false,
    edns0: false,
  };
  for (const line of text.split("\n")) {
    const [keyword, ...words] = line
      .replace(/^[;#].*/, "")
      .trim()
      .split(/[ \t]+/);
    const first = words[0];
    if (keyword === "nameserver" && first !== undefined) {
      const server = parseIp(first);
      if (server !== null && nameservers.length < MAX_NAMESERVERS) nameservers.push(server);
    } else if (keyword === "search") search = words.slice(0, MAX_SEARCH);
    else if (keyword === "domain" && first !== undefined) search = [first];
    else if (keyword === "options") for (const word of words) readOption(options, word);
  }
  // Without a nameserver line the C library asks this host itself.
  if (nameservers.length === 0) nameservers.push(ip("127.0.0.1"));
  return { nameservers, search: search.map((domain) => domain.replace(/\.$/, "")), ...options };
}

const FLAGS: Readonly<
  Record<string, "rotate" | "singleRequest" | "singleRequestReopen" | "useVc" | "trustAd" | "edns0">
> = {
  rotate: "rotate",
  "single-request": "singleRequest",
  "single-request-reopen": "singleRequestReopen",
  "use-vc": "useVc",
  "trust-ad": "trustAd",
  edns0: "edns0",
};

function readOption(options: Changing<Options>, word: string): void {
  const [name = "", text = ""] = word.split(":");
  const flag = FLAGS[name];
  if (flag !== undefined) options[flag] = true;
  const value = /^\d+$/.test(text) ? Number(text) : null;
  if (value === null) return;
  if (name === "ndots") options.ndots = Math.min(value, 15);
  else if (name === "timeout") options.timeoutSec = Math.min(Math.max(1, value), 30);
  else if (name === "attempts") options.attempts = Math.min(Math.max(1, value), 5);
}

/** The names that a search asks for, in order. Models: glibc res_search, and musl's lookup_name.c where it differs. */
export function candidatesFor(name: string, { search, ndots }: ResolvConf, libc: "glibc" | "musl" = "glibc"): string[] {
  if (name.endsWith(".")) return [name.slice(0, -1)];
  const dots = name.split(".").length - 1;
  const extended = search.map((domain) => (domain === "" ? name : `${name}.${domain}`));
  if (dots < ndots) return [...extended, name];
  return libc === "musl" ? [name] : [name, ...extended];
}
