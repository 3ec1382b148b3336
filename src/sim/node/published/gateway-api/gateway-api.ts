/**
 * The standard channel of the Gateway API as its project publishes it: the definitions of its kinds, and nothing that
 * acts on them.
 *
 * Models: gateway-api config/crd/standard (v1.4.0), release asset standard-install.yaml
 * SIMPLIFIED: every release's address gives the fields of 1.4.0; validation rules in CEL are left out, and so are
 * BackendTLSPolicy, the descriptions of fields, and the redirect by which GitHub hands out a release's files.
 */
import type { PublishedFile } from "../published.ts";
import { AGE, type Plain, type PrinterColumn, version } from "../schema-parts.ts";
import { yamlDocuments } from "../yaml-text.ts";
import { API, routeStatus } from "./common.ts";
import { gatewayClassSpec, gatewayClassStatus, gatewaySpec, gatewayStatus, referenceGrantSpec } from "./gateways.ts";
import { grpcRouteSpec, httpRouteSpec } from "./routes.ts";

const RELEASES = ["v1.1.0", "v1.1.1", "v1.2.0", "v1.2.1", "v1.3.0", "v1.4.0", "v1.4.1"];

interface Definition {
  readonly kind: string;
  readonly plural: string;
  readonly short?: readonly string[];
  readonly scope?: "Cluster";
  /** The first is stored. */
  readonly versions: readonly string[];
  readonly spec: Plain;
  readonly isSpecRequired?: boolean;
  readonly status?: Plain;
  readonly columns: readonly PrinterColumn[];
}

const condition = (type: string): string => `.status.conditions[?(@.type=="${type}")].status`;
const HOSTNAMES: PrinterColumn = ["Hostnames", "string", ".spec.hostnames"];

const DEFINITIONS: readonly Definition[] = [
  {
    kind: "GatewayClass",
    plural: "gatewayclasses",
    short: ["gc"],
    scope: "Cluster",
    versions: ["v1", "v1beta1"],
    spec: gatewayClassSpec,
    status: gatewayClassStatus,
    columns: [
      ["Controller", "string", ".spec.controllerName"],
      ["Accepted", "string", condition("Accepted")],
      AGE,
      ["Description", "string", ".spec.description", 1],
    ],
  },
  {
    kind: "Gateway",
    plural: "gateways",
    short: ["gtw"],
    versions: ["v1", "v1beta1"],
    spec: gatewaySpec,
    status: gatewayStatus,
    columns: [
      ["Class", "string", ".spec.gatewayClassName"],
      ["Address", "string", ".status.addresses[*].value"],
      ["Programmed", "string", condition("Programmed")],
      AGE,
    ],
  },
  {
    kind: "GRPCRoute",
    plural: "grpcroutes",
    versions: ["v1"],
    spec: grpcRouteSpec,
    isSpecRequired: false,
    status: routeStatus,
    columns: [HOSTNAMES, AGE],
  },
  {
    kind: "HTTPRoute",
    plural: "httproutes",
    versions: ["v1", "v1beta1"],
    spec: httpRouteSpec,
    status: routeStatus,
    columns: [HOSTNAMES, AGE],
  },
  {
    kind: "ReferenceGrant",
    plural: "referencegrants",
    short: ["refgrant"],
    versions: ["v1beta1"],
    spec: referenceGrantSpec,
    isSpecRequired: false,
    columns: [AGE],
  },
];

export function gatewayApiDefinitions(release: string): Plain[] {
  return DEFINITIONS.map(({ kind, plural, short, scope = "Namespaced", versions, ...schema }) => ({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: `${plural}.${API}`,
      annotations: {
        "api-approved.kubernetes.io": "https://github.com/kubernetes-sigs/gateway-api/pull/3328",
        [`${API}/bundle-version`]: release,
        [`${API}/channel`]: "standard",
      },
    },
    spec: {
      group: API,
      names: {
        categories: ["gateway-api"],
        kind,
        listKind: `${kind}List`,
        plural,
        ...(short === undefined ? {} : { shortNames: short }),
        singular: kind.toLowerCase(),
      },
      scope,
      versions: versions.map((name, i) => version({ name, ...schema }, i === 0)),
    },
  }));
}

const FOLDER = "https://github.com/kubernetes-sigs/gateway-api/releases/download";

export const gatewayApiFiles: readonly PublishedFile[] = RELEASES.map((release) => ({
  url: `${FOLDER}/${release}/standard-install.yaml`,
  text: () => `${yamlDocuments(gatewayApiDefinitions(release))}\n`,
}));
