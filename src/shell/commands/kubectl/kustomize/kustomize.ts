/**
 * `-k DIR` and `kubectl kustomize`: manifests put together from a kustomization.
 *
 * Models: sigs.k8s.io/kustomize/api/krusty
 * SIMPLIFIED: only `resources`, `namespace`, `namePrefix`, `nameSuffix`, `labels` and `commonLabels` yet; other fields are refused.
 */

import type { Process } from "../../../../sim/os/process.ts";
import { absolutePath, basename } from "../../../../sim/os/vfs/path.ts";
import { CommandError } from "../errors.ts";

const NAMES = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** The manifests as one stream of YAML documents. */
export function kustomize(process: Process, folder: string): string {
  const directory = absolutePath(folder, process.cwd);
  const name = NAMES.find((candidate) => process.machine.fs.exists(`${directory}/${candidate}`));
  if (name === undefined)
    throw new CommandError(
      `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${directory}'`,
    );
  throw new CommandError(`kustomize is not simulated here yet: ${basename(directory)}/${name}`);
}
