/** What stands behind `-j`, with its options. Models: iptables 1.8.9 extensions/libxt_*.c, libipt_*.c */
import { parseIp } from "../../../sim/core/ip.ts";
import type { NatRange, RejectWith, Target } from "../../../sim/net/netfilter/rule.ts";
import { connmarkTarget, logTarget, setTarget } from "./parse-rare.ts";
import type { RuleDraft } from "./rule-draft.ts";
import { KernelRefusal, RuleError, type TargetOptions } from "./rule-error.ts";

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

const TCP = 6;

const VALUED: ReadonlySet<string> = new Set(
  "--to-destination --to-source --to-ports --reject-with --set-mark --set-xmark --or-mark --and-mark --xor-mark --log-prefix --log-level --set-mss --nfmask --ctmask --mask --add-set --del-set --timeout".split(
    " ",
  ),
);
const BARE: ReadonlySet<string> = new Set(
  "--random --random-fully --persistent --clamp-mss-to-pmtu --notrack --save-mark --restore-mark --exist --log-tcp-sequence --log-tcp-options --log-ip-options --log-uid".split(
    " ",
  ),
);
/** Names may be cut short; these are what people write. */
const SHORT: Readonly<Record<string, string>> = { "--to-port": "--to-ports" };

/** False when it is no target's option. */
export function targetOption(draft: RuleDraft, options: TargetOptions, word: string): boolean {
  const name = SHORT[word] ?? word;
  if (name === "--to") options["--to"] = draft.value(word);
  else if (name === "--add-set" || name === "--del-set") options[name] = `${draft.value(word)} ${draft.value(word)}`;
  else if (VALUED.has(name)) options[name] = draft.value(word);
  else if (BARE.has(name)) options[name] = true;
  else return false;
  return true;
}

export function parseTarget(name: string, given: TargetOptions, protocol: number | null = null): Target {
  const options = withShortened(name, given);
  if (name === "") return { kind: "none" };
  switch (name) {
    case "ACCEPT":
    case "DROP":
    case "RETURN":
    case "NOTRACK":
      return name === "NOTRACK" ? { kind: name, isAlias: true } : { kind: name };
    case "CT":
      return { kind: "NOTRACK" };
    case "REJECT": {
      const how = options["--reject-with"] ?? "icmp-port-unreachable";
      if (!REJECTS.includes(String(how))) throw new RuleError(`unknown reject type "${how}"`);
      if (how === "tcp-reset" && protocol !== TCP) throw new KernelRefusal();
      return { kind: "REJECT", with: how as RejectWith };
    }
    case "DNAT":
      return {
        kind: "DNAT",
        to: natRange(name, "--to-destination", { options, protocol }),
        ...(options["--random"] ? { random: true } : {}),
        ...(options["--persistent"] ? { persistent: true } : {}),
      };
    case "SNAT":
      return {
        kind: "SNAT",
        to: natRange(name, "--to-source", { options, protocol }),
        ...randomness(options),
        ...(options["--persistent"] ? { persistent: true } : {}),
      };
    case "MASQUERADE":
      return {
        kind: "MASQUERADE",
        ...toPorts(options),
        ...randomness(options),
      };
    case "REDIRECT":
      return { kind: "REDIRECT", ...toPorts(options), ...(options["--random"] ? { random: true } : {}) };
    case "MARK":
      return markTarget(options);
    case "LOG":
      return logTarget(options);
    case "CONNMARK":
      return connmarkTarget(options);
    case "SET":
      return setTarget(options);
    case "TCPMSS":
      return options["--set-mss"] === undefined
        ? { kind: "TCPMSS", clampToPmtu: true }
        : { kind: "TCPMSS", mss: Number(options["--set-mss"]) };
    default:
      return { kind: "jump", chain: name };
  }
}

/** `--to` is short for what the target has. */
function withShortened(name: string, options: TargetOptions): TargetOptions {
  const to = options["--to"];
  if (to === undefined) return options;
  const long = { DNAT: "--to-destination", SNAT: "--to-source", REDIRECT: "--to-ports", MASQUERADE: "--to-ports" }[
    name
  ];
  if (long === undefined) throw new RuleError('unknown option "--to"');
  return { ...options, [long]: to };
}

function randomness(options: TargetOptions): { random?: true; randomFully?: true } {
  return {
    ...(options["--random"] ? { random: true as const } : {}),
    ...(options["--random-fully"] ? { randomFully: true as const } : {}),
  };
}

const PORT_PROTOCOLS: readonly (number | null)[] = [6, 17, 33, 132];
function natRange(
  name: string,
  option: string,
  { options, protocol }: { options: TargetOptions; protocol: number | null },
): NatRange {
  const text = options[option];
  if (typeof text !== "string") throw new RuleError(`${name}: option "${option}" must be specified\n`);
  if (text.includes(":") && !PORT_PROTOCOLS.includes(protocol))
    throw new RuleError("Need TCP, UDP, SCTP or DCCP with port specification");
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
  if (options["--set-mark"] === undefined)
    throw new RuleError("MARK: One of the --set-xmark, --{and,or,xor,set}-mark options is required");
  const [value, mask = 0xffff_ffff] = numbers("--set-mark");
  return of(value, value | mask);
}
