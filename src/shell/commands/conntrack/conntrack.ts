/**
 * The table of tracked connections: listed, filtered, deleted. Models: conntrack-tools 1.4.7 src/conntrack.c
 * SIMPLIFIED: -L, -D, -F, -C and -S of the main table; entries are not made or changed by hand, and events not followed.
 */
import { type Ip, parseIp } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { ASSURED, type Flow, SEEN_REPLY } from "../../../sim/net/flow.ts";
import { formatTuple } from "../../../sim/net/flow-text.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { CONNTRACK_USAGE } from "./usage.ts";

const NAME = "conntrack v1.4.7 (conntrack-tools)";
const PROTOCOLS: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, sctp: 132 };
const PROTOCOL_NAMES: Readonly<Record<number, string>> = { 1: "icmp", 6: "tcp", 17: "udp", 132: "sctp" };

type Filter = (flow: Flow) => boolean;

export function* conntrack(process: Process): Run<number> {
  const { conntrack: table } = process.machine.network;
  const args = process.argv.slice(1);
  if (args.length === 0 || args[0] === "-h" || args[0] === "--help") {
    yield* process.print(CONNTRACK_USAGE);
    return 0;
  }
  const { command, fits, extended } = readArguments(args);
  const said = (count: number, verb: string): string => `${NAME}: ${count} flow entries have been ${verb}.\n`;
  const flows = table.entries().filter(fits);
  switch (command) {
    case "L":
      for (const flow of flows) yield* process.print(flowLine(process, flow, extended));
      yield* process.printError(said(flows.length, "shown"));
      return 0;
    case "D":
      for (const flow of flows) yield* process.print(flowLine(process, flow, extended));
      table.delete(fits);
      yield* process.printError(said(flows.length, "deleted"));
      return flows.length === 0 ? 1 : 0;
    case "F":
      table.delete(() => true);
      yield* process.printError(`${NAME}: connection tracking table has been emptied.\n`);
      return 0;
    case "C":
      yield* process.print(`${table.count}\n`);
      return 0;
    default:
      yield* process.print(
        `cpu=0   \tfound=0 invalid=0 insert=0 insert_failed=${table.insertFailed} drop=${table.dropped} early_drop=0 error=0 search_restart=0 clash_resolve=${table.clashResolved} chaintoolong=0 \n`,
      );
      return 0;
  }
}

function readArguments(args: readonly string[]): { command: string; fits: Filter; extended: boolean } {
  const rest = [...args];
  const filters: Filter[] = [];
  let command = "";
  let extended = false;
  const names: Readonly<Record<string, string>> = {
    "--dump": "L",
    "--delete": "D",
    "--flush": "F",
    "--count": "C",
    "--stats": "S",
  };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const letter = names[word] ?? (/^-[LDFCS]$/.test(word) ? word[1] : undefined);
    if (letter !== undefined) {
      command = letter;
      if (rest[0] === "conntrack") rest.shift();
    } else if (["-E", "-I", "-U", "-G", "--event", "--create", "--update", "--get"].includes(word))
      throw new Failure(`${NAME}: option '${word}' is not simulated here\n`, 2);
    else if (word === "-o" || word === "--output") extended = rest.shift()?.includes("extended") === true || extended;
    else if (word === "-f" || word === "--family") rest.shift();
    else if (word === "-n" || word === "-j" || word === "-g") continue;
    else filters.push(filterFor(word, rest.shift()));
  }
  if (command === "") throw new Failure(`${NAME}: no command specified\n`, 2);
  return { command, extended, fits: (flow) => filters.every((fits) => fits(flow)) };
}

function addressIn(text: string | undefined): (ip: Ip) => boolean {
  const wanted = parseIp((text ?? "").split("/")[0] as string);
  if (wanted === null) throw new Failure(`${NAME}: Invalid IP address \`${text ?? ""}'\n`, 2);
  return (ip) => ip === wanted;
}

function filterFor(word: string, value: string | undefined): Filter {
  const port = Number(value);
  switch (word) {
    case "-s":
    case "--src":
    case "--orig-src": {
      const same = addressIn(value);
      return ({ original }) => same(original.src);
    }
    case "-d":
    case "--dst":
    case "--orig-dst": {
      const same = addressIn(value);
      return ({ original }) => same(original.dst);
    }
    case "-r":
    case "--reply-src": {
      const same = addressIn(value);
      return ({ reply }) => same(reply.src);
    }
    case "-q":
    case "--reply-dst": {
      const same = addressIn(value);
      return ({ reply }) => same(reply.dst);
    }
    case "-p":
    case "--protonum":
    case "--proto": {
      const wanted = PROTOCOLS[value ?? ""] ?? Number(value);
      return ({ original }) => original.protocol === wanted;
    }
    case "--sport":
    case "--orig-port-src":
      return ({ original }) => original.srcPort === port;
    case "--dport":
    case "--orig-port-dst":
      return ({ original }) => original.dstPort === port;
    case "--reply-port-src":
      return ({ reply }) => reply.srcPort === port;
    case "--reply-port-dst":
      return ({ reply }) => reply.dstPort === port;
    case "--state":
      return ({ original, tcpState }) => original.protocol === 6 && tcpState === value?.toUpperCase();
    case "-m":
    case "--mark":
      return ({ mark }) => mark === port;
    case "-u":
    case "--status":
      return ({ status }) =>
        value === "UNREPLIED" || value === "UNSET"
          ? (status & SEEN_REPLY) === 0
          : value === "ASSURED"
            ? (status & ASSURED) !== 0
            : (status & SEEN_REPLY) !== 0;
    default:
      throw new Failure(
        `${NAME}: unknown option \`${word}'\nTry \`conntrack -h' or 'conntrack --help' for more information.\n`,
        2,
      );
  }
}

/** `tcp      6 82 TIME_WAIT src=… dst=… sport=… dport=… src=… … [ASSURED] mark=0 use=1` */
function flowLine(process: Process, flow: Flow, extended: boolean): string {
  const { protocol } = flow.original;
  const timeoutSec = Math.max(0, Math.floor((flow.expiresAtUs - process.nowUs) / 1_000_000));
  const family = extended ? `${(typeof flow.original.src === "number" ? "ipv4" : "ipv6").padEnd(8)} 2 ` : "";
  const state = protocol === 6 ? `${flow.tcpState} ` : "";
  const unreplied = (flow.status & SEEN_REPLY) === 0 ? "[UNREPLIED] " : "";
  const assured = (flow.status & ASSURED) !== 0 ? "[ASSURED] " : "";
  return `${family}${(PROTOCOL_NAMES[protocol] ?? "unknown").padEnd(8)} ${protocol} ${timeoutSec} ${state}${formatTuple(flow.original)} ${unreplied}${formatTuple(flow.reply)} ${assured}mark=${flow.mark} use=1\n`;
}
