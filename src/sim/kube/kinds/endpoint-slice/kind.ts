/**
 * The addresses behind a Service, a hundred at a time.
 *
 * Models: pkg/registry/discovery/endpointslice/strategy.go, pkg/apis/discovery/validation, printEndpointSlice
 */
import type { KubeObject, Mutable } from "../../api/objects.ts";
import { sameJson } from "../../api/objects.ts";
import {
  duplicate,
  type FieldError,
  invalid,
  invalidEach,
  required,
  tooMany,
  unsupported,
} from "../../api/validation/field-error.ts";
import {
  isDNS1123Label,
  isDNS1123Subdomain,
  isQualifiedName,
  isValidIP,
  isValidPortNum,
} from "../../api/validation/formats.ts";
import { immutable } from "../../api/validation/object-meta.ts";
import type { DiscoveryEndpointPort, Endpoint, EndpointSlice } from "../../schema/types.ts";
import { AGE, ageOf, NAME } from "../columns.ts";
import { validateNonSpecialIp } from "../endpoints/validate-address.ts";
import type { Kind } from "../kind.ts";
import { familyName } from "../service/validate-cluster-ips.ts";

const TYPES = ["FQDN", "IPv4", "IPv6"];
const ENDPOINTS_MAX = 1000;
const ADDRESSES_MAX = 100;
const PORTS_MAX = 20_000;
const SHOWN = 3;

function validate(object: KubeObject, old?: KubeObject): FieldError[] {
  const { addressType } = object as EndpointSlice;
  const endpoints = (object as EndpointSlice).endpoints ?? [];
  const ports = (object as EndpointSlice).ports ?? [];
  const errors: FieldError[] = [];
  if (!addressType) errors.push(required("addressType"));
  else if (!TYPES.includes(addressType)) errors.push(unsupported("addressType", addressType, TYPES));
  if (old !== undefined && addressType !== (old as EndpointSlice).addressType)
    errors.push(immutable("addressType", addressType));
  if (endpoints.length > ENDPOINTS_MAX) return [...errors, tooMany("endpoints", endpoints.length, ENDPOINTS_MAX)];
  for (const [i, endpoint] of endpoints.entries())
    errors.push(...validateEndpoint(endpoint, `endpoints[${i}]`, addressType));
  if (ports.length > PORTS_MAX) return [...errors, tooMany("ports", ports.length, PORTS_MAX)];
  const names = new Set<string>();
  for (const [i, port] of ports.entries()) errors.push(...validatePort(port, `ports[${i}]`, names));
  return errors;
}

function validateEndpoint({ addresses = [], hostname, nodeName }: Endpoint, path: string, type: string): FieldError[] {
  const errors: FieldError[] = [];
  if (addresses.length === 0) errors.push(required(`${path}.addresses`, "must contain at least 1 address"));
  else if (addresses.length > ADDRESSES_MAX) errors.push(tooMany(`${path}.addresses`, addresses.length, ADDRESSES_MAX));
  for (const [i, address] of addresses.entries()) {
    const at = `${path}.addresses[${i}]`;
    if (type === "FQDN") errors.push(...invalidEach(at, address, isDNS1123Subdomain(address)));
    if (type !== "IPv4" && type !== "IPv6") continue;
    const bad = isValidIP(address);
    if (bad.length > 0) errors.push(...invalidEach(at, address, bad));
    else {
      if (familyName(address) !== type) errors.push(invalid(at, address, `must be an ${type} address`));
      errors.push(...validateNonSpecialIp(address, at));
    }
  }
  if (nodeName !== undefined) errors.push(...invalidEach(`${path}.nodeName`, nodeName, isDNS1123Subdomain(nodeName)));
  if (hostname !== undefined) errors.push(...invalidEach(`${path}.hostname`, hostname, isDNS1123Label(hostname)));
  return errors;
}

function validatePort(
  { name = "", port, protocol, appProtocol }: DiscoveryEndpointPort,
  path: string,
  names: Set<string>,
): FieldError[] {
  const errors: FieldError[] = [];
  if (name !== "") errors.push(...invalidEach(`${path}.name`, name, isDNS1123Label(name)));
  if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
  names.add(name);
  if (!protocol) errors.push(required(`${path}.protocol`));
  else if (!["SCTP", "TCP", "UDP"].includes(protocol))
    errors.push(unsupported(`${path}.protocol`, protocol, ["SCTP", "TCP", "UDP"]));
  if (port !== undefined && port !== null) errors.push(...invalidEach(`${path}.port`, port, isValidPortNum(port)));
  if (appProtocol !== undefined)
    errors.push(...invalidEach(`${path}.appProtocol`, appProtocol, isQualifiedName(appProtocol)));
  return errors;
}

function shorten(items: readonly string[], empty: string): string {
  if (items.length === 0) return empty;
  const shown = items.slice(0, SHOWN).join(",");
  return items.length > SHOWN ? `${shown} + ${items.length - SHOWN} more...` : shown;
}

export const endpointSlice: Kind = {
  group: "discovery.k8s.io",
  version: "v1",
  kind: "EndpointSlice",
  resource: "endpointslices",
  singular: "endpointslice",
  shortNames: [],
  categories: [],
  namespaced: true,
  schema: "EndpointSlice",
  subresources: [],
  hasGeneration: true,
  columns: {
    definitions: [NAME, { name: "AddressType" }, { name: "Ports" }, { name: "Endpoints" }, AGE],
    cells: (object, nowMs) => {
      const { metadata, addressType } = object as EndpointSlice;
      const ports = (object as EndpointSlice).ports ?? [];
      const endpoints = (object as EndpointSlice).endpoints ?? [];
      const portTexts = ports.map(({ port, name }) =>
        port === undefined || port === null ? "*" : String(port) || name || "",
      );
      return [
        metadata.name,
        addressType,
        shorten(portTexts, "<unset>"),
        shorten(
          endpoints.flatMap(({ addresses }) => addresses ?? []),
          "<unset>",
        ),
        ageOf(object, nowMs),
      ];
    },
  },
  defaults: (draft: Mutable) => {
    for (const port of draft.ports ?? []) {
      port.name ??= "";
      port.protocol ??= "TCP";
    }
    draft.endpoints ??= [];
    draft.ports ??= [];
  },
  prepare: (draft: Mutable, old) => {
    if (old === undefined) return;
    const before = old as EndpointSlice;
    const isSame =
      sameJson(draft.endpoints, before.endpoints) &&
      sameJson(draft.ports, before.ports) &&
      sameJson(draft.metadata.labels, before.metadata.labels);
    if (!isSame) draft.metadata.generation = (before.metadata.generation ?? 0) + 1;
  },
  validate,
};
