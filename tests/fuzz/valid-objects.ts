/** Objects that are accepted as they are, for those that are one change away from it. */
import type { JsonObject } from "../../src/sim/kube/api/objects.ts";

const labels = { app: "web" };
const template = {
  metadata: { labels },
  spec: {
    terminationGracePeriodSeconds: 1,
    containers: [
      {
        name: "web",
        image: "nginx",
        ports: [{ name: "http", containerPort: 80 }],
        env: [{ name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } }],
        readinessProbe: { httpGet: { path: "/", port: "http" }, periodSeconds: 1 },
        resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "64Mi" } },
        volumeMounts: [{ name: "data", mountPath: "/data" }],
      },
    ],
    volumes: [{ name: "data", emptyDir: {} }],
  },
};
const selector = { matchLabels: labels };

function object(apiVersion: string, kind: string, name: string, rest: JsonObject): JsonObject {
  return { apiVersion, kind, metadata: { name, namespace: "default", labels }, ...rest } as JsonObject;
}

export const VALID_OBJECTS: readonly JsonObject[] = [
  object("v1", "Pod", "a-1", { spec: template.spec }),
  object("apps/v1", "Deployment", "web-1", {
    spec: { replicas: 2, selector, template, strategy: { rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 } } },
  }),
  object("apps/v1", "ReplicaSet", "web-2", { spec: { replicas: 1, selector, template } }),
  object("apps/v1", "StatefulSet", "db-1", { spec: { serviceName: "db-1", replicas: 2, selector, template } }),
  object("apps/v1", "DaemonSet", "a-2", { spec: { selector, template } }),
  object("batch/v1", "Job", "b-1", {
    spec: {
      completions: 2,
      parallelism: 2,
      backoffLimit: 1,
      template: {
        spec: {
          restartPolicy: "Never",
          containers: [{ name: "b", image: "busybox", command: ["sh", "-c", "exit 1"] }],
        },
      },
    },
  }),
  object("batch/v1", "CronJob", "b-2", {
    spec: {
      schedule: "*/1 * * * *",
      jobTemplate: {
        spec: { template: { spec: { restartPolicy: "OnFailure", containers: [{ name: "b", image: "busybox" }] } } },
      },
    },
  }),
  object("v1", "Service", "web-1", {
    spec: {
      type: "NodePort",
      selector: labels,
      ports: [
        { name: "http", port: 80, targetPort: "http", nodePort: 30_080 },
        { name: "dns", port: 53, protocol: "UDP" },
      ],
      sessionAffinity: "ClientIP",
      externalTrafficPolicy: "Local",
    },
  }),
  object("v1", "Service", "db-1", { spec: { clusterIP: "None", selector: labels, ports: [{ port: 5432 }] } }),
  object("v1", "Service", "c-1", { spec: { type: "ExternalName", externalName: "example.com" } }),
  object("discovery.k8s.io/v1", "EndpointSlice", "c-2", {
    addressType: "IPv4",
    endpoints: [{ addresses: ["10.1.2.3"], conditions: { ready: true } }],
    ports: [{ name: "http", port: 80, protocol: "TCP" }],
  }),
  object("v1", "ConfigMap", "a-3", { data: { "a.conf": "x" } }),
  object("v1", "Secret", "a-4", { type: "Opaque", data: { key: "dmFsdWU=" } }),
  object("networking.k8s.io/v1", "Ingress", "web-1", {
    spec: {
      ingressClassName: "nginx",
      tls: [{ hosts: ["web.example.com"], secretName: "a-4" }],
      rules: [
        {
          host: "web.example.com",
          http: {
            paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "web-1", port: { number: 80 } } } }],
          },
        },
      ],
    },
  }),
  object("networking.k8s.io/v1", "NetworkPolicy", "web-1", {
    spec: {
      podSelector: selector,
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [
            { podSelector: {} },
            { namespaceSelector: {} },
            { ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] } },
          ],
          ports: [{ port: 80, endPort: 90 }, { port: "http" }],
        },
      ],
      egress: [{}],
    },
  }),
  object("policy/v1", "PodDisruptionBudget", "web-1", { spec: { minAvailable: "50%", selector } }),
  object("autoscaling/v2", "HorizontalPodAutoscaler", "web-1", {
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web-1" },
      minReplicas: 1,
      maxReplicas: 5,
      metrics: [
        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } },
      ],
    },
  }),
  object("v1", "PersistentVolumeClaim", "db-1", {
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  }),
  object("rbac.authorization.k8s.io/v1", "Role", "a-1", {
    rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }],
  }),
  {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "things.example.com" },
    spec: {
      group: "example.com",
      scope: "Namespaced",
      names: { plural: "things", singular: "thing", kind: "Thing", shortNames: ["th"] },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: "object",
              properties: { spec: { type: "object", properties: { size: { type: "integer", minimum: 1 } } } },
            },
          },
          additionalPrinterColumns: [{ name: "Size", type: "integer", jsonPath: ".spec.size" }],
        },
      ],
    },
  },
  object("example.com/v1", "Thing", "a-5", { spec: { size: 3 } }),
  { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } },
  { apiVersion: "v1", kind: "Node", metadata: { name: "stranger" }, spec: { podCIDR: "10.9.0.0/24" } },
];
