/** Whether kubectl was built knowing a kind: for the others it merges without merge keys. */
import { TABLE } from "../../../../sim/kube/schema/table.ts";
import type { Mapping } from "./rest-mapper.ts";

const OTHERS = new Set(["gateway.networking.k8s.io", "snapshot.storage.k8s.io"]);

export function hasSchema({ kind, group }: Mapping): boolean {
  if (TABLE[kind] === undefined || OTHERS.has(group)) return false;
  return !group.includes(".") || group.endsWith(".k8s.io");
}
