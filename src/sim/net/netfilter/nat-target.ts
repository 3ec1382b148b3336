/**
 * The targets of the nat table: they decide for the connection; `nat.ts` then rewrites its packets.
 *
 * Models: net/netfilter/xt_nat.c, nf_nat_masquerade.c, nf_nat_redirect.c
 */
import { formatIp, type Ip } from "../../core/ip.ts";
import type { Verdict } from "./hooks.ts";
import { manipOf, type NatRun, setUpNat } from "./nat.ts";
import type { NatRange, Target } from "./rule.ts";

export type NatTarget = Extract<Target, { kind: "DNAT" | "SNAT" | "MASQUERADE" | "REDIRECT" }>;

export function natTarget(run: NatRun, target: NatTarget): Verdict {
  const { namespace, packet, context } = run;
  const { flow } = packet;
  if (flow === null) return "accept";
  const range = rangeOf(run, target);
  if (range === null) {
    namespace.drop(packet, "no-route", {
      lookup: `an address for ${target.kind} on ${context.outDevice?.name ?? "?"}`,
    });
    return "drop";
  }
  const randomFully =
    "random" in target && target.random === true ? true : "randomFully" in target && target.randomFully === true;
  if (setUpNat(namespace, flow, { manip: manipOf(context.hook), range, randomFully })) return "accept";
  namespace.drop(packet, "conntrack-clash", {
    lookup: `a free port of ${range.fromIp === undefined ? "?" : formatIp(range.fromIp)}`,
  });
  return "drop";
}

/** Null when the way out has no address of its own. */
function rangeOf({ namespace, packet, context }: NatRun, target: NatTarget): NatRange | null {
  switch (target.kind) {
    case "DNAT":
    case "SNAT":
      return target.to;
    case "MASQUERADE": {
      const { outDevice } = context;
      const ip = outDevice === null ? null : namespace.stack.masqueradeAddress(outDevice, packet.dst);
      return withPorts(ip, target);
    }
    case "REDIRECT": {
      const local = context.hook === "OUTPUT" ? namespace.loopback : context.inDevice;
      return withPorts(local?.addresses[0]?.ip ?? null, target);
    }
  }
}

function withPorts(ip: Ip | null, ports: { fromPort?: number; toPort?: number }): NatRange | null {
  if (ip === null) return null;
  const { fromPort, toPort = fromPort } = ports;
  return fromPort === undefined || toPort === undefined ? { fromIp: ip } : { fromIp: ip, fromPort, toPort };
}
