/**
 * The kernel's load balancer, listed and changed. Models: ipvsadm 1.31 ipvsadm.c process_options
 * SIMPLIFIED: real servers by masquerading only; no synchronisation daemon, no persistence engines.
 */
import type { Ip } from "../../../sim/core/ip.ts";
import { decodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { type Ipvs, IpvsError, type IpvsErrorCode, ipvsOf } from "../../../sim/net/ipvs/ipvs.ts";
import { sortServices } from "../../../sim/net/ipvs/save-text.ts";
import { isSchedulerName } from "../../../sim/net/ipvs/scheduler-names.ts";
import {
  DEFAULT_SERVICE,
  type ServerKey,
  type ServerSettings,
  type ServiceKey,
  type ServiceSettings,
} from "../../../sim/net/ipvs/virtual-service.ts";
import { TCP, UDP } from "../../../sim/net/packet.ts";
import type { Process } from "../../../sim/os/process.ts";
import { type Arguments, type CommandName, give, parseArguments, parseEndpoint, parseNumber } from "./arguments.ts";
import {
  CONNECTIONS_TITLE,
  connectionsHead,
  connectionText,
  type ListFormat,
  serviceText,
  titleOf,
  VERSION_LINE,
} from "./list.ts";
import { IPVSADM_USAGE, IPVSADM_VERSION } from "./usage.ts";

const MAX_TIMEOUT = 86_400 * 31;
const DEFAULT_PERSISTENT_SEC = 360;
const PLAIN: ListFormat = { numeric: false, what: "plain", sort: true, exact: false };

export function* ipvsadm(process: Process): Run<number> {
  const words = process.argv.slice(1);
  if (words.length > 0) return yield* run(process, words, false);
  yield* listAll(process, PLAIN);
  return 0;
}

function* run(process: Process, words: readonly string[], fromInput: boolean): Run<number> {
  const given = parseArguments(process.name, words);
  const ipvs = ipvsOf(process.machine.network);
  switch (given.command) {
    case "help":
      yield* process.print(IPVSADM_USAGE.replaceAll("%s", process.name));
      return 0;
    case "version":
      yield* process.print(IPVSADM_VERSION);
      return 0;
    case "list":
      yield* list(process, given);
      return 0;
    case "save":
      yield* listAll(process, { ...formatOf(given), what: "rule" });
      return 0;
    case "restore":
      if (fromInput) give(`Try \`${process.name} -h' or '${process.name} --help' for more information.`, 255);
      return yield* restore(process);
    case "start-daemon":
    case "stop-daemon":
      return give(`${process.name}: the synchronisation daemon is not simulated here`);
    default:
      return yield* change(process, ipvs, given);
  }
}

/** Lines of `ipvsadm -S`. The exit status is that of the last one. */
function* restore(process: Process): Run<number> {
  let result = 0;
  for (const line of decodeUtf8(yield* process.readToEnd(0)).split("\n")) {
    const words = line
      .replace(/#.*/, "")
      .split(/\s+/)
      .filter((word) => word !== "");
    if (words.length > 0) result = yield* run(process, words, true);
  }
  return result;
}

function* change(process: Process, ipvs: Ipvs, given: Arguments): Run<number> {
  try {
    apply(ipvs, given);
    return 0;
  } catch (error) {
    if (!(error instanceof IpvsError)) throw error;
    yield* process.printError(`${wordsFor(given.command as CommandName, error.code)}\n`);
    return 255;
  }
}

function apply(ipvs: Ipvs, given: Arguments): void {
  switch (given.command) {
    case "flush":
      ipvs.clear();
      return;
    case "zero":
      ipvs.zero(given.protocol === 0 ? null : serviceKey(given));
      return;
    case "set":
      setTimeouts(ipvs, given.operands);
      return;
    case "add-service":
      ipvs.addService(serviceKey(given), serviceSettings(given));
      return;
    case "edit-service":
      ipvs.editService(serviceKey(given), serviceSettings(given));
      return;
    case "delete-service":
      ipvs.deleteService(serviceKey(given));
      return;
    case "add-server":
      ipvs.addServer(serviceKey(given), serverKey(given), serverSettings(given));
      return;
    case "edit-server":
      ipvs.editServer(serviceKey(given), serverKey(given), serverSettings(given));
      return;
    case "delete-server":
      ipvs.deleteServer(serviceKey(given), serverKey(given));
  }
}

function wordsFor(command: CommandName, code: IpvsErrorCode): string {
  switch (code) {
    case "service-exists":
      return "Service already exists";
    case "no-scheduler":
      return "Scheduler or persistence engine not found";
    case "no-service":
      return command.endsWith("-server") ? "Service not defined" : "No such service";
    case "server-exists":
      return "Destination already exists";
    case "no-server":
      return "No such destination";
    case "invalid":
      return "Invalid operation.  Possibly wrong module version, address not unicast, ...";
  }
}

function serviceKey({ options, protocol }: Arguments): ServiceKey {
  const mark = options.get("fwmark-service");
  if (mark !== undefined) {
    const fwmark = parseNumber(mark, [1, 0xffff_ffff]);
    if (fwmark === null) give(`invalid fwmark value \`${mark}' specified`);
    const address: Ip = options.has("ipv6") ? 0n : 0;
    return { fwmark: fwmark ?? 0, protocol: 0, address, port: 0 };
  }
  const text = options.get("tcp-service") ?? options.get("udp-service") ?? options.get("sctp-service") ?? "";
  const endpoint = parseEndpoint(text, protocol);
  if (endpoint === null) return give("illegal virtual server address[:port] specified");
  return { fwmark: 0, protocol, address: endpoint.address, port: endpoint.port ?? 0 };
}

function serviceSettings({ options, protocol }: Arguments): ServiceSettings {
  const persistent = options.get("persistent");
  const persistentSec =
    persistent === undefined ? 0 : persistent === "" ? DEFAULT_PERSISTENT_SEC : timeoutOf(persistent, 1);
  const key = serviceKey({ command: "list", operands: [], options, protocol });
  if (key.fwmark === 0 && key.port === 0 && persistentSec === 0) give("Zero port specified for non-persistent service");
  const onePacket = options.has("ops");
  if (onePacket && key.fwmark === 0 && protocol !== UDP) give("One-Packet Scheduling is only for UDP virtual services");
  if (options.has("pe")) give("ipvsadm: persistence engines are not simulated here");
  const scheduler = options.get("scheduler") ?? "wlc";
  const flags = (options.get("sched-flags") ?? "").split(",").filter((flag) => flag !== "");
  for (const flag of flags) {
    if (flag !== "sh-fallback" && flag !== "sh-port") give(`invalid scheduler flag \`${flag}'`);
    if (scheduler !== "sh") give(`incompatible scheduler flag \`${flag}'`);
  }
  if (!isSchedulerName(scheduler)) throw new IpvsError("no-scheduler");
  return {
    ...DEFAULT_SERVICE,
    scheduler,
    persistentSec,
    netmaskBits: netmaskOf(options.get("netmask"), key.address),
    onePacket,
    fallback: flags.includes("sh-fallback"),
    hashPort: flags.includes("sh-port"),
  };
}

function netmaskOf(text: string | undefined, address: Ip): number {
  if (typeof address === "bigint") {
    const bits = text === undefined ? 128 : parseNumber(text, [1, 128]);
    return bits ?? give("illegal ipv6 netmask specified");
  }
  if (text === undefined) return 32;
  const mask = parseEndpoint(text, TCP)?.address;
  if (typeof mask !== "number") return give("illegal virtual server persistent mask specified");
  return Math.clz32(~mask);
}

function timeoutOf(text: string, from: number): number {
  return parseNumber(text, [from, MAX_TIMEOUT]) ?? give(`invalid timeout value \`${text}' specified`);
}

function serverKey(given: Arguments): ServerKey {
  const endpoint = parseEndpoint(given.options.get("real-server") ?? "", given.protocol);
  if (endpoint === null) return give("illegal real server address[:port] specified");
  return { address: endpoint.address, port: endpoint.port ?? serviceKey(given).port };
}

function serverSettings({ options, command }: Arguments): ServerSettings {
  if (!options.has("masquerading")) {
    const method = options.has("ipip") ? "--ipip (-i)" : "--gatewaying (-g, the default)";
    give(`ipvsadm: ${command} with ${method} is not simulated here, only --masquerading (-m)`);
  }
  const number = (name: string, most: number, without: number): number => {
    const text = options.get(name);
    if (text === undefined) return without;
    return parseNumber(text, [0, most]) ?? give(`illegal ${name.replace("-", "_")} specified`);
  };
  return {
    weight: number("weight", 65_535, 1),
    upperThreshold: number("u-threshold", 0x7fff_ffff, 0),
    lowerThreshold: number("l-threshold", 0x7fff_ffff, 0),
  };
}

function setTimeouts({ connections: { timeouts } }: Ipvs, [tcp, tcpFin, udp, more]: readonly string[]): void {
  if (tcp === undefined || tcpFin === undefined || udp === undefined) give("--set option requires 3 timeout values");
  const [established, finWait, datagrams] = [tcp, tcpFin, udp].map((text) => timeoutOf(text ?? "", 0));
  if (more !== undefined) give(`unexpected argument ${more}`);
  if (established) timeouts.ESTABLISHED = established;
  if (finWait) timeouts.FIN_WAIT = finWait;
  if (datagrams) timeouts.UDP = datagrams;
}

function formatOf({ options }: Arguments): ListFormat {
  const what = (["stats", "rate", "thresholds", "persistent-conn", "tun-info"] as const).find((name) =>
    options.has(name),
  );
  return {
    numeric: options.has("numeric"),
    what: what ?? "plain",
    sort: !options.has("nosort"),
    exact: options.has("exact"),
  };
}

function* list(process: Process, given: Arguments): Run<void> {
  const { options } = given;
  const has = (...names: readonly string[]): boolean => names.some((name) => options.has(name));
  if (
    (has("connection", "timeout", "daemon") && has("stats", "rate", "thresholds")) ||
    (has("timeout", "daemon") && has("persistent-conn"))
  )
    give("options conflicts in the list command");
  const ipvs = ipvsOf(process.machine.network);
  const format = formatOf(given);
  if (options.has("connection")) {
    yield* process.print(`${CONNECTIONS_TITLE}${connectionsHead(options.has("persistent-conn"))}`);
    for (const connection of [...ipvs.connections.table])
      yield* process.print(yield* connectionText(process, connection, format));
  } else if (given.protocol !== 0) {
    const service = ipvs.service(serviceKey(given));
    if (service === undefined) return give("No such service", 1);
    yield* process.print(titleOf(format) + (yield* serviceText(process, service, format)));
  } else if (options.has("timeout")) {
    const { ESTABLISHED, FIN_WAIT, UDP: datagrams } = ipvs.connections.timeouts;
    yield* process.print(`Timeout (tcp tcpfin udp): ${ESTABLISHED} ${FIN_WAIT} ${datagrams}\n`);
  } else if (!options.has("daemon")) yield* listAll(process, format);
}

function* listAll(process: Process, format: ListFormat): Run<void> {
  const { services } = ipvsOf(process.machine.network);
  if (format.what !== "rule") yield* process.print(VERSION_LINE);
  yield* process.print(titleOf(format));
  for (const service of format.sort ? sortServices(services) : services)
    yield* process.print(yield* serviceText(process, service, format));
}
