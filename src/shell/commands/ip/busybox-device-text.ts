/**
 * Devices and their addresses as BusyBox prints them: no state, no group, no namespace number, and a word about the
 * other end that it cannot see.
 *
 * Models: busybox networking/libiproute/ipaddress.c print_linkinfo(), print_addrinfo()
 */
import { formatIp } from "../../../sim/core/ip.ts";
import type { Device, DeviceAddress } from "../../../sim/net/device.ts";
import { addressesOf, flagsOf, linkAddresses, linkType, qdiscOf, type ShowStyle, shownName } from "./device-text.ts";

export function busyboxDeviceText(device: Device, style: ShowStyle): string {
  if (style.oneLine && style.addresses)
    return addressesOf(device, style)
      .map((address) => `${device.index}: ${device.name}${addressLines(device, address).join("\\")}\n`)
      .join("");
  const master = device.master === null ? "" : `master ${device.master.device.name} `;
  const flags = [...flagsOf(device), ...(isFarEndDown(device) ? ["M-DOWN"] : [])].join(",");
  const head = `${device.index}: ${shownName(device)}: <${flags}> mtu ${device.mtu} qdisc ${qdiscOf(device)} ${master}qlen 1000`;
  const link = style.family !== null && style.addresses ? [] : [`    link/${linkType(device)}${linkAddresses(device)}`];
  const addresses = style.addresses ? addressesOf(device, style).flatMap((one) => addressLines(device, one)) : [];
  return `${[head, ...link, ...addresses].join(style.oneLine ? "\\" : "\n")}\n`;
}

/** Looked up by its number in this namespace, where another's device is not to be found. */
function isFarEndDown({ peer, namespace }: Device): boolean {
  return peer !== null && !(peer.namespace === namespace && peer.up);
}

function addressLines(device: Device, { ip, bits, broadcast, scope }: DeviceAddress): string[] {
  const isFour = typeof ip === "number";
  const brd = broadcast === null || scope === "host" ? "" : ` brd ${formatIp(broadcast)}`;
  return [
    `    ${isFour ? "inet" : "inet6"} ${formatIp(ip)}/${bits}${brd} scope ${scope} ${isFour ? device.name : ""}`,
    "       valid_lft forever preferred_lft forever",
  ];
}
