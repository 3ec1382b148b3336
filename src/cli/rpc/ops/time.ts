/** `settle`, `advance` and `trace`: let time pass, and see what happened. */
import { optionalNumber, type Request } from "../fields.ts";
import { Refusal } from "../refusal.ts";
import type { RpcWorld } from "../rpc-world.ts";

const SETTLE_SECONDS = 300;

export function settle({ cluster }: RpcWorld, request: Request): Record<string, unknown> {
  return { ...cluster.settle(seconds(request, "maxSeconds") ?? SETTLE_SECONDS) };
}

export function advance({ cluster }: RpcWorld, request: Request): Record<string, unknown> {
  const amount = seconds(request, "seconds");
  if (amount === undefined) throw new Refusal("advance: seconds is missing");
  cluster.advance(amount);
  return { now: cluster.now };
}

/** `since` and `until` are sequence numbers of events, as in the events' `seq`. */
export function trace({ cluster }: RpcWorld, request: Request): Record<string, unknown> {
  const events = cluster.trace.between(optionalNumber(request, "since") ?? 0, optionalNumber(request, "until"));
  const { beforeSeq, counts } = cluster.trace.summary();
  return { events, next: cluster.trace.nextSeq, summarised: { beforeSeq, counts: Object.fromEntries(counts) } };
}

function seconds(request: Request, field: string): number | undefined {
  const value = optionalNumber(request, field);
  if (value !== undefined && value < 0) throw new Refusal(`${field}: ${value} is in the past`);
  return value;
}
