/**
 * The kinds that Cilium adds to the API, as its operator creates them.
 *
 * Models: cilium pkg/k8s/apis/cilium.io/client/crds (v2, v2alpha1)
 * SIMPLIFIED: their schemas accept any field; only Cilium's policies, endpoints, identities and nodes do anything.
 */
import type { JsonObject } from "../../../kube/api/objects.ts";
import type { Manifest } from "../../system/manifest.ts";

interface Definition {
  readonly kind: string;
  readonly plural: string;
  readonly short: readonly string[];
  readonly version?: "v2" | "v2alpha1";
  readonly isNamespaced?: boolean;
  readonly columns?: readonly (readonly [name: string, type: string, path: string])[];
}

const VALID = ["Valid", "string", ".status.conditions[?(@.type=='Valid')].status"] as const;
const AGE = ["Age", "date", ".metadata.creationTimestamp"] as const;

const DEFINITIONS: readonly Definition[] = [
  { kind: "CiliumCIDRGroup", plural: "ciliumcidrgroups", short: ["ccg"] },
  {
    kind: "CiliumClusterwideNetworkPolicy",
    plural: "ciliumclusterwidenetworkpolicies",
    short: ["ccnp"],
    columns: [VALID],
  },
  {
    kind: "CiliumEndpoint",
    plural: "ciliumendpoints",
    short: ["cep", "ciliumep"],
    isNamespaced: true,
    columns: [
      ["Security Identity", "integer", ".status.identity.id"],
      ["Endpoint State", "string", ".status.state"],
      ["IPv4", "string", ".status.networking.addressing[0].ipv4"],
      ["IPv6", "string", ".status.networking.addressing[0].ipv6"],
    ],
  },
  {
    kind: "CiliumIdentity",
    plural: "ciliumidentities",
    short: ["ciliumid"],
    columns: [["Namespace", "string", ".metadata.labels.io\\.kubernetes\\.pod\\.namespace"], AGE],
  },
  {
    kind: "CiliumL2AnnouncementPolicy",
    plural: "ciliuml2announcementpolicies",
    short: ["l2announcement"],
    version: "v2alpha1",
    columns: [AGE],
  },
  {
    kind: "CiliumLoadBalancerIPPool",
    plural: "ciliumloadbalancerippools",
    short: ["ippools", "ippool", "lbippool", "lbippools"],
    columns: [
      ["Disabled", "boolean", ".spec.disabled"],
      ["Conflicting", "string", ".status.conditions[?(@.type=='cilium.io/PoolConflict')].status"],
      ["IPs Available", "string", ".status.conditions[?(@.type=='cilium.io/IPsAvailable')].message"],
      AGE,
    ],
  },
  {
    kind: "CiliumNetworkPolicy",
    plural: "ciliumnetworkpolicies",
    short: ["cnp", "ciliumnp"],
    isNamespaced: true,
    columns: [AGE, VALID],
  },
  {
    kind: "CiliumNode",
    plural: "ciliumnodes",
    short: ["cn", "ciliumn"],
    columns: [
      ["CiliumInternalIP", "string", ".spec.addresses[?(@.type=='CiliumInternalIP')].ip"],
      ["InternalIP", "string", ".spec.addresses[?(@.type=='InternalIP')].ip"],
      AGE,
    ],
  },
  { kind: "CiliumNodeConfig", plural: "ciliumnodeconfigs", short: [], isNamespaced: true },
  { kind: "CiliumPodIPPool", plural: "ciliumpodippools", short: ["cpip"], version: "v2alpha1" },
];

export const CILIUM_DEFINITIONS: readonly Manifest[] = DEFINITIONS.map(manifestOf);

function manifestOf({ kind, plural, short, version = "v2", isNamespaced = false, columns = [] }: Definition): Manifest {
  const anything: JsonObject = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  const names = { categories: ["cilium"], kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: `${plural}.cilium.io`,
      labels: { "io.cilium.k8s.crd.schema.version": "1.32.1" },
    },
    spec: {
      group: "cilium.io",
      names: short.length === 0 ? names : { ...names, shortNames: [...short] },
      scope: isNamespaced ? "Namespaced" : "Cluster",
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: anything },
          ...(plural === "ciliumendpoints" ? {} : { subresources: { status: {} } }),
          additionalPrinterColumns: columns.map(([name, type, jsonPath]) => ({ name, type, jsonPath })),
        },
      ],
    },
  };
}
