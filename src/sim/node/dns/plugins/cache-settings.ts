/** What a `cache` line and its block say. Models: coredns plugin/cache/setup.go */
import { fqdn } from "../../../net/dns/name.ts";
import { CorefileError, type Directive, wrongArguments } from "../corefile.ts";
import { durationUs, wholeNumber } from "../go-values.ts";
import { originsOf } from "../zone-list.ts";

export interface Limits {
  capacity: number;
  maxSec: number;
  minSec: number;
  /** Zones that are not kept. */
  except: readonly string[];
}

export interface CacheSettings {
  zones: readonly string[];
  readonly success: Limits;
  readonly denial: Limits;
  servfailSec: number;
  /** Hits that make an entry worth asking anew before it ends; 0: none. */
  prefetchHits: number;
  prefetchPercent: number;
  staleSec: number;
  verifiesStale: boolean;
  keepsTtl: boolean;
}

const CAPACITY = 9984;

export function cacheSettings(use: Directive, blockZones: readonly string[]): CacheSettings {
  const [first] = use.args;
  const ttl = first !== undefined && /^[+-]?\d+$/.test(first) ? positive(first) : null;
  const settings: CacheSettings = {
    zones: originsOf(ttl === null ? use.args : use.args.slice(1), blockZones),
    success: { capacity: CAPACITY, maxSec: ttl ?? 3600, minSec: 5, except: [] },
    denial: { capacity: CAPACITY, maxSec: ttl ?? 1800, minSec: 5, except: [] },
    servfailSec: 5,
    prefetchHits: 0,
    prefetchPercent: 10,
    staleSec: 0,
    verifiesStale: false,
    keepsTtl: false,
  };
  for (const property of use.block) apply(settings, property);
  return settings;
}

function apply(settings: CacheSettings, property: Directive): void {
  const { name, args } = property;
  const [first = ""] = args;
  if (name !== "serve_stale" && name !== "keepttl" && args.length === 0) throw wrongArguments(property);
  switch (name) {
    case "success":
    case "denial":
      limit(settings[name], args);
      return;
    case "prefetch":
      prefetch(settings, property);
      return;
    case "serve_stale":
      serveStale(settings, property);
      return;
    case "servfail": {
      const us = durationUs(first);
      if (args.length !== 1) throw wrongArguments(property);
      if (us < 0) throw new CorefileError("invalid negative ttl for servfail");
      if (us > 300_000_000) throw new CorefileError("caching SERVFAIL responses over 5 minutes is not permitted");
      settings.servfailSec = Math.floor(us / 1e6);
      return;
    }
    case "disable":
      if (first !== "success" && first !== "denial")
        throw new CorefileError('cache type for disable must be "success" or "denial"');
      settings[first].except = args.length > 1 ? args.slice(1).map((zone) => fqdn(zone).toLowerCase()) : ["."];
      return;
    case "keepttl":
      if (args.length !== 0) throw wrongArguments(property);
      settings.keepsTtl = true;
      return;
    default:
      throw wrongArguments(property);
  }
}

function limit(limits: Limits, [capacity = "", max, min]: readonly string[]): void {
  limits.capacity = wholeNumber(capacity);
  if (max !== undefined) limits.maxSec = positive(max);
  if (min === undefined) return;
  limits.minSec = wholeNumber(min);
  if (limits.minSec < 0) throw new CorefileError(`cache min TTL can not be negative: ${limits.minSec}`);
}

function positive(text: string): number {
  const value = wholeNumber(text);
  if (value <= 0) throw new CorefileError(`cache TTL can not be zero or negative: ${value}`);
  return value;
}

function prefetch(settings: CacheSettings, property: Directive): void {
  const [hits = "", period, percent] = property.args;
  if (property.args.length > 3) throw wrongArguments(property);
  settings.prefetchHits = wholeNumber(hits);
  if (settings.prefetchHits < 0)
    throw new CorefileError(`prefetch amount should be positive: ${settings.prefetchHits}`);
  if (period !== undefined) durationUs(period);
  if (percent === undefined) return;
  if (!percent.endsWith("%"))
    throw new CorefileError(`last character of percentage should be \`%\`, but is: '${percent.at(-1)}'`);
  settings.prefetchPercent = wholeNumber(percent.slice(0, -1));
  if (settings.prefetchPercent < 10 || settings.prefetchPercent > 90)
    throw new CorefileError(`percentage should fall in range [10, 90]: ${settings.prefetchPercent}`);
}

function serveStale(settings: CacheSettings, property: Directive): void {
  const [upTo, mode = "immediate"] = property.args;
  if (property.args.length > 2) throw wrongArguments(property);
  const us = upTo === undefined ? 3_600_000_000 : durationUs(upTo);
  if (us < 0) throw new CorefileError("invalid negative duration for serve_stale");
  settings.staleSec = us / 1e6;
  if (mode.toLowerCase() !== "immediate" && mode.toLowerCase() !== "verify")
    throw new CorefileError(`invalid value for serve_stale refresh mode: ${mode.toLowerCase()}`);
  settings.verifiesStale = mode.toLowerCase() === "verify";
}
