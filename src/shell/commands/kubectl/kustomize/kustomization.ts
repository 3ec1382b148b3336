/**
 * A kustomization file: found in its folder, read, and checked for fields that nobody knows.
 *
 * Models: sigs.k8s.io/kustomize/api/types/kustomization.go, api/internal/target/kusttarget.go
 */
import { isObject, type Mutable } from "../../../../sim/kube/api/objects.ts";
import type { Process } from "../../../../sim/os/process.ts";
import { absolutePath } from "../../../../sim/os/vfs/path.ts";
import { yamlToJson } from "../client/decode.ts";
import { CommandError, goQuote } from "../errors.ts";

const NAMES = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

const KNOWN = new Set(
  `apiVersion kind metadata openapi namePrefix nameSuffix namespace commonLabels labels commonAnnotations patches
  patchesStrategicMerge patchesJson6902 images imageTags replacements replicas vars sortOptions resources components crds
  bases configMapGenerator secretGenerator helmGlobals helmCharts helmChartInflationGenerator generatorOptions
  configurations generators transformers validators buildMetadata`.split(/\s+/),
);

/** What is not done here at all. */
const NOT_SIMULATED = [
  "vars",
  "helmCharts",
  "helmChartInflationGenerator",
  "generators",
  "transformers",
  "validators",
  "configurations",
  "openapi",
  "buildMetadata",
];

const DEPRECATED: Readonly<Record<string, string>> = {
  bases: "resources",
  commonLabels: "labels",
  patchesJson6902: "patches",
  patchesStrategicMerge: "patches",
  vars: "replacements",
};

export interface Kustomization {
  readonly directory: string;
  readonly fields: Mutable;
}

/** `from` is the folder that `path` is relative to. */
export function directoryOf(process: Process, path: string, from: string): string {
  const directory = absolutePath(path, from);
  const node = process.machine.fs.tryNode(directory);
  if (node === undefined)
    throw new CommandError(
      `must build at directory: not a valid directory: evalsymlink failure on '${from === process.cwd ? path : directory}' : lstat ${directory}: no such file or directory`,
    );
  if (node.kind !== "directory") throw new CommandError(`must build at directory: '${path}': file is not directory`);
  return directory;
}

export function readKustomization(process: Process, directory: string): Kustomization {
  const { fs } = process.machine;
  const found = NAMES.filter((name) => fs.exists(`${directory}/${name}`));
  if (found.length === 0)
    throw new CommandError(
      `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${directory}'`,
    );
  if (found.length > 1) throw new CommandError(`Found multiple kustomization files under: ${directory}`);
  const text = fs.readText(`${directory}/${found[0]}`);
  if (text.trim() === "") throw new CommandError("kustomization.yaml is empty");
  const fields: Mutable = yamlToJson(text);
  if (!isObject(fields)) throw new CommandError("invalid Kustomization: kustomization is not an object");
  const strange = Object.keys(fields).find((field) => !KNOWN.has(field));
  if (strange !== undefined) throw new CommandError(`invalid Kustomization: json: unknown field ${goQuote(strange)}`);
  const refused = NOT_SIMULATED.find((field) => fields[field] !== undefined);
  if (refused !== undefined) throw new CommandError(`kustomize: the field ${refused} is not simulated here`);
  return { directory, fields };
}

/** What is told of fields that have another name now. */
export function deprecations({ fields }: Kustomization): string[] {
  return Object.entries(DEPRECATED)
    .filter(([field]) => fields[field] !== undefined)
    .map(
      ([field, now]) =>
        `# Warning: '${field}' is deprecated. Please use '${now}' instead. Run 'kustomize edit fix' to update your Kustomization automatically.\n`,
    );
}
