/**
 * What a CoreDNS plugin is: it answers a query, or asks the next one. A plugin is one file in `plugins/` and one
 * line in `plugins/index.ts`, whose order is the order of asking.
 *
 * Models: coredns plugin/plugin.go Handler, core/dnsserver/register.go
 */
import type { Clock } from "../../core/clock.ts";
import type { Ip } from "../../core/ip.ts";
import type { Prng } from "../../core/prng.ts";
import type { Run } from "../../core/wait.ts";
import type { DnsMessage, Rcode } from "../../net/dns/message.ts";
import type { Process } from "../../os/process.ts";
import type { Directive } from "./corefile.ts";
import type { ClusterView } from "./kubernetes/cluster-view.ts";

export interface DnsQuery {
  readonly message: DnsMessage;
  /** As it was asked, with its final dot. */
  readonly name: string;
  readonly type: number;
  readonly from: Ip;
  readonly fromPort: number;
  readonly overTcp: boolean;
}

export type Next = (query: DnsQuery) => Run<DnsMessage>;

/**
 * A plugin gave a code and no message: the server answers with the code alone. With words it is an error, which the
 * errors plugin logs.
 */
export class DnsFailure extends Error {
  readonly rcode: Rcode;

  constructor(words: string, rcode: Rcode = "SERVFAIL") {
    super(words);
    this.rcode = rcode;
  }
}

export interface DnsPlugin {
  serve?(query: DnsQuery, next: Next): Run<DnsMessage>;
  /** A listener of its own: health, ready, prometheus. */
  readonly http?: { readonly port: number; answer(path: string): { readonly status: number; readonly body: string } };
  /** What it does beside answering, from the moment that the server listens. */
  run?(): Run<void>;
  /** How long the server goes on after it was told to end. */
  readonly lameduckUs?: number;
  /** How often the Corefile is looked at. */
  readonly reloadUs?: number;
}

/** What a plugin may use. There is no process where somebody only wants to know what CoreDNS would say. */
export interface PluginContext {
  /** Zones of the server block. */
  readonly zones: readonly string[];
  /** Where the server block listens. */
  readonly port: number;
  readonly clock: Clock;
  readonly prng: Prng;
  readonly cluster: ClusterView | null;
  readonly process: Process | null;
  /** Addresses that this server listens at. */
  readonly localIPs: readonly Ip[];
  /** Answers for names outside, where no packets are to be sent; null: forward them. */
  readonly outside: ((query: DnsQuery) => DnsMessage) | null;
  /** The whole server block again, for a plugin that has to resolve what it answers with. */
  ask(name: string, type: number): Run<DnsMessage>;
  log(line: string): void;
  /** Logs its last words and ends the program. */
  die(line: string): void;
  /** Something beside the query at hand; it ends with the server. */
  start(run: Run<void>): void;
}

export interface PluginSetup {
  readonly name: string;
  /** A second use in the same block is an error. */
  readonly once?: boolean;
  /** From all its uses in one server block. Throws CorefileError for what it does not understand. */
  open(uses: readonly Directive[], context: PluginContext): DnsPlugin | readonly DnsPlugin[];
}
