/**
 * What kubectl needs once it is asked for more than tables of what there is: a page loads it with the commands of most
 * lessons.
 */
import type { Run } from "../../../sim/core/wait.ts";
import type { Mutable } from "../../../sim/kube/api/objects.ts";
import type { ResourceQuery, Resources } from "./client/builder.ts";
import type { RequestLog, RequestLogOptions } from "./client/request-log.ts";
import type { FlagSet } from "./flags/flag-set.ts";
import type { Invocation } from "./invocation.ts";
import type { ObjectPrinter } from "./output/formats.ts";

export interface Usual {
  getPrinter(call: Invocation): ObjectPrinter;
  watchResources(call: Invocation): Run<void>;
  sortByPath<T>(items: readonly T[], sortBy: string, objectOf: (item: T) => Mutable): T[];
  fromFiles(call: Invocation, query: ResourceQuery): Run<Resources>;
  requestLog(options: RequestLogOptions): RequestLog;
}

/** Seen from the flags, before anything is done: afterwards it would be done twice. */
export function wantsUsual(flags: FlagSet): boolean {
  if (!["", "wide"].includes(flags.textOr("output", ""))) return true;
  if (flags.textOr("sort-by", "") !== "" || flags.int("v") > 0) return true;
  if (flags.boolOr("watch", false) || flags.boolOr("watch-only", false)) return true;
  return flags.changed("filename") || flags.changed("kustomize");
}
