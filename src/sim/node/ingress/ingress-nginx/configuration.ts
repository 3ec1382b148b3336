/**
 * What the Ingresses come to: servers by host, their locations in the order in which they are tried, certificates.
 *
 * Models: kubernetes/ingress-nginx internal/ingress/controller/{controller,location}.go getBackendServers, createServers
 * SIMPLIFIED: no server aliases, snippets, external authentication, sticky sessions or mirrors.
 */
import type { Ingress, IngressBackend } from "../../../kube/schema/types.ts";
import type { ClusterView } from "./cluster-view.ts";
import { type Settings, settingsOf } from "./settings.ts";

export interface Backend {
  readonly namespace: string;
  readonly service: NonNullable<IngressBackend["service"]>;
}

export interface Location {
  readonly path: string;
  readonly pathType: string;
  readonly backend: Backend;
  readonly ingress: Ingress;
  readonly settings: Settings;
  /** Ingresses marked as canaries of this one. */
  readonly canaries: readonly { readonly backend: Backend; readonly settings: Settings }[];
  /** With `matches` made of path and type. */
  readonly pattern: RegExp | null;
}

export interface Server {
  /** `_` for every host that nobody named. */
  readonly host: string;
  readonly locations: readonly Location[];
  /** `namespace/name` of the Secret; null for the controller's own certificate. */
  readonly secret: string | null;
}

export interface Configuration {
  readonly servers: readonly Server[];
}

export const CATCH_ALL = "_";

interface Draft {
  readonly host: string;
  readonly locations: Location[];
  secret: string | null;
}

export function configurationOf(view: ClusterView, ingresses: readonly Ingress[]): Configuration {
  const drafts = new Map<string, Draft>();
  const draftOf = (host: string): Draft => {
    const known = drafts.get(host);
    if (known !== undefined) return known;
    const made = { host, locations: [], secret: null };
    drafts.set(host, made);
    return made;
  };
  draftOf(CATCH_ALL);
  const plain = ingresses.filter((ingress) => settingsOf(ingress).canary === null);
  for (const ingress of plain) addIngress(ingress, draftOf);
  for (const ingress of plain) addDefaultBackend(ingress, draftOf);
  for (const ingress of ingresses) if (settingsOf(ingress).canary !== null) addCanary(ingress, drafts);
  for (const ingress of plain) addCertificates(view, ingress, drafts);
  return { servers: [...drafts.values()].map(ordered) };
}

function addIngress(ingress: Ingress, draftOf: (host: string) => Draft): void {
  const namespace = ingress.metadata.namespace ?? "default";
  const settings = settingsOf(ingress);
  for (const { host, http } of ingress.spec.rules ?? []) {
    const draft = draftOf(host || CATCH_ALL);
    for (const { path = "/", pathType, backend } of http?.paths ?? []) {
      const service = backend.service;
      const at = path === "" ? "/" : path;
      // The oldest Ingress has it.
      const isTaken = draft.locations.some((one) => one.path === at && sameKind(one.pathType, pathType));
      if (service === undefined || isTaken) continue;
      const made = {
        path: at,
        pathType,
        backend: { namespace, service },
        ingress,
        settings,
        canaries: [],
        pattern: null,
      };
      draft.locations.push(made);
    }
  }
}

function sameKind(one: string, other: string): boolean {
  return (one === "Exact") === (other === "Exact");
}

/** `spec.defaultBackend`: of the whole controller without rules, else of the hosts of its rules. */
function addDefaultBackend(ingress: Ingress, draftOf: (host: string) => Draft): void {
  const service = ingress.spec.defaultBackend?.service;
  if (service === undefined) return;
  const namespace = ingress.metadata.namespace ?? "default";
  const settings = settingsOf(ingress);
  const rules = ingress.spec.rules ?? [];
  for (const host of rules.length === 0 ? [CATCH_ALL] : rules.map((rule) => rule.host || CATCH_ALL)) {
    const draft = draftOf(host);
    if (draft.locations.some(({ path, pathType }) => path === "/" && pathType !== "Exact")) continue;
    const backend = { namespace, service };
    draft.locations.push({ path: "/", pathType: "Prefix", backend, ingress, settings, canaries: [], pattern: null });
  }
}

function addCanary(ingress: Ingress, drafts: ReadonlyMap<string, Draft>): void {
  const namespace = ingress.metadata.namespace ?? "default";
  const settings = settingsOf(ingress);
  for (const { host, http } of ingress.spec.rules ?? []) {
    const draft = drafts.get(host || CATCH_ALL);
    for (const { path = "/", backend } of http?.paths ?? []) {
      const at = draft?.locations.findIndex((one) => one.path === path) ?? -1;
      const primary = draft?.locations[at];
      if (draft === undefined || primary === undefined || backend.service === undefined) continue;
      const canary = { backend: { namespace, service: backend.service }, settings };
      draft.locations[at] = { ...primary, canaries: [...primary.canaries, canary] };
    }
  }
}

function addCertificates({ secrets }: ClusterView, ingress: Ingress, drafts: ReadonlyMap<string, Draft>): void {
  const namespace = ingress.metadata.namespace ?? "default";
  for (const { hosts = [], secretName = "" } of ingress.spec.tls ?? [])
    for (const host of hosts.length === 0 ? [CATCH_ALL] : hosts) {
      const draft = drafts.get(host);
      if (draft === undefined || draft.secret !== null) continue;
      // Without its Secret the host has TLS still, with the controller's own certificate.
      const isThere = secretName !== "" && secrets.get(namespace, secretName) !== undefined;
      draft.secret = isThere ? `${namespace}/${secretName}` : "";
    }
}

/** Longer paths come first. One pattern among them makes patterns of all. */
function ordered({ host, locations, secret }: Draft): Server {
  const isRegex = locations.some(({ settings, path }) => needsPattern(settings, path));
  const sorted = [...locations].sort((a, b) => b.path.length - a.path.length || (a.path < b.path ? 1 : -1));
  return {
    host,
    secret,
    locations: sorted.map((location) => ({ ...location, pattern: isRegex ? patternOf(location) : null })),
  };
}

function needsPattern({ useRegex, rewriteTarget }: Settings, path: string): boolean {
  return useRegex || (rewriteTarget !== null && rewriteTarget !== path);
}

function patternOf({ path }: Location): RegExp | null {
  try {
    return new RegExp(`^${path}`, "i");
  } catch {
    return null;
  }
}
