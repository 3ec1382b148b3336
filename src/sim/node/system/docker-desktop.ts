/** What Docker Desktop runs in its cluster beside Kubernetes' own: a provisioner of volumes, and the one who opens ports. */
import type { Manifest } from "./manifest.ts";

function addon(name: string, image: string): Manifest {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "kube-system" },
    spec: { serviceAccountName: name, containers: [{ name, image, imagePullPolicy: "IfNotPresent" }] },
  };
}

function account(name: string): Manifest {
  return { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace: "kube-system" } };
}

export const DOCKER_DESKTOP_ADDONS: readonly Manifest[] = [
  account("storage-provisioner"),
  addon("storage-provisioner", "docker/desktop-storage-provisioner:v3.0"),
  account("vpnkit-controller"),
  addon("vpnkit-controller", "docker/desktop-vpnkit-controller:v4.0"),
];
