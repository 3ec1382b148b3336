/**
 * The addresses behind a Service, in the old form.
 *
 * Models: pkg/registry/core/endpoint/strategy.go, ValidateEndpoints, printEndpoints
 */
import type { Mutable } from "../../api/objects.ts";
import { type FieldError, invalidEach, required } from "../../api/validation/field-error.ts";
import { isDNS1123Label, isQualifiedName, isValidIP, isValidPortNum } from "../../api/validation/formats.ts";
import { oneOf } from "../../api/validation/object-meta.ts";
import type { EndpointAddress, EndpointSubset, Endpoints } from "../../schema/types.ts";
import { AGE, ageOf, NAME } from "../columns.ts";
import type { Kind } from "../kind.ts";
import { validateNonSpecialIp } from "./validate-address.ts";

const SHOWN = 3;

function validateAddress({ ip }: EndpointAddress, path: string): FieldError[] {
  return [...invalidEach(`${path}.ip`, ip, isValidIP(ip)), ...validateNonSpecialIp(ip, `${path}.ip`)];
}

function validateSubset(subset: EndpointSubset, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { addresses = [], notReadyAddresses = [], ports = [] } = subset;
  if (addresses.length + notReadyAddresses.length === 0)
    errors.push(required(path, "must specify `addresses` or `notReadyAddresses`"));
  for (const [i, address] of addresses.entries()) errors.push(...validateAddress(address, `${path}.addresses[${i}]`));
  for (const [i, address] of notReadyAddresses.entries())
    errors.push(...validateAddress(address, `${path}.notReadyAddresses[${i}]`));
  for (const [i, port] of ports.entries()) {
    const at = `${path}.ports[${i}]`;
    if (ports.length > 1 && !port.name) errors.push(required(`${at}.name`));
    else if (port.name) errors.push(...invalidEach(`${at}.name`, port.name, isDNS1123Label(port.name)));
    errors.push(...invalidEach(`${at}.port`, port.port ?? 0, isValidPortNum(port.port ?? 0)));
    errors.push(...oneOf(`${at}.protocol`, port.protocol, ["TCP", "UDP", "SCTP"]));
    if (port.appProtocol !== undefined)
      errors.push(...invalidEach(`${at}.appProtocol`, port.appProtocol, isQualifiedName(port.appProtocol)));
  }
  return errors;
}

export function formatEndpoints(subsets: readonly EndpointSubset[] | undefined): string {
  if (subsets === undefined || subsets.length === 0) return "<none>";
  const all: string[] = [];
  for (const { addresses = [], ports = [] } of subsets) {
    if (ports.length === 0) all.push(...addresses.map(({ ip }) => ip));
    for (const { port } of ports)
      for (const { ip } of addresses) all.push(ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`);
  }
  const shown = all.slice(0, SHOWN).join(",");
  return all.length > SHOWN ? `${shown} + ${all.length - SHOWN} more...` : shown;
}

export const endpoints: Kind = {
  group: "",
  version: "v1",
  kind: "Endpoints",
  resource: "endpoints",
  singular: "endpoints",
  shortNames: ["ep"],
  categories: [],
  namespaced: true,
  schema: "Endpoints",
  subresources: [],
  hasGeneration: false,
  createOnUpdate: true,
  deprecation: "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
  columns: {
    definitions: [NAME, { name: "Endpoints" }, AGE],
    cells: (object, nowMs) => [
      object.metadata.name,
      formatEndpoints((object as Endpoints).subsets),
      ageOf(object, nowMs),
    ],
  },
  defaults: (draft: Mutable) => {
    for (const subset of draft.subsets ?? []) for (const port of subset.ports ?? []) port.protocol ??= "TCP";
  },
  validate: (object) =>
    ((object as Endpoints).subsets ?? []).flatMap((subset, i) => validateSubset(subset, `subsets[${i}]`)),
};
