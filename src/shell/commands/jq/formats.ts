/** @json, @csv, @base64 and their like. Models: jq 1.6 src/builtin.c f_format */

import { decodeUtf8, encodeUtf8 } from "../../../sim/core/utf8.ts";
import { decodeBase64, encodeBase64 } from "../base64/base64.ts";
import { described, isArray, jqFail, type Value } from "./value.ts";
import { numberText, writeJson } from "./write-json.ts";

export function formatted(name: string, value: Value): string {
  const text = typeof value === "string" ? value : writeJson(value);
  switch (name) {
    case "@text":
      return text;
    case "@json":
      return writeJson(value);
    case "@csv":
      return row(value, "csv").join(",");
    case "@tsv":
      return row(value, "tsv").join("\t");
    case "@html":
      return text.replace(/[<>&'"]/g, (char) => HTML[char] as string);
    case "@uri":
      return [...encodeUtf8(text)].map(uriByte).join("");
    case "@sh":
      return isArray(value) ? value.map(shellWord).join(" ") : shellWord(value);
    case "@base64":
      return encodeBase64(encodeUtf8(text));
    case "@base64d":
      return decoded(text, value);
    default:
      return jqFail(`${name.slice(1)} is not a valid format`);
  }
}

const HTML: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", "'": "&#39;", '"': "&quot;" };

function uriByte(byte: number): string {
  const char = String.fromCharCode(byte);
  return /[A-Za-z0-9\-_.~]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}

function row(value: Value, kind: "csv" | "tsv"): string[] {
  if (!isArray(value)) return jqFail(`${described(value)} cannot be ${kind}-formatted, only array`);
  return value.map((cell) => {
    if (cell === null) return "";
    if (typeof cell === "boolean") return String(cell);
    if (typeof cell === "number") return numberText(cell);
    if (typeof cell !== "string") return jqFail(`${described(cell)} is not valid in a ${kind} row`);
    if (kind === "csv") return `"${cell.replaceAll('"', '""')}"`;
    return cell.replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
  });
}

function shellWord(value: Value): string {
  if (typeof value === "string") return `'${value.replaceAll("'", "'\\''")}'`;
  if (isArray(value) || value instanceof Map) return jqFail(`${described(value)} can not be escaped for shell`);
  return writeJson(value);
}

function decoded(text: string, value: Value): string {
  const bare = text.replace(/=+$/, "");
  const { decoded: bytes } = decodeBase64(bare.padEnd(Math.ceil(bare.length / 4) * 4, "="));
  return bytes.length === 0 && text.length > 0
    ? jqFail(`${described(value)} is not valid base64 data`)
    : decodeUtf8(bytes);
}
