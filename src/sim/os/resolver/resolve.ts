/**
 * Names to addresses as a program gets them from its C library: numbers as they are, then `/etc/hosts`, then DNS with
 * the search list. What fails, fails with the library's own code and words.
 *
 * Models: getaddrinfo(3), glibc resolv/res_query.c res_search, nss/nss_dns; musl src/network/lookup_name.c
 * SIMPLIFIED: no nsswitch.conf (files, then dns), no caching daemon. Of the ordering of RFC 6724 there is what hosts with
 * one family of addresses see: ::1 comes first, and addresses that cannot be reached last.
 */
import { type Ip, parseIp } from "../../core/ip.ts";
import type { Run } from "../../core/wait.ts";
import { fqdn, sameName } from "../../net/dns/name.ts";
import { type DnsRecord, TYPES } from "../../net/dns/record.ts";
import { NetError } from "../../net/net-error.ts";
import type { Machine } from "../machine.ts";
import { type AskFailure, isReply, type Reply } from "./ask.ts";
import { askServers } from "./glibc.ts";
import { hostLinesOf, linesNaming } from "./hosts.ts";
import { askAllServers, MUSL_SEARCHES, muslVersion } from "./musl.ts";
import { candidatesFor, resolvConfOf } from "./resolv-conf.ts";

export type Libc = "glibc" | "musl";

export interface Resolved {
  readonly name: string;
  /** Where the name led: the first name of a hosts line, the end of a chain of CNAMEs. */
  readonly canonicalName: string;
  /** Names that were passed on the way there. */
  readonly aliases: readonly string[];
  /** Best first. */
  readonly addresses: readonly Ip[];
}

export type ResolveCode = "EAI_NONAME" | "EAI_AGAIN" | "EAI_NODATA" | "EAI_FAIL" | "EAI_ADDRFAMILY";

const WORDS: Readonly<Record<Libc, Readonly<Record<ResolveCode, string>>>> = {
  glibc: {
    EAI_NONAME: "Name or service not known",
    EAI_AGAIN: "Temporary failure in name resolution",
    EAI_NODATA: "No address associated with hostname",
    EAI_FAIL: "Non-recoverable failure in name resolution",
    EAI_ADDRFAMILY: "Address family for hostname not supported",
  },
  musl: {
    EAI_NONAME: "Name does not resolve",
    EAI_AGAIN: "Try again",
    EAI_NODATA: "Name has no usable address",
    EAI_FAIL: "Non-recoverable error",
    EAI_ADDRFAMILY: "Address family not supported",
  },
};

/** What getaddrinfo fails with; the message is gai_strerror's. */
export class ResolveError extends Error {
  override readonly name = "ResolveError";
  readonly code: ResolveCode;

  constructor(code: ResolveCode, libc: Libc) {
    super(WORDS[libc][code]);
    this.code = code;
  }
}

/** An image built on musl has its loader. */
export function libcOf(machine: Machine): Libc {
  return muslVersion(machine) === null ? "glibc" : "musl";
}

export interface ResolveOptions {
  readonly family?: 4 | 6 | undefined;
  /** Instead of those of resolv.conf. */
  readonly servers?: readonly Ip[] | undefined;
}

/** Throws ResolveError. */
export function* resolve(machine: Machine, name: string, options: ResolveOptions = {}): Run<Resolved> {
  const { family } = options;
  const libc = libcOf(machine);
  const number = parseNumeric(name);
  const fits = (ip: Ip): boolean => family === undefined || (typeof ip === "number" ? 4 : 6) === family;
  if (number !== null) {
    if (!fits(number)) throw new ResolveError("EAI_ADDRFAMILY", libc);
    return { name, canonicalName: name, aliases: [], addresses: [number] };
  }
  if (!/^[\x21-\x7e]{1,254}$/.test(name) || name.split(".").some((label) => label.length > 63))
    throw new ResolveError("EAI_NONAME", libc);
  const lines = linesNaming(hostLinesOf(machine), name);
  const local = lines.map(({ ip }) => ip).filter(fits);
  if (local.length > 0)
    return {
      name,
      canonicalName: lines[0]?.name ?? name,
      aliases: lines[0]?.aliases ?? [],
      addresses: bestFirst(machine, [...new Set(local)]),
    };
  const found = yield* searchDns(machine, { ...options, name, libc });
  return {
    name,
    canonicalName: found.canonicalName,
    aliases: found.aliases,
    addresses: bestFirst(machine, found.addresses),
  };
}

/** The one address that BusyBox takes of several. Models: busybox libbb/xconnect.c str2sockaddr (FEATURE_PREFER_IPV4_ADDRESS) */
export function ipv4First({ addresses }: Resolved): Ip {
  return addresses.find((ip) => typeof ip === "number") ?? (addresses[0] as Ip);
}

/** `127.1` and `0x7f000001` are addresses too. Models: inet_aton(3). */
export function parseNumeric(text: string): Ip | null {
  const whole = parseIp(text);
  if (whole !== null || !/^[\dxa-f.]+$/i.test(text)) return whole;
  const parts = text.split(".");
  const values = parts.map((part) =>
    /^(0x[\da-f]+|0[0-7]*|[1-9]\d*)$/i.test(part) ? Number(/^0[0-7]+$/.test(part) ? `0o${part}` : part) : Number.NaN,
  );
  const last = values.pop();
  if (
    parts.length > 4 ||
    last === undefined ||
    values.some((value) => !(value < 256)) ||
    !(last < 256 ** (4 - values.length))
  )
    return null;
  return values.reduce((sum, value, i) => sum + value * 256 ** (3 - i), last);
}

function bestFirst(machine: Machine, addresses: readonly Ip[]): Ip[] {
  const rank = (ip: Ip): number => {
    if (machine.network.sockets.sourceFor(ip) === null) return 2;
    return ip === LOOPBACK_6 ? 0 : 1;
  };
  return [0, 1, 2].flatMap((wanted) => addresses.filter((ip) => rank(ip) === wanted));
}

const LOOPBACK_6 = 1n;

interface Found {
  readonly canonicalName: string;
  readonly aliases: readonly string[];
  readonly addresses: readonly Ip[];
}

type Miss = "not-found" | "no-data" | "servfail" | "no-answer" | "failed";

function* searchDns(machine: Machine, wanted: ResolveOptions & { name: string; libc: Libc }): Run<Found> {
  const file = resolvConfOf(machine);
  const conf = wanted.servers === undefined ? file : { ...file, nameservers: wanted.servers };
  const musl = wanted.libc === "musl" ? muslVersion(machine) : null;
  const searched = musl !== null && musl < MUSL_SEARCHES ? { ...conf, search: [] } : conf;
  const types = wanted.family === 4 ? [TYPES.A] : wanted.family === 6 ? [TYPES.AAAA] : [TYPES.A, TYPES.AAAA];
  const misses: Miss[] = [];
  for (const candidate of candidatesFor(wanted.name, searched, wanted.libc)) {
    const questions = types.map((type) => ({ name: fqdn(candidate), type }));
    const answers = yield* (musl === null ? askServers : askAllServers)(machine, conf, questions);
    const found = addressesIn(answers, fqdn(candidate));
    if (found.addresses.length > 0) return found;
    const miss = missOf(answers);
    misses.push(miss);
    if (miss === "no-answer" || miss === "failed") break;
    if (wanted.libc === "musl" && miss !== "not-found") break;
  }
  throw new ResolveError(codeOf(misses), wanted.libc);
}

function codeOf(misses: readonly Miss[]): ResolveCode {
  const last = misses.at(-1);
  if (last === "failed") return "EAI_FAIL";
  if (last === "no-answer") return "EAI_AGAIN";
  if (misses.includes("no-data")) return "EAI_NODATA";
  return misses.includes("servfail") ? "EAI_AGAIN" : "EAI_NONAME";
}

function missOf(answers: readonly (Reply | AskFailure)[]): Miss {
  const replies = answers.filter(isReply);
  if (replies.length === 0)
    return answers.some((answer) => answer instanceof NetError && answer.code === "EPERM") ? "failed" : "no-answer";
  const rcodes = replies.map(({ message }) => message.rcode);
  if (rcodes.includes("NXDOMAIN")) return "not-found";
  if (rcodes.includes("NOERROR") && replies.length === answers.length && rcodes.every((rcode) => rcode === "NOERROR"))
    return "no-data";
  return rcodes.includes("SERVFAIL") || replies.length < answers.length ? "servfail" : "failed";
}

function addressesIn(answers: readonly (Reply | AskFailure)[], name: string): Found {
  const addresses: Ip[] = [];
  let canonicalName = name;
  for (const answer of answers) {
    if (!isReply(answer)) continue;
    const records = answer.message.answers;
    canonicalName = followAliases(records, name);
    for (const record of records)
      if ((record.type === "A" || record.type === "AAAA") && sameName(record.name, canonicalName))
        addresses.push(record.data);
  }
  const bare = (text: string): string => text.replace(/\.$/, "");
  return { canonicalName: bare(canonicalName), aliases: canonicalName === name ? [] : [bare(name)], addresses };
}

const MAX_ALIASES = 16;

/** Where a chain of CNAMEs in one answer leads. */
export function followAliases(records: readonly DnsRecord[], name: string): string {
  let at = name;
  for (let i = 0; i < MAX_ALIASES; i++) {
    const alias = records.find((record) => record.type === "CNAME" && sameName(record.name, at));
    if (alias?.type !== "CNAME") return at;
    at = alias.data;
  }
  return at;
}

/** The name of an address: `/etc/hosts`, then a PTR record; null when there is none. Models: getnameinfo(3). */
export function* nameOfAddress(machine: Machine, address: Ip): Run<string | null> {
  const line = hostLinesOf(machine).find(({ ip }) => ip === address);
  if (line !== undefined) return line.name;
  const [answer] = yield* askServers(machine, resolvConfOf(machine), [{ name: reverseName(address), type: TYPES.PTR }]);
  if (answer === undefined || !isReply(answer)) return null;
  const pointer = answer.message.answers.find((record) => record.type === "PTR");
  return pointer?.type === "PTR" ? pointer.data.replace(/\.$/, "") : null;
}

/** `4.0.1.10.in-addr.arpa.` */
export function reverseName(address: Ip): string {
  if (typeof address === "number")
    return `${[address & 255, (address >>> 8) & 255, (address >>> 16) & 255, address >>> 24].join(".")}.in-addr.arpa.`;
  const nibbles = address.toString(16).padStart(32, "0");
  return `${[...nibbles].reverse().join(".")}.ip6.arpa.`;
}
