/**
 * How long the trace waits before it asks anew while packets go on: the more requests there are, the more an answer costs
 * the engine, which has a cluster to run as well.
 */
import type { RequestList } from "../worker/trace/trace-protocol.ts";

const LEAST_MS = 600;
const PER_REQUEST_MS = 4;

export function restBetween(list: Pick<RequestList, "total" | "ownCount"> | null): number {
  return LEAST_MS + PER_REQUEST_MS * (list === null ? 0 : list.total + list.ownCount);
}
