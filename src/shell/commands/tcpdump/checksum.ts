/** Whether a TCP or UDP checksum is right. Models: RFC 1071 over the pseudo header of RFC 9293 §3.1 */
import { checksum } from "../../../sim/net/capture/frame-bytes.ts";
import type { PacketView } from "./packet-view.ts";

export function checksumOk({ bytes, network, transport, version, protocol }: PacketView, length: number): boolean {
  if (bytes.length < transport + length) return true;
  const [from, size] = version === 4 ? [network + 12, 8] : [network + 8, 32];
  let pseudo = protocol + length;
  for (let i = from; i < from + size; i += 2) pseudo += ((bytes[i] as number) << 8) + (bytes[i + 1] as number);
  return checksum(bytes.subarray(transport, transport + length), pseudo) === 0;
}
