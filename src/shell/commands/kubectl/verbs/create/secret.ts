/** `kubectl create secret`. Models: k8s.io/kubectl/pkg/cmd/create/create_secret{,_docker,_tls}.go */

import { encodeUtf8 } from "../../../../../sim/core/utf8.ts";
import type { Run } from "../../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../../sim/kube/api/objects.ts";
import { OsError } from "../../../../../sim/os/os-error.ts";
import type { Command } from "../../command.ts";
import { CommandError, goQuote } from "../../errors.ts";
import { bool, list, slice, text } from "../../flags/flag.ts";
import type { Invocation } from "../../invocation.ts";
import { toBase64 } from "../../output/base64.ts";
import { goMessage } from "../../output/formats.ts";
import { compactJson } from "../../output/json.ts";
import { generator } from "./generator.ts";
import { checkKey, parseLiteral, readEnvFile, readFileSource } from "./key-files.ts";
import { keyPairFault } from "./key-pair.ts";

const GENERIC = generator({
  name: "generic",
  summary: "Create a secret from a local file, directory, or literal value",
  usage: "NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]",
  flags: [bool("append-hash"), slice("from-env-file"), slice("from-file"), list("from-literal"), text("type")],
  failure: "failed to create secret",
  make: makeGeneric,
});

const TLS = generator({
  name: "tls",
  summary: "Create a TLS secret",
  usage: "NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]",
  flags: [bool("append-hash"), text("cert"), text("key")],
  failure: "failed to create secret",
  make: makeTls,
});

const DOCKER = generator({
  name: "docker-registry",
  summary: "Create a secret for use with a Docker registry",
  usage:
    "NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]",
  flags: [
    bool("append-hash"),
    text("docker-email"),
    text("docker-password"),
    text("docker-server", "https://index.docker.io/v1/"),
    text("docker-username"),
    slice("from-file"),
  ],
  failure: "failed to create secret",
  make: makeDocker,
});

export const CREATE_SECRET: Command = {
  name: "secret",
  summary: "Create a secret using a specified subcommand",
  usage: "(docker-registry | generic | tls)",
  subcommands: [DOCKER, GENERIC, TLS],
};

function secretOf(name: string, type: string, data: Readonly<Record<string, Uint8Array>>): Mutable {
  const encoded = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, toBase64(value)]));
  return {
    apiVersion: "v1",
    ...(Object.keys(encoded).length > 0 ? { data: encoded } : {}),
    kind: "Secret",
    metadata: { name },
    ...(type === "" ? {} : { type }),
  };
}

function* makeGeneric(call: Invocation, name: string): Run<Mutable> {
  const { flags, process } = call;
  const envFiles = flags.list("from-env-file");
  if (envFiles.length > 0 && (flags.list("from-file").length > 0 || flags.list("from-literal").length > 0))
    throw new CommandError("from-env-file cannot be combined with from-file or from-literal");
  const data: Record<string, Uint8Array> = {};
  const add = (key: string, value: Uint8Array): void => {
    checkKey(key, "Secret");
    if (data[key] !== undefined)
      throw new CommandError(`cannot add key ${key}, another key by that name already exists`);
    data[key] = value;
  };
  for (const source of flags.list("from-literal")) {
    const [key, value] = parseLiteral(source);
    add(key, encodeUtf8(value));
  }
  for (const source of flags.list("from-file"))
    for (const [key, value] of yield* readFileSource(process, source)) add(key, value);
  for (const path of envFiles) for (const [key, value] of readEnvFile(process, path)) add(key, encodeUtf8(value));
  return secretOf(name, flags.text("type"), data);
}

function makeTls(call: Invocation, name: string): Mutable {
  const [cert, key] = [call.flags.text("cert"), call.flags.text("key")];
  if (cert === "" || key === "") throw new CommandError("key and cert must be specified");
  const read = (path: string): Uint8Array => {
    try {
      return call.process.machine.fs.readFile(path, call.process.cwd);
    } catch (error) {
      if (!(error instanceof OsError)) throw error;
      throw new CommandError(`Cannot read file ${path}, open ${path}: ${goMessage(error)}`);
    }
  };
  const data = { "tls.crt": read(cert), "tls.key": read(key) };
  const fault = keyPairFault(data["tls.crt"], data["tls.key"]);
  if (fault !== null) throw new CommandError(fault);
  return secretOf(name, "kubernetes.io/tls", data);
}

function* makeDocker(call: Invocation, name: string): Run<Mutable> {
  const { flags, process } = call;
  if (flags.list("from-file").length > 0) {
    const data: Record<string, Uint8Array> = {};
    for (const source of flags.list("from-file"))
      for (const [key, value] of yield* readFileSource(process, source))
        data[key === ".dockerconfigjson" || !source.includes("=") ? ".dockerconfigjson" : key] = value;
    return secretOf(name, "kubernetes.io/dockerconfigjson", data);
  }
  const [username, password, email, server] = ["username", "password", "email", "server"].map((part) =>
    flags.text(`docker-${part}`),
  ) as [string, string, string, string];
  if (username === "" || password === "" || server === "")
    throw new CommandError(
      `either --from-file or the combination of --docker-username, --docker-password and --docker-server is required${goQuote("").slice(2)}`,
    );
  const auth = toBase64(encodeUtf8(`${username}:${password}`));
  const config = { auths: { [server]: { auth, ...(email === "" ? {} : { email }), password, username } } };
  const ordered = `{"auths":{${JSON.stringify(server)}:{"username":${JSON.stringify(username)},"password":${JSON.stringify(password)}${email === "" ? "" : `,"email":${JSON.stringify(email)}`},"auth":"${auth}"}}}`;
  return secretOf(name, "kubernetes.io/dockerconfigjson", {
    ".dockerconfigjson": encodeUtf8(ordered === "" ? compactJson(config) : ordered),
  });
}
