/**
 * The policy database of routing: which table is asked for which packet. Rules are asked in order of priority; the
 * first whose table knows the destination decides.
 *
 * Models: net/core/fib_rules.c fib_rules_lookup, net/ipv4/fib_rules.c fib4_rule_match, fib4_rule_suppress
 * SIMPLIFIED: rules match source, destination, mark and devices; not ports, protocol, TOS, user or realms.
 */
import { type Cidr, contains, type Ip } from "../core/ip.ts";
import { NetError } from "./net-error.ts";
import type { RouteType } from "./route.ts";

export const LOCAL_TABLE = 255;
export const MAIN_TABLE = 254;
export const DEFAULT_TABLE = 253;

export interface RouteRule {
  readonly priority: number;
  readonly from: Cidr | null;
  readonly to: Cidr | null;
  readonly mark: { readonly value: number; readonly mask: number } | null;
  /** By name, as the device may come later. */
  readonly inDevice: string | null;
  readonly outDevice: string | null;
  readonly isNegated: boolean;
  /** A table to ask, or what to answer. */
  readonly action: number | Extract<RouteType, "blackhole" | "unreachable" | "prohibit">;
  /** A route whose prefix is no longer than this is not taken. */
  readonly suppressPrefixLength: number | null;
  /** Who wrote it. */
  readonly protocol: string;
}

export type RuleOptions = Partial<RouteRule>;

/** What of a packet rules look at. */
export interface RoutedPacket {
  readonly src: Ip;
  readonly dst: Ip;
  readonly mark: number;
}

const DEFAULTS: RouteRule = {
  priority: 0,
  from: null,
  to: null,
  mark: null,
  inDevice: null,
  outDevice: null,
  isNegated: false,
  action: MAIN_TABLE,
  suppressPrefixLength: null,
  protocol: "boot",
};

const BUILT_IN: readonly RouteRule[] = [
  { ...DEFAULTS, priority: 0, action: LOCAL_TABLE, protocol: "kernel" },
  { ...DEFAULTS, priority: 32_766, action: MAIN_TABLE, protocol: "kernel" },
  { ...DEFAULTS, priority: 32_767, action: DEFAULT_TABLE, protocol: "kernel" },
];

export class RouteRules {
  readonly #rules: RouteRule[] = [...BUILT_IN];
  readonly #onChange: () => void;
  #areBuiltIn = true;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Nobody has touched them: local, then main, then default. */
  get areBuiltIn(): boolean {
    return this.#areBuiltIn;
  }

  list(): readonly RouteRule[] {
    return this.#rules;
  }

  /** `ip rule add`. Without a priority it goes just before the second. EEXIST. */
  add(options: RuleOptions): RouteRule {
    const rule: RouteRule = { ...DEFAULTS, ...options, priority: options.priority ?? this.#freePriority() };
    if (this.#rules.some((had) => sameRule(had, rule))) throw new NetError("EEXIST");
    const at = this.#rules.findIndex(({ priority }) => priority > rule.priority);
    this.#rules.splice(at < 0 ? this.#rules.length : at, 0, rule);
    this.#changed();
    return rule;
  }

  /** `ip rule del`: the first that has all that is given. ENOENT. */
  remove(wanted: RuleOptions): void {
    const keys = Object.keys(wanted) as (keyof RouteRule)[];
    const at = this.#rules.findIndex((rule) => keys.every((key) => sameValue(rule[key], wanted[key])));
    if (at < 0) throw new NetError("ENOENT");
    this.#rules.splice(at, 1);
    this.#changed();
  }

  /** `ip rule flush`: all but the local table's. */
  flush(): void {
    this.#rules.splice(0, this.#rules.length, ...this.#rules.filter(({ priority }) => priority === 0));
    this.#changed();
  }

  #freePriority(): number {
    const second = this.#rules[1]?.priority ?? 0;
    return Math.max(second - 1, 0);
  }

  #changed(): void {
    this.#areBuiltIn =
      this.#rules.length === BUILT_IN.length &&
      this.#rules.every((rule, i) => sameRule(rule, BUILT_IN[i] as RouteRule));
    this.#onChange();
  }
}

export function ruleMatches(
  rule: RouteRule,
  packet: RoutedPacket,
  devices: { readonly inDevice: string | null; readonly outDevice: string | null },
): boolean {
  const { from, to, mark, inDevice, outDevice } = rule;
  const fits =
    (from === null || contains(from, packet.src)) &&
    (to === null || contains(to, packet.dst)) &&
    (mark === null || (packet.mark & mark.mask) >>> 0 === mark.value) &&
    (inDevice === null || inDevice === (devices.inDevice ?? "lo")) &&
    (outDevice === null || outDevice === devices.outDevice);
  return fits !== rule.isNegated;
}

function sameRule(a: RouteRule, b: RouteRule): boolean {
  return (Object.keys(DEFAULTS) as (keyof RouteRule)[]).every((key) => key === "protocol" || sameValue(a[key], b[key]));
}

function sameValue(a: RouteRule[keyof RouteRule], b: RouteRule[keyof RouteRule] | undefined): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  return JSON.stringify(a) === JSON.stringify(b);
}
