/** Labels as the Downward API writes them: one `key="value"` a line. */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { goQuote } from "../errors.ts";

export function formatMap(values: Mutable): string {
  return Object.keys(values ?? {})
    .sort()
    .map((key) => `${key}=${goQuote(String(values[key]))}`)
    .join("\n");
}
