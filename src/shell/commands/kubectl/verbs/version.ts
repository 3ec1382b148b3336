/** `kubectl version`, `api-resources`, `api-versions`, `cluster-info`. Models: k8s.io/kubectl/pkg/cmd/{version,apiresources,clusterinfo} */
import type { Run } from "../../../../sim/core/wait.ts";
import { CLIENT_BUILD, versionOf } from "../../../../sim/kube/api/builds.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { apiVersionOf, type Mapping, qualifiedResource } from "../client/rest-mapper.ts";
import type { Command } from "../command.ts";
import { CommandError, expected } from "../errors.ts";
import { bool, slice, text } from "../flags/flag.ts";
import type { Invocation } from "../invocation.ts";
import { type FieldOrder, indentedJson } from "../output/json.ts";
import { structOrder } from "../output/struct-order.ts";
import { TabWriter } from "../output/tab-writer.ts";
import { toYaml } from "../output/yaml.ts";
import { DUMP } from "./cluster-info-dump.ts";

const CLIENT = versionOf(CLIENT_BUILD);
const KUSTOMIZE = "v5.8.1";

export const VERSION: Command = {
  name: "version",
  summary: "Print the client and server version information",
  usage: "[flags]",
  flags: [bool("client"), text("output/o")],
  *run(call) {
    const { flags } = call;
    if (call.args.length > 0) throw new CommandError(`extra arguments: [${call.args.join(" ")}]`);
    const output = flags.text("output");
    if (!["", "yaml", "json"].includes(output)) throw new CommandError("--output must be 'yaml' or 'json'");
    let server: Mutable = null;
    let failure: Error | null = null;
    if (!flags.bool("client")) {
      try {
        server = yield* call.client.get("/version");
      } catch (error) {
        failure = expected(error);
      }
    }
    if (failure !== null && flags.bool("match-server-version")) throw failure;
    yield* call.print(versionText(output, server));
    if (failure !== null) throw failure;
  },
};

function versionText(output: string, server: Mutable): string {
  const all = {
    clientVersion: CLIENT,
    kustomizeVersion: KUSTOMIZE,
    ...(server === null ? {} : { serverVersion: server }),
  };
  if (output === "yaml") return `${toYaml(all)}\n`;
  if (output === "json") return `${indentedJson(all, "  ", structOrder)}\n`;
  const lines = [`Client Version: ${CLIENT.gitVersion}`, `Kustomize Version: ${KUSTOMIZE}`];
  if (server !== null) lines.push(`Server Version: ${server.gitVersion}`);
  return `${lines.join("\n")}\n`;
}

export const API_VERSIONS: Command = {
  name: "api-versions",
  usage: "",
  summary: 'Print the supported API versions on the server, in the form of "group/version"',
  *run(call) {
    if (call.args.length > 0) throw call.usageError(`unexpected arguments: [${call.args.join(" ")}]`);
    const mapper = yield* call.mapper();
    const versions = [...new Set(mapper.all.map(apiVersionOf))].sort();
    yield* call.print(versions.map((version) => `${version}\n`).join(""));
  },
};

export const API_RESOURCES: Command = {
  name: "api-resources",
  summary: "Print the supported API resources on the server",
  usage: "[flags]",
  flags: [
    text("api-group"),
    bool("cached"),
    slice("categories"),
    bool("namespaced", true),
    bool("no-headers"),
    text("output/o"),
    bool("show-managed-fields"),
    text("sort-by"),
    slice("verbs"),
  ],
  *run(call) {
    if (call.args.length > 0) throw call.usageError(`unexpected arguments: [${call.args.join(" ")}]`);
    checkResourceFlags(call);
    const mapper = yield* call.mapper();
    const chosen = sorted(chosenResources(call, mapper.all), call.flags.text("sort-by"));
    yield* call.print(resourcesText(call, chosen));
  },
};

function checkResourceFlags({ flags }: Invocation): void {
  const [output, sortBy] = [flags.text("output"), flags.text("sort-by")];
  if (!["", "wide", "name", "json", "yaml", "kyaml"].includes(output))
    throw new CommandError(
      `unable to match a printer suitable for the output format "${output}", allowed formats are: json,kyaml,name,wide,yaml`,
    );
  if (!["", "name", "kind"].includes(sortBy)) throw new CommandError("--sort-by accepts only name or kind");
}

/** Each in its group's preferred version, or in the first that has it; and only what has verbs. */
function chosenResources({ flags }: Invocation, all: readonly Mapping[]): Mapping[] {
  const seen = new Set<string>();
  return all.filter((mapping) => {
    const name = `${mapping.group}/${mapping.resource}`;
    if (mapping.verbs.length === 0 || seen.has(name)) return false;
    seen.add(name);
    if (flags.changed("api-group") && mapping.group !== flags.text("api-group")) return false;
    if (flags.changed("namespaced") && mapping.isNamespaced !== flags.bool("namespaced")) return false;
    if (!flags.list("verbs").every((verb) => mapping.verbs.includes(verb))) return false;
    return flags.list("categories").every((category) => mapping.categories.includes(category));
  });
}

/** By group and then by name, or by what was asked. */
function sorted(mappings: readonly Mapping[], sortBy: string): Mapping[] {
  const key = (mapping: Mapping): string => {
    if (sortBy === "kind") return mapping.kind;
    return sortBy === "name" ? mapping.resource : `${mapping.group} ${mapping.resource}`;
  };
  return [...mappings].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

function resourcesText(call: Invocation, mappings: readonly Mapping[]): string {
  const { flags } = call;
  const output = flags.text("output");
  if (output === "name") return mappings.map((mapping) => `${qualifiedResource(mapping)}\n`).join("");
  if (["json", "yaml", "kyaml"].includes(output)) {
    const list = { kind: "APIResourceList", apiVersion: "v1", groupVersion: "", resources: mappings.map(resourceOf) };
    if (output === "kyaml") return call.rare.kyaml(list, asGiven);
    return output === "yaml" ? toYaml(list) : `${indentedJson(list, "    ", asGiven)}\n`;
  }
  const writer = new TabWriter();
  const isWide = output === "wide";
  if (!flags.bool("no-headers"))
    writer.line([
      ...["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND"],
      ...(isWide ? ["VERBS", "CATEGORIES"] : []),
    ]);
  for (const mapping of mappings)
    writer.line([
      mapping.resource,
      mapping.shortNames.join(","),
      apiVersionOf(mapping),
      String(mapping.isNamespaced),
      mapping.kind,
      ...(isWide ? [mapping.verbs.join(","), mapping.categories.join(",")] : []),
    ]);
  return writer.flush();
}

/** The structs of an API list print their fields in the order in which they are made here. */
const asGiven: FieldOrder = (keys) => [...keys];

function resourceOf(mapping: Mapping): Mutable {
  return {
    name: mapping.resource,
    singularName: mapping.singular,
    namespaced: mapping.isNamespaced,
    ...(mapping.group === "" ? {} : { group: mapping.group }),
    version: mapping.version,
    kind: mapping.kind,
    verbs: mapping.verbs,
    ...(mapping.shortNames.length > 0 ? { shortNames: mapping.shortNames } : {}),
    ...(mapping.categories.length > 0 ? { categories: mapping.categories } : {}),
  };
}

const HINT = "\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n";

export const CLUSTER_INFO: Command = {
  name: "cluster-info",
  summary: "Display cluster information",
  usage: "[flags]",
  subcommands: [DUMP],
  *run(call) {
    try {
      yield* clusterInfo(call);
    } catch (error) {
      yield* call.print(HINT);
      throw expected(error);
    }
  },
};

function* clusterInfo(call: Invocation): Run<void> {
  yield* call.mapper();
  const list = yield* call.client.get("/api/v1/namespaces/kube-system/services", {
    query: [["labelSelector", "kubernetes.io/cluster-service=true"]],
  });
  const { server } = call.connection;
  yield* call.print(`Kubernetes control plane is running at ${server}\n`);
  for (const service of list.items) yield* call.print(`${serviceLine(server, service)}\n`);
  yield* call.print(HINT);
}

function serviceLine(server: string, { metadata, spec, status = {} }: Mutable): string {
  const name = metadata.labels?.["kubernetes.io/name"] || metadata.name;
  const [ingress] = status.loadBalancer?.ingress ?? [];
  const [port] = spec.ports ?? [];
  if (ingress !== undefined)
    return `${name} is running at ${(spec.ports ?? []).map((one: Mutable) => `http://${ingress.ip || ingress.hostname}:${one.port} `).join("")}`;
  const scheme = port?.name === "https" || port?.port === 443 ? "https:" : "";
  const suffix = port?.name ? `:${port.name}` : scheme === "" ? "" : ":";
  return `${name} is running at ${server}/api/v1/namespaces/${metadata.namespace}/services/${scheme}${metadata.name}${suffix}/proxy`;
}
