/**
 * The plugins of a Corefile, put together: a query goes to the server block with the longest zone that holds its name,
 * and there from plugin to plugin until one answers.
 *
 * Models: coredns core/dnsserver/server.go ServeDNS, core/dnsserver/register.go
 */
import type { Run } from "../../core/wait.ts";
import { type DnsMessage, query as question, reply } from "../../net/dns/message.ts";
import { isInZone } from "../../net/dns/name.ts";
import { CorefileError, type ServerBlock } from "./corefile.ts";
import { DnsFailure, type DnsPlugin, type DnsQuery, type Next, type PluginContext } from "./dns-plugin.ts";
import { NOT_SIMULATED, PLUGINS } from "./plugins/index.ts";

interface Zone {
  readonly zone: string;
  readonly port: number;
  readonly plugins: readonly DnsPlugin[];
  readonly first: Next;
}

/** A plugin that asks the server again, and is asked again, has gone round in a circle. */
const MAX_DEPTH = 8;
const CLASS_IN = 1;

export class DnsServer {
  readonly #zones: readonly Zone[];
  /** The plugins of all blocks, each once. */
  readonly plugins: readonly DnsPlugin[];
  #depth = 0;

  /** Throws CorefileError. */
  constructor(blocks: readonly ServerBlock[], context: Omit<PluginContext, "zones" | "port" | "ask">) {
    checkOverlap(blocks);
    const ask: PluginContext["ask"] = (name, type) => this.#ask(name, type);
    this.#zones = blocks.flatMap((block) => {
      const zones = block.keys.map(({ zone }) => zone);
      const opened = openPlugins(block, { ...context, zones, port: block.keys[0]?.port ?? 53, ask });
      const first = chainOf(opened);
      const plugins = opened.map(({ plugin }) => plugin);
      return block.keys.map(({ zone, port }) => ({ zone, port, plugins, first }));
    });
    this.plugins = [...new Set(this.#zones.flatMap(({ plugins }) => plugins))];
  }

  static isDirective(name: string): boolean {
    return NOT_SIMULATED.includes(name) || PLUGINS.some((setup) => setup.name === name);
  }

  /** What it says when it starts: `.:53`. */
  get addresses(): string[] {
    return this.ports.flatMap((port) =>
      this.#zones
        .filter((one) => one.port === port)
        .map(({ zone }) => `${zone}:${port}`)
        .sort(),
    );
  }

  get ports(): number[] {
    return [...new Set(this.#zones.map(({ port }) => port))];
  }

  /** The plugins' own HTTP listeners; of two with the same port the first. */
  get http(): NonNullable<DnsPlugin["http"]>[] {
    const found = new Map<number, NonNullable<DnsPlugin["http"]>>();
    for (const { http } of this.plugins) if (http !== undefined && !found.has(http.port)) found.set(http.port, http);
    return [...found.values()];
  }

  *serve(query: DnsQuery, port = 53): Run<DnsMessage> {
    let zone: Zone | null = null;
    for (const one of this.#zones)
      if (one.port === port && one.zone.length > (zone?.zone.length ?? -1) && isInZone(query.name, one.zone))
        zone = one;
    if (zone === null || zone.plugins.length === 0 || query.message.questions[0]?.class !== CLASS_IN)
      return reply(query.message, { rcode: "REFUSED" });
    try {
      return yield* zone.first(query);
    } catch (error) {
      if (error instanceof DnsFailure) return reply(query.message, { rcode: error.rcode });
      throw error;
    }
  }

  *#ask(name: string, type: number): Run<DnsMessage> {
    const message = question({ id: 0, name, type });
    if (this.#depth >= MAX_DEPTH) return reply(message, { rcode: "SERVFAIL" });
    this.#depth++;
    try {
      return yield* this.serve({ message, name, type, from: 0, fromPort: 0, overTcp: false });
    } finally {
      this.#depth--;
    }
  }
}

interface Opened {
  readonly name: string;
  readonly plugin: DnsPlugin;
}

/** What begins with the first plugin, and ends where nobody knows. */
function chainOf(opened: readonly Opened[]): Next {
  const last = opened.findLast(({ plugin }) => plugin.serve !== undefined);
  // biome-ignore lint/correctness/useYield: a plugin may wait; this answer does not.
  let next: Next = function* () {
    throw new DnsFailure(`plugin/${last?.name ?? ""}: no next plugin found`);
  };
  for (const { plugin } of [...opened].reverse()) {
    if (plugin.serve === undefined) continue;
    const rest = next;
    next = (query) => (plugin.serve as NonNullable<DnsPlugin["serve"]>)(query, rest);
  }
  return next;
}

function openPlugins(block: ServerBlock, context: PluginContext): Opened[] {
  const refused = block.directives.find(({ name }) => NOT_SIMULATED.includes(name));
  if (refused !== undefined) throw new CorefileError(`plugin/${refused.name}: this plugin is not simulated here`);
  return PLUGINS.flatMap(({ name, once, open }) => {
    const uses = block.directives.filter((directive) => directive.name === name);
    if (uses.length === 0) return [];
    try {
      if (once === true && uses.length > 1)
        throw new CorefileError("this plugin can only be used once per Server Block");
      return [open(uses, context)].flat().map((plugin) => ({ name, plugin }));
    } catch (error) {
      if (error instanceof CorefileError) throw new CorefileError(`plugin/${name}: ${error.message}`);
      throw error;
    }
  });
}

function checkOverlap(blocks: readonly ServerBlock[]): void {
  const seen = new Set<string>();
  for (const { keys } of blocks)
    for (const { zone, port } of keys) {
      const address = `dns://${zone}:${port}`;
      if (seen.has(address)) throw new CorefileError(`cannot serve ${address} - it is already defined`);
      seen.add(address);
    }
}
