/**
 * `/proc/net/ip_vs` and `/proc/net/ip_vs_conn`: the load balancer's services and connections, addresses in hexadecimal.
 *
 * Models: net/netfilter/ipvs/ip_vs_ctl.c ip_vs_info_seq_show, ip_vs_conn.c ip_vs_conn_seq_show
 * SIMPLIFIED: in the order of their making instead of the hash table's; no ip_vs_stats.
 */
import type { Ip } from "../../core/ip.ts";
import { encodeUtf8 } from "../../core/utf8.ts";
import type { IpvsConnection } from "../../net/ipvs/connection-table.ts";
import { protocolText } from "../../net/ipvs/endpoint-text.ts";
import type { Ipvs } from "../../net/ipvs/ipvs.ts";
import type { RealServer, VirtualService } from "../../net/ipvs/virtual-service.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import { OsError } from "../os-error.ts";
import { FileNode } from "../vfs/node.ts";

/** CONFIG_HZ: a persistent service's timeout is told in ticks. */
const TICKS = 250;

const SERVICES_HEAD = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
`;
const CONNECTIONS_HEAD = "Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData\n";

export function ipvsFile(namespace: NetNamespace): FileNode {
  return fileOf(namespace, ({ services }) => SERVICES_HEAD + services.map(serviceText).join(""));
}

export function ipvsConnectionsFile(namespace: NetNamespace): FileNode {
  return fileOf(namespace, ({ connections }) => {
    const lines = [...connections.table].map((connection) => connectionText(connection, namespace.clock.nowUs));
    return CONNECTIONS_HEAD + lines.join("");
  });
}

/** There is nothing to read before the module is loaded, which its first user does. */
function fileOf(namespace: NetNamespace, text: (ipvs: Ipvs) => string): FileNode {
  const read = (): Uint8Array => {
    if (namespace.ipvs === null) throw new OsError("ENOENT");
    return encodeUtf8(text(namespace.ipvs));
  };
  return new FileNode({ read }, { mode: 0o444 });
}

function serviceText({ key, settings, servers }: VirtualService): string {
  const { fwmark, protocol, address, port } = key;
  const where = typeof address === "number" ? hexAddress(address) : `[${hexAddress(address)}]`;
  const name = fwmark === 0 ? `${protocolText(protocol)}  ${where}:${hexPort(port)}` : `FWM  ${hex(fwmark, 8)}`;
  const mask = typeof address === "number" ? (-1 << (32 - settings.netmaskBits)) >>> 0 : settings.netmaskBits;
  const persistent = settings.persistentSec === 0 ? "" : `persistent ${settings.persistentSec * TICKS} ${hex(mask, 8)}`;
  const flags = settings.onePacket ? "ops " : "";
  // Of an address's service the flags stand in a column of their own; IPv6 has none.
  const column = fwmark !== 0 ? flags : typeof address === "number" ? `${flags} ` : "";
  const head = `${name} ${settings.scheduler} ${column}${persistent}\n`;
  return head + servers.map(serverText).join("");
}

function serverText({ address, port, weight, activeConns, inactiveConns }: RealServer): string {
  const where = typeof address === "number" ? hexAddress(address) : `[${hexAddress(address)}]`;
  const counts = `${String(weight).padEnd(6)} ${String(activeConns).padEnd(10)} ${String(inactiveConns).padEnd(10)}`;
  return `  -> ${where}:${hexPort(port)}      Masq    ${counts}\n`;
}

function connectionText(connection: IpvsConnection, nowUs: number): string {
  const { protocol, state, expiresAtUs } = connection;
  const { clientIp, clientPort, virtualIp, virtualPort, serverIp, serverPort } = connection;
  const ends = [
    [clientIp, clientPort],
    [virtualIp, virtualPort],
    [serverIp, serverPort],
  ] as const;
  const left = Math.max(0, Math.floor((expiresAtUs - nowUs) / 1_000_000));
  const where = ends.map(([address, port]) => `${hexAddress(address)} ${hexPort(port)}`).join(" ");
  return `${protocolText(protocol).padEnd(3)} ${where} ${state.padEnd(11)} ${String(left).padStart(7)}\n`;
}

function hexAddress(address: Ip): string {
  if (typeof address === "number") return hex(address, 8);
  return (address.toString(16).padStart(32, "0").match(/.{4}/g) as string[]).join(":");
}

function hexPort(port: number): string {
  return hex(port, 4);
}

function hex(value: number, width: number): string {
  return value.toString(16).toUpperCase().padStart(width, "0");
}
