/**
 * The kinds that MetalLB adds to the API.
 *
 * Models: metallb config/crd/bases (v1beta1, v1beta2)
 * SIMPLIFIED: only the fields of pools and L2 advertisements are checked; BGP's kinds take any field and do nothing.
 */
type Plain = { readonly [key: string]: unknown };
type Column = readonly [name: string, type: string, path: string, priority?: number];

const GROUP = "metallb.io";
const texts = { type: "array", items: { type: "string" } };
const selectors = {
  type: "array",
  items: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
};
const anything: Plain = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

const POOL_SPEC: Plain = {
  type: "object",
  required: ["addresses"],
  properties: {
    addresses: texts,
    autoAssign: { type: "boolean", default: true },
    avoidBuggyIPs: { type: "boolean", default: false },
    serviceAllocation: {
      type: "object",
      properties: {
        priority: { type: "integer" },
        namespaces: texts,
        namespaceSelectors: selectors,
        serviceSelectors: selectors,
      },
    },
  },
};

const ADVERTISEMENT_SPEC: Plain = {
  type: "object",
  properties: {
    ipAddressPools: texts,
    ipAddressPoolSelectors: selectors,
    nodeSelectors: selectors,
    interfaces: texts,
  },
};

interface Kind {
  readonly kind: string;
  readonly plural: string;
  readonly version?: string;
  readonly spec?: Plain;
  readonly isSpecRequired?: boolean;
  readonly columns?: readonly Column[];
}

const KINDS: readonly Kind[] = [
  { kind: "BFDProfile", plural: "bfdprofiles" },
  { kind: "BGPAdvertisement", plural: "bgpadvertisements" },
  { kind: "BGPPeer", plural: "bgppeers", version: "v1beta2" },
  { kind: "Community", plural: "communities" },
  { kind: "ConfigurationState", plural: "configurationstates" },
  {
    kind: "IPAddressPool",
    plural: "ipaddresspools",
    spec: POOL_SPEC,
    isSpecRequired: true,
    columns: [
      ["Auto Assign", "boolean", ".spec.autoAssign"],
      ["Avoid Buggy IPs", "boolean", ".spec.avoidBuggyIPs"],
      ["Addresses", "string", ".spec.addresses"],
    ],
  },
  {
    kind: "L2Advertisement",
    plural: "l2advertisements",
    spec: ADVERTISEMENT_SPEC,
    columns: [
      ["IPAddressPools", "string", ".spec.ipAddressPools"],
      ["IPAddressPool Selectors", "string", ".spec.ipAddressPoolSelectors"],
      ["Interfaces", "string", ".spec.interfaces"],
      ["Node Selectors", "string", ".spec.nodeSelectors", 10],
    ],
  },
  { kind: "ServiceBGPStatus", plural: "servicebgpstatuses" },
  {
    kind: "ServiceL2Status",
    plural: "servicel2statuses",
    columns: [
      ["Allocated Node", "string", ".status.node"],
      ["Service Name", "string", ".status.serviceName"],
      ["Service Namespace", "string", ".status.serviceNamespace"],
    ],
  },
];

export function metallbDefinitions(): Plain[] {
  return KINDS.map(({ kind, plural, version = "v1beta1", spec = anything, isSpecRequired, columns = [] }) => ({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${GROUP}` },
    spec: {
      group: GROUP,
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
      scope: "Namespaced",
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          ...(columns.length === 0
            ? {}
            : {
                additionalPrinterColumns: columns.map(([name, type, jsonPath, priority]) => ({
                  name,
                  type,
                  jsonPath,
                  ...(priority === undefined ? {} : { priority }),
                })),
              }),
          schema: {
            openAPIV3Schema: {
              type: "object",
              ...(isSpecRequired === true ? { required: ["spec"] } : {}),
              properties: {
                apiVersion: { type: "string" },
                kind: { type: "string" },
                metadata: { type: "object" },
                spec,
                status: anything,
              },
            },
          },
        },
      ],
    },
  }));
}
