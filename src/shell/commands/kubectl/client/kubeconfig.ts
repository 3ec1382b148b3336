/**
 * The kubeconfig files: which server, as whom, in which namespace.
 *
 * Models: k8s.io/client-go/tools/clientcmd (loader.go, client_config.go, overrides.go)
 * SIMPLIFIED: no exec plugins and no auth providers: credentials are a client certificate or a token.
 */
import { isObject, type JsonObject, type Mutable } from "../../../../sim/kube/api/objects.ts";
import { OsError } from "../../../../sim/os/os-error.ts";
import type { Process } from "../../../../sim/os/process.ts";
import { absolutePath, dirname } from "../../../../sim/os/vfs/path.ts";
import { CommandError, goQuote } from "../errors.ts";
import type { FlagSet } from "../flags/flag-set.ts";
import { GLOBAL_FLAGS } from "../flags/shared.ts";
import { readYaml } from "./go-yaml/check-yaml.ts";
import { YamlError } from "./go-yaml/token.ts";
import { pemOf, type Trust } from "./server-trust.ts";

export interface NamedEntry {
  readonly name: string;
  readonly [field: string]: Mutable;
}

/** One file as it stands, entries in their order. */
export interface ConfigFile {
  readonly path: string;
  clusters: NamedEntry[];
  contexts: NamedEntry[];
  users: NamedEntry[];
  currentContext: string;
  preferences: JsonObject | undefined;
}

export interface Connection {
  /** `https://127.0.0.1:6443` */
  readonly server: string;
  readonly namespace: string;
  /** The namespace was asked for, not merely a default. */
  readonly isNamespaceExplicit: boolean;
  readonly headers: ReadonlyMap<string, string>;
  readonly trust: Trust;
  /** PEM of the client's certificate. */
  readonly certificate: string | null;
}

/** The files that are read, the first of which also takes what is new. */
export function configPaths(process: Process, flags: FlagSet): string[] {
  const flag = flags.textOr("kubeconfig", "");
  if (flag !== "") return [flag];
  const variable = process.env.get("KUBECONFIG") ?? "";
  if (variable !== "") return variable.split(":").filter((path) => path !== "");
  return [`${process.env.get("HOME") ?? ""}/.kube/config`];
}

/** `isLooking`: the answer is not changed, and may be one that others have. */
export function readConfigFile(process: Process, path: string, isLooking = false): ConfigFile | null {
  let text: string;
  try {
    if (process.machine.fs.tryNode(path, process.cwd) === undefined) return null;
    text = process.machine.fs.readText(path, process.cwd);
  } catch (error) {
    if (error instanceof OsError && error.code === "EISDIR")
      throw new CommandError(`error loading config file ${goQuote(path)}: read ${path}: is a directory`);
    throw error;
  }
  if (!isLooking) return parseConfig(path, text);
  // Command after command connects with the same file.
  const [known] = LOOKED_AT;
  if (known?.file.path === path && known.text === text) return known.file;
  const file = parseConfig(path, text);
  LOOKED_AT[0] = { text, file };
  return file;
}

/** The last one. */
const LOOKED_AT: { readonly text: string; readonly file: ConfigFile }[] = [];

function parseConfig(path: string, text: string): ConfigFile {
  let content: unknown;
  try {
    content = readYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new CommandError(`error loading config file ${goQuote(path)}: yaml: ${error.message}`);
  }
  const config = isObject(content) ? content : {};
  const entries = (field: string): NamedEntry[] => (Array.isArray(config[field]) ? (config[field] as never) : []);
  return {
    path,
    clusters: entries("clusters"),
    contexts: entries("contexts"),
    users: entries("users"),
    currentContext: typeof config["current-context"] === "string" ? config["current-context"] : "",
    preferences: isObject(config.preferences) ? config.preferences : undefined,
  };
}

/** All files as one: of two entries of one name the earlier counts. */
/** The fields of clusters and users that name files. A relative path counts from the kubeconfig's folder. */
export const PATH_FIELDS: readonly string[] = [
  "certificate-authority",
  "client-certificate",
  "client-key",
  "tokenFile",
];

function withAbsolutePaths(entry: NamedEntry, folder: string): NamedEntry {
  const absolute = (value: Mutable): Mutable => {
    const paths = PATH_FIELDS.filter((field) => (value?.[field] ?? "") !== "");
    if (paths.length === 0) return value;
    return { ...value, ...Object.fromEntries(paths.map((field) => [field, absolutePath(value[field], folder)])) };
  };
  return { ...entry, cluster: absolute(entry.cluster), user: absolute(entry.user) };
}

/** `isResolved`: for who connects. The files that are named have to be there, and what is relative in them is not. */
export function mergedConfig(process: Process, flags: FlagSet, isResolved = false): ConfigFile {
  const flag = flags.textOr("kubeconfig", "");
  const merged: ConfigFile = {
    path: configPaths(process, flags)[0] ?? "",
    clusters: [],
    contexts: [],
    users: [],
    currentContext: "",
    preferences: undefined,
  };
  for (const path of configPaths(process, flags)) {
    const file = readConfigFile(process, path, isResolved);
    if (file === null) {
      if (flag !== "" && isResolved) throw new CommandError(`stat ${path}: no such file or directory`);
      continue;
    }
    const folder = dirname(absolutePath(path, process.cwd));
    for (const kind of ["clusters", "contexts", "users"] as const)
      for (const entry of file[kind])
        if (!merged[kind].some(({ name }) => name === entry.name))
          merged[kind].push(isResolved ? withAbsolutePaths(entry, folder) : entry);
    if (merged.currentContext === "") merged.currentContext = file.currentContext;
    merged.preferences ??= file.preferences;
  }
  return merged;
}

export function resolveConnection(process: Process, flags: FlagSet): Connection {
  const config = mergedConfig(process, flags, true);
  const contextName = globalText(flags, "context") || config.currentContext;
  const context = config.contexts.find(({ name }) => name === contextName)?.context ?? {};
  if (globalText(flags, "context") !== "" && !config.contexts.some(({ name }) => name === contextName))
    throw new CommandError(`Error in configuration: context was not found for specified context: ${contextName}`, {
      plain: true,
    });
  const namespaceFlag = globalText(flags, "namespace");
  const clusterName = globalText(flags, "cluster") || context.cluster || "";
  const cluster = config.clusters.find(({ name }) => name === clusterName)?.cluster;
  if (cluster === undefined && clusterName !== "" && globalText(flags, "server") === "")
    throw new CommandError(`no server found for cluster ${goQuote(clusterName)}`);
  const userName = globalText(flags, "user") || context.user || "";
  const user = config.users.find(({ name }) => name === userName)?.user;
  if (user === undefined && userName !== "") throw new CommandError(`auth info ${goQuote(userName)} does not exist`);
  checkCredentials(process, flags, { user, userName, cluster, clusterName });
  const certificate = pemOf(process, user ?? {}, {
    field: "client-certificate",
    name: userName,
    flag: globalText(flags, "client-certificate"),
  });
  return {
    trust: trustOf(process, flags, { name: clusterName, ...cluster }),
    certificate,
    server: serverOf(globalText(flags, "server") || cluster?.server || "http://localhost:8080"),
    namespace: namespaceFlag || context.namespace || "default",
    isNamespaceExplicit: namespaceFlag !== "",
    headers: headersOf(flags, user ?? {}, userName),
  };
}

function trustOf(process: Process, flags: FlagSet, cluster: Mutable): Trust {
  const flag = globalText(flags, "certificate-authority");
  const isAsked = flags.flag("insecure-skip-tls-verify") !== undefined && flags.bool("insecure-skip-tls-verify");
  const isInsecure = isAsked || cluster["insecure-skip-tls-verify"] === true;
  // Who asks for no check on the command line means the kubeconfig's authority too.
  const authorities =
    isAsked && flag === ""
      ? null
      : pemOf(process, cluster, { field: "certificate-authority", name: cluster.name, flag });
  if (isInsecure && authorities !== null)
    throw new CommandError("specifying a root certificates file with the insecure flag is not allowed");
  return {
    isInsecure,
    authorities,
    serverName: globalText(flags, "tls-server-name") || cluster["tls-server-name"] || "",
  };
}

interface Credentials {
  readonly user: Mutable | undefined;
  readonly userName: string;
  readonly cluster: Mutable | undefined;
  readonly clusterName: string;
}

/** Models: k8s.io/client-go/tools/clientcmd/validation.go */
function checkCredentials(process: Process, flags: FlagSet, given: Credentials): void {
  const { user, userName, cluster, clusterName } = given;
  const faults: string[] = [];
  const hasToken = Boolean(globalText(flags, "token") || user?.token);
  const hasPassword = ["username", "password"].some((name) => Boolean(globalText(flags, name) || user?.[name]));
  if (hasToken && hasPassword)
    faults.push(
      `more than one authentication method found for ${userName}; found [token basicAuth], only one is allowed`,
    );
  for (const [name, field] of [
    ["client-certificate", "client-cert"],
    ["client-key", "client-key"],
  ] as const) {
    const path = globalText(flags, name) || ((user?.[`${name}-data`] ?? "") === "" ? (user?.[name] ?? "") : "");
    if (path !== "" && !process.machine.fs.exists(path, process.cwd)) faults.push(unreadable(field, path, userName));
  }
  const authority = globalText(flags, "certificate-authority") || cluster?.["certificate-authority"] || "";
  if (authority !== "" && !process.machine.fs.exists(authority, process.cwd))
    faults.push(unreadable("certificate-authority", authority, clusterName));
  const [only] = faults;
  if (only === undefined) return;
  if (faults.length === 1) throw new CommandError(only);
  throw new CommandError(`Error in configuration: \n${faults.map((fault) => `* ${fault}`).join("\n")}`, {
    plain: true,
  });
}

function unreadable(field: string, path: string, name: string): string {
  return `unable to read ${field} ${path} for ${name} due to open ${path}: no such file or directory`;
}

/** A command's own flag of the same name (`create rolebinding --user`) says nothing of the connection. */
function globalText(flags: FlagSet, name: string): string {
  const flag = flags.flag(name);
  return flag !== undefined && GLOBAL_FLAGS.includes(flag) ? flags.text(name) : "";
}

function serverOf(address: string): string {
  return address.includes("://") ? address.replace(/\/+$/, "") : `http://${address}`;
}

function extraOf(flags: FlagSet, user: Mutable): ReadonlyMap<string, readonly string[]> {
  const extra = new Map<string, string[]>();
  const given = flags.has("as-user-extra") ? flags.list("as-user-extra") : [];
  for (const pair of given) {
    const equals = pair.indexOf("=");
    if (equals < 0) throw new CommandError(`invalid value for user-extra: ${pair}`);
    extra.set(pair.slice(0, equals), [...(extra.get(pair.slice(0, equals)) ?? []), pair.slice(equals + 1)]);
  }
  if (given.length === 0)
    for (const [key, values] of Object.entries<Mutable>(user["as-user-extra"] ?? {})) extra.set(key, [...values]);
  return extra;
}

function headersOf(flags: FlagSet, user: Mutable, userName: string): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  const token = globalText(flags, "token") || user.token;
  if (token) headers.set("authorization", `Bearer ${token}`);
  const impersonated = globalText(flags, "as") || user.as;
  if (impersonated) headers.set("impersonate-user", impersonated);
  const given = flags.has("as-group") ? flags.list("as-group") : [];
  const groups: readonly string[] = given.length > 0 ? given : (user["as-groups"] ?? []);
  const uid: string = globalText(flags, "as-uid") || user["as-uid"] || "";
  const extra = extraOf(flags, user);
  if (!impersonated && (groups.length > 0 || uid !== "" || extra.size > 0))
    throw new CommandError(`requesting uid, groups or user-extra for ${userName} without impersonating a user`);
  if (groups.length > 0) headers.set("impersonate-group", groups.join(","));
  if (uid !== "") headers.set("impersonate-uid", uid);
  for (const [key, values] of extra) headers.set(`impersonate-extra-${key.toLowerCase()}`, values.join(","));
  return headers;
}
