/**
 * A container's environment: Service addresses, envFrom, env with references to the Pod, to ConfigMaps and Secrets,
 * and `$(NAME)` in values, commands and arguments.
 *
 * Models: pkg/kubelet/kubelet_pods.go makeEnvironmentVariables, pkg/kubelet/envvars/envvars.go,
 *   third_party/forked/golang/expansion/expand.go
 * SIMPLIFIED: no fileKeyRef; resourceFieldRef gives whole cores and bytes.
 */
import { decodeUtf8 } from "../../core/utf8.ts";
import type { Informer } from "../../kube/api/client.ts";
import type { ConfigMap, Container, EnvFromSource, EnvVar, Pod, Secret, Service } from "../../kube/schema/types.ts";
import { decodeBase64 } from "./base64.ts";
import { fieldOf, resourceFieldOf } from "./downward-api.ts";

export interface EnvironmentSources {
  readonly services: Informer<Service>;
  readonly configMaps: Informer<ConfigMap>;
  readonly secrets: Informer<Secret>;
}

export interface PodPlace {
  readonly podIP: string;
  readonly hostIP: string;
}

/** Why a container cannot be made: the message of CreateContainerConfigError. */
export class ContainerConfigError extends Error {}

export interface ContainerEnvironment {
  /** What the container says itself. */
  readonly own: ReadonlyMap<string, string>;
  /** What Services say, where the container does not: the same for every container of the namespace. */
  readonly services: ReadonlyMap<string, string>;
}

export function environmentOf(
  pod: Pod,
  container: Container,
  { sources, place }: { readonly sources: EnvironmentSources; readonly place: PodPlace },
): ContainerEnvironment {
  const namespace = pod.metadata.namespace ?? "default";
  const env = new Map<string, string>();
  for (const from of container.envFrom ?? []) addAllFrom(env, from, namespace, sources);
  const serviceVariables = serviceEnvironment(namespace, pod.spec.enableServiceLinks !== false, sources.services);
  const known = { get: (name: string) => env.get(name) ?? serviceVariables.get(name) };
  for (const variable of container.env ?? []) {
    const value = variableValue(variable, { pod, container, known, sources, place });
    if (value === undefined) continue;
    env.set(variable.name, value);
  }
  return { own: env, services: serviceVariables };
}

type Known = Pick<ReadonlyMap<string, string>, "get">;

/** `$(NAME)` becomes its value, or stays as it is when there is no such name; `$$` is a dollar. */
export function expandReferences(text: string, env: Known): string {
  return text.replace(/\$(\$|\(([^)]*)\))/g, (all, escaped: string, name: string | undefined) =>
    escaped === "$" ? "$" : (env.get(name ?? "") ?? all),
  );
}

const NO_LINKS: readonly Service[] = [];
/** By the list of a namespace's Services, which is another one as soon as one of them is. */
const KNOWN = new WeakMap<
  readonly Service[],
  { readonly api: Service | undefined; readonly env: Map<string, string> }
>();

/** The variables of Docker links, for every Service of the namespace and for the API server. */
function serviceEnvironment(
  namespace: string,
  withLinks: boolean,
  services: Informer<Service>,
): ReadonlyMap<string, string> {
  const api = services.get("default", "kubernetes");
  const own = withLinks ? services.list(namespace) : NO_LINKS;
  const known = KNOWN.get(own);
  if (known !== undefined && known.api === api) return known.env;
  const env = new Map<string, string>();
  KNOWN.set(own, { api, env });
  for (const service of api === undefined || own.includes(api) ? own : [api, ...own]) addService(env, service);
  return env;
}

function addService(env: Map<string, string>, { metadata, spec }: Service): void {
  const ip = spec?.clusterIP ?? "";
  if (ip === "" || ip === "None" || spec?.type === "ExternalName") return;
  const ports = spec?.ports ?? [];
  const first = ports[0];
  if (first === undefined) return;
  const prefix = metadata.name.toUpperCase().replaceAll("-", "_");
  env.set(`${prefix}_SERVICE_HOST`, ip);
  env.set(`${prefix}_SERVICE_PORT`, String(first.port));
  for (const port of ports)
    if (port.name !== undefined && port.name !== "")
      env.set(`${prefix}_SERVICE_PORT_${port.name.toUpperCase().replaceAll("-", "_")}`, String(port.port));
  for (const [i, port] of ports.entries()) {
    const protocol = port.protocol ?? "TCP";
    const url = `${protocol.toLowerCase()}://${ip}:${port.port}`;
    if (i === 0) env.set(`${prefix}_PORT`, url);
    const name = `${prefix}_PORT_${port.port}_${protocol}`;
    env.set(name, url);
    env.set(`${name}_PROTO`, protocol.toLowerCase());
    env.set(`${name}_PORT`, String(port.port));
    env.set(`${name}_ADDR`, ip);
  }
}

function addAllFrom(
  env: Map<string, string>,
  from: EnvFromSource,
  namespace: string,
  sources: EnvironmentSources,
): void {
  const { configMapRef, secretRef, prefix = "" } = from;
  if (configMapRef?.name !== undefined) {
    const found = sources.configMaps.get(namespace, configMapRef.name);
    if (found === undefined) missing(`configmap "${configMapRef.name}" not found`, configMapRef.optional);
    for (const [key, value] of sorted(found?.data ?? {})) env.set(prefix + key, value);
  }
  if (secretRef?.name !== undefined) {
    const found = sources.secrets.get(namespace, secretRef.name);
    if (found === undefined) missing(`secret "${secretRef.name}" not found`, secretRef.optional);
    for (const [key, value] of sorted(found?.data ?? {})) env.set(prefix + key, decodeUtf8(decodeBase64(value)));
  }
}

interface ValueContext {
  readonly pod: Pod;
  readonly container: Container;
  readonly known: Known;
  readonly sources: EnvironmentSources;
  readonly place: PodPlace;
}

function variableValue(variable: EnvVar, context: ValueContext): string | undefined {
  const { pod, container, known, sources, place } = context;
  const { value, valueFrom } = variable;
  const namespace = pod.metadata.namespace ?? "default";
  if (valueFrom === undefined || value !== undefined) return expandReferences(value ?? "", known);
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom;
  if (fieldRef !== undefined) return fieldOf(pod, fieldRef.fieldPath, place);
  if (resourceFieldRef !== undefined) return resourceFieldOf(pod, resourceFieldRef, container.name);
  if (configMapKeyRef !== undefined) {
    const name = configMapKeyRef.name ?? "";
    const found = sources.configMaps.get(namespace, name);
    if (found === undefined) return missing(`configmap "${name}" not found`, configMapKeyRef.optional);
    return (
      found.data?.[configMapKeyRef.key] ??
      missing(`couldn't find key ${configMapKeyRef.key} in ConfigMap ${namespace}/${name}`, configMapKeyRef.optional)
    );
  }
  if (secretKeyRef !== undefined) {
    const name = secretKeyRef.name ?? "";
    const found = sources.secrets.get(namespace, name);
    if (found === undefined) return missing(`secret "${name}" not found`, secretKeyRef.optional);
    const encoded = found.data?.[secretKeyRef.key];
    return encoded === undefined
      ? missing(`couldn't find key ${secretKeyRef.key} in Secret ${namespace}/${name}`, secretKeyRef.optional)
      : decodeUtf8(decodeBase64(encoded));
  }
  return "";
}

function missing(message: string, optional: boolean | undefined): undefined {
  if (optional !== true) throw new ContainerConfigError(message);
  return undefined;
}

function sorted(data: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
}
