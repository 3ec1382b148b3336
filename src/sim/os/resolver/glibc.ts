/**
 * How glibc asks its servers: one after the other, A and AAAA at once from one socket, each server with its own patience.
 *
 * Models: glibc resolv/res_send.c __res_context_send, send_dg
 * SIMPLIFIED: a search keeps to its servers' order; `rotate` chooses where each search begins.
 */
import type { Run } from "../../core/wait.ts";
import type { Machine } from "../machine.ts";
import { type AskFailure, type AskOptions, ask, isReply, type Question, type Reply } from "./ask.ts";
import type { ResolvConf } from "./resolv-conf.ts";

const EDNS_SIZE = 1200;
const SECOND_US = 1_000_000;

/** Each in turn, as often as resolv.conf says, until one answers with something other than a failure of its own. */
export function* askServers(
  machine: Machine,
  conf: ResolvConf,
  questions: readonly Question[],
): Run<(Reply | AskFailure)[]> {
  let last: (Reply | AskFailure)[] = questions.map(() => "timeout");
  const servers = inOrder(machine, conf);
  for (let attempt = 0; attempt < conf.attempts; attempt++)
    for (const [i, server] of servers.entries()) {
      last = yield* askOne(machine, conf, { server, questions, timeoutUs: patienceUs(conf, i) });
      if (last.every((answer) => isReply(answer) && isFinal(answer))) return last;
      if (attempt === conf.attempts - 1 && i === servers.length - 1) return last;
      if (last.every((answer) => isReply(answer)) && servers.length === 1) return last;
    }
  return last;
}

/** It doubles from server to server, and is shared between them. */
function patienceUs({ timeoutSec, nameservers }: ResolvConf, i: number): number {
  const sec = i === 0 ? timeoutSec : Math.floor((timeoutSec * 2 ** i) / nameservers.length);
  return Math.max(1, sec) * SECOND_US;
}

function inOrder({ prng, clock }: Machine, { nameservers, rotate }: ResolvConf): ResolvConf["nameservers"] {
  if (!rotate || nameservers.length < 2) return nameservers;
  const at = prng.split(`resolver/rotate/${clock.nowUs}`).below(nameservers.length);
  return [...nameservers.slice(at), ...nameservers.slice(0, at)];
}

function* askOne(machine: Machine, conf: ResolvConf, asked: AskOptions): Run<(Reply | AskFailure)[]> {
  const options: AskOptions = {
    ...asked,
    tcp: conf.useVc,
    sequential: conf.singleRequest,
    repeatsMissing: true,
    authenticData: conf.trustAd,
    edns: conf.edns0 ? { udpSize: EDNS_SIZE, version: 0, dnssecOk: false, options: [] } : null,
  };
  if (!conf.singleRequestReopen) return yield* ask(machine, options);
  const answers: (Reply | AskFailure)[] = [];
  for (const question of asked.questions) answers.push(...(yield* ask(machine, { ...options, questions: [question] })));
  return answers;
}

function isFinal({ message: { rcode } }: Reply): boolean {
  return rcode === "NOERROR" || rcode === "NXDOMAIN";
}
