/** Methods of `bytes`, and of numbers. Models: CPython 3.11 Objects/bytesobject.c, longobject.c, floatobject.c */
import { decodeUtf8, encodeUtf8 } from "../../../../../sim/core/utf8.ts";
import { raised } from "../errors.ts";
import { type Given, native, whole } from "../native.ts";
import { itemsOf, latin } from "../operators.ts";
import { PyBytes, type PyFunction, PyList, PyTuple, typeName, type Value } from "../values.ts";

function self({ self: own }: Given): string {
  return latin(own as PyBytes);
}

function bytes(text: string): PyBytes {
  return new PyBytes(Uint8Array.from(text, (char) => char.charCodeAt(0)));
}

function like(value: Value | undefined): string {
  if (value instanceof PyBytes) return latin(value);
  throw raised("TypeError", `a bytes-like object is required, not '${typeName(value ?? null)}'`);
}

function decode({ self: own, encoding, errors }: Given): string {
  const { data } = own as PyBytes;
  if (/^(latin-?1|iso-8859-1)$/i.test(String(encoding ?? ""))) return self({ self: own });
  const strict = decodeUtf8(data);
  const bad = strict.indexOf("\ufffd");
  if (bad < 0 || errors === "replace") return strict;
  if (errors === "ignore") return strict.replaceAll("\ufffd", "");
  const at = encodeUtf8(strict.slice(0, bad)).length;
  const codec = /^ascii$/i.test(String(encoding ?? "")) ? "ascii" : "utf-8";
  const byte = `0x${(data[at] ?? 0).toString(16).padStart(2, "0")}`;
  throw raised(
    "UnicodeDecodeError",
    `'${codec}' codec can't decode byte ${byte} in position ${at}: invalid start byte`,
  );
}

export const BYTES_METHODS: readonly PyFunction[] = [
  native("decode", "self encoding? errors?", decode),
  native("hex", "self sep?", (given) =>
    [...(given.self as PyBytes).data].map((byte) => byte.toString(16).padStart(2, "0")).join(String(given.sep ?? "")),
  ),
  native("split", "self sep? maxsplit?", (given) => {
    const parts = given.sep == null ? self(given).trim().split(/\s+/) : self(given).split(like(given.sep));
    const most = whole(given.maxsplit, -1);
    const by = given.sep == null ? " " : like(given.sep);
    return new PyList(
      (most < 0 || parts.length <= most + 1 ? parts : [...parts.slice(0, most), parts.slice(most).join(by)]).map(bytes),
    );
  }),
  native(
    "splitlines",
    "self",
    (given) =>
      new PyList(
        self(given)
          .replace(/\r?\n$/, "")
          .split(/\r\n|\r|\n/)
          .map(bytes),
      ),
  ),
  native("strip", "self", (given) => bytes(self(given).trim())),
  native("rstrip", "self", (given) => bytes(self(given).trimEnd())),
  native("lstrip", "self", (given) => bytes(self(given).trimStart())),
  native("startswith", "self prefix", (given) => self(given).startsWith(like(given.prefix))),
  native("endswith", "self suffix", (given) => self(given).endsWith(like(given.suffix))),
  native("find", "self sub", (given) => BigInt(self(given).indexOf(like(given.sub)))),
  native("count", "self sub", (given) => BigInt(self(given).split(like(given.sub)).length - 1)),
  native("replace", "self old new", (given) => bytes(self(given).replaceAll(like(given.old), like(given.new)))),
  native("join", "self iterable", (given) =>
    bytes(
      itemsOf(given.iterable ?? null)
        .map(like)
        .join(self(given)),
    ),
  ),
  native("upper", "self", (given) => bytes(self(given).toUpperCase())),
  native("lower", "self", (given) => bytes(self(given).toLowerCase())),
  native("partition", "self sep", (given) => {
    const [own, by] = [self(given), like(given.sep)];
    const at = own.indexOf(by);
    return new PyTuple((at < 0 ? [own, "", ""] : [own.slice(0, at), by, own.slice(at + by.length)]).map(bytes));
  }),
];

export const NUMBER_METHODS: readonly PyFunction[] = [
  native("bit_length", "self", ({ self: own }) => {
    const value = BigInt(own as bigint);
    return value === 0n ? 0n : BigInt((value < 0n ? -value : value).toString(2).length);
  }),
  native("is_integer", "self", ({ self: own }) => Number.isInteger(Number(own))),
  native("to_bytes", "self length? byteorder?", ({ self: own, length, byteorder }) => {
    const size = whole(length, 1);
    const data = Uint8Array.from({ length: size }, (_, i) => Number((BigInt(own as bigint) >> BigInt(8 * i)) & 255n));
    if (BigInt(own as bigint) >> BigInt(8 * size) > 0n) throw raised("OverflowError", "int too big to convert");
    return new PyBytes(byteorder === "little" ? data : data.reverse());
  }),
];
