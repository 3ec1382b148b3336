/**
 * Some Pods get answers from others by what they do by themselves: nothing is sent, time passes and the trace is
 * read. For programs that call others on their own, where it does not matter how they were told whom to call.
 */
import type { Check, CheckOptions, Evidence, Problem, Verdict } from "../check.ts";
import type { Copy } from "../copy.ts";
import { type Exchange, exchangesOf } from "../explain/exchange.ts";
import { podsMatching } from "../lookup/pods.ts";
import { hostOf, wayOf } from "../probe/attempt.ts";

export interface TalksToOptions extends CheckOptions {
  /** Labels of the Pods that call, and of those that are called. */
  readonly from: string;
  readonly to: string;
  readonly namespace?: string;
  /** How long they are watched. */
  readonly withinSec: number;
}

export function talksTo(options: TalksToOptions): Check {
  const problems: Problem[] = [];
  if (!(options.withinSec >= 1 && options.withinSec <= 600))
    problems.push({ field: "withinSec", got: options.withinSec, wanted: "1 to 600", fix: "write withinSec: 20" });
  const run = (copy: Copy): Verdict => watch(copy, options);
  return { id: options.id, check: "talksTo", effect: "sends", problems, run };
}

function watch(copy: Copy, options: TalksToOptions): Verdict {
  const { from, to, namespace = "default", withinSec } = options;
  const wanted = `a Pod with the labels ${from} to get an answer from a Pod with the labels ${to}`;
  const { trace, clock } = copy.cluster;
  const fromSeq = trace.nextSeq;
  clock.runUntil(clock.nowUs + withinSec * 1_000_000);
  const callers = addressesOf(copy, namespace, from);
  const called = addressesOf(copy, namespace, to);
  const exchanges = exchangesOf(trace.between(fromSeq)).filter(
    ({ protocol, client }) => protocol === "tcp" && callers.has(hostOf(client)),
  );
  const answered = exchanges.find((exchange) => called.has(hostOf(exchange.backend)) && hasAnswer(exchange));
  const evidence = evidenceOf(answered ?? exchanges.at(-1), fromSeq, trace.nextSeq);
  if (answered !== undefined) return { ok: true, wanted, saw: `one did, at ${answered.server}`, evidence };
  const saw = `no Pod with the labels ${from} got an answer from one within ${withinSec} s${triedText(exchanges)}`;
  const { lookAt } = options;
  return { ok: false, wanted, saw, ...(lookAt === undefined ? {} : { lookAt }), evidence };
}

function addressesOf(copy: Copy, namespace: string, labels: string): Set<string> {
  return new Set(podsMatching(copy, namespace, labels).map((pod) => pod.ip ?? ""));
}

/** The called one sent data, and the caller got it. */
function hasAnswer({ packets, client }: Exchange): boolean {
  return packets.some(
    ({ end, last }) =>
      end === "delivered" && last !== null && last.dataLength > 0 && `${last.dst}:${last.dstPort}` === client,
  );
}

function triedText(exchanges: readonly Exchange[]): string {
  const tried = [...new Set(exchanges.map(({ server, end }) => `${server} (${end})`))];
  return tried.length === 0 ? "; none opened a connection" : `; they tried ${tried.slice(0, 4).join(", ")}`;
}

function evidenceOf(exchange: Exchange | undefined, fromSeq: number, toSeq: number): Evidence {
  return { fromSeq, toSeq, lines: wayOf(exchange?.packets[0]) };
}
