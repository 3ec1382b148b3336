/**
 * Virtual services, real servers and connections as ipvsadm lists and saves them.
 *
 * Models: ipvsadm 1.31 ipvsadm.c print_service_entry, print_largenum, print_conn; libipvs.c ipvs_cmp_services
 */
import { formatIp, type Ip } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { IpvsConnection } from "../../../sim/net/ipvs/connection-table.ts";
import { protocolText } from "../../../sim/net/ipvs/endpoint-text.ts";
import {
  compareAddresses,
  flagsText,
  netmaskText,
  serviceOption,
  settingsOptions,
} from "../../../sim/net/ipvs/save-text.ts";
import type { RealServer, VirtualService } from "../../../sim/net/ipvs/virtual-service.ts";
import { SCTP, TCP } from "../../../sim/net/packet.ts";
import type { Process } from "../../../sim/os/process.ts";
import { nameOfAddress } from "../../../sim/os/resolver/resolve.ts";
import { serviceName } from "../nc/services.ts";

export interface ListFormat {
  readonly numeric: boolean;
  readonly what: "plain" | "rule" | "stats" | "rate" | "thresholds" | "persistent-conn" | "tun-info";
  readonly sort: boolean;
  readonly exact: boolean;
}

const REMOTE = "  -> RemoteAddress:Port";
const LOCAL = "Prot LocalAddress:Port".padEnd(33);

const TITLES: Readonly<Record<ListFormat["what"], string>> = {
  plain: `Prot LocalAddress:Port Scheduler Flags\n${REMOTE}           Forward Weight ActiveConn InActConn\n`,
  rule: "",
  stats: `${LOCAL} ${["Conns", "InPkts", "OutPkts", "InBytes", "OutBytes"].map((word) => word.padStart(8)).join(" ")}\n${REMOTE}\n`,
  rate: `${LOCAL} ${["CPS", "InPPS", "OutPPS", "InBPS", "OutBPS"].map((word) => word.padStart(8)).join(" ")}\n${REMOTE}\n`,
  thresholds: `${LOCAL} ${["Uthreshold", "Lthreshold", "ActiveConn", "InActConn"].map((word) => word.padEnd(10)).join(" ")}\n${REMOTE}\n`,
  "persistent-conn": `${LOCAL} ${"Weight".padEnd(9)} ${"PersistConn".padEnd(11)} ${"ActiveConn".padEnd(10)} ${"InActConn".padEnd(10)}\n${REMOTE}\n`,
  "tun-info": `Prot LocalAddress:Port Scheduler Flags\n${REMOTE}           Forward TunnelInfo    Weight ActiveConn InActConn\n`,
};

export const VERSION_LINE = "IP Virtual Server version 1.2.1 (size=4096)\n";

export function titleOf({ what }: ListFormat): string {
  return TITLES[what];
}

export function* serviceText(process: Process, service: VirtualService, format: ListFormat): Run<string> {
  const name = yield* serviceNameText(process, service, format);
  const servers = format.sort
    ? [...service.servers].sort((a, b) => compareAddresses(a.address, b.address) || a.port - b.port)
    : service.servers;
  let text = `${headText(process, service, { name, format })}\n`;
  for (const server of servers) {
    const { protocol } = service.key;
    const full = yield* endpointName(
      process,
      { ...server, address: server.address, port: server.port, protocol },
      format,
    );
    const where = format.what === "rule" || typeof server.address === "bigint" ? full : full.slice(0, 28);
    text += serverText(process, server, { name, where, format });
  }
  return text;
}

function* serviceNameText(process: Process, { key }: VirtualService, format: ListFormat): Run<string> {
  const { fwmark, protocol, address } = key;
  const isV6 = typeof address === "bigint";
  const where = fwmark === 0 ? yield* endpointName(process, key, format) : "";
  if (format.what === "rule") return serviceOption(key, where);
  if (fwmark !== 0) return `FWM  ${fwmark}${isV6 ? " IPv6" : ""}`;
  const text = `${protocolText(protocol).padEnd(4)} ${where}`;
  return isV6 ? text : text.slice(0, 33);
}

interface Named {
  readonly name: string;
  readonly format: ListFormat;
}

function headText(process: Process, { settings, traffic, key }: VirtualService, { name, format }: Named): string {
  if (format.what === "rule") return `-A ${name} ${settingsOptions(settings, key.address)}`;
  if (format.what === "stats" || format.what === "rate") {
    const shown = format.what === "stats" ? traffic : traffic.rates(process.nowUs);
    return name.padEnd(33) + numbersText(shown, format.exact);
  }
  const { persistentSec, onePacket, scheduler } = settings;
  const mask = netmaskText(settings, key.address);
  const flags = flagsText(settings);
  const persistent = persistentSec === 0 ? "" : ` persistent ${persistentSec}${mask === "" ? "" : ` mask ${mask}`}`;
  return `${name} ${scheduler}${flags === "" ? "" : ` (${flags})`}${persistent}${onePacket ? " ops" : ""}`;
}

function serverText(process: Process, server: RealServer, at: Named & { readonly where: string }): string {
  const { where, name, format } = at;
  const { weight, activeConns, inactiveConns, persistentConns, settings, traffic } = server;
  const start = `  -> ${where.padEnd(28)}`;
  const ten = (number: number): string => String(number).padEnd(10);
  switch (format.what) {
    case "rule":
      return `-a ${name} -r ${where} -m -w ${weight}\n`;
    case "stats":
      return `${start}${numbersText(traffic, format.exact)}\n`;
    case "rate": {
      const { conns, inPackets, outPackets, inBytes, outBytes } = traffic.rates(process.nowUs);
      const small = [conns, inPackets, outPackets].map((number) => String(number).padStart(8)).join(" ");
      return `${start} ${small}${largeNumber(inBytes, format.exact)}${largeNumber(outBytes, format.exact)}\n`;
    }
    case "thresholds":
      return `${start} ${ten(settings.upperThreshold)} ${ten(settings.lowerThreshold)} ${ten(activeConns)} ${ten(inactiveConns)}\n`;
    case "persistent-conn":
      return `${start} ${String(weight).padEnd(9)} ${String(persistentConns).padEnd(11)} ${ten(activeConns)} ${ten(inactiveConns)}\n`;
    case "tun-info":
      return `${start} Masq    ${"n/a".padEnd(13)} ${String(weight).padEnd(6)} ${ten(activeConns)} ${ten(inactiveConns)}\n`;
    case "plain":
      return `${start} Masq    ${String(weight).padEnd(6)} ${ten(activeConns)} ${ten(inactiveConns)}\n`;
  }
}

interface Numbers {
  readonly conns: number;
  readonly inPackets: number;
  readonly outPackets: number;
  readonly inBytes: number;
  readonly outBytes: number;
}

function numbersText({ conns, inPackets, outPackets, inBytes, outBytes }: Numbers, exact: boolean): string {
  return [conns, inPackets, outPackets, inBytes, outBytes].map((number) => largeNumber(number, exact)).join("");
}

function largeNumber(number: number, exact: boolean): string {
  const text = String(number);
  if (exact) return text.padStart(Math.max(9, text.length + 1));
  if (number < 1e8) return text.padStart(9);
  const [unit, letter] =
    number < 1e9 ? [1e3, "K"] : number < 1e11 ? [1e6, "M"] : number < 1e14 ? [1e9, "G"] : [1e12, "T"];
  return `${String(Math.floor(number / unit)).padStart(8)}${letter}`;
}

export const CONNECTIONS_TITLE = "IPVS connection entries\n";

export function connectionsHead(withEngine: boolean): string {
  const columns = ["state".padEnd(11), "source".padEnd(18), "virtual".padEnd(18)].join(" ");
  return withEngine
    ? `pro expire ${columns} ${"destination".padEnd(18)} ${"pe name".padEnd(16)} pe_data\n`
    : `pro expire ${columns} destination\n`;
}

/** `TCP 01:57  TIME_WAIT   10.244.1.5:44270   10.96.0.100:80     10.244.2.7:8000` */
export function* connectionText(process: Process, connection: IpvsConnection, format: ListFormat): Run<string> {
  const { protocol, state, expiresAtUs } = connection;
  const { clientIp, clientPort, virtualIp, virtualPort, serverIp, serverPort } = connection;
  const left = Math.max(0, Math.floor((expiresAtUs - process.nowUs) / 1_000_000));
  const time = `${String(Math.floor(left / 60)).padStart(2, "0")}:${String(left % 60).padStart(2, "0")}`;
  const source = yield* endpointName(process, { address: clientIp, port: clientPort, protocol }, format);
  const virtual = yield* endpointName(process, { address: virtualIp, port: virtualPort, protocol }, format);
  const destination = yield* endpointName(process, { address: serverIp, port: serverPort, protocol }, format);
  const start = `${protocolText(protocol).padEnd(3)} ${time.padEnd(6)} ${state.padEnd(11)}`;
  return `${start} ${source.padEnd(18)} ${virtual.padEnd(18)} ${destination}\n`;
}

function* endpointName(
  process: Process,
  { address, port, protocol }: { readonly address: Ip; readonly port: number; readonly protocol: number },
  { numeric }: ListFormat,
): Run<string> {
  const host = (numeric ? null : yield* nameOfAddress(process.machine, address)) ?? formatIp(address);
  const named = numeric || protocol === SCTP ? null : serviceName(port, protocol === TCP ? "tcp" : "udp");
  return typeof address === "number" ? `${host}:${named ?? port}` : `[${host}]:${named ?? port}`;
}
