/** `--dry-run`. Models: k8s.io/kubectl/pkg/cmd/util/helpers.go GetDryRunStrategy */
import { CommandError } from "./errors.ts";
import type { FlagSet } from "./flags/flag-set.ts";
import { parseBool } from "./flags/flag-set.ts";

export type DryRun = "none" | "client" | "server";

export function dryRunOf(flags: FlagSet): DryRun {
  const value = flags.textOr("dry-run", "none");
  if (value === "none" || value === "client" || value === "server") return value;
  if (value === "unchanged") return "client";
  try {
    return parseBool(value) ? "client" : "none";
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
  }
}

/** ` (dry run)`, after what was done. */
export function dryRunSuffix(dryRun: DryRun): string {
  if (dryRun === "none") return "";
  return dryRun === "client" ? " (dry run)" : " (server dry run)";
}
