/** -d, --data-urlencode, --json and -T as the bytes of a request. Models: curl 7.88.1 src/tool_getparam.c */
import { concatBytes, encodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { CurlArguments } from "./arguments.ts";
import { CurlError } from "./curl-error.ts";

/** -d and its kin, joined by `&`. */
export function* requestBody(process: Process, args: CurlArguments): Run<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (const { key, value } of args.data) {
    let bytes = encodeUtf8(value);
    const fromFile = value.startsWith("@") && key !== "dataRaw" && key !== "dataUrlencode";
    if (fromFile) bytes = yield* readData(process, value.slice(1));
    if (fromFile && key === "data") bytes = bytes.filter((byte) => byte !== 10 && byte !== 13 && byte !== 0);
    if (key === "dataUrlencode") bytes = encodeUtf8(urlencoded(process, value));
    if (parts.length > 0 && key !== "json") parts.push(encodeUtf8("&"));
    parts.push(bytes);
  }
  const upload = args.given.get("uploadFile")?.at(-1);
  if (upload !== undefined) parts.push(yield* readData(process, upload));
  return concatBytes(parts);
}

function* readData(process: Process, name: string): Run<Uint8Array> {
  if (name === "-") return yield* process.readToEnd(0);
  try {
    return process.machine.fs.readFile(name, process.cwd);
  } catch (error) {
    if (error instanceof OsError) throw new CurlError(26, "Failed to open/read local data from file/application");
    throw error;
  }
}

function urlencoded(process: Process, text: string): string {
  const found = /^([^=@]*)([=@])(.*)$/s.exec(text);
  const [name, content] =
    found === null
      ? ["", text]
      : [
          found[1] as string,
          found[2] === "@" ? process.machine.fs.readText(found[3] as string, process.cwd) : (found[3] as string),
        ];
  let out = "";
  for (const byte of encodeUtf8(content)) {
    const char = String.fromCharCode(byte);
    out += /[A-Za-z0-9._~-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return name === "" ? out : `${name}=${out}`;
}
