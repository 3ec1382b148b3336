/**
 * Ethernet addresses as numbers: 48 bits fit in a number, compare with === and work as keys of a Map.
 *
 * Models: IEEE 802 (the locally administered bit), kernel include/linux/etherdevice.h eth_random_addr.
 */

export type Mac = number;

export const BROADCAST_MAC: Mac = 0xffff_ffff_ffff;
/** What `lo` has, and what is asked for in an ARP request. */
export const ZERO_MAC: Mac = 0;

export function formatMac(mac: Mac): string {
  const hex = mac.toString(16).padStart(12, "0");
  return `${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}:${hex.slice(6, 8)}:${hex.slice(8, 10)}:${hex.slice(10)}`;
}

export function parseMac(text: string): Mac | null {
  return /^[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}$/.test(text) ? Number.parseInt(text.replaceAll(":", ""), 16) : null;
}
