/**
 * One call of kubectl: its words, the process that it runs in, and the way to the server, found when first needed.
 *
 * Models: k8s.io/kubectl/pkg/cmd/util/factory_client_access.go
 */

import { calendarOf } from "../../../sim/core/time.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { FieldDocs } from "../../../sim/kube/schema/field-docs.ts";
import { API_TRANSPORT } from "../../../sim/node/api-transport.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Beyond } from "./beyond.ts";
import { type Connection, configPaths, resolveConnection } from "./client/kubeconfig.ts";
import type { RequestLog } from "./client/request-log.ts";
import { RestClient } from "./client/rest-client.ts";
import { discover, type RestMapper } from "./client/rest-mapper.ts";
import type { Command } from "./command.ts";
import { CommandError, ConnectionError, goQuote } from "./errors.ts";
import { parseDuration } from "./flags/duration.ts";
import type { FlagSet } from "./flags/flag-set.ts";
import type { Rare } from "./rare.ts";
import { isTerminal } from "./terminal.ts";
import type { Usual } from "./usual.ts";

export class Invocation {
  readonly process: Process;
  readonly command: Command;
  /** `kubectl create service` */
  readonly path: string;
  readonly flags: FlagSet;
  readonly #docs: FieldDocs | null;
  readonly #rare: Rare | null;
  readonly #usual: Usual | null;
  readonly #told = new Set<string>();
  #connection: Connection | null = null;
  #client: RestClient | null = null;
  #mapper: RestMapper | null = null;

  constructor(options: {
    readonly process: Process;
    readonly command: Command;
    readonly path: string;
    readonly flags: FlagSet;
    readonly docs: FieldDocs | null;
    readonly rare: Rare | null;
    readonly usual: Usual | null;
  }) {
    this.process = options.process;
    this.command = options.command;
    this.path = options.path;
    this.flags = options.flags;
    this.#docs = options.docs;
    this.#rare = options.rare;
    this.#usual = options.usual;
  }

  get usual(): Usual {
    if (this.#usual === null) throw new Beyond();
    return this.#usual;
  }

  get rare(): Rare {
    if (this.#rare === null) throw new Beyond();
    return this.#rare;
  }

  /** What is written about every field. */
  get docs(): FieldDocs {
    if (this.#docs === null) throw new Beyond();
    return this.#docs;
  }

  get args(): readonly string[] {
    return this.flags.args;
  }

  get nowMs(): number {
    return this.process.machine.clock.nowMs;
  }

  get connection(): Connection {
    this.#connection ??= resolveConnection(this.process, this.flags);
    return this.#connection;
  }

  get namespace(): string {
    return this.connection.namespace;
  }

  /** `--request-timeout` in seconds; 0: none. */
  get requestTimeoutSec(): number {
    const text = this.flags.textOr("request-timeout", "0");
    if (/^\d+$/.test(text)) return Number(text);
    try {
      return Math.ceil(parseDuration(text) / 1000);
    } catch {
      throw new CommandError(
        "Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)",
      );
    }
  }

  /** What a watch asks for, so that it ends with `--request-timeout`. */
  get watchQuery(): readonly (readonly [string, string])[] {
    const seconds = this.requestTimeoutSec;
    return seconds <= 0 ? [] : [["timeoutSeconds", String(seconds)]];
  }

  get client(): RestClient {
    // Read for what may be wrong with it.
    void this.requestTimeoutSec;
    this.#client ??= new RestClient({
      connection: this.connection,
      process: this.process,
      transport: this.process.machine.plugged(API_TRANSPORT),
      resolver: resolverOf(this.process),
      onWarning: (text) => this.warn(text),
      log: this.#requestLog(),
      precondition: this.flags.boolOr("match-server-version", false) ? this.rare.checkServerVersion : null,
    });
    return this.#client;
  }

  #requestLog(): RequestLog | null {
    const level = this.flags.int("v");
    if (level < 1) return null;
    const { process } = this;
    return this.usual.requestLog({
      level,
      server: this.connection.server,
      configPaths: configPaths(process, this.flags).filter((path) => process.machine.fs.exists(path, process.cwd)),
      clock: process.machine.clock,
      sink: (text) => this.printError(`${klogHeader(process, "I")} ${text}\n`),
    });
  }

  *mapper(): Run<RestMapper> {
    if (this.#mapper === null) {
      try {
        this.#mapper = yield* discover(this.client);
      } catch (error) {
        if (error instanceof ConnectionError) yield* this.#logFailedDiscovery(error);
        throw error;
      }
    }
    return this.#mapper;
  }

  /** client-go logs every attempt of its discovery, five of them, before kubectl says why it gives up. */
  *#logFailedDiscovery(error: ConnectionError): Run<void> {
    const reason = error.isRefused ? error.message.replace(/^Get "[^"]*": /, "") : error.message;
    const url = goQuote(`${this.connection.server}/api?timeout=32s`);
    for (let attempt = 0; attempt < 5; attempt++) {
      const text = `couldn't get current server API group list: Get ${url}: ${reason}`;
      yield* this.printError(
        `${klogHeader(this.process, "E")} memcache.go:265] "Unhandled Error" err=${goQuote(text)}\n`,
      );
      yield* this.process.sleep(1300);
    }
  }

  print(text: string): Run<void> {
    return this.process.print(text);
  }

  printError(text: string): Run<void> {
    return this.process.printError(text);
  }

  /** A warning of the server's, once for each text. */
  *warn(text: string): Run<void> {
    if (this.#told.has(text)) return;
    this.#told.add(text);
    const word = isTerminal(this.process, 2) ? "\u001b[33;1mWarning:\u001b[0m" : "Warning:";
    yield* this.printError(`${word} ${text}\n`);
  }

  /** How many different warnings were told. */
  get warnings(): number {
    return this.#told.size;
  }

  /** Wrong words: says where help is. */
  usageError(message: string): CommandError {
    return new CommandError(`${message}\nSee '${this.path} -h' for help and examples`);
  }
}

/** The address of the resolver, for the words of a name that is not found. */
export function resolverOf(process: Process): string {
  const node = process.machine.fs.tryNode("/etc/resolv.conf");
  if (node?.kind !== "file") return "127.0.0.1";
  return /^\s*nameserver\s+(\S+)/m.exec(process.machine.fs.readText("/etc/resolv.conf"))?.[1] ?? "127.0.0.1";
}

/** `E1120 10:32:05.587254   11082`, as klog begins a line. */
export function klogHeader(process: Process, severity: string): string {
  const { nowUs, nowMs } = process.machine.clock;
  const { month, day, hour, minute, second } = calendarOf(nowMs);
  const two = (value: number) => String(value).padStart(2, "0");
  const micros = String(nowUs % 1_000_000).padStart(6, "0");
  return `${severity}${two(month)}${two(day)} ${two(hour)}:${two(minute)}:${two(second)}.${micros} ${String(process.pid).padStart(7)}`;
}
