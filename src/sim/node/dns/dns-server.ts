/**
 * The plugins of a Corefile, put together: a query goes to the server block with the longest zone that holds its name,
 * and there from plugin to plugin until one answers.
 *
 * Models: coredns core/dnsserver/server.go ServeDNS
 */
import type { Run } from "../../core/wait.ts";
import { type DnsMessage, query as question, reply } from "../../net/dns/message.ts";
import { isInZone } from "../../net/dns/name.ts";
import { CorefileError, type ServerBlock } from "./corefile.ts";
import type { DnsPlugin, DnsQuery, Next, PluginContext } from "./dns-plugin.ts";
import { UpstreamError } from "./plugins/forward.ts";
import { PLUGINS } from "./plugins/index.ts";

interface Zone {
  readonly zone: string;
  readonly port: number;
  readonly plugins: readonly DnsPlugin[];
  readonly first: Next;
}

/** A plugin that asks the server again, and is asked again, has gone round in a circle. */
const MAX_DEPTH = 8;

export class DnsServer {
  readonly #zones: readonly Zone[];
  #depth = 0;

  /** Throws CorefileError. */
  constructor(blocks: readonly ServerBlock[], context: Omit<PluginContext, "zones" | "ask">) {
    this.#zones = blocks.flatMap((block) => {
      const zones = block.keys.map(({ zone }) => zone);
      const ask: PluginContext["ask"] = (name, type) => this.#ask(name, type);
      const plugins = pluginsOf(block, { ...context, zones, ask });
      const first = chainOf(plugins);
      return block.keys.map(({ zone, port }) => ({ zone, port, plugins, first }));
    });
  }

  /** Throws CorefileError when the blocks name a plugin that there is not. */
  static check(blocks: readonly ServerBlock[]): void {
    for (const block of blocks) checkDirectives(block);
  }

  /** What it says when it starts: `.:53`. */
  get addresses(): string[] {
    return this.#zones.map(({ zone, port }) => `${zone}:${port}`);
  }

  get ports(): number[] {
    return [...new Set(this.#zones.map(({ port }) => port))];
  }

  /** The plugins' own HTTP listeners. */
  get http(): NonNullable<DnsPlugin["http"]>[] {
    return [...new Set(this.#zones.flatMap(({ plugins }) => plugins))].flatMap((plugin) =>
      plugin.http === undefined ? [] : [plugin.http],
    );
  }

  *serve(query: DnsQuery, port = 53): Run<DnsMessage> {
    let zone: Zone | null = null;
    for (const one of this.#zones)
      if (one.port === port && one.zone.length > (zone?.zone.length ?? -1) && isInZone(query.name, one.zone))
        zone = one;
    if (zone === null) return reply(query.message, { rcode: "REFUSED" });
    try {
      return yield* zone.first(query);
    } catch (error) {
      if (error instanceof UpstreamError) return reply(query.message, { rcode: "SERVFAIL" });
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

/** What begins with the first plugin, and ends where nobody knows: CoreDNS refuses what no plugin answers. */
function chainOf(plugins: readonly DnsPlugin[]): Next {
  // biome-ignore lint/correctness/useYield: a plugin may wait; this answer does not.
  let next: Next = function* (query) {
    return reply(query.message, { rcode: "REFUSED" });
  };
  for (const plugin of [...plugins].reverse()) {
    if (plugin.serve === undefined) continue;
    const rest = next;
    next = (query) => (plugin.serve as NonNullable<DnsPlugin["serve"]>)(query, rest);
  }
  return next;
}

function checkDirectives({ directives }: ServerBlock): void {
  const unknown = directives.find(({ name }) => !PLUGINS.some((setup) => setup.name === name));
  if (unknown !== undefined)
    throw new CorefileError(
      `/etc/coredns/Corefile:${unknown.line} - Error during parsing: Unknown directive '${unknown.name}'`,
    );
}

function pluginsOf(block: ServerBlock, context: PluginContext): DnsPlugin[] {
  checkDirectives(block);
  return PLUGINS.flatMap((setup) =>
    block.directives.filter(({ name }) => name === setup.name).map((directive) => setup.open(directive, context)),
  );
}
