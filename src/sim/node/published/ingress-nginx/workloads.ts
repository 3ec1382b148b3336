/** The controller of ingress-nginx, its Services, and the Jobs that make its admission webhook's certificate. */
import { labelsOf, metadataOf, NAMESPACE, type Plain, type Provider, type Release, selectorOf } from "./release.ts";

const CONTROLLER = `${NAMESPACE}-controller`;
const ADMISSION = `${NAMESPACE}-admission`;
const IMAGE = "registry.k8s.io/ingress-nginx";

export function workloadObjects(release: Release, provider: Provider): Plain[] {
  return [
    {
      apiVersion: "v1",
      data: snippets(release),
      kind: "ConfigMap",
      metadata: metadataOf(release, { name: CONTROLLER, component: "controller" }),
    },
    ...services(release, provider),
    deployment(release, provider),
    job(release, "create", [
      `--host=${CONTROLLER}-admission,${CONTROLLER}-admission.$(POD_NAMESPACE).svc`,
      "--namespace=$(POD_NAMESPACE)",
      `--secret-name=${ADMISSION}`,
    ]),
    job(release, "patch", [
      `--webhook-name=${ADMISSION}`,
      "--namespace=$(POD_NAMESPACE)",
      "--patch-mutating=false",
      `--secret-name=${ADMISSION}`,
      "--patch-failure-policy=Fail",
    ]),
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      metadata: metadataOf(release, { name: "nginx", component: "controller", isNamespaced: false }),
      spec: { controller: "k8s.io/ingress-nginx" },
    },
    ...(release.number >= 901 && release.number < 905 ? [jobsPolicy(release)] : []),
    webhook(release),
  ];
}

function snippets({ number }: Release): Plain | null {
  return number >= 1200 ? null : { "allow-snippet-annotations": number >= 901 ? "false" : "true" };
}

/** In a few releases nobody was let in to the Jobs of the webhook. */
function jobsPolicy(release: Release): Plain {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: metadataOf(release, { name: ADMISSION, component: "admission-webhook" }),
    spec: {
      egress: [{}],
      podSelector: { matchLabels: selectorOf("admission-webhook") },
      policyTypes: ["Ingress", "Egress"],
    },
  };
}

function services(release: Release, provider: Provider): Plain[] {
  const port = (name: string, number: number): Plain => ({
    appProtocol: name,
    name,
    port: number,
    protocol: "TCP",
    targetPort: name,
  });
  const selector = selectorOf("controller");
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: metadataOf(release, { name: CONTROLLER, component: "controller" }),
      spec: {
        ...(provider === "cloud" ? { externalTrafficPolicy: "Local" } : {}),
        ipFamilies: ["IPv4"],
        ipFamilyPolicy: "SingleStack",
        ports: [port("http", 80), port("https", 443)],
        selector,
        type: provider === "cloud" || (provider === "kind" && release.number >= 1300) ? "LoadBalancer" : "NodePort",
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: metadataOf(release, { name: `${CONTROLLER}-admission`, component: "controller" }),
      spec: {
        ports: [{ appProtocol: "https", name: "https-webhook", port: 443, targetPort: "webhook" }],
        selector,
        type: "ClusterIP",
      },
    },
  ];
}

function fromField(name: string, fieldPath: string): Plain {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}

function securityOf({ number }: Release): Plain {
  const limits = {
    readOnlyRootFilesystem: false,
    ...(number >= 1200 ? { runAsGroup: 82 } : {}),
    runAsNonRoot: true,
    seccompProfile: { type: "RuntimeDefault" },
  };
  return {
    allowPrivilegeEscalation: number < 905,
    capabilities: { add: ["NET_BIND_SERVICE"], drop: ["ALL"] },
    runAsUser: 101,
    ...(number >= 905 ? limits : {}),
  };
}

function controllerContainer(release: Release, provider: Provider): Plain {
  const isKind = provider === "kind";
  const probe = (failureThreshold: number): Plain => ({
    failureThreshold,
    httpGet: { path: "/healthz", port: 10254, scheme: "HTTP" },
    initialDelaySeconds: 10,
    periodSeconds: 10,
    successThreshold: 1,
    timeoutSeconds: 1,
  });
  const port = (name: string, containerPort: number, hostPort?: number): Plain => ({
    containerPort,
    ...(hostPort === undefined ? {} : { hostPort }),
    name,
    protocol: "TCP",
  });
  return {
    args: [
      "/nginx-ingress-controller",
      ...(provider === "cloud" ? [`--publish-service=$(POD_NAMESPACE)/${CONTROLLER}`] : []),
      "--election-id=ingress-nginx-leader",
      "--controller-class=k8s.io/ingress-nginx",
      "--ingress-class=nginx",
      `--configmap=$(POD_NAMESPACE)/${CONTROLLER}`,
      "--validating-webhook=:8443",
      "--validating-webhook-certificate=/usr/local/certificates/cert",
      "--validating-webhook-key=/usr/local/certificates/key",
      ...(isKind ? ["--watch-ingress-without-class=true"] : []),
      ...(release.number >= 1000 && release.number < 1200 ? ["--enable-metrics=false"] : []),
      ...(isKind ? ["--publish-status-address=localhost"] : []),
    ],
    env: [
      fromField("POD_NAME", "metadata.name"),
      fromField("POD_NAMESPACE", "metadata.namespace"),
      { name: "LD_PRELOAD", value: "/usr/local/lib/libmimalloc.so" },
    ],
    image: `${IMAGE}/controller:${release.controller}`,
    imagePullPolicy: "IfNotPresent",
    lifecycle: { preStop: { exec: { command: ["/wait-shutdown"] } } },
    livenessProbe: probe(5),
    name: "controller",
    ports: [
      port("http", 80, isKind ? 80 : undefined),
      port("https", 443, isKind ? 443 : undefined),
      port("webhook", 8443),
    ],
    readinessProbe: probe(3),
    resources: { requests: { cpu: "100m", memory: "90Mi" } },
    securityContext: securityOf(release),
    volumeMounts: [{ mountPath: "/usr/local/certificates/", name: "webhook-cert", readOnly: true }],
  };
}

/** kind's own way in: the ports of a node that has been told so, or of any since 1.13. */
function placeIn(provider: Provider, { number }: Release): Plain {
  const nodeSelector = { "kubernetes.io/os": "linux" };
  if (provider !== "kind") return { nodeSelector, terminationGracePeriodSeconds: 300 };
  return {
    nodeSelector: { ...(number >= 1300 ? {} : { "ingress-ready": "true" }), ...nodeSelector },
    terminationGracePeriodSeconds: 0,
    tolerations: ["master", "control-plane"].map((role) => ({
      effect: "NoSchedule",
      key: `node-role.kubernetes.io/${role}`,
      operator: "Equal",
    })),
  };
}

function deployment(release: Release, provider: Provider): Plain {
  const { number } = release;
  const rolls = number >= 901 || provider === "kind";
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: metadataOf(release, { name: CONTROLLER, component: "controller" }),
    spec: {
      minReadySeconds: 0,
      revisionHistoryLimit: 10,
      selector: { matchLabels: selectorOf("controller") },
      ...(rolls ? { strategy: { rollingUpdate: { maxUnavailable: 1 }, type: "RollingUpdate" } } : {}),
      template: {
        metadata: { labels: labelsOf(release, "controller") },
        spec: {
          ...(number >= 1300 ? { automountServiceAccountToken: true } : {}),
          containers: [controllerContainer(release, provider)],
          dnsPolicy: "ClusterFirst",
          ...placeIn(provider, release),
          serviceAccountName: NAMESPACE,
          volumes: [{ name: "webhook-cert", secret: { secretName: ADMISSION } }],
        },
      },
    },
  };
}

function job(release: Release, verb: "create" | "patch", args: readonly string[]): Plain {
  const name = `${ADMISSION}-${verb}`;
  const { number } = release;
  const isHardened = number >= 905;
  const limits = isHardened
    ? {
        capabilities: { drop: ["ALL"] },
        readOnlyRootFilesystem: true,
        ...(number >= 1200 ? { runAsGroup: 65532 } : {}),
        runAsNonRoot: true,
        runAsUser: 65532,
        seccompProfile: { type: "RuntimeDefault" },
      }
    : {};
  const container: Plain = {
    args: [verb, ...args],
    env: [fromField("POD_NAMESPACE", "metadata.namespace")],
    image: `${IMAGE}/kube-webhook-certgen:${release.certgen}`,
    imagePullPolicy: "IfNotPresent",
    name: verb,
    securityContext: { allowPrivilegeEscalation: false, ...limits },
  };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: metadataOf(release, { name, component: "admission-webhook" }),
    spec: {
      template: {
        metadata: { labels: labelsOf(release, "admission-webhook"), name },
        spec: {
          ...(number >= 1300 ? { automountServiceAccountToken: true } : {}),
          containers: [container],
          nodeSelector: { "kubernetes.io/os": "linux" },
          restartPolicy: "OnFailure",
          ...(isHardened ? {} : { securityContext: { fsGroup: 2000, runAsNonRoot: true, runAsUser: 2000 } }),
          serviceAccountName: ADMISSION,
        },
      },
      ...(expires(release) ? { ttlSecondsAfterFinished: 0 } : {}),
    },
  };
}

function expires({ number }: Release): boolean {
  return number === 1107 || number === 1108 || number >= 1203;
}

function namesPort({ number }: Release): boolean {
  return number === 1005 || number === 1006 || number >= 1103;
}

function webhook(release: Release): Plain {
  const service = {
    name: `${CONTROLLER}-admission`,
    namespace: NAMESPACE,
    path: "/networking/v1/ingresses",
    ...(namesPort(release) ? { port: 443 } : {}),
  };
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingWebhookConfiguration",
    metadata: metadataOf(release, { name: ADMISSION, component: "admission-webhook", isNamespaced: false }),
    webhooks: [
      {
        admissionReviewVersions: ["v1"],
        clientConfig: { service },
        failurePolicy: "Fail",
        matchPolicy: "Equivalent",
        name: "validate.nginx.ingress.kubernetes.io",
        rules: [
          {
            apiGroups: ["networking.k8s.io"],
            apiVersions: ["v1"],
            operations: ["CREATE", "UPDATE"],
            resources: ["ingresses"],
          },
        ],
        sideEffects: "None",
      },
    ],
  };
}
