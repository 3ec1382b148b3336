/**
 * Answers from tables like /etc/hosts: a file that is read again when it changes, and lines in the Corefile itself.
 *
 * Models: coredns plugin/hosts
 */
import { formatIp, type Ip, parseIp } from "../../../core/ip.ts";
import { reply } from "../../../net/dns/message.ts";
import { fqdn } from "../../../net/dns/name.ts";
import { type DnsRecord, TYPES } from "../../../net/dns/record.ts";
import { parseHosts } from "../../../os/resolver/hosts.ts";
import { type Directive, parseError, wrongArguments } from "../corefile.ts";
import { DnsFailure, type PluginContext, type PluginSetup } from "../dns-plugin.ts";
import { addressInReverseName } from "../kubernetes/reverse-name.ts";
import { fallthroughZones, matchingZone, originsOf } from "../zone-list.ts";

interface HostsSettings {
  readonly path: string;
  readonly zones: readonly string[];
  readonly fallthrough: readonly string[];
  readonly inline: string;
  readonly ttlSec: number;
  readonly isReverse: boolean;
}

const TTL_SEC = 3600;

export const hosts: PluginSetup = {
  name: "hosts",
  once: true,
  open: ([use], context) => {
    const settings = settingsOf(use as Directive, context);
    const { zones, fallthrough, ttlSec } = settings;
    const table = new HostsTable(settings, context);
    return {
      *serve(query, next) {
        const { name, type, message } = query;
        const isPointer = type === TYPES.PTR;
        if (matchingZone(zones, name) === null && !isPointer) return yield* next(query);
        const answers: DnsRecord[] = [];
        if (isPointer) {
          for (const data of table.namesOf(addressInReverseName(name) ?? ""))
            answers.push({ name, ttlSec, type: "PTR", data });
          if (answers.length === 0) return yield* next(query);
        }
        const known = table.addressesOf(name);
        for (const data of known) {
          const family = typeof data === "number" ? "A" : "AAAA";
          if (TYPES[family] === type) answers.push({ name, ttlSec, type: family, data });
        }
        if (answers.length > 0 || known.length > 0) return reply(message, { authoritative: true, answers });
        if (matchingZone(fallthrough, name) !== null) return yield* next(query);
        throw new DnsFailure("");
      },
    };
  },
};

class HostsTable {
  readonly #settings: HostsSettings;
  readonly #process: PluginContext["process"];
  #text: string | null = null;
  #byName = new Map<string, Ip[]>();
  #byAddress = new Map<string, string[]>();

  constructor(settings: HostsSettings, { process }: PluginContext) {
    this.#settings = settings;
    this.#process = process;
  }

  addressesOf(name: string): readonly Ip[] {
    this.#read();
    return this.#byName.get(name.toLowerCase()) ?? [];
  }

  namesOf(address: string): readonly string[] {
    this.#read();
    return this.#byAddress.get(address) ?? [];
  }

  #read(): void {
    const { path, inline, isReverse } = this.#settings;
    const fs = this.#process?.machine.fs;
    const text = `${fs?.tryNode(path)?.kind === "file" ? fs.readText(path) : ""}\n${inline}`;
    if (text === this.#text) return;
    this.#text = text;
    this.#byName = new Map();
    this.#byAddress = new Map();
    for (const { ip, name, aliases } of parseHosts(text))
      for (const host of [name, ...aliases].map((one) => fqdn(one).toLowerCase())) {
        push(this.#byName, host, ip);
        if (isReverse) push(this.#byAddress, formatIp(ip), host);
      }
  }
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else if (!list.includes(value)) list.push(value);
}

function settingsOf({ args, block }: Directive, { zones, process, log }: PluginContext): HostsSettings {
  const [path = "/etc/hosts", ...named] = args;
  if (args.length > 0 && process !== null && !process.machine.fs.exists(path))
    log(`[WARNING] plugin/hosts: File does not exist: ${path}`);
  const inline: string[] = [];
  let ttlSec = TTL_SEC;
  let isReverse = true;
  for (const [i, property] of block.entries()) {
    const { name, args, line } = property;
    if (name === "ttl") ttlSec = ttlOf(property);
    else if (name === "no_reverse") isReverse = false;
    else if (name === "reload") {
      if (args.length !== 1) throw parseError(line, "reload needs a duration (zero seconds to disable)");
    } else if (name === "fallthrough_unsupported") {
      if (args.length > 0) throw wrongArguments(property);
    } else if (name !== "fallthrough") {
      if (block.slice(0, i).some(({ name }) => name === "fallthrough"))
        throw parseError(line, `unknown property '${name}'`);
      inline.push([name, ...args].join(" "));
    }
  }
  return {
    path,
    zones: originsOf(named, zones),
    fallthrough: fallthroughZones(block),
    inline: inline.filter((line) => parseIp(line.split(" ")[0] as string) !== null).join("\n"),
    ttlSec,
    isReverse,
  };
}

function ttlOf({ args, line }: Directive): number {
  const [text] = args;
  if (text === undefined) throw parseError(line, "ttl needs a time in second");
  if (!/^-?\d+$/.test(text)) throw parseError(line, "ttl needs a number of second");
  if (Number(text) <= 0 || Number(text) > 65_535) throw parseError(line, "ttl provided is invalid");
  return Number(text);
}
