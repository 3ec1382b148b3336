/** Archives as bytes: headers of 512 bytes and the files behind them. Models: tar(5), POSIX ustar, GNU's long names */
import { concatBytes, decodeUtf8, encodeUtf8 } from "../../../sim/core/utf8.ts";

export interface TarEntry {
  readonly name: string;
  readonly kind: "file" | "directory" | "link";
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtimeSec: number;
  /** Where a link leads. */
  readonly target: string;
  readonly bytes: Uint8Array;
}

const BLOCK = 512;
const RECORD = 20 * BLOCK;
const TYPES = { file: "0", link: "2", directory: "5" } as const;
const LONG_NAME = "L";

function octal(value: number, width: number): Uint8Array {
  return encodeUtf8(`${value.toString(8).padStart(width - 1, "0")}\0`);
}

function header(entry: TarEntry, type: string, size: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (at: number, bytes: Uint8Array, most: number): void => block.set(bytes.subarray(0, most), at);
  put(0, encodeUtf8(entry.name), 100);
  put(100, octal(entry.mode & 0o7777, 8), 8);
  put(108, octal(entry.uid, 8), 8);
  put(116, octal(entry.gid, 8), 8);
  put(124, octal(size, 12), 12);
  put(136, octal(entry.mtimeSec, 12), 12);
  put(148, encodeUtf8("        "), 8);
  put(156, encodeUtf8(type), 1);
  put(157, encodeUtf8(entry.target), 100);
  put(257, encodeUtf8("ustar  \0"), 8);
  put(265, encodeUtf8(entry.uid === 0 ? "root" : entry.uid === 1000 ? "learner" : ""), 32);
  put(297, encodeUtf8(entry.gid === 0 ? "root" : entry.gid === 1000 ? "learner" : ""), 32);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, encodeUtf8(`${sum.toString(8).padStart(6, "0")}\0 `), 8);
  return block;
}

function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(bytes.length / BLOCK) * BLOCK);
  whole.set(bytes);
  return whole;
}

export function writeArchive(entries: readonly TarEntry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    const name = encodeUtf8(entry.name);
    if (name.length > 100) {
      const long = concatBytes([name, Uint8Array.of(0)]);
      parts.push(
        header({ ...entry, name: "././@LongLink", target: "", mode: 0 }, LONG_NAME, long.length),
        padded(long),
      );
    }
    parts.push(header(entry, TYPES[entry.kind], entry.bytes.length), padded(entry.bytes));
  }
  const body = concatBytes(parts);
  const whole = new Uint8Array(Math.ceil((body.length + 2 * BLOCK) / RECORD) * RECORD);
  whole.set(body);
  return whole;
}

export class ArchiveError extends Error {}

export function readArchive(bytes: Uint8Array): TarEntry[] {
  const entries: TarEntry[] = [];
  let longName: string | null = null;
  if (bytes.length > 0 && bytes.length < BLOCK) throw new ArchiveError("This does not look like a tar archive");
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const block = bytes.subarray(at, at + BLOCK);
    if (block.every((byte) => byte === 0)) break;
    checkSum(block);
    const text = (from: number, length: number): string =>
      decodeUtf8(block.subarray(from, from + length)).split("\0")[0] as string;
    const number = (from: number, length: number): number => Number.parseInt(text(from, length).trim() || "0", 8);
    const size = number(124, 12);
    const type = text(156, 1) || "0";
    const body = bytes.subarray(at + BLOCK, at + BLOCK + size);
    if (body.length < size) throw new ArchiveError("Unexpected EOF in archive");
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (type === LONG_NAME) {
      longName = decodeUtf8(body).split("\0")[0] as string;
      continue;
    }
    const prefix = text(345, 155);
    const isUstar = text(257, 6) === "ustar";
    const name: string = longName ?? (isUstar && prefix !== "" ? `${prefix}/${text(0, 100)}` : text(0, 100));
    longName = null;
    if (type !== "0" && type !== "2" && type !== "5") continue;
    entries.push({
      name,
      kind: type === "5" ? "directory" : type === "2" ? "link" : "file",
      mode: number(100, 8),
      uid: number(108, 8),
      gid: number(116, 8),
      mtimeSec: number(136, 12),
      target: text(157, 100),
      bytes: body,
    });
  }
  return entries;
}

function checkSum(block: Uint8Array): void {
  const given = Number.parseInt(decodeUtf8(block.subarray(148, 156)).replace(/\0.*$/, "").trim(), 8);
  const sum = block.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
  if (given !== sum) throw new ArchiveError("This does not look like a tar archive");
}
