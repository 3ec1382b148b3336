/**
 * `hubble observe`: the flows that this node's datapath has passed or dropped.
 *
 * Models: cilium/hubble cmd/observe, pkg/printer/printer.go (compact), pkg/filters
 * SIMPLIFIED: this node's flows only, as without hubble-relay; `list` and `watch` are refused.
 */
import { formatIp } from "../../../core/ip.ts";
import { calendarOf } from "../../../core/time.ts";
import type { Run } from "../../../core/wait.ts";
import type { Process } from "../../../os/process.ts";
import { CiliumAgent } from "../../cni/cilium/cilium-agent.ts";
import { RESERVED_IDENTITIES } from "../../cni/cilium/identity.ts";
import { CILIUM_VERSION } from "../../cni/cilium/manifests.ts";
import type { FlowEnd, FlowRecord } from "../../cni/cilium/monitor.ts";
import { CNI_AGENT } from "../../cni/cni-plugin.ts";
import { notSimulated, ToolError, type ToolOptions, toolOptions } from "./tool-options.ts";

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

export function* hubble(process: Process): Run<number> {
  const [, verb = ""] = process.argv;
  if (verb === "version") {
    yield* process.print(`hubble v${CILIUM_VERSION} compiled with go1.24.10 on linux/amd64\n`);
    return 0;
  }
  const agent = process.machine.plugged(CNI_AGENT);
  if (!(agent instanceof CiliumAgent) || !agent.isRunning)
    throw new ToolError(
      "failed to connect to 'unix:///var/run/cilium/hubble.sock': connection error: desc = \"transport: error while dialing: dial unix /var/run/cilium/hubble.sock: connect: no such file or directory\"\n",
    );
  const { monitor } = agent.options.datapath;
  if (verb === "status") {
    const held = Math.min(monitor.seen, 4095);
    const perSecond = (monitor.seen / Math.max(1, agent.options.datapath.nowUs / 1_000_000)).toFixed(2);
    yield* process.print(
      `Healthcheck (via unix:///var/run/cilium/hubble.sock): Ok\nCurrent/Max Flows: ${held}/4095 (${((held * 100) / 4095).toFixed(2)}%)\nFlows/s: ${perSecond}\n`,
    );
    return 0;
  }
  if (verb !== "observe") notSimulated(process, verb === "" ? "help" : verb);
  return yield* observe(process, agent);
}

const FLAGS = [
  "follow",
  "all",
  ..."last namespace type verdict pod from-pod to-pod from-ip to-ip ip port from-port to-port protocol identity output"
    .split(" ")
    .map((name) => `${name}=`),
];

function* observe(process: Process, agent: CiliumAgent): Run<number> {
  const options = toolOptions(process.argv.slice(2), {
    flags: FLAGS,
    short: { f: "follow", n: "namespace", t: "type", o: "output" },
  });
  const [output = "compact"] = options.values("output");
  if (output !== "compact" && output !== "json" && output !== "jsonpb")
    notSimulated(process, `observe --output ${output}`);
  const wanted = filterOf(options);
  const text = (flow: FlowRecord): string =>
    `${output === "compact" ? lineOf(flow) : jsonOf(flow, agent.options.node.name)}\n`;
  const { monitor } = agent.options.datapath;
  const last = options.has("all")
    ? Number.POSITIVE_INFINITY
    : Number(options.values("last")[0] ?? (options.has("follow") ? 0 : 20));
  let seen = monitor.seen;
  const past = monitor.flows().filter(wanted);
  for (const flow of past.slice(Math.max(0, past.length - last))) yield* process.print(text(flow));
  while (options.has("follow")) {
    while (seen < monitor.seen) {
      const flows = monitor.flows();
      const flow = flows[flows.length - (monitor.seen - seen)];
      seen++;
      if (flow !== undefined && wanted(flow)) yield* process.print(text(flow));
    }
    yield { on: [monitor.changed] };
  }
  return 0;
}

function filterOf(options: ToolOptions): (flow: FlowRecord) => boolean {
  const tests: ((flow: FlowRecord) => boolean)[] = [];
  const add = (key: string, test: (flow: FlowRecord, value: string) => boolean): void => {
    const values = options.values(key);
    if (values.length > 0) tests.push((flow) => values.some((value) => test(flow, value)));
  };
  const isPod = ({ pod }: FlowEnd, name: string): boolean =>
    pod?.startsWith(name.includes("/") ? name : `default/${name}`) === true;
  const isIn = ({ pod }: FlowEnd, namespace: string): boolean => pod?.startsWith(`${namespace}/`) === true;
  const hasIp = ({ ip }: FlowEnd, text: string): boolean => formatIp(ip) === text;
  add(
    "verdict",
    ({ verdict }, value) =>
      verdict === value.toUpperCase() || (value.toUpperCase() === "DROPPED" && verdict === "DENIED"),
  );
  add("pod", ({ from, to }, value) => isPod(from, value) || isPod(to, value));
  add("from-pod", ({ from }, value) => isPod(from, value));
  add("to-pod", ({ to }, value) => isPod(to, value));
  add("namespace", ({ from, to }, value) => isIn(from, value) || isIn(to, value));
  add("ip", ({ from, to }, value) => hasIp(from, value) || hasIp(to, value));
  add("from-ip", ({ from }, value) => hasIp(from, value));
  add("to-ip", ({ to }, value) => hasIp(to, value));
  add("port", ({ from, to }, value) => String(from.port) === value || String(to.port) === value);
  add("from-port", ({ from }, value) => String(from.port) === value);
  add("to-port", ({ to }, value) => String(to.port) === value);
  add("protocol", ({ protocol }, value) => protocol.toLowerCase() === value.toLowerCase());
  add("identity", ({ from, to }, value) => String(from.identity) === value || String(to.identity) === value);
  add("type", ({ verdict }, value) => typeOf(verdict) === value);
  return (flow) => tests.every((test) => test(flow));
}

function typeOf(verdict: FlowRecord["verdict"]): string {
  return verdict === "FORWARDED" ? "trace" : verdict === "DROPPED" ? "drop" : "policy-verdict";
}

function lineOf(flow: FlowRecord): string {
  const { atMs, from, to, verdict, flags, reason, direction, match, point, isReply } = flow;
  const isBad = verdict === "DROPPED" || verdict === "DENIED";
  const arrow = isBad ? "<>" : isReply ? "<-" : "->";
  const [left, right] = isReply && !isBad ? [to, from] : [from, to];
  const what =
    verdict === "DROPPED"
      ? reason
      : verdict === "FORWARDED"
        ? point
        : `policy-verdict:${match ?? "none"} ${direction ?? ""}`;
  return `${stamp(atMs)}: ${end(left)} ${arrow} ${end(right)} ${what ?? ""} ${verdict} (${flags})`;
}

function end({ ip, port, identity, pod }: FlowEnd): string {
  const name = pod ?? formatIp(ip);
  const reserved = RESERVED_IDENTITIES.get(identity);
  const who = reserved === undefined ? (identity === 0 ? "" : ` (ID:${identity})`) : ` (${reserved})`;
  return `${name}${port === 0 ? "" : `:${port}`}${who}`;
}

function stamp(atMs: number): string {
  const { month, day, hour, minute, second, ms } = calendarOf(atMs);
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${MONTHS[month - 1]} ${String(day).padStart(2, " ")} ${two(hour)}:${two(minute)}:${two(second)}.${String(ms).padStart(3, "0")}`;
}

function jsonOf(flow: FlowRecord, node: string): string {
  const side = ({ identity, pod }: FlowEnd): object => ({
    identity,
    ...(pod === null ? {} : { namespace: pod.split("/")[0], pod_name: pod.split("/")[1] }),
  });
  const ports = { source_port: flow.from.port, destination_port: flow.to.port };
  return JSON.stringify({
    flow: {
      verdict: flow.verdict === "DENIED" ? "DROPPED" : flow.verdict,
      ...(flow.reason === null ? {} : { drop_reason_desc: flow.reason.toUpperCase().replaceAll(" ", "_") }),
      IP: { source: formatIp(flow.from.ip), destination: formatIp(flow.to.ip), ipVersion: "IPv4" },
      l4: { [flow.protocol === "ICMP" ? "ICMPv4" : flow.protocol]: ports },
      source: side(flow.from),
      destination: side(flow.to),
      Type: "L3_L4",
      node_name: node,
      is_reply: flow.isReply,
      Summary: flow.flags,
    },
    node_name: node,
  });
}
