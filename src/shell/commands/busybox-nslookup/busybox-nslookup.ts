/**
 * BusyBox's own nslookup: asks for A and AAAA of the name in every search domain and prints what each question brought.
 *
 * Models: busybox 1.37 networking/nslookup.c (FEATURE_NSLOOKUP_BIG)
 * SIMPLIFIED: no -stats, no -class.
 */
import { formatIp, type Ip } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { fqdn } from "../../../sim/net/dns/name.ts";
import { TYPES } from "../../../sim/net/dns/record.ts";
import { NetError } from "../../../sim/net/net-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { ask, isReply, type Question, type Reply } from "../../../sim/os/resolver/ask.ts";
import { resolvConfOf } from "../../../sim/os/resolver/resolv-conf.ts";
import { ipv4First, parseNumeric, ResolveError, resolve, reverseName } from "../../../sim/os/resolver/resolve.ts";
import { AppletUsage, Failure, fail } from "../failure.ts";
import { answerLines } from "./answer-lines.ts";

const QUERY_TYPES: Readonly<Record<string, number>> = {
  soa: TYPES.SOA,
  ns: TYPES.NS,
  a: TYPES.A,
  aaaa: TYPES.AAAA,
  cname: TYPES.CNAME,
  mx: TYPES.MX,
  txt: TYPES.TXT,
  ptr: TYPES.PTR,
  srv: TYPES.SRV,
  any: TYPES.ANY,
};
const MAX_TYPES = 8;

interface Settings {
  readonly types: readonly number[];
  readonly port: number;
  readonly timeoutSec: number;
  readonly retries: number;
  readonly debug: boolean;
}

export function* busyboxNslookup(process: Process): Run<number> {
  if (process.argv[1] === "--help") throw new Failure(new AppletUsage("nslookup"), 0);
  const { settings, operands } = readArguments(process);
  const [host, serverName, extra] = operands;
  if (host === undefined || extra !== undefined) throw new Failure(new AppletUsage("nslookup"), 1);
  const conf = resolvConfOf(process.machine);
  const servers = serverName === undefined ? conf.nameservers : yield* serverOf(process, serverName);
  const questions = questionsFor(host, settings.types, conf);
  const asked = yield* askAll(process, { servers, settings, questions });
  if (asked === null) {
    yield* process.print(";; connection timed out; no servers could be reached\n\n");
    return 1;
  }
  const { server, replies } = asked;
  yield* process.print(`Server:\t\t${formatIp(server)}\nAddress:\t${formatIp(server)}:${settings.port}\n\n`);
  return yield* printReplies(process, { questions, replies, debug: settings.debug });
}

function readArguments(process: Process): { settings: Settings; operands: string[] } {
  const types: number[] = [];
  const operands: string[] = [];
  let [port, timeoutSec, retries, debug] = [53, 5, 2, false];
  for (const word of process.argv.slice(1)) {
    if (!word.startsWith("-") || operands.length > 0) {
      operands.push(word);
      continue;
    }
    const [name = "", value] = word.slice(1).split("=");
    const is = (option: string): boolean => name !== "" && option.startsWith(name);
    if (is("type") || is("querytype")) {
      const type = QUERY_TYPES[(value ?? "").toLowerCase()];
      if (type === undefined) fail(process, `invalid query type "${value ?? ""}"`);
      else if (types.length < MAX_TYPES && !types.includes(type)) types.push(type);
    } else if (is("debug")) debug = true;
    else if (is("port") && value !== undefined) port = Number(value);
    else if (is("timeout") && value !== undefined) timeoutSec = Number(value);
    else if (is("retry") && value !== undefined) retries = Number(value);
    else if (is("stats") || is("class")) fail(process, `option '-${name}' is not simulated here`);
    else throw new Failure(new AppletUsage("nslookup", `${process.name}: unrecognized option '${word}'\n`), 1);
  }
  return { settings: { types, port, timeoutSec, retries, debug }, operands };
}

function* serverOf(process: Process, name: string): Run<readonly Ip[]> {
  try {
    return [ipv4First(yield* resolve(process.machine, name))];
  } catch (error) {
    if (error instanceof ResolveError) return fail(process, `bad address '${name}'`);
    throw error;
  }
}

/** Every type of every name; an address asks for its PTR. */
function questionsFor(host: string, types: readonly number[], conf: ReturnType<typeof resolvConfOf>): Question[] {
  const address = parseNumeric(host);
  if (address !== null && (types.length === 0 || types.includes(TYPES.PTR)))
    return [{ name: reverseName(address), type: TYPES.PTR }];
  const wanted = types.length === 0 ? [TYPES.A, TYPES.AAAA] : types;
  const names = host.includes(".")
    ? [host]
    : conf.search.length === 0
      ? [host]
      : conf.search.map((domain) => `${host}.${domain}`);
  return wanted.flatMap((type) => names.map((name) => ({ name: fqdn(name), type })));
}

interface Asked {
  readonly server: Ip;
  readonly replies: readonly (Reply | null)[];
}

/** The first server that answers anything; null when none does. */
function* askAll(
  process: Process,
  { servers, settings, questions }: { servers: readonly Ip[]; settings: Settings; questions: readonly Question[] },
): Run<Asked | null> {
  for (const server of servers) {
    const answers = yield* ask(process.machine, {
      server,
      port: settings.port,
      questions,
      timeoutUs: settings.timeoutSec * 1_000_000,
      ignoreTruncation: true,
    });
    const refused = answers.find((answer) => answer instanceof NetError);
    if (refused instanceof NetError)
      yield* process.printError(`${process.name}: write to '${formatIp(server)}': ${refused.message}\n`);
    if (answers.some(isReply)) return { server, replies: answers.map((answer) => (isReply(answer) ? answer : null)) };
  }
  return null;
}

function* printReplies(
  process: Process,
  { questions, replies, debug }: { questions: readonly Question[]; replies: readonly (Reply | null)[]; debug: boolean },
): Run<number> {
  let failed = false;
  for (const [i, question] of questions.entries()) {
    const reply = replies[i];
    const name = question.name.replace(/\.$/, "");
    if (reply == null) {
      yield* process.print(`*** Can't find ${name}: No answer\n`);
      failed = true;
    } else if (reply.message.rcode !== "NOERROR") {
      yield* process.print(`** server can't find ${name}: ${reply.message.rcode}\n`);
      failed = true;
    } else {
      const { authoritative } = reply.message;
      if (debug) yield* process.print(`Query #${i} completed in 0ms:\n`);
      if (!authoritative) yield* process.print("Non-authoritative answer:\n");
      else if (debug) yield* process.print("authoritative answer:\n");
      const lines = answerLines(reply.message);
      if (lines === null) {
        yield* process.print(`*** Can't find ${name}: Parse error\n`);
        failed = true;
      } else for (const line of lines) yield* process.print(`${line}\n`);
    }
    yield* process.print("\n");
  }
  return failed ? 1 : 0;
}
