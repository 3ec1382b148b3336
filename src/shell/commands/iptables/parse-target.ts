/** What stands behind `-j`, with its options. Models: iptables 1.8.9 extensions/libxt_*.c, libipt_*.c */
import { parseIp } from "../../../sim/core/ip.ts";
import type { NatRange, RejectWith, Target } from "../../../sim/net/netfilter/rule.ts";

/** Wrong words: `iptables v1.8.9 (nf_tables): …` and a hint. */
export class RuleError extends Error {}

export type TargetOptions = Record<string, string | true>;

const REJECTS = [
  "icmp-net-unreachable",
  "icmp-host-unreachable",
  "icmp-port-unreachable",
  "icmp-proto-unreachable",
  "icmp-net-prohibited",
  "icmp-host-prohibited",
  "icmp-admin-prohibited",
  "tcp-reset",
];

export function parseTarget(name: string, options: TargetOptions): Target {
  if (name === "") return { kind: "none" };
  switch (name) {
    case "ACCEPT":
    case "DROP":
    case "RETURN":
    case "NOTRACK":
      return { kind: name };
    case "CT":
      return { kind: "NOTRACK" };
    case "REJECT": {
      const how = options["--reject-with"] ?? "icmp-port-unreachable";
      if (!REJECTS.includes(String(how))) throw new RuleError(`unknown reject type "${how}"`);
      return { kind: "REJECT", with: how as RejectWith };
    }
    case "DNAT":
      return {
        kind: "DNAT",
        to: natRange(name, "--to-destination", options),
        ...(options["--random"] ? { random: true } : {}),
        ...(options["--persistent"] ? { persistent: true } : {}),
      };
    case "SNAT":
      return {
        kind: "SNAT",
        to: natRange(name, "--to-source", options),
        ...(options["--random-fully"] ? { randomFully: true } : {}),
      };
    case "MASQUERADE":
      return {
        kind: "MASQUERADE",
        ...toPorts(options),
        ...(options["--random-fully"] ? { randomFully: true } : {}),
      };
    case "REDIRECT":
      return { kind: "REDIRECT", ...toPorts(options) };
    case "MARK":
      return markTarget(options);
    case "LOG":
      return {
        kind: "LOG",
        ...(options["--log-prefix"] === undefined ? {} : { prefix: String(options["--log-prefix"]) }),
        ...(options["--log-level"] === undefined ? {} : { level: Number(options["--log-level"]) }),
      };
    case "TCPMSS":
      return options["--set-mss"] === undefined
        ? { kind: "TCPMSS", clampToPmtu: true }
        : { kind: "TCPMSS", mss: Number(options["--set-mss"]) };
    default:
      return { kind: "jump", chain: name };
  }
}

function natRange(name: string, option: string, options: TargetOptions): NatRange {
  const text = options[option];
  if (typeof text !== "string") throw new RuleError(`${name}: option "${option}" must be specified`);
  const found = /^([^:]*)(?::(\d+)(?:-(\d+))?)?$/.exec(text);
  const [from, to] = (found?.[1] ?? "").split("-").map((part) => parseIp(part));
  if (found === null || (found[1] !== "" && from == null)) throw new RuleError(`Bad IP address "${text}"\n`);
  return {
    ...(from == null ? {} : { fromIp: from }),
    ...(to == null ? {} : { toIp: to }),
    ...(found[2] === undefined ? {} : { fromPort: Number(found[2]) }),
    ...(found[3] === undefined ? {} : { toPort: Number(found[3]) }),
  };
}

function toPorts(options: TargetOptions): { fromPort?: number; toPort?: number } {
  const text = options["--to-ports"];
  if (typeof text !== "string") return {};
  const [from, to] = text.split("-").map(Number);
  return { ...(from === undefined ? {} : { fromPort: from }), ...(to === undefined ? {} : { toPort: to }) };
}

function markTarget(options: TargetOptions): Target {
  const numbers = (option: string): [number, number | undefined] => {
    const [value, mask] = String(options[option]).split("/").map(Number);
    return [(value ?? 0) >>> 0, mask];
  };
  const of = (value: number, mask: number): Target => ({ kind: "MARK", value: value >>> 0, mask: mask >>> 0 });
  if (options["--or-mark"] !== undefined) return of(numbers("--or-mark")[0], numbers("--or-mark")[0]);
  if (options["--xor-mark"] !== undefined) return of(numbers("--xor-mark")[0], 0);
  if (options["--and-mark"] !== undefined) return of(0, ~numbers("--and-mark")[0]);
  if (options["--set-xmark"] !== undefined)
    return of(numbers("--set-xmark")[0], numbers("--set-xmark")[1] ?? 0xffff_ffff);
  if (options["--set-mark"] === undefined) throw new RuleError('MARK: option "--set-mark" must be specified');
  const [value, mask = 0xffff_ffff] = numbers("--set-mark");
  return of(value, value | mask);
}
