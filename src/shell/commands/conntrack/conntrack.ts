/**
 * The table of tracked connections: listed, filtered, made, changed, deleted, followed.
 *
 * Models: conntrack-tools 1.4.7 src/conntrack.c
 */
import { contains } from "../../../sim/core/ip.ts";
import { type Run, WaitQueue } from "../../../sim/core/wait.ts";
import { DST_NAT, type Flow, SEEN_REPLY, SRC_NAT, type TcpFlowState, type Tuple } from "../../../sim/net/flow.ts";
import type { FlowChange } from "../../../sim/net/flow-watchers.ts";
import { invertTuple } from "../../../sim/net/tuple.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Interrupted } from "../../../sim/os/signal.ts";
import { Failure } from "../failure.ts";
import {
  type Arguments,
  addressOf,
  endpointOf,
  markOf,
  NAME,
  parseArguments,
  portOf,
  protocolNumber,
  statusOf,
  wrong,
} from "./arguments.ts";
import { eventLine, type FlowFormat, flowLine, XML_HEAD, XML_TAIL } from "./flow-line.ts";
import { CONNTRACK_USAGE } from "./usage.ts";

type Filter = (flow: Flow) => boolean;

export function* conntrack(process: Process): Run<number> {
  const words = process.argv.slice(1);
  if (words.length === 0) {
    yield* process.print(CONNTRACK_USAGE);
    return 0;
  }
  const given = parseArguments(words);
  const { conntrack: table } = process.machine.network;
  switch (given.command) {
    case "h":
      yield* process.print(CONNTRACK_USAGE);
      return 0;
    case "V":
      yield* process.print(`${NAME}\n`);
      return 0;
    case "L":
      return yield* list(process, given);
    case "D":
      return yield* remove(process, given);
    case "E":
      return yield* follow(process, given);
    case "G":
      return yield* get(process, given);
    case "I":
    case "A":
      return yield* create(process, given);
    case "U":
      return yield* update(process, given);
    case "F":
      if (given.table === "conntrack") table.delete(() => true);
      yield* process.printError(
        `${NAME}: ${given.table === "expect" ? "expectation" : "connection tracking"} table has been emptied.\n`,
      );
      return 0;
    case "C":
      yield* process.print(`${given.table === "expect" ? 0 : table.count}\n`);
      return 0;
    case "S":
      yield* process.print(statistics(process));
      return 0;
  }
}

function statistics(process: Process): string {
  const { invalid, inserted, insertFailed, dropped, earlyDropped, clashResolved } = process.machine.network.conntrack;
  return `cpu=0   \tfound=0 invalid=${invalid} insert=${inserted} insert_failed=${insertFailed} drop=${dropped} early_drop=${earlyDropped} error=0 search_restart=0 clash_resolve=${clashResolved} chaintoolong=0 \n`;
}

function say(count: number, what: string): string {
  return `${NAME}: ${count} ${what}.\n`;
}

function* list(process: Process, given: Arguments): Run<number> {
  const format = formatOf(given);
  if (given.table !== "conntrack") {
    yield* process.printError(
      say(0, given.table === "expect" ? "expectations have been shown" : "flow entries have been shown"),
    );
    return 0;
  }
  const flows = process.machine.network.conntrack.entries().filter(filterOf(given));
  if (format.mode === "xml") yield* process.print(XML_HEAD);
  for (const flow of flows) {
    yield* process.print(flowLine(process, flow, { format, use: 1 }));
    if (given.options.has("zero")) zero(flow);
  }
  if (format.mode === "xml") yield* process.print(XML_TAIL);
  yield* process.printError(say(flows.length, "flow entries have been shown"));
  return 0;
}

function zero({ originalCounters, replyCounters }: Flow): void {
  for (const counters of [originalCounters, replyCounters]) {
    counters.packets = 0;
    counters.bytes = 0;
  }
}

function* remove(process: Process, given: Arguments): Run<number> {
  const { conntrack: table } = process.machine.network;
  const fits = filterOf(given);
  const format = formatOf(given);
  const flows = table.entries().filter(fits);
  for (const flow of flows) yield* process.print(flowLine(process, flow, { format, use: 1 }));
  table.delete((flow) => flows.includes(flow));
  yield* process.printError(say(flows.length, "flow entries have been deleted"));
  return flows.length === 0 ? 1 : 0;
}

function* get(process: Process, given: Arguments): Run<number> {
  const wanted = tupleOf(given);
  const found = process.machine.network.conntrack
    .entries()
    .find(
      ({ original }) =>
        original.protocol === wanted.protocol && original.src === wanted.src && sameRest(original, wanted),
    );
  if (found === undefined) throw new Failure(`${NAME}: Operation failed: such conntrack doesn't exist\n`, 1);
  yield* process.print(flowLine(process, found, { format: formatOf(given), use: 2 }));
  yield* process.printError(say(1, "flow entries have been shown"));
  return 0;
}

function sameRest(a: Tuple, b: Tuple): boolean {
  return a.dst === b.dst && a.srcPort === b.srcPort && a.dstPort === b.dstPort;
}

function* create(process: Process, given: Arguments): Run<number> {
  const { options } = given;
  const original = tupleOf(given);
  const reply = invertTuple(original);
  if (reply === null) throw new Failure(`${NAME}: Operation failed: invalid parameters\n`, 1);
  replyAsGiven(options, original, reply);
  let status = options.has("status") ? statusOf(options.get("status") ?? "").bits : 0;
  const replySource = options.get("dst-nat") ?? "";
  const replyDestination = options.get("src-nat") ?? "";
  if (replySource !== "") {
    const { ip, port } = endpointOf(replySource);
    reply.src = ip;
    reply.srcPort = port ?? reply.srcPort;
    status |= DST_NAT;
  }
  if (replyDestination !== "") {
    const { ip, port } = endpointOf(replyDestination);
    reply.dst = ip;
    reply.dstPort = port ?? reply.dstPort;
    status |= SRC_NAT;
  }
  const tcpState = (options.get("state") ?? "NONE") as TcpFlowState;
  const mark = markOf(options.get("mark") ?? "0").value;
  const made = process.machine.network.conntrack.create(
    { original, reply, status, tcpState, mark },
    Number(options.get("timeout")),
  );
  if (made === null && given.command === "I")
    throw new Failure(`${NAME}: Operation failed: Such conntrack exists, try -U to update\n`, 1);
  yield* process.printError(say(1, `flow entries have been ${given.command === "I" ? "created" : "added"}`));
  return 0;
}

/** The other direction said in full: the kernel takes nothing that is half of it. */
function replyAsGiven(options: ReadonlyMap<string, string>, original: Tuple, reply: Tuple): void {
  const [src, dst] = [options.get("reply-src"), options.get("reply-dst")];
  const ports = [options.get("reply-port-src"), options.get("reply-port-dst")];
  if (src === undefined && dst === undefined) return;
  const hasPorts = original.icmpType < 0;
  if (src === undefined || dst === undefined || (hasPorts && ports.includes(undefined)))
    throw new Failure(`${NAME}: Operation failed: invalid parameters\n`, 1);
  reply.src = addressOf(src).base;
  reply.dst = addressOf(dst).base;
  if (!hasPorts) return;
  [reply.srcPort, reply.dstPort] = ports.map((text) => portOf(text ?? "", options.get("protonum"))) as [number, number];
}

function* update(process: Process, given: Arguments): Run<number> {
  const { options } = given;
  const values = ["timeout", "mark", "status"];
  const filters = new Map([...options].filter(([name]) => !values.includes(name)));
  const { conntrack: table } = process.machine.network;
  const flows = table.entries().filter(filterOf({ ...given, options: filters }));
  const mark = options.get("mark");
  const timeout = options.get("timeout");
  for (const [i, flow] of flows.entries()) {
    if (mark !== undefined) flow.mark = markOf(mark).value;
    if (timeout !== undefined) flow.expiresAtUs = process.nowUs + Number(timeout) * 1_000_000;
    if (options.has("status")) flow.status |= statusOf(options.get("status") ?? "").bits;
    table.watchers.tell("UPDATE", flow);
    // The real tool says only what the first one has become.
    if (i === 0) yield* process.print(flowLine(process, flow, { format: formatOf(given), use: 2 }));
  }
  yield* process.printError(say(flows.length, "flow entries have been updated"));
  return flows.length === 0 ? 1 : 0;
}

const EVENTS: Readonly<Record<string, readonly FlowChange[]>> = {
  ALL: ["NEW", "UPDATE", "DESTROY"],
  NEW: ["NEW"],
  UPDATES: ["UPDATE"],
  DESTROY: ["DESTROY"],
};

/** Until Ctrl-C. */
function* follow(process: Process, given: Arguments): Run<number> {
  const wanted = (given.options.get("event-mask") ?? "ALL")
    .split(",")
    .flatMap((word) => EVENTS[word.toUpperCase()] ?? wrong(`Bad parameter \`${word}'`));
  const format = formatOf(given);
  const fits = filterOf(given);
  const lines: string[] = [];
  const arrived = new WaitQueue();
  const stop = process.machine.network.conntrack.watchers.add((change, flow) => {
    if (!wanted.includes(change) || !fits(flow)) return;
    lines.push(eventLine(process, flow, { change, format }));
    arrived.wake();
  });
  for (const signal of ["INT", "TERM"] as const) process.on(signal, "throw");
  let shown = 0;
  try {
    for (;;) {
      const line = lines.shift();
      if (line === undefined) yield { on: [arrived] };
      else {
        shown++;
        yield* process.print(line);
      }
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    stop();
  }
  for (const signal of ["INT", "TERM"] as const) process.on(signal, "default");
  yield* process.printError(say(shown, "flow events have been shown"));
  return 0;
}

function formatOf({ options }: Arguments): FlowFormat {
  const words = (options.get("output") ?? "").split(",").filter((word) => word !== "");
  for (const word of words)
    if (!["extended", "id", "timestamp", "ktimestamp", "labels", "userspace", "xml", "save"].includes(word))
      wrong(`Bad parameter \`${word}'`);
  return {
    mode: words.includes("xml") ? "xml" : words.includes("save") ? "save" : "plain",
    extended: words.includes("extended"),
    id: words.includes("id"),
    timestamp: words.includes("timestamp"),
  };
}

/** The original direction of a connection that the options describe. */
function tupleOf({ options }: Arguments): Tuple {
  const protocol = options.get("protonum");
  const port = (name: string): number => portOf(options.get(name) ?? "0", protocol);
  const isIcmp = protocol === "icmp" || protocol === "icmpv6";
  const id = Number(options.get("icmp-id") ?? 0);
  return {
    src: addressOf(options.get("src") ?? "").base,
    dst: addressOf(options.get("dst") ?? "").base,
    protocol: protocolNumber(options) ?? 0,
    srcPort: isIcmp ? id : port("sport"),
    dstPort: isIcmp ? id : port("dport"),
    icmpType: isIcmp ? Number(options.get("icmp-type") ?? 8) : -1,
    icmpCode: Number(options.get("icmp-code") ?? 0),
  };
}

function filterOf(given: Arguments): Filter {
  const filters = [...given.options].flatMap(([name, value]) => filterFor(given, name, value) ?? []);
  return (flow) => filters.every((fits) => fits(flow));
}

/** Null for what is no filter. */
function filterFor({ options }: Arguments, name: string, value: string): Filter | null {
  switch (name) {
    case "src":
    case "dst":
    case "reply-src":
    case "reply-dst":
      return addressFilter(name, value);
    case "protonum": {
      const wanted = protocolNumber(options);
      return ({ original }) => original.protocol === wanted;
    }
    case "sport":
    case "dport":
    case "reply-port-src":
    case "reply-port-dst": {
      const port = portOf(value, options.get("protonum"));
      const isReply = name.startsWith("reply");
      const isSource = name === "sport" || name === "reply-port-src";
      return ({ original, reply }) => (isReply ? reply : original)[isSource ? "srcPort" : "dstPort"] === port;
    }
    case "state":
      return ({ tcpState }) => tcpState === value;
    case "mark": {
      const { value: mark, mask } = markOf(value);
      return (flow) => (flow.mark & mask) >>> 0 === mark;
    }
    case "status": {
      const { bits, isUnset } = statusOf(value);
      return ({ status }) => (isUnset ? (status & SEEN_REPLY) === 0 : (status & bits) === bits);
    }
    case "family": {
      if (!["ipv4", "ipv6"].includes(value)) wrong(`\`${value}' unsupported protocol`);
      return ({ original }) => (typeof original.src === "number") === (value === "ipv4");
    }
    case "src-nat":
    case "dst-nat":
    case "any-nat":
      return natFilter(name, value);
    case "icmp-type":
      return ({ original }) => original.icmpType === Number(value);
    case "icmp-code":
      return ({ original }) => original.icmpCode === Number(value);
    case "icmp-id":
      return ({ original }) => original.srcPort === Number(value);
    case "zone":
      return () => value === "0";
    default:
      return null;
  }
}

function addressFilter(name: string, value: string): Filter {
  const network = addressOf(value);
  return ({ original, reply }) => {
    const ip =
      name === "src" ? original.src : name === "dst" ? original.dst : name === "reply-src" ? reply.src : reply.dst;
    return typeof network.base === typeof ip && contains(network, ip);
  };
}

function natFilter(name: string, value: string): Filter {
  const wanted = value === "" ? null : endpointOf(value);
  const isSource: Filter = ({ original, reply }) =>
    reply.dst !== original.src && (wanted === null || reply.dst === wanted.ip);
  const isDestination: Filter = ({ original, reply }) =>
    reply.src !== original.dst && (wanted === null || reply.src === wanted.ip);
  if (name === "any-nat") return (flow) => isSource(flow) || isDestination(flow);
  return name === "src-nat" ? isSource : isDestination;
}
