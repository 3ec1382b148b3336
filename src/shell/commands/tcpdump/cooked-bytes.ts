/** A captured frame as `any` shows it: with a header that is the same for every sort of device. */
import type { CapturedFrame } from "../../../sim/net/capture/capture.ts";
import { read16 } from "./packet-view.ts";
import { type CookedHeader, cooked } from "./pcap-file.ts";

const PACKET_TYPE = { host: 0, broadcast: 1, otherhost: 3, outgoing: 4 } as const;

export function cookedBytes({ device, kind, bytes, isEthernet }: CapturedFrame): Uint8Array {
  const header: CookedHeader = {
    etherType: isEthernet ? read16(bytes, 12) : (bytes[0] ?? 0) >>> 4 === 6 ? 0x86dd : 0x0800,
    interfaceIndex: device.index,
    hardware: device.isLoopback ? 772 : isEthernet ? 1 : device.kind === "ipip" ? 768 : 65_534,
    packetType: PACKET_TYPE[kind],
    source: isEthernet ? bytes.subarray(6, 12) : new Uint8Array(0),
  };
  return cooked(header, isEthernet ? bytes.subarray(14) : bytes);
}
