/** The application of the broken clusters, and what is done to it. */

export interface Parts {
  readonly container?: string;
  readonly service?: string;
  /** Further fields of the application's Pods, and of the Pod that asks. */
  readonly pod?: string;
  readonly client?: string;
}

export const CONTAINER =
  "name: web, image: fastapi-k8s:latest, imagePullPolicy: Never, ports: [{name: http, containerPort: 8000}]";
export const PORTS = "ports: [{port: 80, targetPort: 8000}]";
export const SERVICE = `selector: {app: web}, ${PORTS}`;

const CLIENT = 'name: client, image: "busybox:1.37", command: [sleep, "100000"]';

/** Two Pods, their Service `web`, and a Pod `client` that asks. */
export function app({ container = CONTAINER, service = SERVICE, pod = "", client = "" }: Parts = {}): string {
  return applied(`apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {terminationGracePeriodSeconds: 1, containers: [{${container}}]${pod}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {${service}}
---
apiVersion: v1
kind: Pod
metadata: {name: client, labels: {app: client}}
spec: {terminationGracePeriodSeconds: 1, containers: [{${CLIENT}}]${client}}`);
}

export function policy(name: string, spec: string, namespace = "default"): string {
  return applied(
    `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: ${name}, namespace: ${namespace}}, spec: {${spec}}}`,
  );
}

export function corefile(text: string): string {
  return `${applied(
    JSON.stringify({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "coredns", namespace: "kube-system" },
      data: { Corefile: text },
    }),
  )}kubectl rollout restart -n kube-system deployment/coredns >/dev/null
kubectl rollout status -n kube-system deployment/coredns >/dev/null
`;
}

function applied(manifest: string): string {
  return `kubectl apply -f - >/dev/null 2>&1 <<'END'\n${manifest}\nEND\n`;
}
