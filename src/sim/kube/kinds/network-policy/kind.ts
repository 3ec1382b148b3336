/**
 * Who may talk to whom, for a network plugin to enforce.
 *
 * Models: pkg/registry/networking/networkpolicy/strategy.go, pkg/apis/networking/validation, printNetworkPolicy
 */
import { contains, parseCidr } from "../../../core/ip.ts";
import type { KubeObject, Mutable } from "../../api/objects.ts";
import {
  type FieldError,
  forbiddenField,
  invalid,
  invalidEach,
  required,
  unsupported,
} from "../../api/validation/field-error.ts";
import { CIDR_MESSAGE, isValidPortName, isValidPortNum } from "../../api/validation/formats.ts";
import { validateLabelSelector } from "../../api/validation/object-meta.ts";
import type { IPBlock, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from "../../schema/types.ts";
import { AGE, ageOf, formatSelector, NAME } from "../columns.ts";
import type { Kind } from "../kind.ts";

const TYPES = ["Ingress", "Egress"];

function defaults(draft: Mutable): void {
  draft.spec ??= {};
  const { spec } = draft;
  spec.podSelector ??= {};
  if ((spec.policyTypes ?? []).length === 0)
    spec.policyTypes = (spec.egress ?? []).length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
  for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])])
    for (const port of rule.ports ?? []) port.protocol ??= "TCP";
}

function validate(object: KubeObject): FieldError[] {
  const { spec } = object as NetworkPolicy;
  const errors = validateLabelSelector(spec.podSelector, "spec.podSelector");
  for (const [i, { ports = [], from = [] }] of (spec.ingress ?? []).entries()) {
    for (const [j, port] of ports.entries()) errors.push(...validatePort(port, `spec.ingress[${i}].ports[${j}]`));
    for (const [j, peer] of from.entries()) errors.push(...validatePeer(peer, `spec.ingress[${i}].from[${j}]`));
  }
  for (const [i, { ports = [], to = [] }] of (spec.egress ?? []).entries()) {
    for (const [j, port] of ports.entries()) errors.push(...validatePort(port, `spec.egress[${i}].ports[${j}]`));
    for (const [j, peer] of to.entries()) errors.push(...validatePeer(peer, `spec.egress[${i}].to[${j}]`));
  }
  const types = spec.policyTypes ?? [];
  if (types.length > TYPES.length)
    return [...errors, invalid("spec.policyTypes", types, "may not specify more than two policyTypes")];
  for (const [i, type] of types.entries())
    if (!TYPES.includes(type)) errors.push(unsupported(`spec.policyTypes[${i}]`, type, TYPES));
  return errors;
}

function validatePort({ protocol, port, endPort }: NetworkPolicyPort, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (protocol !== undefined && !["TCP", "UDP", "SCTP"].includes(protocol))
    errors.push(unsupported(`${path}.protocol`, protocol, ["TCP", "UDP", "SCTP"]));
  if (port === undefined) {
    if (endPort !== undefined)
      errors.push(invalid(`${path}.endPort`, endPort, "may not be specified when `port` is not specified"));
  } else if (typeof port === "number") {
    errors.push(...invalidEach(`${path}.port`, port, isValidPortNum(port)));
    if (endPort !== undefined) {
      if (endPort < port) errors.push(invalid(`${path}.endPort`, endPort, "must be greater than or equal to `port`"));
      errors.push(...invalidEach(`${path}.endPort`, endPort, isValidPortNum(endPort)));
    }
  } else {
    errors.push(...invalidEach(`${path}.port`, port, isValidPortName(port)));
    if (endPort !== undefined)
      errors.push(invalid(`${path}.endPort`, endPort, "may not be specified when `port` is non-numeric"));
  }
  return errors;
}

function validatePeer({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (podSelector !== undefined) errors.push(...validateLabelSelector(podSelector, `${path}.podSelector`));
  if (namespaceSelector !== undefined)
    errors.push(...validateLabelSelector(namespaceSelector, `${path}.namespaceSelector`));
  if (ipBlock !== undefined) errors.push(...validateBlock(ipBlock, `${path}.ipBlock`));
  if (podSelector === undefined && namespaceSelector === undefined && ipBlock === undefined)
    errors.push(required(path, "must specify a peer"));
  else if (ipBlock !== undefined && (podSelector !== undefined || namespaceSelector !== undefined))
    errors.push(forbiddenField(path, "may not specify both ipBlock and another peer"));
  return errors;
}

function validateBlock({ cidr, except = [] }: IPBlock, path: string): FieldError[] {
  if (!cidr) return [required(`${path}.cidr`)];
  const outer = parseCidr(cidr);
  if (outer === null) return [invalid(`${path}.cidr`, cidr, CIDR_MESSAGE)];
  return except.flatMap((text, i) => {
    const at = `${path}.except[${i}]`;
    const inner = parseCidr(text);
    if (inner === null) return [invalid(at, text, CIDR_MESSAGE)];
    const isInside = contains(outer, inner.base) && inner.bits > outer.bits;
    return isInside ? [] : [invalid(at, text, "must be a strict subset of `cidr`")];
  });
}

export const networkPolicy: Kind = {
  group: "networking.k8s.io",
  version: "v1",
  kind: "NetworkPolicy",
  resource: "networkpolicies",
  singular: "networkpolicy",
  shortNames: ["netpol"],
  categories: [],
  namespaced: true,
  schema: "NetworkPolicy",
  subresources: [],
  hasGeneration: true,
  columns: {
    definitions: [NAME, { name: "Pod-Selector" }, AGE],
    cells: (object, nowMs) => [
      object.metadata.name,
      formatSelector((object as NetworkPolicy).spec.podSelector),
      ageOf(object, nowMs),
    ],
  },
  defaults,
  validate,
};
