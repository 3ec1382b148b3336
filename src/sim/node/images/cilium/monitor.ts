/**
 * `cilium-dbg monitor`: the datapath's events as they happen, until Ctrl-C.
 *
 * Models: cilium pkg/monitor/datapath_drop.go DumpInfo, datapath_trace.go, datapath_policy.go
 * SIMPLIFIED: a line's `flow` number is made from its connection, and no source file is named.
 */
import { formatIp } from "../../../core/ip.ts";
import type { Run } from "../../../core/wait.ts";
import type { Process } from "../../../os/process.ts";
import type { CiliumAgent } from "../../cni/cilium/cilium-agent.ts";
import { identityName } from "../../cni/cilium/identity.ts";
import type { FlowEnd, FlowRecord } from "../../cni/cilium/monitor.ts";
import { notSimulated, toolOptions } from "./tool-options.ts";

const TYPES = ["drop", "policy-verdict", "trace"];

export function* monitor(process: Process, agent: CiliumAgent, argv: readonly string[]): Run<number> {
  const options = toolOptions(argv.slice(1), {
    flags: ["type=", "related-to=", "from=", "to=", "verbose"],
    short: { t: "type", v: "verbose" },
  });
  const wanted = options.values("type");
  for (const type of wanted) if (!TYPES.includes(type)) notSimulated(process, `monitor --type ${type}`);
  const [endpoint] = ["related-to", "from", "to"].flatMap((name) => options.values(name));
  yield* process.printError("Listening for events on 4 CPUs with 64x4096 of shared memory\nPress Ctrl-C to quit\n");
  const source = agent.options.datapath.monitor;
  let seen = source.seen;
  for (;;) {
    while (seen < source.seen) {
      const flows = source.flows();
      const flow = flows[flows.length - (source.seen - seen)];
      seen++;
      if (flow === undefined || !(wanted.length === 0 || wanted.includes(typeOf(flow)))) continue;
      if (endpoint !== undefined && String(flow.endpointId) !== endpoint) continue;
      yield* process.print(`${lineOf(flow, deviceOf(agent, flow))}\n`);
    }
    yield { on: [source.changed] };
  }
}

function typeOf({ verdict }: FlowRecord): string {
  if (verdict === "DROPPED") return "drop";
  return verdict === "FORWARDED" ? "trace" : "policy-verdict";
}

/** The number of the endpoint's device, as far as it is one of this node. */
function deviceOf({ options }: CiliumAgent, { endpointId }: FlowRecord): number {
  for (const { id, device } of options.datapath.endpoints.values()) if (id === endpointId) return device.index;
  return 0;
}

function lineOf(flow: FlowRecord, device: number): string {
  const { from, to, protocol, flags, verdict, reason, endpointId, direction, match, point } = flow;
  const bits = /TCP Flags: (.*)/.exec(flags)?.[1];
  const ends = `${end(from)} -> ${end(to)} ${protocol.toLowerCase()}${bits === undefined ? "" : ` ${bits}`}`;
  const ids = `identity ${identityName(from.identity)}->${identityName(to.identity)}`;
  const number = `0x${hashOf(flow).toString(16)}`;
  if (verdict === "DROPPED")
    return `xx drop (${reason ?? ""}) flow ${number} to endpoint ${endpointId}, ifindex ${device}, , ${ids}: ${ends}`;
  if (verdict === "DENIED" || verdict === "ALLOWED")
    return `Policy verdict log: flow ${number} local EP ID ${endpointId}, remote ID ${identityName((direction === "INGRESS" ? from : to).identity)}, proto ${protocolNumber(protocol)}, ${(direction ?? "").toLowerCase()}, action ${verdict === "DENIED" ? "deny" : "allow"}, auth: disabled, match ${match ?? "none"}, ${ends}`;
  const arrow = point === "to-endpoint" ? `to endpoint ${endpointId}` : (point ?? "").replace("to-", "to ");
  return `-> ${arrow.replace("to to", "to")} flow ${number}, ${ids} state ${flow.isReply ? "reply" : "new"} ifindex ${device} orig-ip 0.0.0.0: ${ends}`;
}

function end({ ip, port }: FlowEnd): string {
  return port === 0 ? formatIp(ip) : `${formatIp(ip)}:${port}`;
}

function protocolNumber(name: string): number {
  return { TCP: 6, UDP: 17, ICMP: 1, SCTP: 132 }[name] ?? 0;
}

function hashOf({ from, to }: FlowRecord): number {
  const mixed = Math.imul(Number(from.ip) ^ Math.imul(Number(to.ip), 0x85eb), 0x9e3779b1) ^ (from.port + to.port * 31);
  return mixed >>> 0;
}
