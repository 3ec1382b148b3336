/**
 * Virtual services and real servers as `ipvsadm -S -n` writes them, for whoever feeds them to `ipvsadm -R`.
 *
 * Models: ipvsadm 1.31 ipvsadm.c print_service_entry with FMT_RULE, libipvs.c ipvs_cmp_services
 */
import { formatIp, type Ip, maskTo } from "../../core/ip.ts";
import { SCTP, UDP } from "../packet.ts";
import { endpointText } from "./endpoint-text.ts";
import type { ServiceKey, ServiceSettings, VirtualService } from "./virtual-service.ts";

/** By mark, family, protocol, address and port. */
export function sortServices(services: readonly VirtualService[]): VirtualService[] {
  return [...services].sort(
    ({ key: a }, { key: b }) =>
      a.fwmark - b.fwmark ||
      Number(typeof a.address === "bigint") - Number(typeof b.address === "bigint") ||
      a.protocol - b.protocol ||
      compareAddresses(a.address, b.address) ||
      a.port - b.port,
  );
}

/** The tool takes the difference of two addresses for a signed number: 172.18.0.3 comes before 10.96.0.1. */
export function compareAddresses(a: Ip, b: Ip): number {
  if (typeof a === "number" && typeof b === "number") return (a - b) | 0;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The service as an option: `-t 10.96.0.1:443`; `where` is its address and port as they are to be shown. */
export function serviceOption({ fwmark, protocol, address }: ServiceKey, where: string): string {
  if (fwmark !== 0) return `-f ${fwmark}${typeof address === "bigint" ? " -6" : ""}`;
  return `${protocol === UDP ? "-u" : protocol === SCTP ? "--sctp-service" : "-t"} ${where}`;
}

export function settingsOptions(settings: ServiceSettings, address: Ip): string {
  const { persistentSec, onePacket, scheduler } = settings;
  const mask = netmaskText(settings, address);
  const persistent = persistentSec === 0 ? "" : ` -p ${persistentSec}${mask === "" ? "" : ` -M ${mask}`}`;
  const flags = flagsText(settings);
  return `-s ${scheduler}${persistent}${onePacket ? " -o" : ""}${flags === "" ? "" : ` -b ${flags}`}`;
}

/** Empty when every client stands for itself. */
export function netmaskText({ netmaskBits }: ServiceSettings, address: Ip): string {
  if (typeof address === "bigint") return netmaskBits === 128 ? "" : String(netmaskBits);
  return netmaskBits === 32 ? "" : formatIp(maskTo(0xffff_ffff, netmaskBits));
}

export function flagsText({ fallback, hashPort }: ServiceSettings): string {
  return [...(fallback ? ["sh-fallback"] : []), ...(hashPort ? ["sh-port"] : [])].join(",");
}

export function saveText(services: readonly VirtualService[]): string {
  const lines: string[] = [];
  for (const { key, settings, servers } of sortServices(services)) {
    const option = serviceOption(key, endpointText(key.address, key.port));
    lines.push(`-A ${option} ${settingsOptions(settings, key.address)}\n`);
    const sorted = [...servers].sort((a, b) => compareAddresses(a.address, b.address) || a.port - b.port);
    for (const { address, port, weight } of sorted)
      lines.push(`-a ${option} -r ${endpointText(address, port)} -m -w ${weight}\n`);
  }
  return lines.join("");
}
