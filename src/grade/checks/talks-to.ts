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
  /** Of those that are called, where it is another. */
  readonly toNamespace?: string;
  /** At which port of theirs, where any will not do. */
  readonly port?: number;
  /** How long they are watched. */
  readonly withinSec: number;
}

const LOOK_SECONDS = 2;

export function talksTo(options: TalksToOptions): Check {
  const problems: Problem[] = [];
  if (!(options.withinSec >= 1 && options.withinSec <= 600))
    problems.push({ field: "withinSec", got: options.withinSec, wanted: "1 to 600", fix: "write withinSec: 20" });
  const run = (copy: Copy): Verdict => watch(copy, options);
  return { id: options.id, check: "talksTo", effect: "sends", problems, run };
}

function watch(copy: Copy, options: TalksToOptions): Verdict {
  const { from, to, withinSec, port } = options;
  const at = port === undefined ? "" : `, at its port ${port}`;
  const wanted = `a Pod with the labels ${from} to get an answer from a Pod with the labels ${to}${at}`;
  const { trace } = copy.cluster;
  const fromSeq = trace.nextSeq;
  let seen: Seen = { exchanges: [], answered: undefined };
  for (let waited = 0; waited < withinSec && seen.answered === undefined; waited += LOOK_SECONDS) {
    copy.cluster.advance(LOOK_SECONDS);
    seen = lookAt(copy, options, fromSeq);
  }
  const { exchanges, answered } = seen;
  const evidence = evidenceOf(answered ?? exchanges.at(-1), fromSeq, trace.nextSeq);
  if (answered !== undefined) return { ok: true, wanted, saw: `one did, at ${answered.server}`, evidence };
  const saw = `no Pod with the labels ${from} got an answer from one within ${withinSec} s${triedText(exchanges)}`;
  return { ok: false, wanted, saw, ...(options.lookAt === undefined ? {} : { lookAt: options.lookAt }), evidence };
}

interface Seen {
  readonly exchanges: readonly Exchange[];
  readonly answered: Exchange | undefined;
}

function lookAt(
  copy: Copy,
  { from, to, port, namespace = "default", toNamespace = namespace }: TalksToOptions,
  fromSeq: number,
): Seen {
  const callers = addressesOf(copy, namespace, from);
  const called = addressesOf(copy, toNamespace, to);
  const exchanges = exchangesOf(copy.cluster.trace.between(fromSeq)).filter(
    ({ protocol, client }) => protocol === "tcp" && callers.has(hostOf(client)),
  );
  const isMeant = (backend: string): boolean =>
    called.has(hostOf(backend)) && (port === undefined || backend.endsWith(`:${port}`));
  return { exchanges, answered: exchanges.find((one) => isMeant(one.backend) && hasAnswer(one)) };
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
