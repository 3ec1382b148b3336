/**
 * What the API server offers, in the old form (one document for each group version) and the aggregated one.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/endpoints/discovery, pkg/endpoints/discovery/aggregated
 */
import { apiVersionOf, type Kind, type Subresource } from "../kinds/kind.ts";
import type { Kinds } from "./kinds.ts";
import type { JsonObject } from "./objects.ts";

const ALL_VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

interface SubresourceInfo {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly verbs: readonly string[];
}

const READ_WRITE = ["get", "patch", "update"];

const SUBRESOURCES: Readonly<Record<Subresource, SubresourceInfo>> = {
  status: { verbs: READ_WRITE },
  scale: { group: "autoscaling", version: "v1", kind: "Scale", verbs: READ_WRITE },
  ephemeralcontainers: { verbs: READ_WRITE },
  resize: { verbs: READ_WRITE },
  approval: { verbs: READ_WRITE },
  finalize: { verbs: ["update"] },
  log: { verbs: ["get"] },
  exec: { kind: "PodExecOptions", verbs: ["create", "get"] },
  attach: { kind: "PodAttachOptions", verbs: ["create", "get"] },
  portforward: { kind: "PodPortForwardOptions", verbs: ["create", "get"] },
  proxy: { kind: "PodProxyOptions", verbs: ["create", "delete", "get", "patch", "update"] },
  eviction: { group: "policy", version: "v1", kind: "Eviction", verbs: ["create"] },
  binding: { kind: "Binding", verbs: ["create"] },
  token: { group: "authentication.k8s.io", version: "v1", kind: "TokenRequest", verbs: ["create"] },
};

function proxyKind(kind: Kind, subresource: Subresource): string | undefined {
  if (subresource === "proxy") return `${kind.kind}ProxyOptions`;
  return SUBRESOURCES[subresource].kind;
}

export function verbsOf(kind: Kind): readonly string[] {
  return kind.verbs ?? ALL_VERBS;
}

export function apiVersions(server?: { readonly address: string; readonly port: number }): JsonObject {
  const serverAddress = server === undefined ? "kubernetes.default.svc:443" : `${server.address}:${server.port}`;
  return {
    kind: "APIVersions",
    versions: ["v1"],
    serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress }],
  };
}

export function apiGroupList(kinds: Kinds): JsonObject {
  return {
    kind: "APIGroupList",
    apiVersion: "v1",
    groups: namedGroups(kinds).map((group) => groupRecord(kinds, group)),
  };
}

function namedGroups(kinds: Kinds): readonly string[] {
  return kinds.groups().filter((group) => group !== "");
}

function groupRecord(kinds: Kinds, group: string): JsonObject {
  const versions = kinds.versionsOf(group).map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions, preferredVersion: versions[0] as JsonObject };
}

export function apiGroup(kinds: Kinds, group: string): JsonObject {
  return { kind: "APIGroup", apiVersion: "v1", ...groupRecord(kinds, group) };
}

export function apiResourceList(kinds: Kinds, group: string, version: string): JsonObject | null {
  const here = kindsOf(kinds, group, version);
  if (here.length === 0) return null;
  const resources = here.flatMap((kind) => [
    {
      name: kind.resource,
      singularName: kind.singular,
      namespaced: kind.namespaced,
      kind: kind.kind,
      verbs: verbsOf(kind),
      ...(kind.shortNames.length === 0 ? {} : { shortNames: kind.shortNames }),
      ...(kind.categories.length === 0 ? {} : { categories: kind.categories }),
    },
    ...kind.subresources.map((subresource) => {
      const { verbs, group: home, version: homeVersion } = SUBRESOURCES[subresource];
      return {
        name: `${kind.resource}/${subresource}`,
        singularName: "",
        namespaced: kind.namespaced,
        ...(home === undefined ? {} : { group: home, version: homeVersion }),
        kind: proxyKind(kind, subresource) ?? kind.kind,
        verbs,
      };
    }),
  ]);
  return {
    kind: "APIResourceList",
    ...(group === "" ? {} : { apiVersion: "v1" }),
    groupVersion: apiVersionOf({ group, version }),
    resources,
  };
}

function kindsOf(kinds: Kinds, group: string, version: string): readonly Kind[] {
  return kinds.all
    .filter((kind) => kind.group === group && kind.version === version)
    .sort((a, b) => (a.resource < b.resource ? -1 : 1));
}

interface Made {
  readonly from: readonly Kind[];
  readonly document: JsonObject;
}

/** The last of each sort: servers that offer the same kinds, as most do, hand out one document. */
const MADE = new Map<string, Made>();

/** `version` is v2 or v2beta1, as the client asked. */
export function aggregatedDiscovery(kinds: Kinds, groups: "core" | "named", version: string): JsonObject {
  const which = `${groups} ${version}`;
  const known = MADE.get(which);
  const { all } = kinds;
  if (known?.from.length === all.length && known.from.every((kind, at) => kind === all[at])) return known.document;
  const document = discoveryDocument(kinds, groups, version);
  MADE.set(which, { from: [...all], document });
  return document;
}

function discoveryDocument(kinds: Kinds, groups: "core" | "named", version: string): JsonObject {
  const names = groups === "core" ? [""] : namedGroups(kinds);
  return {
    kind: "APIGroupDiscoveryList",
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: names.map((group) => ({
      metadata: { ...(group === "" ? {} : { name: group }), creationTimestamp: null },
      versions: kinds.versionsOf(group).map((one) => ({
        version: one,
        resources: kindsOf(kinds, group, one).map(aggregatedResource),
        freshness: "Current",
      })),
    })),
  };
}

function aggregatedResource(kind: Kind): JsonObject {
  const responseKind = { group: kind.group, version: kind.version, kind: kind.kind };
  const subresources = kind.subresources.map((subresource) => {
    const info = SUBRESOURCES[subresource];
    return {
      subresource,
      responseKind: {
        group: info.group ?? kind.group,
        version: info.version ?? kind.version,
        kind: proxyKind(kind, subresource) ?? kind.kind,
      },
      verbs: info.verbs,
    };
  });
  return {
    resource: kind.resource,
    responseKind,
    scope: kind.namespaced ? "Namespaced" : "Cluster",
    singularResource: kind.singular,
    verbs: verbsOf(kind),
    ...(kind.shortNames.length === 0 ? {} : { shortNames: kind.shortNames }),
    ...(kind.categories.length === 0 ? {} : { categories: kind.categories }),
    ...(subresources.length === 0 ? {} : { subresources }),
  };
}
