/**
 * Changing kubeconfig files: each entry where it is, new ones in the first file.
 *
 * Models: k8s.io/client-go/tools/clientcmd/config.go (ModifyConfig)
 */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { OsError } from "../../../../sim/os/os-error.ts";
import type { Process } from "../../../../sim/os/process.ts";
import { absolutePath, dirname } from "../../../../sim/os/vfs/path.ts";
import { CommandError } from "../errors.ts";
import type { FlagSet } from "../flags/flag-set.ts";
import { goMessage } from "../output/formats.ts";
import { toYaml } from "../output/yaml.ts";
import { type ConfigFile, configPaths, type NamedEntry, PATH_FIELDS, readConfigFile } from "./kubeconfig.ts";

export type Section = "clusters" | "contexts" | "users";

export const ENTRY_FIELD: Readonly<Record<Section, string>> = {
  clusters: "cluster",
  contexts: "context",
  users: "user",
};

/** The file that holds what is changed, or the one that takes what is new. */
function fileFor(process: Process, flags: FlagSet, holds: (file: ConfigFile) => boolean): ConfigFile {
  const paths = configPaths(process, flags);
  for (const path of paths) {
    const file = readConfigFile(process, path);
    if (file !== null && holds(file)) return file;
  }
  const path = paths[0] ?? "";
  return readConfigFile(process, path) ?? emptyFile(path);
}

function emptyFile(path: string): ConfigFile {
  return { path, clusters: [], contexts: [], users: [], currentContext: "", preferences: undefined };
}

export function saveEntry(
  process: Process,
  flags: FlagSet,
  { section, name, value }: { readonly section: Section; readonly name: string; readonly value: Mutable },
): void {
  const file = fileFor(process, flags, (held) => held[section].some((entry) => entry.name === name));
  const folder = dirname(absolutePath(file.path, process.cwd));
  const entry: NamedEntry = { name, [ENTRY_FIELD[section]]: withRelativePaths(value, folder) };
  file[section] = [...file[section].filter((held) => held.name !== name), entry];
  save(process, file);
}

/** Files in or below the kubeconfig's folder are named from there. */
function withRelativePaths(value: Mutable, folder: string): Mutable {
  const relative = { ...value };
  for (const field of PATH_FIELDS)
    if (typeof relative[field] === "string" && relative[field].startsWith(`${folder}/`))
      relative[field] = relative[field].slice(folder.length + 1);
  return relative;
}

export function removeEntry(process: Process, flags: FlagSet, section: Section, name: string): string {
  const file = fileFor(process, flags, (held) => held[section].some((entry) => entry.name === name));
  file[section] = file[section].filter((entry) => entry.name !== name);
  save(process, file);
  return file.path;
}

export function saveCurrentContext(process: Process, flags: FlagSet, name: string): void {
  const file = fileFor(process, flags, ({ currentContext }) => currentContext !== "");
  if (file.currentContext === name) return;
  file.currentContext = name;
  save(process, file);
}

function save(process: Process, file: ConfigFile): void {
  const { fs } = process.machine;
  try {
    const folder = dirname(file.path);
    if (!fs.exists(folder, process.cwd)) fs.makeDirectory(folder, process.cwd, { parents: true });
    fs.writeFile(file.path, toYaml(configObject(file)), process.cwd);
  } catch (error) {
    if (error instanceof OsError) throw new CommandError(`open ${file.path}: ${goMessage(error)}`);
    throw error;
  }
}

/** As it is written and shown: entries by name, empty lists as null. */
export function configObject(file: ConfigFile): Mutable {
  const sorted = (entries: readonly NamedEntry[]): Mutable =>
    entries.length === 0 ? null : [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    apiVersion: "v1",
    clusters: sorted(file.clusters.map((entry) => ({ ...entry, cluster: { server: "", ...entry.cluster } }))),
    contexts: sorted(file.contexts),
    "current-context": file.currentContext,
    kind: "Config",
    ...(file.preferences !== undefined && Object.keys(file.preferences).length > 0
      ? { preferences: file.preferences }
      : {}),
    users: sorted(file.users),
  };
}
