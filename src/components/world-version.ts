/** A short name for everything that a bench starts with: when any of it changes, what was kept no longer fits. */
import { createHash } from "node:crypto";

export function worldVersion(start: unknown): string {
  return createHash("sha256").update(JSON.stringify(start)).digest("hex").slice(0, 12);
}
