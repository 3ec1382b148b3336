/** The controller of ingress-nginx, its Services, and the Jobs that make its admission webhook's certificate. */
import { labelsOf, metadataOf, NAMESPACE, type Plain, type Release, selectorOf } from "./release.ts";

const CONTROLLER = `${NAMESPACE}-controller`;
const ADMISSION = `${NAMESPACE}-admission`;
const IMAGE = "registry.k8s.io/ingress-nginx";

export function workloadObjects(release: Release): Plain[] {
  return [
    {
      apiVersion: "v1",
      data: release.isLate ? null : { "allow-snippet-annotations": "true" },
      kind: "ConfigMap",
      metadata: metadataOf(release, { name: CONTROLLER, component: "controller" }),
    },
    ...services(release),
    deployment(release),
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
    webhook(release),
  ];
}

function services(release: Release): Plain[] {
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
        externalTrafficPolicy: "Local",
        ipFamilies: ["IPv4"],
        ipFamilyPolicy: "SingleStack",
        ports: [port("http", 80), port("https", 443)],
        selector,
        type: "LoadBalancer",
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

function controllerContainer(release: Release): Plain {
  const isLate = release.isLate;
  const limits = isLate
    ? { readOnlyRootFilesystem: false, runAsGroup: 82, runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } }
    : {};
  const probe = (failureThreshold: number): Plain => ({
    failureThreshold,
    httpGet: { path: "/healthz", port: 10254, scheme: "HTTP" },
    initialDelaySeconds: 10,
    periodSeconds: 10,
    successThreshold: 1,
    timeoutSeconds: 1,
  });
  const port = (name: string, containerPort: number): Plain => ({ containerPort, name, protocol: "TCP" });
  return {
    args: [
      "/nginx-ingress-controller",
      `--publish-service=$(POD_NAMESPACE)/${CONTROLLER}`,
      "--election-id=ingress-nginx-leader",
      "--controller-class=k8s.io/ingress-nginx",
      "--ingress-class=nginx",
      `--configmap=$(POD_NAMESPACE)/${CONTROLLER}`,
      "--validating-webhook=:8443",
      "--validating-webhook-certificate=/usr/local/certificates/cert",
      "--validating-webhook-key=/usr/local/certificates/key",
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
    ports: [port("http", 80), port("https", 443), port("webhook", 8443)],
    readinessProbe: probe(3),
    resources: { requests: { cpu: "100m", memory: "90Mi" } },
    securityContext: {
      allowPrivilegeEscalation: !isLate,
      capabilities: { add: ["NET_BIND_SERVICE"], drop: ["ALL"] },
      runAsUser: 101,
      ...limits,
    },
    volumeMounts: [{ mountPath: "/usr/local/certificates/", name: "webhook-cert", readOnly: true }],
  };
}

function deployment(release: Release): Plain {
  const { isLate } = release;
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: metadataOf(release, { name: CONTROLLER, component: "controller" }),
    spec: {
      minReadySeconds: 0,
      revisionHistoryLimit: 10,
      selector: { matchLabels: selectorOf("controller") },
      ...(isLate ? { strategy: { rollingUpdate: { maxUnavailable: 1 }, type: "RollingUpdate" } } : {}),
      template: {
        metadata: { labels: labelsOf(release, "controller") },
        spec: {
          ...(isLate ? { automountServiceAccountToken: true } : {}),
          containers: [controllerContainer(release)],
          dnsPolicy: "ClusterFirst",
          nodeSelector: { "kubernetes.io/os": "linux" },
          serviceAccountName: NAMESPACE,
          terminationGracePeriodSeconds: 300,
          volumes: [{ name: "webhook-cert", secret: { secretName: ADMISSION } }],
        },
      },
    },
  };
}

function job(release: Release, verb: "create" | "patch", args: readonly string[]): Plain {
  const name = `${ADMISSION}-${verb}`;
  const limits = release.isLate
    ? {
        capabilities: { drop: ["ALL"] },
        readOnlyRootFilesystem: true,
        runAsGroup: 65532,
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
          ...(release.isLate ? { automountServiceAccountToken: true } : {}),
          containers: [container],
          nodeSelector: { "kubernetes.io/os": "linux" },
          restartPolicy: "OnFailure",
          ...(release.isLate ? {} : { securityContext: { fsGroup: 2000, runAsNonRoot: true, runAsUser: 2000 } }),
          serviceAccountName: ADMISSION,
        },
      },
      ...(release.isLate ? { ttlSecondsAfterFinished: 0 } : {}),
    },
  };
}

function webhook(release: Release): Plain {
  const service = {
    name: `${CONTROLLER}-admission`,
    namespace: NAMESPACE,
    path: "/networking/v1/ingresses",
    ...(release.isLate ? { port: 443 } : {}),
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
