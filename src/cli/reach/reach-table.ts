/** Who reaches whom, for people. */
import type { PolicyReason } from "../../sim/node/policy/decide.ts";
import { isEmptySet, portSetText } from "../../sim/node/policy/port-set.ts";
import type { Reachable } from "./reachable.ts";

const HEAD = ["FROM", "TO", "PORTS", "EGRESS", "INGRESS"];

export function reachTable(cluster: string, { isEnforced, policyCount, connections }: Reachable): string {
  const rows = connections.map(({ src, dst, ports, egress, ingress }) => [
    src,
    dst,
    isEmptySet(ports) ? "none" : portSetText(ports),
    reasonsText(egress),
    reasonsText(ingress),
  ]);
  const widths = HEAD.map((head, i) => rows.reduce((width, row) => Math.max(width, row[i]?.length ?? 0), head.length));
  const lines = [HEAD, ...rows].map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] as number))
      .join("   ")
      .trimEnd(),
  );
  const policies = `${policyCount} NetworkPolic${policyCount === 1 ? "y" : "ies"}`;
  const note = isEnforced ? [] : [`The network of cluster ${cluster} enforces no policies: ${policies} left out.`, ""];
  return `${[...note, ...lines].join("\n")}\n`;
}

/** `-`: no policy isolates this side. */
function reasonsText(reasons: readonly PolicyReason[]): string {
  if (reasons.length === 0) return "-";
  return reasons
    .map(({ policy, rule }) => (rule === null ? `denied by ${policy.key}` : `${policy.key} ${rule}`))
    .join(", ");
}
