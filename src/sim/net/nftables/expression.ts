/**
 * nftables rules as data: what is read from a packet, what it is compared with, and what is then done. A closed
 * list; whatever is not here cannot be written. `run-chain.ts` interprets it, `rule-text.ts` prints it.
 *
 * Models: nft(8) PAYLOAD, META, CONNTRACK, FIB, NUMGEN EXPRESSIONS and STATEMENTS; include/uapi/linux/netfilter/nf_tables.h
 */

import type { Ip } from "../../core/ip.ts";
import type { DataTypeName } from "./data-type.ts";
import type { LimitStatement } from "./limit.ts";
import type { NftSet } from "./set.ts";

export type NftFamily = "ip" | "ip6" | "inet";

/** An address, a number (port, mark, bits…) or the name of an interface. */
export type Value = Ip | string;

export type PayloadHeader = "ip" | "ip6" | "tcp" | "udp" | "sctp" | "th" | "icmp" | "icmpv6";

export type FibKey = "saddr" | "daddr" | "mark" | "iif" | "oif";

export type Selector =
  | { readonly kind: "payload"; readonly header: PayloadHeader; readonly field: string; readonly type: DataTypeName }
  | { readonly kind: "meta"; readonly key: string; readonly type: DataTypeName }
  | {
      readonly kind: "ct";
      readonly key: string;
      readonly type: DataTypeName;
      readonly direction?: "original" | "reply";
    }
  | {
      readonly kind: "fib";
      readonly keys: readonly FibKey[];
      readonly result: "type" | "oif" | "oifname";
      readonly type: DataTypeName;
    }
  | {
      readonly kind: "numgen";
      readonly mode: "random" | "inc";
      readonly modulus: number;
      readonly offset: number;
      /** Where `inc` is. */
      next: number;
    }
  | { readonly kind: "concat"; readonly parts: readonly Selector[] }
  | { readonly kind: "bits"; readonly of: Selector; readonly operator: "&" | "|" | "^"; readonly by: number }
  | { readonly kind: "map"; readonly key: Selector; readonly map: SetReference }
  | { readonly kind: "literal"; readonly literal: Literal; readonly types: readonly DataTypeName[] };

export type Literal =
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "prefix"; readonly base: Ip; readonly bits: number }
  | { readonly kind: "range"; readonly from: Ip; readonly to: Ip }
  | { readonly kind: "concat"; readonly parts: readonly Literal[] };

/** By name, or a set of its own. */
export type SetReference =
  | { readonly kind: "named"; readonly name: string }
  | { readonly kind: "anonymous"; readonly set: NftSet };

export type NftVerdict =
  | { readonly kind: "accept" | "drop" | "continue" | "return" }
  | { readonly kind: "jump" | "goto"; readonly chain: string };

/** Empty: as it is meant when nothing is written, which for bits is "any of them". */
export type Comparison = "" | "==" | "!=" | "<" | ">" | "<=" | ">=";

export interface MatchStatement {
  readonly kind: "match";
  readonly left: Selector;
  readonly operator: Comparison;
  readonly right: Literal | SetReference;
}

export interface NatStatement {
  readonly kind: "dnat" | "snat" | "masquerade" | "redirect";
  /** As written: `dnat ip to`. */
  readonly family?: "ip" | "ip6";
  readonly address?: Selector;
  readonly port?: Selector;
  readonly random?: boolean;
  readonly fullyRandom?: boolean;
  readonly persistent?: boolean;
}

export interface CounterStatement {
  readonly kind: "counter";
  packets: number;
  bytes: number;
}

export type RejectReason =
  | "net-unreachable"
  | "host-unreachable"
  | "prot-unreachable"
  | "port-unreachable"
  | "net-prohibited"
  | "host-prohibited"
  | "admin-prohibited"
  | "no-route"
  | "addr-unreachable";

export type Statement =
  | MatchStatement
  | { readonly kind: "vmap"; readonly key: Selector; readonly map: SetReference }
  | { readonly kind: "verdict"; readonly verdict: NftVerdict }
  | { readonly kind: "set-mark"; readonly where: "meta" | "ct"; readonly value: Selector }
  | NatStatement
  /** `with`: null prints as a bare `reject`. */
  | {
      readonly kind: "reject";
      readonly with:
        | { readonly protocol: "icmp" | "icmpv6" | "icmpx"; readonly reason: RejectReason }
        | "tcp reset"
        | null;
    }
  | CounterStatement
  | {
      readonly kind: "update";
      readonly operation: "add" | "update" | "delete";
      readonly set: string;
      readonly key: Selector;
      readonly data?: Selector;
      readonly timeoutMs?: number;
      readonly counts?: boolean;
    }
  | { readonly kind: "log"; readonly prefix?: string; readonly level?: string; readonly group?: number }
  | { readonly kind: "notrack" }
  | LimitStatement;

export interface NftRule {
  /** Given by the table. */
  handle: number;
  readonly statements: readonly Statement[];
  readonly comment: string | null;
  /** As it is printed, once it has been. Never changes but for counters, which are printed anew. */
  text: string | null;
  /** Where it comes from, in its writer's words; goes into the trace and is not printed. */
  readonly origin?: string;
}

export function nftRule(statements: readonly Statement[], comment: string | null = null, origin?: string): NftRule {
  const made = { handle: 0, statements, comment, text: null };
  return origin === undefined ? made : { ...made, origin };
}

export interface Element {
  readonly key: Literal;
  readonly data: Literal | NftVerdict | null;
  readonly comment: string | null;
  /** Its own, where it is not the set's. */
  readonly timeoutMs: number | null;
  expiresAtUs: number | null;
  readonly counter: CounterStatement | null;
  readonly origin?: string;
}

export function isVerdict(data: Element["data"]): data is NftVerdict {
  return data !== null && VERDICTS.has(data.kind);
}

const VERDICTS: ReadonlySet<string> = new Set(["accept", "drop", "continue", "return", "jump", "goto"]);

/** What types its value has: one, or those of a concatenation's parts. */
export function typesOf(selector: Selector): readonly DataTypeName[] {
  switch (selector.kind) {
    case "concat":
      return selector.parts.flatMap(typesOf);
    case "bits":
      return typesOf(selector.of);
    case "numgen":
      return ["integer"];
    case "map":
      return selector.map.kind === "anonymous" ? selector.map.set.dataTypes : [];
    case "literal":
      return selector.types;
    default:
      return [selector.type];
  }
}
