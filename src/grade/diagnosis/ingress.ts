/** Why a door said 404 or 503: whose Ingress the host is, whether anybody took it, and what stands behind the path. */
import type { Ingress, IngressBackend, IngressClass, Service } from "../../sim/kube/schema/types.ts";
import type { Copy } from "../copy.ts";
import type { BrokenLink } from "./broken-link.ts";
import { nearest } from "./nearest.ts";
import { diagnoseService } from "./service.ts";

export interface AskedDoor {
  readonly host: string;
  readonly path: string;
  /** What the answer said: only 404 and 503 are a door's way to say no. */
  readonly status: number;
}

const CLASS_ANNOTATION = "kubernetes.io/ingress.class";

export function diagnoseIngress(copy: Copy, asked: AskedDoor): BrokenLink | null {
  if (asked.status !== 404 && asked.status !== 503) return null;
  const fitting = copy.list<Ingress>("ingresses").filter((ingress) => hostsOf(ingress).some(isFor(asked.host)));
  if (fitting.length === 0) return unknownHost(copy, asked.host);
  const refusals = fitting.map((ingress) => nobodysIngress(copy, ingress));
  const [first] = refusals;
  if (first !== undefined && refusals.every((one) => one !== null)) return first;
  const taken = fitting.filter((_, i) => refusals[i] === null);
  const found = routeOf(taken, asked);
  if (found === null) return unknownPath(taken, asked);
  return asked.status === 503 ? brokenBackend(copy, found) : saidByApp(found);
}

function hostsOf({ spec }: Ingress): string[] {
  return (spec.rules ?? []).map(({ host }) => host ?? "");
}

function isFor(host: string): (of: string) => boolean {
  return (of) => of === "" || of === host || (of.startsWith("*.") && host.endsWith(of.slice(1)));
}

function unknownHost(copy: Copy, host: string): BrokenLink {
  const hosts = copy.list<Ingress>("ingresses").flatMap(hostsOf);
  const close = nearest(host, hosts);
  return {
    stage: "name",
    saw: `no Ingress has a rule for the host ${host}`,
    lookAt: `kubectl get ingress: HOSTS${close === undefined ? "" : `; the nearest is ${close}`}`,
  };
}

/** Null when a class that exists is named, by field or by the annotation of old days. */
function nobodysIngress(copy: Copy, { metadata, spec }: Ingress): BrokenLink | null {
  const { name } = metadata;
  const annotated = metadata.annotations?.[CLASS_ANNOTATION];
  const named = spec.ingressClassName ?? annotated;
  const lookAt = `spec.ingressClassName of Ingress ${name}`;
  if (named === undefined) return { stage: "service", saw: `Ingress ${name} names no class: nobody takes it`, lookAt };
  const classes = copy.list<IngressClass>("ingressclasses").map((one) => one.metadata.name);
  if (classes.includes(named)) return null;
  return {
    stage: "service",
    saw: `Ingress ${name} is for the class ${named}, and there is no IngressClass of that name`,
    lookAt: `${lookAt}; there is ${classes.join(", ") || "no class at all"}`,
  };
}

interface Route {
  readonly name: string;
  readonly namespace: string;
  readonly path: string;
  readonly pathType: string;
  readonly backend: IngressBackend;
}

function routesOf({ metadata, spec }: Ingress, host: string): Route[] {
  const { name, namespace = "default" } = metadata;
  return (spec.rules ?? [])
    .filter((rule) => isFor(host)(rule.host ?? ""))
    .flatMap(({ http }) => http?.paths ?? [])
    .map(({ path = "/", pathType, backend }) => ({ name, namespace, path, pathType, backend }));
}

/** The longest that fits; a path with brackets in it is a pattern. */
function routeOf(taken: readonly Ingress[], { host, path }: AskedDoor): Route | null {
  const fitting = taken.flatMap((ingress) => routesOf(ingress, host)).filter((route) => isOf(route, path));
  return fitting.sort((a, b) => b.path.length - a.path.length)[0] ?? null;
}

function isOf({ path: own, pathType }: Route, path: string): boolean {
  if (pathType === "Exact") return path === own;
  return /[()*^$[\]]/.test(own) ? isPatternFor(own, path) : isBelow(own, path);
}

function isBelow(own: string, path: string): boolean {
  return path === own || path.startsWith(own.endsWith("/") ? own : `${own}/`);
}

function isPatternFor(pattern: string, path: string): boolean {
  try {
    return new RegExp(`^${pattern}`, "i").test(path);
  } catch {
    return false;
  }
}

function unknownPath(taken: readonly Ingress[], { host, path }: AskedDoor): BrokenLink {
  const paths = taken.flatMap((ingress) => routesOf(ingress, host)).map((route) => route.path);
  return {
    stage: "name",
    saw: `no rule for the host ${host} has a path for ${path}; there is ${paths.join(", ") || "none"}`,
    lookAt: `spec.rules of Ingress ${taken.map(({ metadata }) => metadata.name).join(", ")}`,
  };
}

function brokenBackend(copy: Copy, { name, namespace, path, backend }: Route): BrokenLink | null {
  const { service } = backend;
  if (service === undefined) return null;
  const lookAt = `the backend of ${path} in Ingress ${name}`;
  const found = copy.get<Service>("services", namespace, service.name);
  if (found === undefined) {
    const close = nearest(
      service.name,
      copy.list<Service>("services", namespace).map((one) => one.metadata.name),
    );
    const saw = `Ingress ${name} sends ${path} on to a Service ${service.name}, and there is none of that name in namespace ${namespace}`;
    return { stage: "service", saw, lookAt: `${lookAt}${close === undefined ? "" : `; the nearest is ${close}`}` };
  }
  const ports = found.spec.ports ?? [];
  const { number, name: portName } = service.port ?? {};
  if (ports.some((port) => port.port === number || (portName !== undefined && port.name === portName)))
    return diagnoseService(copy, namespace, service.name);
  const own = ports.map((port) => (port.name === undefined ? port.port : `${port.port} (${port.name})`)).join(", ");
  const saw = `Ingress ${name} sends ${path} on to port ${number ?? portName} of Service ${service.name}, which has ${own}`;
  return { stage: "port", saw, lookAt };
}

function saidByApp({ name, path, backend }: Route): BrokenLink {
  const { service } = backend;
  return {
    stage: "answer",
    saw: `Ingress ${name} sent it on by its path ${path}, so the app behind Service ${service?.name} said so`,
    lookAt: `the path that the app receives: its log, and the rewrite-target of Ingress ${name}`,
  };
}
