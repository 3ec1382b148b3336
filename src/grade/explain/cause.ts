/**
 * Why a rule stands where a packet met it: the object that its writer named, and what brought it there, which is the
 * write to the API and the controller that followed it.
 */
import type { Stamped } from "../../sim/core/trace.ts";
import type { SimEvent } from "../../sim/node/sim-event.ts";
import type { Hop } from "./hop.ts";
import { sentence } from "./sentence.ts";
import type { Traced } from "./traced.ts";

export interface NamedCause {
  readonly kind: "Service" | "NetworkPolicy";
  readonly namespace: string;
  readonly name: string;
}

export interface CauseEvent {
  readonly atUs: number;
  readonly text: string;
}

/** `Service default/web:http`, `NetworkPolicy a/b, a/c`: the objects; empty where the writer is not an object's. */
export function causesOf(origin: string | null): NamedCause[] {
  const [, kind, names = ""] = /^(Service|NetworkPolicy) (.+)$/.exec(origin ?? "") ?? [];
  if (kind === undefined) return [];
  return names.split(", ").flatMap((text) => {
    const [, namespace, name] = /^([a-z0-9.-]+)\/([a-z0-9.-]+)(?::.*)?$/.exec(text) ?? [];
    return namespace === undefined || name === undefined ? [] : [{ kind: kind as NamedCause["kind"], namespace, name }];
  });
}

/** The last write of the object, and of its endpoints, before the hop; and the node's last sync that was about it. */
export function eventsBehind(
  cause: NamedCause,
  hop: Pick<Hop, "seq" | "where">,
  control: readonly Traced[],
): CauseEvent[] {
  const node = hop.where.split("/", 1)[0];
  const before = (control as readonly Stamped<SimEvent>[]).filter(({ seq }) => seq < hop.seq);
  const synced = before.findLast(
    (event) => event.type === "synced" && event.node === node && event.services.some((port) => isOf(port, cause)),
  );
  const known = before.filter(({ seq }) => synced === undefined || seq < synced.seq);
  const written = known.findLast((event) => event.type === "api-write" && isWriteOf(event, cause));
  const endpoints = known.findLast(
    (event) => event.type === "api-write" && cause.kind === "Service" && isSliceOf(event, cause),
  );
  return [written, endpoints, synced]
    .filter((event) => event !== undefined)
    .sort((a, b) => a.seq - b.seq)
    .map((event) => ({ atUs: event.atUs, text: sentence(event) }));
}

/** Events that tell why rules changed. */
export function isControl({ type }: Traced): boolean {
  return type === "synced" || type === "api-write";
}

function isOf(servicePort: string, { namespace, name }: NamedCause): boolean {
  // `default/web/TCP`, or with the port's name `default/web/TCP:http`.
  return servicePort.split(/[/:]/).slice(0, 2).join("/") === `${namespace}/${name}`;
}

type Write = Extract<SimEvent, { readonly type: "api-write" }>;

/** What only tells of its state brings no rule anywhere. */
function isWriteOf({ resource, subresource, namespace, name }: Write, cause: NamedCause): boolean {
  if (subresource !== undefined) return false;
  const own = cause.kind === "Service" ? "services" : "networkpolicies";
  return pluralOf(resource) === own && namespace === cause.namespace && name === cause.name;
}

/** A slice is called after its Service and five characters more. */
function isSliceOf({ resource, namespace, name }: Write, cause: NamedCause): boolean {
  if (pluralOf(resource) !== "endpointslices") return false;
  return namespace === cause.namespace && name.slice(0, -6) === cause.name;
}

/** `endpointslices.discovery.k8s.io` without its group. */
function pluralOf(resource: string): string | undefined {
  return resource.split(".", 1)[0];
}
