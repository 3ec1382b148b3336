/**
 * How BIND's tools ask: every name of the search list in turn, each up to three times, servers as resolv.conf has them.
 *
 * Models: bind9 9.18 bin/dig/dighost.c
 * SIMPLIFIED: the next server is asked only when one does not answer; no DNSSEC, no zone transfers.
 */
import { formatIp, type Ip } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Edns } from "../../../sim/net/dns/message.ts";
import { fqdn } from "../../../sim/net/dns/name.ts";
import { NetError } from "../../../sim/net/net-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { ask, isReply, type Reply } from "../../../sim/os/resolver/ask.ts";
import { candidatesFor, type ResolvConf, resolvConfOf } from "../../../sim/os/resolver/resolv-conf.ts";
import { parseNumeric, ResolveError, resolve } from "../../../sim/os/resolver/resolve.ts";

export interface LookupSettings {
  readonly servers: readonly Ip[];
  readonly port: number;
  readonly tries: number;
  readonly timeoutUs: number;
  readonly tcp: boolean;
  readonly recurse: boolean;
  readonly edns: Edns | null;
  readonly ignoreTruncation: boolean;
}

export interface Answered {
  readonly name: string;
  readonly server: Ip;
  readonly reply: Reply;
  readonly tookUs: number;
}

/** null: no server could be reached. What each failed try says goes to `complain`. */
export function* lookUpOne(
  process: Process,
  settings: LookupSettings,
  question: { readonly name: string; readonly type: number; complain(text: string): Run<void> },
): Run<Answered | null> {
  const { servers, port, tries, timeoutUs, tcp, recurse, edns, ignoreTruncation } = settings;
  for (let attempt = 0; attempt < tries; attempt++)
    for (const server of servers) {
      const startUs = process.nowUs;
      const [answer] = yield* ask(process.machine, {
        server,
        port,
        timeoutUs,
        tcp,
        edns,
        ignoreTruncation,
        questions: [{ name: question.name, type: question.type }],
        recursionDesired: recurse,
      });
      if (isReply(answer)) return { name: question.name, server, reply: answer, tookUs: process.nowUs - startUs };
      const why = answer instanceof NetError ? reasonOf(answer) : "timed out";
      yield* question.complain(`;; communications error to ${formatIp(server)}#${port}: ${why}\n`);
    }
  return null;
}

function reasonOf({ code }: NetError): string {
  const words: Readonly<Record<string, string>> = {
    ECONNREFUSED: "connection refused",
    EHOSTUNREACH: "host unreachable",
    ENETUNREACH: "network unreachable",
    ECONNRESET: "end of file",
  };
  return words[code] ?? "timed out";
}

/** A server by name or address; null when it has none. */
export function* serverAddress(process: Process, name: string): Run<readonly Ip[] | null> {
  const address = parseNumeric(name);
  if (address !== null) return [address];
  try {
    return (yield* resolve(process.machine, name)).addresses;
  } catch (error) {
    if (error instanceof ResolveError) return null;
    throw error;
  }
}

export function searchedNames(process: Process, name: string, useSearch: boolean): string[] {
  const conf: ResolvConf = resolvConfOf(process.machine);
  return useSearch ? candidatesFor(name, conf).map(fqdn) : [fqdn(name)];
}

/** BIND's indentation: tabs to the column, or one blank when the text has passed it. */
export function indent(line: string, column: number): string {
  const from = [...line].reduce((at, char) => (char === "\t" ? (Math.floor(at / 8) + 1) * 8 : at + 1), 0);
  const to = Math.max(column, from + 1);
  const tabs = Math.floor(to / 8) - Math.floor(from / 8);
  return line + "\t".repeat(Math.max(0, tabs)) + " ".repeat(tabs > 0 ? to % 8 : to - from);
}
