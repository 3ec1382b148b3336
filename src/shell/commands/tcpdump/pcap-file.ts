/** Captures as files that Wireshark opens. Models: draft-ietf-opsawg-pcap, libpcap savefile.c, linux/if_packet.h SLL2 */
import { concatBytes } from "../../../sim/core/utf8.ts";

export interface PcapRecord {
  /** Microseconds since 1970. */
  readonly atUs: number;
  readonly length: number;
  readonly bytes: Uint8Array;
}

export interface PcapFile {
  readonly linkType: number;
  readonly snapLength: number;
  readonly records: readonly PcapRecord[];
  /** What is wrong behind the last good record. */
  readonly mistake: string | null;
}

const MAGIC = 0xa1b2c3d4;
const MAGIC_NANO = 0xa1b23c4d;
const HEADER = 24;
const RECORD = 16;

function bytesOf(size: number, fill: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(size);
  fill(new DataView(bytes.buffer));
  return bytes;
}

export function pcapHeader(linkType: number, snapLength: number): Uint8Array {
  return bytesOf(HEADER, (view) => {
    view.setUint32(0, MAGIC, true);
    view.setUint16(4, 2, true);
    view.setUint16(6, 4, true);
    view.setUint32(16, snapLength, true);
    view.setUint32(20, linkType, true);
  });
}

export function pcapRecord({ atUs, length, bytes }: PcapRecord): Uint8Array {
  const head = bytesOf(RECORD, (view) => {
    view.setUint32(0, Math.floor(atUs / 1_000_000), true);
    view.setUint32(4, atUs % 1_000_000, true);
    view.setUint32(8, bytes.length, true);
    view.setUint32(12, length, true);
  });
  return concatBytes([head, bytes]);
}

/** Null when it is no such file. */
export function readPcap(bytes: Uint8Array): PcapFile | null {
  if (bytes.length < HEADER) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = [MAGIC, MAGIC_NANO].includes(view.getUint32(0, true));
  const magic = view.getUint32(0, little);
  if (magic !== MAGIC && magic !== MAGIC_NANO) return null;
  const divisor = magic === MAGIC_NANO ? 1000 : 1;
  const records: PcapRecord[] = [];
  let at = HEADER;
  let mistake: string | null = null;
  while (at < bytes.length) {
    const size = at + RECORD <= bytes.length ? view.getUint32(at + 8, little) : 0;
    if (at + RECORD + size > bytes.length) {
      mistake = `truncated dump file; tried to read ${at + RECORD > bytes.length ? RECORD : size} ${at + RECORD > bytes.length ? "header" : "captured"} bytes, only got ${bytes.length - at - (at + RECORD > bytes.length ? 0 : RECORD)}`;
      break;
    }
    const seconds = view.getUint32(at, little);
    const fraction = Math.floor(view.getUint32(at + 4, little) / divisor);
    records.push({
      atUs: seconds * 1_000_000 + fraction,
      length: view.getUint32(at + 12, little),
      bytes: bytes.subarray(at + RECORD, at + RECORD + size),
    });
    at += RECORD + size;
  }
  return { linkType: view.getUint32(20, little) & 0xffff, snapLength: view.getUint32(16, little), records, mistake };
}

export interface CookedHeader {
  readonly etherType: number;
  readonly interfaceIndex: number;
  /** 1 Ethernet, 772 loopback, 768 a tunnel. */
  readonly hardware: number;
  /** 0 for us, 1 broadcast, 3 for another host, 4 outgoing. */
  readonly packetType: number;
  readonly source: Uint8Array;
}

/** What `any` shows instead of each device's own header. */
export function cooked(
  { etherType, interfaceIndex, hardware, packetType, source }: CookedHeader,
  payload: Uint8Array,
): Uint8Array {
  const head = bytesOf(20, (view) => {
    view.setUint16(0, etherType);
    view.setUint32(4, interfaceIndex);
    view.setUint16(8, hardware);
    view.setUint8(10, packetType);
    view.setUint8(11, source.length);
  });
  head.set(source, 12);
  return concatBytes([head, payload]);
}
