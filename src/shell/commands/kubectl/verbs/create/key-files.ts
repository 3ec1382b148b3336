/**
 * Where the values of a ConfigMap or Secret come from: words, files, folders, files of variables.
 *
 * Models: k8s.io/kubectl/pkg/util/{hash,i18n}, pkg/cmd/util/env_file.go, pkg/generate/…
 */

import { decodeUtf8 } from "../../../../../sim/core/utf8.ts";
import type { Run } from "../../../../../sim/core/wait.ts";
import { OsError } from "../../../../../sim/os/os-error.ts";
import type { Process } from "../../../../../sim/os/process.ts";
import { descriptorOf } from "../../client/manifest-files.ts";
import { CommandError } from "../../errors.ts";
import { goMessage } from "../../output/formats.ts";

export type KeyedBytes = readonly (readonly [key: string, value: Uint8Array])[];

export function parseLiteral(source: string): readonly [string, string] {
  const equals = source.indexOf("=");
  if (equals === 0 || equals < 0) throw new CommandError(`invalid literal source ${source}, expected key=value`);
  const value = source.slice(equals + 1);
  const isQuoted = value.length >= 2 && /^["']/.test(value) && value.at(-1) === value[0];
  return [source.slice(0, equals), isQuoted ? value.slice(1, -1) : value];
}

/** `path`, `key=path` or a folder. */
export function* readFileSource(process: Process, source: string): Run<KeyedBytes> {
  const [key, path] = parseFileSource(source);
  const fd = descriptorOf(path);
  if (fd !== null && process.fds.has(fd)) return [[key, yield* process.readToEnd(fd)]];
  const { fs } = process.machine;
  const node = fs.tryNode(path, process.cwd);
  if (node === undefined) throw new CommandError(`error reading ${path}: no such file or directory`);
  if (node.kind !== "directory") return [[key, fs.readFile(path, process.cwd)]];
  if (source.includes("=")) throw new CommandError("cannot give a key name for a directory path");
  return fs
    .list(path, process.cwd)
    .filter((name) => fs.tryNode(`${path}/${name}`, process.cwd)?.kind === "file")
    .filter((name) => /^[-._a-zA-Z0-9]+$/.test(name))
    .map((name) => [name, fs.readFile(`${path}/${name}`, process.cwd)] as const);
}

function parseFileSource(source: string): readonly [string, string] {
  const parts = source.split("=");
  if (parts.length === 1) return [source.replace(/\/+$/, "").split("/").at(-1) as string, source];
  if (parts[0] === "") throw new CommandError(`key name for file path ${source.slice(1)} missing`);
  if (parts.length === 2 && parts[1] === "") throw new CommandError(`file path for key name ${parts[0]} missing`);
  if (parts.length > 2) throw new CommandError("key names or file paths cannot contain '='");
  return [parts[0] as string, parts[1] as string];
}

/** `NAME=value` lines; a name alone takes its value from the environment. */
export function readEnvFile(process: Process, path: string): readonly (readonly [string, string])[] {
  let text: string;
  try {
    text = decodeUtf8(process.machine.fs.readFile(path, process.cwd));
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    throw new CommandError(`error reading ${path}: ${goMessage(error)}`);
  }
  const pairs: (readonly [string, string])[] = [];
  text.split("\n").forEach((line, i) => {
    const trimmed = line.trimStart();
    if (trimmed === "" || trimmed.startsWith("#")) return;
    const equals = trimmed.indexOf("=");
    const name = equals < 0 ? trimmed : trimmed.slice(0, equals);
    if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name))
      throw new CommandError(
        `${name} is not a valid key name: a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')${i < 0 ? "" : ""}`,
      );
    const value = equals < 0 ? process.env.get(name) : trimmed.slice(equals + 1);
    if (value !== undefined) pairs.push([name, value]);
  });
  return pairs;
}

const KEY_HELP =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

export function checkKey(key: string, kind: string): void {
  if (!/^[-._a-zA-Z0-9]+$/.test(key))
    throw new CommandError(`${goKey(key)} is not a valid key name for a ${kind}: ${KEY_HELP}`);
}

function goKey(key: string): string {
  return `"${key}"`;
}
