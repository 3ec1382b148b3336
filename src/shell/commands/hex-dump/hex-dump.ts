/** Bytes to look at: xxd, hexdump and od in the forms that people use. Models: xxd, util-linux hexdump, coreutils src/od.c. SIMPLIFIED: no reversing, no formats of one's own, no skipping of repeated lines but in hexdump and od. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { Flavour } from "../flavour.ts";
import { closeInput, openInput } from "../input.ts";
import { parseOptions } from "../options.ts";
import { parseSize } from "../size.ts";

const WIDTH = 16;

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, "0");
}

function shown(bytes: Uint8Array): string {
  return [...bytes].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".")).join("");
}

function* input(process: Process, names: readonly string[]): Run<Uint8Array> {
  const fd = openInput(process, names[0] ?? "-");
  const bytes = yield* process.readToEnd(fd);
  closeInput(process, fd);
  return bytes;
}

export function* xxd(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "pul:s:c:g:",
    refused: { short: "rbeiE" },
    hint: flavour.hint(process),
  });
  const all = yield* input(process, options.operands);
  const from = Number(options.value("s") ?? 0);
  const bytes = all.subarray(from, options.has("l") ? from + Number(options.value("l")) : undefined);
  const width = Number(options.value("c") ?? (options.has("p") ? 30 : WIDTH));
  const group = Number(options.value("g") ?? 2) || width;
  let text = "";
  for (let at = 0; at < bytes.length; at += width) {
    const part = bytes.subarray(at, at + width);
    const digits = [...part].map((byte) => hex(byte, 2));
    if (options.has("p")) text += `${digits.join("")}\n`;
    else {
      const groups: string[] = [];
      for (let i = 0; i < digits.length; i += group) groups.push(digits.slice(i, i + group).join(""));
      const room = width * 2 + Math.ceil(width / group);
      text += `${hex(from + at, 8)}: ${groups.join(" ").padEnd(room)} ${shown(part)}\n`;
    }
  }
  yield* process.print(options.has("u") ? text.toUpperCase() : text);
  return 0;
}

export function* hexdump(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "Cn:s:v",
    long: { canonical: "C" },
    refused: { short: "bcdoxef" },
    hint: flavour.hint(process),
  });
  const all = yield* input(process, options.operands);
  const from = parseSize(options.value("s") ?? "0") ?? 0;
  const bytes = all.subarray(from, options.has("n") ? from + (parseSize(options.value("n") ?? "") ?? 0) : undefined);
  const canonical = options.has("C");
  let [text, last, isStarred] = ["", "", false];
  for (let at = 0; at < bytes.length; at += WIDTH) {
    const part = bytes.subarray(at, at + WIDTH);
    const body = canonical ? canonicalRow(part) : wordRow(part);
    if (body === last && part.length === WIDTH && !options.has("v")) {
      if (!isStarred) text += "*\n";
      isStarred = true;
      continue;
    }
    text += `${hex(from + at, canonical ? 8 : 7)}${body}\n`;
    [last, isStarred] = [body, false];
  }
  if (bytes.length > 0) text += `${hex(from + bytes.length, canonical ? 8 : 7)}\n`;
  yield* process.print(text);
  return 0;
}

function canonicalRow(part: Uint8Array): string {
  const digits = [...part].map((byte, i) => `${i === 8 ? " " : ""} ${hex(byte, 2)}`).join("");
  return ` ${digits.padEnd(49)}  |${shown(part)}|`;
}

function wordRow(part: Uint8Array): string {
  let row = "";
  for (let i = 0; i < part.length; i += 2) row += ` ${hex((part[i] as number) | ((part[i + 1] ?? 0) << 8), 4)}`;
  return row.padEnd(40);
}

const ESCAPES: Readonly<Record<number, string>> = {
  0: "\\0",
  7: "\\a",
  8: "\\b",
  9: "\\t",
  10: "\\n",
  11: "\\v",
  12: "\\f",
  13: "\\r",
};

export function* od(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "cxbdoA:t:N:j:vw::",
    long: { "format=": "t", "address-radix=": "A", "read-bytes=": "N" },
    refused: { short: "aefFhHilLsS" },
    hint: flavour.hint(process),
  });
  const all = yield* input(process, options.operands);
  const from = parseSize(options.value("j") ?? "0") ?? 0;
  const bytes = all.subarray(from, options.has("N") ? from + (parseSize(options.value("N") ?? "") ?? 0) : undefined);
  const format =
    options.value("t") ??
    (options.has("c") ? "c" : options.has("x") ? "x2" : options.has("b") ? "o1" : options.has("d") ? "u2" : "o2");
  const radix = options.value("A") ?? "o";
  const address = (at: number): string =>
    radix === "n"
      ? ""
      : radix === "x"
        ? hex(at, 6)
        : radix === "d"
          ? String(at).padStart(7, "0")
          : at.toString(8).padStart(7, "0");
  let [text, last, isStarred] = ["", "", false];
  for (let at = 0; at < bytes.length; at += WIDTH) {
    const row = odRow(bytes.subarray(at, at + WIDTH), format);
    if (row === last && at + WIDTH <= bytes.length && !options.has("v")) {
      if (!isStarred) text += "*\n";
      isStarred = true;
      continue;
    }
    text += `${address(from + at)}${row}\n`;
    [last, isStarred] = [row, false];
  }
  yield* process.print(`${text}${radix === "n" ? "" : `${address(from + bytes.length)}\n`}`);
  return 0;
}

function odRow(part: Uint8Array, format: string): string {
  if (format.startsWith("c"))
    return [...part]
      .map((byte) =>
        (
          ESCAPES[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, "0"))
        ).padStart(4),
      )
      .join("");
  const size = Number(format[1] ?? (format[0] === "x" || format[0] === "o" ? 4 : 4));
  const base = format[0] === "x" ? 16 : format[0] === "o" ? 8 : 10;
  const isSigned = format[0] === "d";
  const digits = (256 ** size - 1).toString(base).length + (isSigned ? 1 : 0);
  let row = "";
  for (let i = 0; i < part.length; i += size) {
    let value = 0;
    for (let k = size - 1; k >= 0; k--) value = value * 256 + (part[i + k] ?? 0);
    if (isSigned && value >= 256 ** size / 2) value -= 256 ** size;
    row += ` ${value.toString(base).padStart(digits, base === 10 ? " " : "0")}`;
  }
  return row;
}
