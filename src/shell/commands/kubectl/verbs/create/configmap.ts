/** `kubectl create configmap`. Models: k8s.io/kubectl/pkg/cmd/create/create_configmap.go */

import { decodeUtf8, encodeUtf8 } from "../../../../../sim/core/utf8.ts";
import type { Run } from "../../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../../sim/kube/api/objects.ts";
import { CommandError, goQuote } from "../../errors.ts";
import { bool, list, slice } from "../../flags/flag.ts";
import type { Invocation } from "../../invocation.ts";
import { toBase64 } from "../../output/base64.ts";
import { generator } from "./generator.ts";
import { checkKey, parseLiteral, readEnvFile, readFileSource } from "./key-files.ts";

export const CREATE_CONFIGMAP = generator({
  name: "configmap",
  aliases: ["cm"],
  summary: "Create a config map from a local file, directory or literal value",
  usage: "NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]",
  flags: [bool("append-hash"), slice("from-env-file"), slice("from-file"), list("from-literal")],
  failure: "failed to create configmap",
  make,
});

function* make(call: Invocation, name: string): Run<Mutable> {
  const { flags, process } = call;
  const envFiles = flags.list("from-env-file");
  if (envFiles.length > 0 && (flags.list("from-file").length > 0 || flags.list("from-literal").length > 0))
    throw new CommandError("from-env-file cannot be combined with from-file or from-literal");
  const data: Record<string, string> = {};
  const binaryData: Record<string, string> = {};
  const add = (key: string, value: Uint8Array): void => {
    checkKey(key, "ConfigMap");
    if (data[key] !== undefined || binaryData[key] !== undefined)
      throw new CommandError(
        `cannot add key ${goQuote(key)}, another key by that name already exists in ${data[key] === undefined ? "BinaryData" : "Data"} for ConfigMap ${goQuote(name)}`,
      );
    const text = decodeUtf8(value);
    if (text.includes("\ufffd")) binaryData[key] = toBase64(value);
    else data[key] = text;
  };
  for (const source of flags.list("from-literal")) {
    const [key, value] = parseLiteral(source);
    add(key, encodeUtf8(value));
  }
  for (const source of flags.list("from-file"))
    for (const [key, value] of yield* readFileSource(process, source)) add(key, value);
  for (const path of envFiles) for (const [key, value] of readEnvFile(process, path)) add(key, encodeUtf8(value));
  return {
    apiVersion: "v1",
    ...(Object.keys(binaryData).length > 0 ? { binaryData } : {}),
    ...(Object.keys(data).length > 0 ? { data } : {}),
    kind: "ConfigMap",
    metadata: { name },
  };
}
