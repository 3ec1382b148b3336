/**
 * The roles of the control plane's own components and of common add-ons, which every cluster lists.
 *
 * Models: plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go, namespace_policy.go
 * SIMPLIFIED: no roles of single controllers (system:controller:…) and no aggregated parts (system:aggregate-to-…) among the cluster roles.
 */
import type { PolicyRule } from "./schema/types.ts";

/** `verbs|groups|resources|names`, each with commas; `core` is the group without a name. */
function rule(text: string): PolicyRule {
  const [verbs = "", groups = "", resources = "", names = ""] = text.split("|");
  return {
    verbs: verbs.split(","),
    apiGroups: groups.split(",").map((group) => (group === "core" ? "" : group)),
    resources: resources.split(","),
    ...(names === "" ? {} : { resourceNames: names.split(",") }),
  };
}

const read = (group: string, resources: string): PolicyRule => rule(`get,list,watch|${group}|${resources}`);
const EVENTS = rule("create,patch,update|core,events.k8s.io|events");
const REVIEWS = [
  rule("create|authentication.k8s.io|tokenreviews"),
  rule("create|authorization.k8s.io|subjectaccessreviews"),
];
const SIGNERS = "certificates.k8s.io|signers";
const LEASES = "create,get,list,update,watch|coordination.k8s.io|leases";
const CANDIDATES = "create,get,list,update,watch|coordination.k8s.io|leasecandidates";

function locking(component: string): PolicyRule[] {
  return [rule("create|coordination.k8s.io|leases"), rule(`get,update|coordination.k8s.io|leases|${component}`)];
}

export const COMPONENT_ROLES: Readonly<Record<string, readonly PolicyRule[]>> = {
  "system:auth-delegator": REVIEWS,
  "system:certificates.k8s.io:certificatesigningrequests:nodeclient": [
    rule("create|certificates.k8s.io|certificatesigningrequests/nodeclient"),
  ],
  "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient": [
    rule("create|certificates.k8s.io|certificatesigningrequests/selfnodeclient"),
  ],
  "system:certificates.k8s.io:kube-apiserver-client-approver": [
    rule(`approve|${SIGNERS}|kubernetes.io/kube-apiserver-client`),
  ],
  "system:certificates.k8s.io:kube-apiserver-client-kubelet-approver": [
    rule(`approve|${SIGNERS}|kubernetes.io/kube-apiserver-client-kubelet`),
  ],
  "system:certificates.k8s.io:kubelet-serving-approver": [rule(`approve|${SIGNERS}|kubernetes.io/kubelet-serving`)],
  "system:certificates.k8s.io:legacy-unknown-approver": [rule(`approve|${SIGNERS}|kubernetes.io/legacy-unknown`)],
  "system:heapster": [read("core", "events,namespaces,nodes,pods"), read("extensions", "deployments")],
  "system:kube-aggregator": [read("core", "endpoints,services")],
  "system:kube-controller-manager": [
    EVENTS,
    ...locking("kube-controller-manager"),
    rule("create|core|secrets,serviceaccounts"),
    rule("delete|core|secrets"),
    rule("get|core|configmaps,namespaces,secrets,serviceaccounts"),
    rule("update|core|secrets,serviceaccounts"),
    ...REVIEWS,
    rule("list,watch|*|*"),
    rule("create|core|serviceaccounts/token"),
  ],
  "system:kube-dns": [rule("list,watch|core|endpoints,services")],
  "system:kube-scheduler": [
    EVENTS,
    ...locking("kube-scheduler"),
    read("core", "nodes"),
    rule("delete,get,list,watch|core|pods"),
    rule("create|core|bindings,pods/binding"),
    rule("patch,update|core|pods/status"),
    read("core", "replicationcontrollers,services"),
    read("apps,extensions", "replicasets"),
    read("apps", "statefulsets"),
    read("policy", "poddisruptionbudgets"),
    read("core", "persistentvolumeclaims,persistentvolumes"),
    ...REVIEWS,
    read("storage.k8s.io", "csinodes"),
    read("core", "namespaces"),
    read("storage.k8s.io", "csidrivers"),
    read("storage.k8s.io", "csistoragecapacities"),
  ],
  "system:kubelet-api-admin": [
    read("core", "nodes"),
    rule("proxy|core|nodes"),
    rule("*|core|nodes/log,nodes/metrics,nodes/proxy,nodes/stats"),
  ],
  "system:monitoring": [
    {
      verbs: ["get"],
      nonResourceURLs: [
        "/healthz",
        "/healthz/*",
        "/livez",
        "/livez/*",
        "/metrics",
        "/metrics/slis",
        "/readyz",
        "/readyz/*",
      ],
    },
  ],
  "system:node-bootstrapper": [rule("create,get,list,watch|certificates.k8s.io|certificatesigningrequests")],
  "system:node-problem-detector": [rule("get|core|nodes"), rule("patch|core|nodes/status"), EVENTS],
  "system:persistent-volume-provisioner": [
    rule("create,delete,get,list,watch|core|persistentvolumes"),
    rule("get,list,update,watch|core|persistentvolumeclaims"),
    read("storage.k8s.io", "storageclasses"),
    rule("watch|core|events"),
    EVENTS,
  ],
  "system:service-account-issuer-discovery": [
    { verbs: ["get"], nonResourceURLs: ["/.well-known/openid-configuration", "/openid/v1/jwks"] },
  ],
  "system:volume-scheduler": [
    rule("get,list,patch,update,watch|core|persistentvolumes"),
    read("storage.k8s.io", "storageclasses"),
    rule("get,list,patch,update,watch|core|persistentvolumeclaims"),
  ],
};

interface LocalRole {
  readonly namespace: string;
  readonly name: string;
  readonly rules: readonly PolicyRule[];
  /** Who has it: `User kube-scheduler`, or `ServiceAccount` of kube-system. */
  readonly subjects: readonly (readonly ["User" | "ServiceAccount", string])[];
  /** The binding, where it is not called as the role is. */
  readonly binding?: string;
}

export const LOCAL_ROLES: readonly LocalRole[] = [
  {
    namespace: "kube-public",
    name: "system:controller:bootstrap-signer",
    rules: [read("core", "configmaps"), rule("update|core|configmaps|cluster-info"), EVENTS],
    subjects: [["ServiceAccount", "bootstrap-signer"]],
  },
  {
    namespace: "kube-system",
    name: "extension-apiserver-authentication-reader",
    rules: [rule("get,list,watch|core|configmaps|extension-apiserver-authentication")],
    subjects: [
      ["User", "system:kube-controller-manager"],
      ["User", "system:kube-scheduler"],
    ],
    binding: "system::extension-apiserver-authentication-reader",
  },
  {
    namespace: "kube-system",
    name: "system::leader-locking-kube-controller-manager",
    rules: [rule(LEASES), rule(CANDIDATES)],
    subjects: [
      ["User", "system:kube-controller-manager"],
      ["ServiceAccount", "kube-controller-manager"],
    ],
  },
  {
    namespace: "kube-system",
    name: "system::leader-locking-kube-scheduler",
    rules: [rule(LEASES), rule(CANDIDATES)],
    subjects: [
      ["User", "system:kube-scheduler"],
      ["ServiceAccount", "kube-scheduler"],
    ],
  },
  {
    namespace: "kube-system",
    name: "system:controller:bootstrap-signer",
    rules: [read("core", "secrets")],
    subjects: [["ServiceAccount", "bootstrap-signer"]],
  },
  {
    namespace: "kube-system",
    name: "system:controller:cloud-provider",
    rules: [rule("create,get,list,watch|core|configmaps")],
    subjects: [["ServiceAccount", "cloud-provider"]],
  },
  {
    namespace: "kube-system",
    name: "system:controller:token-cleaner",
    rules: [rule("delete,get,list,watch|core|secrets"), EVENTS],
    subjects: [["ServiceAccount", "token-cleaner"]],
  },
];
