/** Ingresses, NetworkPolicies, Endpoints, EndpointSlices. Models: k8s.io/kubectl/pkg/describe/describe.go */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { expected } from "../errors.ts";
import type { Invocation } from "../invocation.ts";
import { Description, describeMeta, orNone } from "./description.ts";
import { describeEvents, eventsOf } from "./events.ts";
import { endpointsText, slicesOf } from "./service.ts";

export function* describeIngress(call: Invocation, ingress: Mutable, withEvents: boolean): Run<string> {
  const { metadata, spec = {}, status = {} } = ingress;
  const events = yield* eventsOf(call, ingress, withEvents);
  const description = new Description();
  description.field("Name", metadata.name);
  description.labels("Labels", metadata.labels);
  description.field("Namespace", metadata.namespace);
  const addresses = (status.loadBalancer?.ingress ?? []).map(({ ip, hostname }: Mutable) => ip || hostname);
  description.field("Address", [...new Set(addresses)].sort().join(","));
  description.field("Ingress Class", spec.ingressClassName ?? "<none>");
  const fallback =
    spec.defaultBackend === undefined ? "<default>" : yield* backendText(call, metadata.namespace, spec.defaultBackend);
  description.field("Default backend", fallback);
  if ((spec.tls ?? []).length > 0) description.write(0, "TLS:\n");
  for (const { secretName = "", hosts = [] } of spec.tls ?? [])
    description.write(
      1,
      secretName === "" ? `SNI routes ${hosts.join(",")}\n` : `${secretName} terminates ${hosts.join(",")}\n`,
    );
  description.write(0, "Rules:\n  Host\tPath\tBackends\n");
  description.write(1, "----\t----\t--------\n");
  const rules = (spec.rules ?? []).filter(({ http }: Mutable) => http !== undefined);
  for (const { host = "", http } of rules) {
    description.write(1, `${host || "*"}\t\n`);
    for (const path of http.paths ?? [])
      description.write(2, `\t${path.path ?? ""} \t${yield* backendText(call, metadata.namespace, path.backend)}\n`);
  }
  if (rules.length === 0) description.write(1, `*\t*\t${fallback}\n`);
  description.annotations("Annotations", metadata.annotations);
  describeEvents(description, events, call.nowMs);
  return description.toString();
}

function* backendText(call: Invocation, namespace: string, backend: Mutable): Run<string> {
  if (backend.service === undefined) {
    const { apiGroup = "<none>", kind, name } = backend.resource ?? {};
    return backend.resource === undefined ? "" : `APIGroup: ${apiGroup}, Kind: ${kind}, Name: ${name}`;
  }
  const { name, port = {} } = backend.service;
  const shown = `${name}:${port.number ?? port.name ?? ""}`;
  try {
    const slices = yield* slicesOf(call, namespace, name);
    const service = yield* call.client.get(`/api/v1/namespaces/${namespace}/services/${name}`);
    const found = (service.spec.ports ?? []).find(
      (candidate: Mutable) =>
        (port.number !== undefined && port.number === candidate.port) ||
        (port.name !== undefined && port.name === candidate.name),
    );
    return `${shown} (${endpointsText(slices, found?.name ?? "")})`;
  } catch (error) {
    return `${shown} (<error: ${expected(error).message}>)`;
  }
}

export function* describeEndpoints(call: Invocation, endpoints: Mutable, withEvents: boolean): Run<string> {
  const events = yield* eventsOf(call, endpoints, withEvents);
  const description = new Description();
  describeMeta(description, endpoints);
  description.write(0, "Subsets:\n");
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of endpoints.subsets ?? []) {
    const joined = (list: readonly Mutable[]): string => orNone(list.map(({ ip }) => ip).join(","));
    description.write(1, `Addresses:\t${joined(addresses)}\n`);
    description.write(1, `NotReadyAddresses:\t${joined(notReadyAddresses)}\n`);
    if (ports.length > 0) {
      description.write(1, "Ports:\n");
      description.write(2, "Name\tPort\tProtocol\n");
      description.write(2, "----\t----\t--------\n");
      for (const { name = "", port, protocol } of ports)
        description.write(2, `${name || "<unset>"}\t${port}\t${protocol}\n`);
    }
    description.write(0, "\n");
  }
  describeEvents(description, events, call.nowMs);
  return description.toString();
}

export function* describeEndpointSlice(call: Invocation, slice: Mutable, withEvents: boolean): Run<string> {
  const events = yield* eventsOf(call, slice, withEvents);
  const description = new Description();
  describeMeta(description, slice);
  description.field("AddressType", slice.addressType ?? "");
  const ports = slice.ports ?? [];
  if (ports.length === 0) description.write(0, "Ports: <unset>\n");
  else {
    description.write(0, "Ports:\n");
    description.write(1, "Name\tPort\tProtocol\n");
    description.write(1, "----\t----\t--------\n");
    for (const { name = "", port = "<unset>", protocol } of ports)
      description.write(1, `${name || "<unset>"}\t${port}\t${protocol}\n`);
  }
  const endpoints = slice.endpoints ?? [];
  description.write(0, endpoints.length === 0 ? "Endpoints: <none>\n" : "Endpoints:\n");
  for (const { addresses = [], conditions = {}, hostname, targetRef, nodeName, zone } of endpoints) {
    description.write(1, `- Addresses:\t${orNone(addresses.join(", "))}\n`);
    description.write(2, "Conditions:\n");
    description.write(3, `Ready:\t${conditions.ready ?? "<unset>"}\n`);
    description.write(2, `Hostname:\t${hostname ?? "<unset>"}\n`);
    if (targetRef !== undefined) description.write(2, `TargetRef:\t${targetRef.kind}/${targetRef.name}\n`);
    description.write(2, `NodeName:\t${nodeName ?? "<unset>"}\n`);
    description.write(2, `Zone:\t${zone ?? "<unset>"}\n`);
  }
  describeEvents(description, events, call.nowMs);
  return description.toString();
}

export function* describeIngressClass(call: Invocation, ingressClass: Mutable, withEvents: boolean): Run<string> {
  const { metadata, spec = {} } = ingressClass;
  const events = yield* eventsOf(call, ingressClass, withEvents);
  const description = new Description();
  description.field("Name", metadata.name);
  description.labels("Labels", metadata.labels);
  description.annotations("Annotations", metadata.annotations);
  description.field("Controller", spec.controller ?? "");
  if (spec.parameters !== undefined) {
    const { apiGroup, kind, name } = spec.parameters;
    description.write(0, "Parameters:\n");
    if (apiGroup !== undefined) description.write(1, `APIGroup:\t${apiGroup}\n`);
    description.write(1, `Kind:\t${kind}\n`);
    description.write(1, `Name:\t${name}\n`);
  }
  describeEvents(description, events, call.nowMs);
  return description.toString();
}
