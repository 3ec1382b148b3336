/** Volumes as descriptions show them. Models: k8s.io/kubectl/pkg/describe/describe.go describeVolumes */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { type Description, orNone } from "./description.ts";

export function describeVolumes(description: Description, volumes: readonly Mutable[], space: string): void {
  if (volumes.length === 0) {
    description.write(0, `${space}Volumes:\t<none>\n`);
    return;
  }
  description.write(0, `${space}Volumes:\n`);
  for (const volume of volumes) {
    description.write(1, `${space === "" ? "" : " "}${volume.name}:\n`);
    const lines = linesOf(volume);
    if (lines === null) description.write(1, "<unknown>\n");
    else for (const [name, value] of lines) description.write(2, `${name}:\t${value}\n`);
  }
}

type Line = readonly [name: string, value: string];

function linesOf(volume: Mutable): readonly Line[] | null {
  const { hostPath, emptyDir, secret, configMap, projected, persistentVolumeClaim, downwardAPI, nfs, csi } = volume;
  if (hostPath !== undefined)
    return [
      ["Type", "HostPath (bare host directory volume)"],
      ["Path", hostPath.path],
      ["HostPathType", hostPath.type === undefined ? "<none>" : hostPath.type],
    ];
  if (emptyDir !== undefined)
    return [
      ["Type", "EmptyDir (a temporary directory that shares a pod's lifetime)"],
      ["Medium", emptyDir.medium ?? ""],
      ["SizeLimit", emptyDir.sizeLimit ?? "<unset>"],
    ];
  if (secret !== undefined)
    return [
      ["Type", "Secret (a volume populated by a Secret)"],
      ["SecretName", secret.secretName ?? ""],
      ["Optional", String(secret.optional === true)],
    ];
  if (configMap !== undefined)
    return [
      ["Type", "ConfigMap (a volume populated by a ConfigMap)"],
      ["Name", configMap.name ?? ""],
      ["Optional", String(configMap.optional === true)],
    ];
  if (projected !== undefined) return projectedLines(projected);
  if (persistentVolumeClaim !== undefined)
    return [
      ["Type", "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)"],
      ["ClaimName", persistentVolumeClaim.claimName],
      ["ReadOnly", String(persistentVolumeClaim.readOnly === true)],
    ];
  if (downwardAPI !== undefined) return downwardLines(downwardAPI);
  if (nfs !== undefined)
    return [
      ["Type", "NFS (an NFS mount that lasts the lifetime of a pod)"],
      ["Server", nfs.server],
      ["Path", nfs.path],
      ["ReadOnly", String(nfs.readOnly === true)],
    ];
  if (csi !== undefined)
    return [
      ["Type", "CSI (a Container Storage Interface (CSI) volume source)"],
      ["Driver", csi.driver],
      ["FSType", csi.fsType ?? ""],
      ["ReadOnly", String(csi.readOnly === true)],
      ["VolumeAttributes", orNone("")],
    ];
  return null;
}

function projectedLines({ sources = [] }: Mutable): readonly Line[] {
  const lines: Line[] = [["Type", "Projected (a volume that contains injected data from multiple sources)"]];
  for (const { secret, downwardAPI, configMap, serviceAccountToken } of sources) {
    if (secret !== undefined)
      lines.push(["SecretName", secret.name ?? ""], ["Optional", String(secret.optional === true)]);
    else if (downwardAPI !== undefined) lines.push(["DownwardAPI", "true"]);
    else if (configMap !== undefined)
      lines.push(["ConfigMapName", configMap.name ?? ""], ["Optional", String(configMap.optional === true)]);
    else if (serviceAccountToken !== undefined)
      lines.push(["TokenExpirationSeconds", String(serviceAccountToken.expirationSeconds)]);
  }
  return lines;
}

function downwardLines({ items = [] }: Mutable): readonly Line[] {
  const lines: Line[] = [
    ["Type", "DownwardAPI (a volume populated by information about the pod)"],
    ["Items", ""],
  ];
  for (const { fieldRef, resourceFieldRef, path } of items)
    lines.push([`  ${fieldRef?.fieldPath ?? resourceFieldRef?.resource}`.trimEnd().replace(/$/, ` -> ${path}`), ""]);
  return lines;
}
